/* Layers that learn the size of their input from the first one, or from the checkpoint that is loaded. */
import type { SizePerAxis } from '@torchlet/tensor-core/fused'
import { empty, ShapeError, Tensor, to } from '@torchlet/tensor-core/ops'
import { layerArguments } from '../layer-arguments'
import type { RemovableHandle } from '../module/hooks'
import type { AnyModule } from '../module/module'
import { Buffer, Parameter } from '../parameter'
import { undrawn } from '../undrawn'
import { BatchNorm1d, BatchNorm2d, BatchNorm3d, type BatchNormLayerOptions } from './batch-norm'
import { Conv1d, Conv2d, Conv3d, type ConvLayerOptions } from './conv'
import { drawWeightAndBias } from './default-init'
import { Linear, type LinearOptions } from './linear'

/** A parameter whose shape is not known yet. */
export class UninitializedParameter extends Parameter {
  constructor() {
    super(empty([0]))
  }

  override toString(): string {
    return '<UninitializedParameter>'
  }
}

/** What the lazy layers do: `make` makes the layer that this one turns out to be, once the size of its input is known. */
interface Laziness<Layer extends AnyModule> {
  make(size: number): Layer
  /** The size of the input, from an input and from the weight or a running mean. */
  ofInput(x: Tensor): number | undefined
  ofState(state: Tensor): number
  /** The field that holds it. */
  readonly field: string
}

/** Takes over what `made` has, on the device and in the dtype that were asked for, and becomes one of its class. */
function become(lazy: AnyModule, made: AnyModule, field: string): void {
  for (const [name, member] of made.members()) {
    if (!(member instanceof Tensor)) continue
    const old = (lazy as unknown as Record<string, Tensor | null>)[name]
    const like = old && member.dtype === 'float32' ? to(member, { dtype: old.dtype, device: old.device }) : member
    if (member instanceof Parameter)
      lazy.setMember(name, new Parameter(like, { requiresGrad: old?.requiresGrad ?? true }))
    else if (name !== 'num_batches_tracked') lazy.setMember(name, new Buffer(like))
  }
  Object.assign(lazy, { [field]: (made as unknown as Record<string, unknown>)[field] })
  Object.setPrototypeOf(lazy, Object.getPrototypeOf(made))
}

/** Where a lazy layer keeps what it needs to settle; a deep copy takes it along. */
const LAZINESS = Symbol('laziness')
type Lazy = AnyModule & { [LAZINESS]?: Laziness<AnyModule> & { readonly hooks: readonly RemovableHandle[] } }

/** Makes a layer lazy: its parameters have no shape, and it becomes what it is when it is called or loaded. */
function lazily<Layer extends AnyModule>(lazy: Lazy, names: readonly string[], laziness: Laziness<Layer>): void {
  for (const name of names) lazy.setMember(name, new UninitializedParameter())
  const pre = lazy.registerForwardPreHook((module, [x]) => {
    const size = x instanceof Tensor ? laziness.ofInput(x) : undefined
    if (size === undefined || !(size > 0))
      throw new ShapeError(
        `${module.constructor.name}: cannot tell its size from an input of shape ${(x as Tensor)?.shape}`,
      )
    settle(module, size, true)
  })
  const load = lazy.registerLoadStateDictPreHook((module, state, prefix) => {
    const known = state[`${prefix}weight`] ?? state[`${prefix}running_mean`]
    if (!(known instanceof Tensor) || known.numel() === 0) return
    // What is loaded takes the place of what would be drawn.
    undrawn(() => settle(module, laziness.ofState(known), false))
  })
  lazy[LAZINESS] = { ...laziness, hooks: [pre, load] }
}

function settle(lazy: Lazy, size: number, isDrawn: boolean): void {
  const { make, field, hooks } = lazy[LAZINESS]!
  delete lazy[LAZINESS]
  for (const hook of hooks) hook.remove()
  const { weight } = lazy as AnyModule & { weight?: Parameter }
  // Layers are made in float32; the random numbers of another dtype are others, not the same ones rounded.
  const isRedrawn = isDrawn && !!weight && weight.dtype !== 'float32' && !('numFeatures' in lazy)
  become(lazy, isRedrawn ? undrawn(() => make(size)) : make(size), field)
  if (isRedrawn) drawWeightAndBias((lazy as unknown as Linear).weight, (lazy as unknown as Linear).bias)
}

/**
 * Linear whose inFeatures are the first input's last axis, or the checkpoint's: then it is a Linear. x: [..., in] → [...,
 * outFeatures]. Throws ShapeError where x has no axis.
 */
export class LazyLinear extends Linear {
  static override readonly name: string = 'LazyLinear'

  constructor(outFeatures: number, options?: LinearOptions)
  constructor(named: LinearOptions & { outFeatures: number })
  constructor(...args: unknown[]) {
    type Given = LinearOptions & { outFeatures: number }
    const { outFeatures, bias } = layerArguments<Given>('LazyLinear', args, ['outFeatures'], { bias: true })
    super(0, outFeatures, { bias: false })
    lazily(this, bias ? ['weight', 'bias'] : ['weight'], {
      make: (inFeatures) => new Linear(inFeatures, outFeatures, { bias }),
      ofInput: (x) => x.shape.at(-1),
      ofState: (weight) => weight.shape[1]!,
      field: 'inFeatures',
    })
  }
}

