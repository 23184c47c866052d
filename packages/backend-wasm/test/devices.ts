/* The devices that the tests try: every build that this engine understands, on one thread and on three. */
import { type WasmDevice, wasm } from '../src'
import { compileKernels } from '../src/binary'

/** Whether this engine has relaxed SIMD: Node 20 has not. */
export const hasRelaxed = async (): Promise<boolean> => (await compileKernels(false)).build === 'relaxed'

export async function devices(): Promise<readonly (readonly [name: string, device: WasmDevice])[]> {
  const builds = (await hasRelaxed()) ? (['plain', 'relaxed'] as const) : (['plain'] as const)
  return Promise.all(
    builds.flatMap((build) =>
      [1, 3].map(async (threads) => [`${build}, ${threads} threads`, await wasm({ build, threads })] as const),
    ),
  )
}
