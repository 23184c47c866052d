/* Runs in the page: the conformance suite, and what became of it. */
import { applies, check, conformanceCases } from '@torchlet/tensor-core/conformance'
import { webgpu } from '../../src/index'

export interface Report {
  readonly ran: number
  /** Names of cases that differ, and how. */
  readonly failed: Readonly<Record<string, string>>
  readonly submits: number
}

export default async function run(): Promise<Report> {
  const gpu = await webgpu()
  const failed: Record<string, string> = {}
  const cases = conformanceCases().filter((one) => applies(gpu, one))
  for (const one of cases) {
    const wrong = await check(gpu, one).catch((error: Error) => error.message)
    if (wrong !== undefined) failed[one.name] = wrong
  }
  return { ran: cases.length, failed, submits: gpu.stats().submits }
}
