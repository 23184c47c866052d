/* Reads a folder of Fashion-MNIST and says how well a checkpoint does on it. Run it: npm run fashion -- FOLDER */
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { load } from '@torchlet/serialization'
import { Network } from '../network'
import { evaluate } from './evaluate'
import { readDataset } from './idx'
import { report } from './report'

const USAGE = `usage: fashion FOLDER [--checkpoint FILE] [--part t10k|train] [--batch N]

  FOLDER        holds t10k-images-idx3-ubyte and t10k-labels-idx1-ubyte, as they are or gzipped
  --checkpoint  a .pt or .safetensors file (default: the one that comes with the playground)
  --part        t10k, the test images (default), or train
  --batch       images at a time (default 50)`

const CHECKPOINT = fileURLToPath(new URL('../../apps/playground/checkpoints/fashion-cnn.pt', import.meta.url))

class UsageError extends Error {}

function readArguments(args: string[]) {
  const options = {
    checkpoint: { type: 'string' },
    part: { type: 'string' },
    batch: { type: 'string' },
    help: { type: 'boolean' },
  } as const
  let parsed: ReturnType<typeof parseArgs<{ args: string[]; options: typeof options; allowPositionals: true }>>
  try {
    parsed = parseArgs({ args, options, allowPositionals: true })
  } catch (error) {
    throw new UsageError((error as Error).message)
  }
  const { values, positionals } = parsed
  if (values.help) return undefined
  const { checkpoint = CHECKPOINT, part = 't10k', batch = '50' } = values
  if (positionals.length !== 1) throw new UsageError(`expected one FOLDER, got ${positionals.length}`)
  if (part !== 't10k' && part !== 'train') throw new UsageError(`--part is t10k or train, got '${part}'`)
  if (!/^[1-9]\d*$/.test(batch)) throw new UsageError(`--batch is a whole number from 1 on, got '${batch}'`)
  return { folder: positionals[0]!, checkpoint, part, batch: Number(batch) } as const
}

/** A line that is written over on a terminal; nothing where standard error is no terminal. */
function showProgress(done: number, total: number): void {
  if (!process.stderr.isTTY) return
  const bar = '█'.repeat(Math.round((30 * done) / total)).padEnd(30, '░')
  process.stderr.write(`\r${bar} ${done}/${total}${done === total ? '\n' : ''}`)
}

export async function main(args: string[], signal?: AbortSignal): Promise<void> {
  const given = readArguments(args)
  if (!given) return console.log(USAGE)
  const { folder, checkpoint, part, batch } = given
  const network = new Network().eval()
  network.loadStateDict(await load(checkpoint, signal ? { signal } : {}))
  const dataset = await readDataset(folder, part)
  console.log(
    `${dataset.labels.length} images of ${folder} (${part}), ${network.numParameters()} parameters of ${checkpoint}\n`,
  )
  console.log(
    report(
      dataset.labels,
      await evaluate(network, dataset, { batch, onProgress: showProgress, ...(signal && { signal }) }),
    ),
  )
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const interrupt = new AbortController()
  process.once('SIGINT', () => interrupt.abort(new Error('interrupted')))
  main(process.argv.slice(2), interrupt.signal).catch((error: Error) => {
    console.error(error instanceof UsageError ? `fashion: ${error.message}\n\n${USAGE}` : `fashion: ${error.message}`)
    process.exitCode = error instanceof UsageError ? 2 : 1
  })
}
