/* The other half of winograd.ts: products of filters and tiles, place by place, and their way back to pixels. */
