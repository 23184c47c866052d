/** The side of the network's picture, in pixels. */
export const SIZE = 28

/** A picture as the network takes it: 28 × 28 values in 0…1, row by row, light on black. */
export type Picture = Float32Array<ArrayBuffer>

/** A black picture. */
export const blankPicture = (): Picture => new Float32Array(SIZE * SIZE)

/** Says whether nothing is on it. */
export const isBlank = (picture: Picture): boolean => picture.every((value) => value === 0)

/** Whether two pictures are the same to the last bit. */
export const samePicture = (a: Picture, b: Picture): boolean => a.every((value, i) => value === b[i])