interface LazyConvArguments extends ConvLayerOptions {
  outChannels: number
  kernelSize: SizePerAxis
}
type ConvClass<C extends AnyModule> = new (
  named: ConvLayerOptions & { inChannels: number; outChannels: number; kernelSize: SizePerAxis },
) => C

const convArguments = (layer: string, args: readonly unknown[]): LazyConvArguments =>
  layerArguments<LazyConvArguments>(layer, args, ['outChannels', 'kernelSize'], {
    stride: 1,
    padding: 0,
    dilation: 1,
    groups: 1,
    bias: true,
    paddingMode: 'zeros',
  })

function lazyConv(lazy: AnyModule, Layer: ConvClass<AnyModule>, given: LazyConvArguments, axes: number): void {
  lazily(lazy, given.bias ? ['weight', 'bias'] : ['weight'], {
    make: (inChannels) => new Layer({ ...given, inChannels }),
    // An input that the layer will refuse must not settle it.
    ofInput: (x) => (x.ndim === axes + 1 || x.ndim === axes + 2 ? x.shape.at(-axes - 1) : undefined),
    ofState: (weight) => weight.shape[1]! * given.groups!,
    field: 'inChannels',
  })
}

/**
 * Conv1d whose inChannels are the first input's, or the checkpoint's: then it is a Conv1d. x: [N, C, L] or [C, L] → [N, O, l].
 * Throws ShapeError where x has no channels.
 */
export class LazyConv1d extends Conv1d {
  static override readonly name: string = 'LazyConv1d'

  constructor(outChannels: number, kernelSize: SizePerAxis, options?: ConvLayerOptions)
  constructor(named: LazyConvArguments)
  constructor(...args: unknown[]) {
    const given = convArguments('LazyConv1d', args)
    super({ ...given, inChannels: 0, bias: false })
    lazyConv(this, Conv1d, given, 1)
  }
}

/**
 * Conv2d whose inChannels are the first input's, or the checkpoint's: then it is a Conv2d. x: [N, C, H, W] or [C, H, W] → [N,
 * O, oh, ow]. Throws ShapeError where x has no channels.
 */
export class LazyConv2d extends Conv2d {
  static override readonly name: string = 'LazyConv2d'

  constructor(outChannels: number, kernelSize: SizePerAxis, options?: ConvLayerOptions)
  constructor(named: LazyConvArguments)
  constructor(...args: unknown[]) {
    const given = convArguments('LazyConv2d', args)
    super({ ...given, inChannels: 0, bias: false })
    lazyConv(this, Conv2d, given, 2)
  }
}

/**
 * Conv3d whose inChannels are the first input's, or the checkpoint's: then it is a Conv3d. x: [N, C, D, H, W] or [C, D, H, W] →
 * [N, O, od, oh, ow]. Throws ShapeError where x has no channels.
 */
export class LazyConv3d extends Conv3d {
  static override readonly name: string = 'LazyConv3d'

  constructor(outChannels: number, kernelSize: SizePerAxis, options?: ConvLayerOptions)
  constructor(named: LazyConvArguments)
  constructor(...args: unknown[]) {
    const given = convArguments('LazyConv3d', args)
    super({ ...given, inChannels: 0, bias: false })
    lazyConv(this, Conv3d, given, 3)
  }
}

function lazyBatchNorm(
  lazy: AnyModule,
  Layer: new (numFeatures: number, options: BatchNormLayerOptions) => AnyModule,
  options: BatchNormLayerOptions,
): void {
  lazily(lazy, (options.affine ?? true) ? ['weight', 'bias'] : [], {
    make: (numFeatures) => new Layer(numFeatures, options),
    ofInput: (x) => x.shape[1],
    ofState: (state) => state.shape[0]!,
    field: 'numFeatures',
  })
}

/**
 * BatchNorm1d whose numFeatures are the first input's channels, or the checkpoint's: then it is a BatchNorm1d. x: [N, C] or [N,
 * C, L] → the same. Throws ShapeError where x has no channels.
 */
export class LazyBatchNorm1d extends BatchNorm1d {
  static override readonly name: string = 'LazyBatchNorm1d'

  constructor(options: BatchNormLayerOptions = {}) {
    super(0, options)
    lazyBatchNorm(this, BatchNorm1d, options)
  }
}

/**
 * BatchNorm2d whose numFeatures are the first input's channels, or the checkpoint's: then it is a BatchNorm2d. x: [N, C, H, W]
 * → the same. Throws ShapeError where x has no channels.
 */
export class LazyBatchNorm2d extends BatchNorm2d {
  static override readonly name: string = 'LazyBatchNorm2d'

  constructor(options: BatchNormLayerOptions = {}) {
    super(0, options)
    lazyBatchNorm(this, BatchNorm2d, options)
  }
}

/**
 * BatchNorm3d whose numFeatures are the first input's channels, or the checkpoint's: then it is a BatchNorm3d. x: [N, C, D, H,
 * W] → the same. Throws ShapeError where x has no channels.
 */
export class LazyBatchNorm3d extends BatchNorm3d {
  static override readonly name: string = 'LazyBatchNorm3d'

  constructor(options: BatchNormLayerOptions = {}) {
    super(0, options)
    lazyBatchNorm(this, BatchNorm3d, options)
  }
}
