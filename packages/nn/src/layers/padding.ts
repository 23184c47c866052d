/* Padding layers: constants, or the input's own elements, around the last one, two or three axes. */
import { type PadMode, pad } from '@torchlet/tensor-core/fused'
import { ArgumentError, ShapeError, type Tensor } from '@torchlet/tensor-core/ops'
import { layerArguments } from '../layer-arguments'
import { Module } from '../module/module'
import { float, tuple } from '../python-text'

/** A number for all sides, or [left, right, top, bottom, …] from the last axis on. Negative sizes cut off. */
export type PaddingSize = number | readonly number[]

function sidesOf(layer: string, padding: PaddingSize, axes: number): readonly number[] {
  const sides = typeof padding === 'number' ? new Array<number>(2 * axes).fill(padding) : padding
  if (sides.length !== 2 * axes || !sides.every(Number.isSafeInteger))
    throw new ArgumentError(`${layer}: padding is a whole number or ${2 * axes} of them, got [${sides}]`)
  return sides
}

abstract class Pad extends Module {
  readonly padding: readonly number[]

  constructor(layer: string, padding: PaddingSize) {
    super()
    this.padding = sidesOf(layer, padding, this.axes())
  }

  /** How many of the last axes are padded. */
  protected abstract axes(): number
  protected abstract get mode(): PadMode
  protected get constant(): number {
    return 0
  }

  override forward(x: Tensor): Tensor {
    const { mode } = this
    const axes = this.axes()
    if (mode !== 'constant' && x.ndim !== axes + 1 && x.ndim !== axes + 2)
      throw new ShapeError(`expected ${axes + 1}D or ${axes + 2}D input (got ${x.ndim}D input ${x.shape})`)
    return pad(x, this.padding, mode === 'constant' ? { value: this.constant } : { mode })
  }

  override extraRepr(): string {
    return tuple(this.padding)
  }
}

export interface PadArguments {
  padding: PaddingSize
}

/** What layers that take nothing but the padding share. */
abstract class PlainPad extends Pad {
  constructor(padding: PaddingSize)
  constructor(named: PadArguments)
  constructor(...args: unknown[]) {
    super(new.target.name, layerArguments<PadArguments>(new.target.name, args, ['padding'], {}).padding)
  }
}

abstract class ReflectionPad extends PlainPad {
  protected override get mode(): PadMode {
    return 'reflect'
  }
}

/**
 * Mirrors the input around its edges, without repeating them. x: [N, C, L] or [C, L] → [N, C, left + L + right]. Throws
 * ShapeError where the padding reaches past the axis, ArgumentError unless there are 2 sizes or one.
 */
export class ReflectionPad1d extends ReflectionPad {
  static override readonly name: string = 'ReflectionPad1d'

  protected override axes(): number {
    return 1
  }
}

/**
 * Mirrors the input around its edges, without repeating them. x: [N, C, H, W] or [C, H, W] → [N, C, top + H + bottom, left + W
 * + right]. Throws ShapeError where the padding reaches past the axis, ArgumentError unless there are 4 sizes or one.
 */
export class ReflectionPad2d extends ReflectionPad {
  static override readonly name: string = 'ReflectionPad2d'

  protected override axes(): number {
    return 2
  }
}

/**
 * Mirrors the input around its edges, without repeating them. x: [N, C, D, H, W] or [C, D, H, W] → [N, C, front + D + back, top
 * + H + bottom, left + W + right]. Throws ShapeError where the padding reaches past the axis, ArgumentError unless there are 6
 * sizes or one.
 */
export class ReflectionPad3d extends ReflectionPad {
  static override readonly name: string = 'ReflectionPad3d'

  protected override axes(): number {
    return 3
  }
}

abstract class ReplicationPad extends PlainPad {
  protected override get mode(): PadMode {
    return 'replicate'
  }
}

/**
 * Repeats the edges. x: [N, C, L] or [C, L] → [N, C, left + L + right]. Throws ShapeError for other shapes, ArgumentError
 * unless there are 2 sizes or one.
 */
export class ReplicationPad1d extends ReplicationPad {
  static override readonly name: string = 'ReplicationPad1d'

  protected override axes(): number {
    return 1
  }
}

/**
 * Repeats the edges. x: [N, C, H, W] or [C, H, W] → [N, C, top + H + bottom, left + W + right]. Throws ShapeError for other
 * shapes, ArgumentError unless there are 4 sizes or one.
 */
export class ReplicationPad2d extends ReplicationPad {
  static override readonly name: string = 'ReplicationPad2d'

  protected override axes(): number {
    return 2
  }
}

/**
 * Repeats the edges. x: [N, C, D, H, W] or [C, D, H, W] → [N, C, front + D + back, top + H + bottom, left + W + right]. Throws
 * ShapeError for other shapes, ArgumentError unless there are 6 sizes or one.
 */
