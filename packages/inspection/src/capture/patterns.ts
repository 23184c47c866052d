import { describe } from '@torchlet/tensor-core/fused'
import { ArgumentError } from '@torchlet/tensor-core/ops'

/** A name, a name with `*` (anything but dots) or `**` (anything) in it, or a regular expression. */
export type Pattern = string | RegExp

const escape = (text: string): string => text.replace(/[.+?^${}()|[\]\\]/g, '\\$&')

function expression(pattern: Pattern): RegExp {
  // A global expression remembers where it last matched: it is tested afresh each time.
  if (pattern instanceof RegExp) return new RegExp(pattern.source, pattern.flags.replace(/[gy]/g, ''))
  const parts = pattern.split(/(\*\*?)/).map((part) => (part === '**' ? '.*' : part === '*' ? '[^.]*' : escape(part)))
  return new RegExp(`^${parts.join('')}$`)
}

/** One pattern or several as a test of names. Throws ArgumentError for what is no pattern. */
export function matcher(patterns: Pattern | readonly Pattern[], what: string): (name: string) => boolean {
  const list = listOf(patterns, what).map(expression)
  return (name) => list.some((one) => one.test(name))
}

export function listOf(patterns: Pattern | readonly Pattern[], what: string): readonly Pattern[] {
  const list = Array.isArray(patterns) ? patterns : [patterns]
  for (const pattern of list)
    if (typeof pattern !== 'string' && !(pattern instanceof RegExp))
      throw new ArgumentError(`${what}: a name, a pattern or a list of them, got ${describe(pattern)}`)
  return list as readonly Pattern[]
}

/** Which of `names` the patterns choose. Throws ArgumentError, with the names there are, for a pattern that chooses none. */
export function choose(
  patterns: Pattern | readonly Pattern[],
  names: readonly string[],
  what: string,
): ReadonlySet<string> {
  const chosen = new Set<string>()
  for (const pattern of listOf(patterns, what)) {
    const found = names.filter(matcher(pattern, what))
    if (found.length === 0)
      throw new ArgumentError(
        `${what}: no layer is called ${String(pattern)}; there are ${names.filter(Boolean).join(', ') || 'none'}`,
      )
    for (const name of found) chosen.add(name)
  }
  return chosen
}
