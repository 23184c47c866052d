/* Numbers as Python's format prints them: exact ties go to the even digit, where JavaScript's toFixed rounds them up. */

/** Digits that show whether a decimal expansion goes on after the one that is rounded away. */
const LOOKAHEAD = 30

const nonFinite = (value: number): string => (Number.isNaN(value) ? 'nan' : value > 0 ? 'inf' : '-inf')

/** True when `digits` (no sign, no exponent) ends exactly halfway after `kept` characters. */
const isTie = (digits: string, kept: number): boolean => /^50*$/.test(digits.slice(kept))

/** '{:.{precision}f}'. */
export function fixed(value: number, precision: number): string {
  if (!Number.isFinite(value)) return nonFinite(value)
  const sign = value < 0 || Object.is(value, -0) ? '-' : ''
  const magnitude = Math.abs(value)
  if (magnitude >= 1e21) return sign + BigInt(magnitude).toString() + (precision > 0 ? `.${'0'.repeat(precision)}` : '')
  const exact = magnitude.toFixed(Math.min(100, precision + LOOKAHEAD))
  const point = exact.indexOf('.')
  const kept = point + 1 + precision
  const down = exact.slice(0, precision > 0 ? kept : point)
  const roundsDown = isTie(exact, kept) && Number(down.at(-1)) % 2 === 0
  return sign + (roundsDown ? down : magnitude.toFixed(precision))
}

/** '{:.{precision}e}'. */
export function scientific(value: number, precision: number): string {
  if (!Number.isFinite(value)) return nonFinite(value)
  const sign = value < 0 || Object.is(value, -0) ? '-' : ''
  const magnitude = Math.abs(value)
  const [exact] = magnitude.toExponential(Math.min(100, precision + LOOKAHEAD)).split('e') as [string]
  const kept = precision + 2
  const down = exact.slice(0, precision > 0 ? kept : 1)
  const roundsDown = isTie(exact, kept) && Number(down.at(-1)) % 2 === 0
  const [rounded, exponent] = magnitude.toExponential(precision).split('e') as [string, string]
  return `${sign}${roundsDown ? down : rounded}e${exponent[0]}${exponent.slice(1).padStart(2, '0')}`
}
