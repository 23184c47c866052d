/* Activations behind a kernel: assembly/activation.ts. */
import type { ActivationName } from '@torchlet/tensor-core/ops'

const NUMBERS: Readonly<Record<ActivationName, number>> = { relu: 1, relu6: 2, gelu: 3 }

/** The number of an activation for kernels: 0 for none, and for those of a later tensor-core. */
export const numberOf = (activation: ActivationName | undefined): number =>
  activation === undefined ? 0 : (NUMBERS[activation] ?? 0)

/** What a kernel answers that was given this number. */
export const applied = (activation: number): true | undefined => (activation > 0 ? true : undefined)
