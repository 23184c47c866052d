/** What the consoles of Node and Bun call to print an object. */
export const INSPECT: unique symbol = Symbol.for('nodejs.util.inspect.custom')

/** A shape: an array of sizes that prints as PyTorch's, `torch.Size([2, 3])`. */
export class Size extends Array<number> {
  // Mapping or slicing a shape gives plain numbers: only a tensor's own shape is a Size.
  static override get [Symbol.species](): ArrayConstructor {
    return Array
  }

  static copy(sizes: readonly number[]): Size {
    const size = new Size(sizes.length)
    for (let i = 0; i < sizes.length; i++) size[i] = sizes[i]!
    return size
  }

  // Engines take a slow way through arrays of a class of their own, and every op slices or maps shapes.
  override slice(start?: number, end?: number): number[] {
    return plain(this).slice(start, end)
  }

  override map<T>(f: (size: number, axis: number, sizes: number[]) => T, self?: unknown): T[] {
    return plain(this).map(f, self)
  }

  numel(): number {
    return this.reduce((product, size) => product * size, 1)
  }

  override toString(): string {
    return `torch.Size([${this.join(', ')}])`
  }

  [INSPECT](): string {
    return this.toString()
  }
}

function plain(sizes: Size): number[] {
  const out: number[] = []
  for (let i = 0; i < sizes.length; i++) out.push(sizes[i]!)
  return out
}
