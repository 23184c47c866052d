/** Marks torchlet's errors across packages and module formats, where `instanceof` alone would miss a second copy. */
const BRAND = Symbol.for('torchlet.error')

/** The op that was called, while it runs: not those that it is made of. */
export const running = { op: '' }

/** The base of every error that torchlet throws on purpose. In an op, its message begins with the op's name. */
export class TorchletError extends Error {
  static override readonly name: string = 'TorchletError'
  constructor(message: string, options?: ErrorOptions) {
    const asker = running.op && `${running.op}: `
    super(message.startsWith(asker) ? message : asker + message, options)
    this.name = new.target.name
  }

  /** On the prototype, so that it is not printed with every error. */
  get [BRAND](): true {
    return true
  }

  static override [Symbol.hasInstance](value: unknown): boolean {
    if (typeof value !== 'object' || value === null || !(BRAND in value)) return false
    // biome-ignore lint/complexity/noThisInStatic: each class that inherits this asks for itself
    return this === TorchletError || (value as { name?: unknown }).name === this.name
  }
}

/** Shapes, sizes or dims that do not fit together. */
export class ShapeError extends TorchletError {
  static override readonly name = 'ShapeError'
}

/** A dtype that an operation does not take, or dtypes that do not go together. */
export class DTypeError extends TorchletError {
  static override readonly name = 'DTypeError'
}

/** Tensors on different devices, a device that cannot do what was asked, or a tensor that was disposed. */
export class DeviceError extends TorchletError {
  static override readonly name = 'DeviceError'
}

/** An index or dim outside its range. */
export class IndexError extends TorchletError {
  static override readonly name = 'IndexError'
}

/** An option or argument with a value outside what it may be. */
export class ArgumentError extends TorchletError {
  static override readonly name = 'ArgumentError'
}

/** A checkpoint that cannot be read, or that does not fit the module it is loaded into. */
export class CheckpointError extends TorchletError {
  static override readonly name = 'CheckpointError'
}
