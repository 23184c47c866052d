import { parseArgs } from 'node:util'

export const USAGE = `Usage: torchlet-inspect FILE… [options]

The tensors of PyTorch (.pt, .pth), safetensors and NumPy (.npz, .npy) files: names, shapes, dtypes, sizes.
A FILE may be a web address. Only the directory of a file is read, unless its values are asked for.

  --stats          least, greatest, mean, deviation, zeros and NaNs of every tensor (reads the values)
  --tree           the modules that the names tell of, with their likely kinds
  --compare        two files side by side: what is missing, what differs and how much (reads the values)
  --filter TEXT    only tensors whose name contains TEXT, or matches it where it has a *
  --json           the same as JSON
  --help           this text

Colours are left out where NO_COLOR is set or the output is no terminal.`

export interface CliOptions {
  readonly files: readonly string[]
  readonly stats: boolean
  readonly tree: boolean
  readonly compare: boolean
  readonly json: boolean
  readonly help: boolean
  readonly filter: string | undefined
}

/** A mistake in how the program was called: exit code 2. */
export class UsageError extends Error {}

/** Throws UsageError for options that there are not, and for those that do not go together. */
export function parse(args: readonly string[]): CliOptions {
  const flag = { type: 'boolean', default: false } as const
  const options = {
    stats: flag,
    tree: flag,
    compare: flag,
    json: flag,
    help: flag,
    filter: { type: 'string' },
  } as const
  const { values, positionals: files } = parsed(() => parseArgs({ args: [...args], allowPositionals: true, options }))
  if (values.help) return { ...values, filter: values.filter, files }
  if (files.length === 0) throw new UsageError('no file was named')
  if (values.compare && files.length !== 2) throw new UsageError(`--compare takes two files, got ${files.length}`)
  if (values.compare && (values.stats || values.tree))
    throw new UsageError('--compare goes with neither --stats nor --tree')
  if (values.tree && values.stats) throw new UsageError('--tree and --stats are two things: ask for one')
  return { ...values, filter: values.filter, files }
}

function parsed<T>(parse: () => T): T {
  try {
    return parse()
  } catch (cause) {
    // Node's message goes on with advice about '--' from its second sentence on.
    throw new UsageError(String((cause as Error).message).split('. ')[0], { cause })
  }
}
