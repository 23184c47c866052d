/* The kernels' bytes: which of the two builds this engine understands, compiled. */
import { DeviceError } from '@torchlet/tensor-core/ops'
import { plain } from './generated/plain'
import { relaxed } from './generated/relaxed'

interface Binary {
  readonly base64: string
  readonly memoryFlags: number
}

export type Build = 'relaxed' | 'plain'
const BUILDS: Record<Build, Binary> = { relaxed, plain }

/** Limits of a memory: there is a maximum, and the memory is not shared. */
const UNSHARED = 1

function bytesOf({ base64, memoryFlags }: Binary, shared: boolean): Uint8Array<ArrayBuffer> {
  const bytes = Uint8Array.from(atob(base64), (character) => character.charCodeAt(0))
  if (!shared) bytes[memoryFlags] = UNSHARED
  return bytes
}

const missing = (what: string): DeviceError =>
  new DeviceError(`wasm: there is no ${what} here; the device 'cpu' of @torchlet/tensor-core runs everywhere`)

/** The module of the best build that this engine validates, or of the one that was asked for. */
export async function compileKernels(
  shared: boolean,
  asked?: Build,
): Promise<{ build: Build; module: WebAssembly.Module }> {
  if (typeof WebAssembly !== 'object') throw missing('WebAssembly')
  for (const build of asked ? [asked] : (['relaxed', 'plain'] as const)) {
    const bytes = bytesOf(BUILDS[build], shared)
    if (WebAssembly.validate(bytes)) return { build, module: await WebAssembly.compile(bytes) }
  }
  throw missing(asked === 'relaxed' ? 'relaxed WebAssembly SIMD' : 'WebAssembly SIMD')
}
