/* What the issues ask of inspection in seconds: a network of seven billion parameters, a checkpoint of a gigabyte. Run it: npm run inspection */
import { execFileSync } from 'node:child_process'
import { closeSync, ftruncateSync, openSync, rmSync, writeSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { summary } from '../packages/inspection/dist/index.js'
import * as nn from '../packages/nn/dist/index.js'
import { meta, withDevice } from '../packages/tensor-core/dist/ops.js'

const time = (work) => {
  const begun = performance.now()
  const result = work()
  return [result, performance.now() - begun]
}

const layers = () =>
  new nn.Sequential(
    ...Array.from({ length: 32 }, () => new nn.Sequential(new nn.Linear(4096, 24_576), new nn.Linear(24_576, 4096))),
  )
const [made, making] = time(() => withDevice(meta, layers))
const [{ totals }, summing] = time(() => summary(made, { inputSize: [1, 2048, 4096] }))
console.log(
  `${(totals.params / 1e9).toFixed(1)} billion parameters: made on meta in ${making.toFixed(0)} ms, summarized in ${summing.toFixed(0)} ms (aim: under 2000)`,
)

const path = join(tmpdir(), 'torchlet-bench.safetensors')
const header = Buffer.from(JSON.stringify({ big: { dtype: 'F32', shape: [250, 1000, 1000], data_offsets: [0, 1e9] } }))
const length = Buffer.alloc(8)
length.writeBigUInt64LE(BigInt(header.length))
const file = openSync(path, 'w')
writeSync(file, Buffer.concat([length, header]))
ftruncateSync(file, 8 + header.length + 1e9)
closeSync(file)
const command = fileURLToPath(new URL('../packages/inspection/bin/torchlet-inspect.js', import.meta.url))
const [, took] = time(() => execFileSync(process.execPath, [command, path]))
console.log(`the table of a safetensors file of 1 GB, with Node's start: ${took.toFixed(0)} ms (aim: under 1000)`)
rmSync(path)
