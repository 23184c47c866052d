import { ArgumentError } from '../errors'

/** How tensors are printed: see `setPrintoptions`. */
export interface PrintOptions {
  /** Digits after the point. */
  precision: number
  /** How many elements are printed in full; above it, the edges only. */
  threshold: number
  /** Elements at each edge of a summary. */
  edgeitems: number
  /** Characters on a line. */
  linewidth: number
  /** Scientific notation: always, never, or (null) where the values call for it. */
  sciMode: boolean | null
}

const DEFAULT = { precision: 4, threshold: 1000, edgeitems: 3, linewidth: 80 }
const PROFILES = {
  default: DEFAULT,
  short: { ...DEFAULT, precision: 2, edgeitems: 2 },
  full: { ...DEFAULT, threshold: Infinity },
}

/** Sets of print options by name, as PyTorch has them. */
export type Profile = keyof typeof PROFILES

let current: PrintOptions = { ...DEFAULT, sciMode: null }

export const printOptions = (): PrintOptions => current

/** How tensors print from now on. A profile sets everything but `sciMode`; other options go over it. */
export function setPrintoptions({ profile, ...options }: Partial<PrintOptions> & { profile?: Profile }): void {
  if (profile !== undefined && !Object.hasOwn(PROFILES, profile))
    throw new ArgumentError(
      `setPrintoptions: unknown profile '${profile}'; there are ${Object.keys(PROFILES).join(', ')}`,
    )
  const next: PrintOptions = { ...current, ...(profile && PROFILES[profile]) }
  for (const [name, value] of Object.entries(options)) {
    if (!(name in next)) throw new ArgumentError(`setPrintoptions: unknown option '${name}'`)
    if (name === 'sciMode' ? value !== null && typeof value !== 'boolean' : !(typeof value === 'number' && value >= 0))
      throw new ArgumentError(`setPrintoptions: ${name} cannot be ${String(value)}`)
    Object.assign(next, { [name]: value })
  }
  // As in PyTorch, whoever sets other options without naming the notation gets the automatic one.
  if (options.sciMode === undefined) next.sciMode = null
  current = next
}
