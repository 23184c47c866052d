/* Numbers as Python's format prints them: exact ties go to the even digit, where JavaScript rounds them up. */

/** Digits that show whether a decimal expansion goes on after the one that is rounded away. */
const LOOKAHEAD = 30

function rounded(value: number, precision: number, notation: 'toFixed' | 'toExponential'): string {
  if (!Number.isFinite(value)) return Number.isNaN(value) ? 'nan' : value > 0 ? 'inf' : '-inf'
  const sign = value < 0 || Object.is(value, -0) ? '-' : ''
  const magnitude = Math.abs(value)
  const [up, exponent] = magnitude[notation](precision).split('e') as [string, string?]
  const [exact] = magnitude[notation](Math.min(100, precision + LOOKAHEAD)).split('e') as [string]
  const point = exact.indexOf('.')
  const down = exact.slice(0, precision > 0 ? point + 1 + precision : point)
  const isTie = /^50*$/.test(exact.slice(point + 1 + precision))
  const digits = sign + (isTie && Number(down.at(-1)) % 2 === 0 ? down : up)
  return exponent ? `${digits}e${exponent[0]}${exponent.slice(1).padStart(2, '0')}` : digits
}

/** '{:.{precision}f}'. */
export const fixed = (value: number, precision: number): string =>
  // From here on toFixed would write an exponent.
  Math.abs(value) >= 1e21 && Math.abs(value) < Infinity
    ? String(BigInt(value)) + (precision > 0 ? `.${'0'.repeat(precision)}` : '')
    : rounded(value, precision, 'toFixed')

/** '{:.{precision}e}'. */
export const scientific = (value: number, precision: number): string => rounded(value, precision, 'toExponential')
