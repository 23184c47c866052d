const INSPECT = Symbol.for('nodejs.util.inspect.custom')

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
