/*
 * Convolution by rows with fewer products (Cook and Toom, Winograd). Eight neighbouring pixels of a row hold all that six outputs
 * of a kernel 3 wide need, or four of one 5 wide. Seen as polynomials that are known by their values at the points 0, ±1, ±2,
 * ±½ and ∞, these outputs cost one product a point, 8 instead of 18 or 20 a row of the kernel:
 *
 *   at each point f:  m[f][o] = Σ over c and the kernel's rows q of  u[f][o, c, q] · v[f][c, row + q]
 *
 * with u the weights' and v the pixels' values, which cost some 30 and 40 additions for each row of a kernel and each eight
 * pixels, and 25 to find the outputs again. What is left are eight matrix products, bounded by their multiply-adds: ten
 * factors, two rows of u by five depths, stay in registers while five rows of v go by and two rows of sums collect. The points
 * need no other weights than powers of two, and the weights' values are whole multiples of 1/90, which is left to the end: sums
 * of whole numbers come out whole, and what cancels cancels to 0. In float64, what an output keeps of its neighbours' pixels
 * is some 2⁻⁴⁸ of them: a pixel a hundred million times as large as the others costs outputs beside it their last digits.
 */
import { eachBlock, type Layer, layImage, type Tile } from './conv-tiles'
import { CELLS, workspace } from './gemm'

const POINTS = 8
/** Depths in a step, and at most. */
const STEP = 5
const DEPTH = 51 * STEP
/** Products of a row of weights at a point at most: the sums of two rows at all points fill 64 KB. */
const RUN = 512
/** From the factors of one row to the other's. */
const OTHER = POINTS * DEPTH
const SCALE = 1 / 90