export class ReplicationPad3d extends ReplicationPad {
  static override readonly name: string = 'ReplicationPad3d'

  protected override axes(): number {
    return 3
  }
}

abstract class CircularPad extends PlainPad {
  protected override get mode(): PadMode {
    return 'circular'
  }
}

/**
 * Goes on with the other end. x: [N, C, L] or [C, L] → [N, C, left + L + right]. Throws ShapeError where the padding reaches
 * past the axis, ArgumentError unless there are 2 sizes or one.
 */
export class CircularPad1d extends CircularPad {
  static override readonly name: string = 'CircularPad1d'

  protected override axes(): number {
    return 1
  }
}

/**
 * Goes on with the other end. x: [N, C, H, W] or [C, H, W] → [N, C, top + H + bottom, left + W + right]. Throws ShapeError
 * where the padding reaches past the axis, ArgumentError unless there are 4 sizes or one.
 */
export class CircularPad2d extends CircularPad {
  static override readonly name: string = 'CircularPad2d'

  protected override axes(): number {
    return 2
  }
}

/**
 * Goes on with the other end. x: [N, C, D, H, W] or [C, D, H, W] → [N, C, front + D + back, top + H + bottom, left + W +
 * right]. Throws ShapeError where the padding reaches past the axis, ArgumentError unless there are 6 sizes or one.
 */
export class CircularPad3d extends CircularPad {
  static override readonly name: string = 'CircularPad3d'

  protected override axes(): number {
    return 3
  }
}

abstract class ZeroPad extends PlainPad {
  protected override get mode(): PadMode {
    return 'constant'
  }
}

/**
 * Puts zeros around; negative sizes cut off. x: [N, C, L] or [C, L] → [N, C, left + L + right]. Throws ShapeError where more is
 * cut off than there is, ArgumentError unless there are 2 sizes or one.
 */
export class ZeroPad1d extends ZeroPad {
  static override readonly name: string = 'ZeroPad1d'

  protected override axes(): number {
    return 1
  }
}

/**
 * Puts zeros around; negative sizes cut off. x: [N, C, H, W] or [C, H, W] → [N, C, top + H + bottom, left + W + right]. Throws
 * ShapeError where more is cut off than there is, ArgumentError unless there are 4 sizes or one.
 */
export class ZeroPad2d extends ZeroPad {
  static override readonly name: string = 'ZeroPad2d'

  protected override axes(): number {
    return 2
  }
}

/**
 * Puts zeros around; negative sizes cut off. x: [N, C, D, H, W] or [C, D, H, W] → [N, C, front + D + back, top + H + bottom,
 * left + W + right]. Throws ShapeError where more is cut off than there is, ArgumentError unless there are 6 sizes or one.
 */
export class ZeroPad3d extends ZeroPad {
  static override readonly name: string = 'ZeroPad3d'

  protected override axes(): number {
    return 3
  }
}

export interface ConstantPadArguments extends PadArguments {
  value: number
}

abstract class ConstantPad extends Pad {
  readonly value: number

  constructor(padding: PaddingSize, value: number)
  constructor(named: ConstantPadArguments)
  constructor(...args: unknown[]) {
    const layer = new.target.name
    const { padding, value } = layerArguments<ConstantPadArguments>(layer, args, ['padding', 'value'], {})
    super(layer, padding)
    this.value = value
  }

  protected override get mode(): PadMode {
    return 'constant'
  }

  protected override get constant(): number {
    return this.value
  }

  override extraRepr(): string {
    return `padding=${tuple(this.padding)}, value=${float(this.value)}`
  }
}

/**
 * Puts `value` around; negative sizes cut off. x: [N, C, L] or [C, L] → [N, C, left + L + right]. Throws ShapeError where more
 * is cut off than there is, ArgumentError unless there are 2 sizes or one.
 */
export class ConstantPad1d extends ConstantPad {
  static override readonly name: string = 'ConstantPad1d'

  protected override axes(): number {
    return 1
  }
}

/**
 * Puts `value` around; negative sizes cut off. x: [N, C, H, W] or [C, H, W] → [N, C, top + H + bottom, left + W + right].
 * Throws ShapeError where more is cut off than there is, ArgumentError unless there are 4 sizes or one.
 */
export class ConstantPad2d extends ConstantPad {
  static override readonly name: string = 'ConstantPad2d'

  protected override axes(): number {
    return 2
  }
}

/**
 * Puts `value` around; negative sizes cut off. x: [N, C, D, H, W] or [C, D, H, W] → [N, C, front + D + back, top + H + bottom,
 * left + W + right]. Throws ShapeError where more is cut off than there is, ArgumentError unless there are 6 sizes or one.
 */
export class ConstantPad3d extends ConstantPad {
  static override readonly name: string = 'ConstantPad3d'

  protected override axes(): number {
    return 3
  }
}
