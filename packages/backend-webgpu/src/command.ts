/* What is recorded until somebody reads: dispatches, copies and reads, in the order in which they were asked for. */
import type { Expression } from './expression'
import type { Program } from './program'
import type { Value } from './value'

/** Elementwise ops that run where a program emits its elements. */
export interface Epilogue {
  readonly expression: Expression
  readonly out: Value
}

interface Recorded {
  readonly op: string
  /** All that it reads and writes, each as often as `uses` counts it. */
  readonly reads: Value[]
  readonly writes: Value[]
  /** Whether `writes` keep a part of what they held. */
  readonly keeps: boolean
  /** Later commands have greater numbers. */
  readonly order: number
}

export interface Dispatch extends Recorded {
  readonly kind: 'dispatch'
  readonly program: Pick<Program, 'key' | 'wgsl' | 'uniforms' | 'workgroups' | 'emits'>
  /** What the program itself is bound to, in its order. */
  readonly inputs: readonly Value[]
  readonly outputs: readonly Value[]
  epilogue?: Epilogue
}

/** Writes zeros. */
export interface Clear extends Recorded {
  readonly kind: 'clear'
}

/** Host values for a part of a buffer. */
export interface Upload extends Recorded {
  readonly kind: 'upload'
  readonly words: Float32Array | Int32Array
  /** In words. */
  readonly offset: number
}

/** Copies a part of a value to where the host will read it. */
export interface Download extends Recorded {
  readonly kind: 'download'
  /** In words. */
  readonly offset: number
  readonly length: number
  readonly staging: GPUBuffer
}

export type Command = Dispatch | Clear | Upload | Download