// One closure made when first used, so that its arrays are constants: see gemm.
function makeProducts() {
  const { cells, taps } = workspace()
  /** Two rows of weights, for each point. */
  const factors = new Float64Array(POINTS * 2 * DEPTH)
  /** For each point two rows of sums. */
  const sums = new Float64Array(POINTS * 2 * RUN)
  /** Those of one row and run, where they are to be added to others or are more than the image is wide. */
  const outputs = new Float32Array(6 * RUN)

  function step(factor: number, tap: number, cell: number, sum: number, columns: number): void {
    const a0 = factors[factor]!
    const a1 = factors[factor + 1]!
    const a2 = factors[factor + 2]!
    const a3 = factors[factor + 3]!
    const a4 = factors[factor + 4]!
    const b0 = factors[factor + OTHER]!
    const b1 = factors[factor + OTHER + 1]!
    const b2 = factors[factor + OTHER + 2]!
    const b3 = factors[factor + OTHER + 3]!
    const b4 = factors[factor + OTHER + 4]!
    const t0 = cell + taps[tap]!
    const t1 = cell + taps[tap + 1]!
    const t2 = cell + taps[tap + 2]!
    const t3 = cell + taps[tap + 3]!
    const t4 = cell + taps[tap + 4]!
    const other = sum + columns
    for (let p = 0; p < columns; p++) {
      const x0 = cells[(t0 + p) | 0]!
      const x1 = cells[(t1 + p) | 0]!
      const x2 = cells[(t2 + p) | 0]!
      const x3 = cells[(t3 + p) | 0]!
      const x4 = cells[(t4 + p) | 0]!
      sums[(sum + p) | 0]! += a0 * x0 + a1 * x1 + a2 * x2 + a3 * x3 + a4 * x4
      sums[(other + p) | 0]! += b0 * x0 + b1 * x1 + b2 * x2 + b3 * x3 + b4 * x4
    }
  }

  /** Lays the values of `depths` rows of weights, `width` long, from `at` on, as one of the two rows of factors at each point. */
  function layWeights(weight: Float32Array, at: number, depths: number, width: number, row: number): void {
    let f = row * OTHER
    for (const end = f + depths; f < end; f++, at += width) {
      const w0 = weight[at]!
      const w1 = weight[at + 1]!
      const w2 = weight[at + 2]!
      const w3 = width > 3 ? weight[at + 3]! : 0
      const w4 = width > 4 ? weight[at + 4]! : 0
      const even = -20 * (w0 + w2 + w4)
      const odd = -20 * (w1 + w3)
      const even2 = w0 + 4 * w2 + 16 * w4
      const odd2 = 2 * w1 + 8 * w3
      const evenHalf = 64 * w0 + 16 * w2 + 4 * w4
      const oddHalf = 32 * w1 + 8 * w3
      factors[f] = 90 * w0
      factors[f + DEPTH] = even + odd
      factors[f + 2 * DEPTH] = even - odd
      factors[f + 3 * DEPTH] = even2 + odd2
      factors[f + 4 * DEPTH] = even2 - odd2
      factors[f + 5 * DEPTH] = evenHalf + oddHalf
      factors[f + 6 * DEPTH] = evenHalf - oddHalf
      factors[f + 7 * DEPTH] = 90 * (width > 3 ? w4 : w2)
    }
    for (; f % STEP; f++) for (let point = 0; point < POINTS; point++) factors[f + point * DEPTH] = 0
  }

  /** Lays the values of the pixels from `at` on, eight for every `every`, at each point `apart` cells from the last one. */
  function layPixels(at: number, every: number, count: number, to: number, apart: number): void {
    for (let p = 0; p < count; p++, at += every, to++) {
      const x0 = cells[at]!
      const x1 = cells[at + 1]!
      const x2 = cells[at + 2]!
      const x3 = cells[at + 3]!
      const x4 = cells[at + 4]!
      const x5 = cells[at + 5]!
      const x6 = cells[at + 6]!
      const x7 = cells[at + 7]!
      const even = x2 - 4.25 * x4 + x6
      const odd = x1 - 4.25 * x3 + x5
      const even2 = 0.25 * x2 - 1.25 * x4 + x6
      const odd2 = 0.5 * x1 - 2.5 * x3 + 2 * x5
      const evenHalf = 4 * x2 - 5 * x4 + x6
      const oddHalf = 2 * x1 - 2.5 * x3 + 0.5 * x5
      cells[to] = x0 - x6 + 5.25 * (x4 - x2)
      cells[to + apart] = even + odd
      cells[to + 2 * apart] = even - odd
      cells[to + 3 * apart] = even2 + odd2
      cells[to + 4 * apart] = even2 - odd2
      cells[to + 5 * apart] = evenHalf + oddHalf
      cells[to + 6 * apart] = evenHalf - oddHalf
      cells[to + 7 * apart] = x7 - x1 + 5.25 * (x3 - x5)
    }
  }

  /** The products at all points of the two rows of weights and the pixels from `cell` on, into the sums. */
  function multiply(depths: number, cell: number, apart: number, columns: number): void {
    sums.fill(0, 0, POINTS * 2 * columns)
    for (let point = 0; point < POINTS; point++)
      for (let k = 0; k < depths; k += STEP)
        step(point * DEPTH + k, k, cell + point * apart, 2 * point * columns, columns)
  }

  /**
   * Writes the outputs of `count` products from `sum` on, `every` of each, to `to`. Bias: to begin with the same at all of them is to
   * begin with it at the point 1. Gives what is not finite if any of them is not.
   */
  function takeOutputs(
    sum: number,
    apart: number,
    count: number,
    every: number,
    bias: number,
    to: Float32Array,
    at: number,
  ): number {
    const p1 = sum + apart
    const p2 = p1 + apart
    const p3 = p2 + apart
    const p4 = p3 + apart
    const p5 = p4 + apart
    const p6 = p5 + apart
    const p7 = p6 + apart
    const shift = bias / SCALE
    let all = 0
    for (let p = 0; p < count; p++, at += every) {
      const s1 = sums[(p1 + p) | 0]! + shift
      const s2 = sums[(p2 + p) | 0]!
      const s3 = sums[(p3 + p) | 0]!
      const s4 = sums[(p4 + p) | 0]!
      const s5 = sums[(p5 + p) | 0]!
      const s6 = sums[(p6 + p) | 0]!
      const s7 = sums[(p7 + p) | 0]!
      const even = s1 + s2
      const odd = s1 - s2
      const even2 = s3 + s4
      const odd2 = s3 - s4
      const evenHalf = s5 + s6
      const oddHalf = s5 - s6
      const first = sums[(sum + p) | 0]! + even + even2 + evenHalf
      const fourth = odd + 8 * odd2 + 0.125 * oddHalf
      all += first + s7
      to[at] = SCALE * first
      to[at + 1] = SCALE * (odd + 2 * odd2 + 0.5 * oddHalf)
      to[at + 2] = SCALE * (even + 4 * even2 + 0.25 * evenHalf)
      if (every === 4) to[at + 3] = SCALE * (fourth + s7)
      else {
        to[at + 3] = SCALE * fourth
        to[at + 4] = SCALE * (even + 16 * even2 + 0.0625 * evenHalf)
        to[at + 5] = SCALE * (odd + 32 * odd2 + 0.03125 * oddHalf + s7)
      }
    }
    return all
  }
  return { outputs, layWeights, layPixels, multiply, takeOutputs }
}

let kept: ReturnType<typeof makeProducts> | undefined

