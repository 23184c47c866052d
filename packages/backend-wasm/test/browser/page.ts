/* Runs in the page: tensor-core's cases on one device, and what several threads and one compute. */
import * as torch from '@torchlet/tensor-core'
import { applies, check, conformanceCases } from '@torchlet/tensor-core/conformance'
import { type WasmOptions, wasm } from '../../src'

export interface Report {
  readonly build: string
  readonly threads: number
  readonly cases: number
  readonly wrong: readonly string[]
  /** A sum and a product that are large enough to be shared. */
  readonly shared: readonly number[]
}

export default async (options: WasmOptions): Promise<Report> => {
  const device = await wasm(options)
  const cases = conformanceCases().filter((one) => applies(device, one))
  const wrong: string[] = []
  for (const one of cases) {
    const found = await check(device, one)
    if (found) wrong.push(`${one.name}: ${found}`)
  }
  torch.manualSeed(0)
  const x = torch.randn([400, 500]).to(device)
  const shared = [x.exp().sum(), x.matmul(x.t()).at(7, 9)].map((y) => y.item() as number)
  const { build, threads } = device
  device.close()
  return { build, threads, cases: cases.length, wrong, shared }
}
