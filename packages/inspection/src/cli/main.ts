import { type OpenCheckpoint, open } from '@torchlet/serialization'
import { thousands } from '../text/units'
import { compareFiles } from './compare-files'
import { folded, type GuessedModule, guessModules } from './guess'
import { entriesOf, filterOf, printListing } from './listing'
import { type CliOptions, parse, USAGE, UsageError } from './options'
import { type Style, styleOf } from './style'

/** What the program sees of its surroundings. */
export interface Surroundings {
  readonly write: (text: string) => void
  readonly writeError: (text: string) => void
  /** Columns of the terminal; undefined where the output is none. */
  readonly columns: number | undefined
  readonly env: Readonly<Record<string, string | undefined>>
}

const wantsColor = ({ columns, env }: Surroundings): boolean => {
  if (env.NO_COLOR || env.FORCE_COLOR === '0') return false
  return Boolean(env.FORCE_COLOR) || (columns !== undefined && env.TERM !== 'dumb')
}

/** Runs the program; gives its exit code: 0, 1 where a file cannot be read, 2 where it was called wrongly. */
export async function main(args: readonly string[], around: Surroundings): Promise<number> {
  const style = styleOf(wantsColor(around))
  try {
    const options = parse(args)
    if (options.help) around.write(`${USAGE}\n`)
    else await inspect(options, around, style)
    return 0
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error)
    around.writeError(`${style.red('torchlet-inspect:')} ${message}\n`)
    if (!(error instanceof UsageError)) return 1
    around.writeError(`Try torchlet-inspect --help.\n`)
    return 2
  }
}

async function inspect(options: CliOptions, around: Surroundings, style: Style): Promise<void> {
  const print = (value: unknown): void => around.write(`${options.json ? JSON.stringify(value, null, 2) : value}\n`)
  const keep = filterOf(options.filter)
  if (options.compare) {
    const [first, second] = options.files as [string, string]
    const found = await opened(first, (a) => opened(second, (b) => compareFiles(a, b, keep, around.columns)))
    return print(options.json ? found.data : found.text)
  }
  const results: unknown[] = []
  for (const file of options.files)
    results.push(await opened(file, (checkpoint) => describeFile(checkpoint, keep, options, around.columns, style)))
  print(options.json ? (results.length === 1 ? results[0] : results) : results.join('\n\n'))
}

async function opened<T>(file: string, work: (checkpoint: OpenCheckpoint) => Promise<T>): Promise<T> {
  // What training scripts keep beside the weights is not asked for.
  const checkpoint = await open(file, { foreign: 'skip' })
  try {
    return await work(checkpoint)
  } finally {
    await checkpoint.close()
  }
}

async function describeFile(
  file: OpenCheckpoint,
  keep: (name: string) => boolean,
  { stats, tree, json }: CliOptions,
  columns: number | undefined,
  style: Style,
): Promise<unknown> {
  const entries = await entriesOf(file, keep, stats)
  const { name, format, metadata } = file
  if (tree) {
    const modules = guessModules(entries)
    return json ? { file: name, format, modules } : [style.bold(`${name} (${format})`), ...drawTree(modules)].join('\n')
  }
  return json ? { file: name, format, metadata, tensors: entries } : printListing(file, entries, stats, columns, style)
}

function drawTree(module: GuessedModule): string[] {
  const rows = folded(module.children)
  return rows.flatMap(({ module: child, label }, i) => {
    const last = i === rows.length - 1
    const text = `${label}${child.kind ? `: ${child.kind}` : ''}  ${thousands(child.elements)}`
    return [`${last ? '└─ ' : '├─ '}${text}`, ...drawTree(child).map((line) => (last ? '   ' : '│  ') + line)]
  })
}