/** Outputs of eight pixels. */
const outputsOf = (kernelWidth: number): number => (kernelWidth > 3 ? 4 : 6)

/** Whether the products that are saved cost more than to find the values: what takes 25 of them for eight pixels or outputs. */
export function pays(layer: Layer): boolean {
  const { x, batch, channels, outChannels, kernelHeight, kernelWidth, outHeight, outWidth, stride, dilation } = layer
  const across = Math.ceil(outWidth / outputsOf(kernelWidth))
  const rows = batch * outHeight
  const filters = channels * outChannels * kernelHeight
  const saved = filters * (kernelWidth * outWidth - POINTS * across) * rows
  const values = (channels + outChannels) * across * rows + filters
  const lies = across <= RUN && kernelHeight <= DEPTH && 2 * POINTS * across * (kernelHeight + 3) <= CELLS
  const dense = kernelWidth > 2 && kernelWidth < 6 && [...stride, ...dilation].every((size) => size === 1)
  return lies && dense && x instanceof Float32Array && saved > 25 * values
}

/**
 * out = x ∗ weight + bias, where that `pays`; out is zeroed. False where a value is not finite: it has met outputs that do not see
 * it, and all is to be done again.
 */
export function winograd(layer: Layer): boolean {
  const { outputs, layWeights, layPixels, multiply, takeOutputs } = (kept ??= makeProducts())
  const { taps } = workspace()
  const { channels, outChannels, kernelHeight, kernelWidth, outHeight, outWidth } = layer
  const [weight, out] = [layer.weight as Float32Array, layer.out as Float32Array]
  const every = outputsOf(kernelWidth)
  const across = Math.ceil(outWidth / every)
  // A row of a channel takes as many cells. The pixels of one channel lie behind the values of all.
  const row = POINTS * across
  const least = row * (Math.min(4, outHeight) + kernelHeight - 1)
  const deep = Math.min(channels, Math.floor(DEPTH / kernelHeight), Math.floor(CELLS / least) - 1)
  const rows = Math.min(outHeight, Math.floor(RUN / across), Math.floor(CELLS / row / (deep + 1)) - kernelHeight + 1)
  const inRows = rows + kernelHeight - 1
  const lane = across * every + POINTS - every
  const tile: Tile = { channels: deep, rows, columns: outWidth, remainders: [0], lane, inRows }
  const apart = deep * inRows * across
  const size = row * inRows + POINTS * apart
  const full = outWidth % every === 0
  let all = 0
  eachBlock(layer, tile, size, (corners, channel, count) => {
    const depths = count * kernelHeight
    for (let k = 0; k < depths; k++)
      taps[k] = ((k - (k % kernelHeight)) * inRows * across) / kernelHeight + (k % kernelHeight) * across
    taps.fill(0, depths, depths + STEP)
    corners.forEach((corner, i) => {
      const pixels = i * size + POINTS * apart
      for (let c = 0; c < count; c++) {
        layImage(layer, tile, corner, channel + c, 1, pixels)
        for (let y = 0; y < inRows; y++)
          layPixels(pixels + y * lane, every, across, i * size + (c * inRows + y) * across, apart)
      }
    })
    for (let o = 0; o < outChannels; o += 2) {
      const both = Math.min(2, outChannels - o)
      for (let second = 0; second < both; second++) {
        const filter = layer.weightAt + (o + second) * layer.weightStride + channel * kernelHeight * kernelWidth
        layWeights(weight, filter, depths, kernelWidth, second)
      }
      corners.forEach(([n, top], i) => {
        const high = Math.min(rows, outHeight - top!)
        const columns = high * across
        multiply(depths, i * size, apart, columns)
        // Rows that tiles fill lie in one line.
        const [lines, tiles, wide] = full ? [1, columns, columns * every] : [high, across, outWidth]
        for (let second = 0; second < both; second++) {
          const bias = channel === 0 ? layer.bias(o + second) : 0
          let at = layer.outAt + n! * layer.outStride + ((o + second) * outHeight + top!) * outWidth
          for (let line = 0, sum = second * columns; line < lines; line++, sum += tiles, at += wide) {
            // Straight to their places, where nothing else comes there and none is too many.
            const straight = count < channels ? 0 : full ? tiles : tiles - 1
            all += takeOutputs(sum, 2 * columns, straight, every, bias, out, at)
            all += takeOutputs(sum + straight, 2 * columns, tiles - straight, every, bias, outputs, 0)
            for (let j = straight * every; j < wide; j++) out[at + j]! += outputs[j - straight * every]!
          }
        }
      })
    }
  })
  return all - all === 0
}
