/* JavaScript values as Python's repr prints them: what stands in the text of layers. */

/** A number that is a float in Python: 1 is '1.0', 0.00001 is '1e-05'. */
export function float(value: number): string {
  if (!Number.isFinite(value)) return Number.isNaN(value) ? 'nan' : value > 0 ? 'inf' : '-inf'
  const magnitude = Math.abs(value)
  if (magnitude !== 0 && (magnitude < 1e-4 || magnitude >= 1e16)) {
    const [digits, exponent] = value.toExponential().split('e') as [string, string]
    return `${digits}e${exponent[0]}${exponent.slice(1).padStart(2, '0')}`
  }
  return Number.isInteger(value) ? `${value}.0` : String(value)
}

/** A number as it was typed: whole numbers stay whole. */
export const number = (value: number): string => (Number.isInteger(value) ? String(value) : float(value))

export const bool = (value: boolean): string => (value ? 'True' : 'False')

export const tuple = (values: readonly number[], text: (value: number) => string = String): string =>
  `(${values.map((value) => text(value)).join(', ')}${values.length === 1 ? ',' : ''})`

/** A number or a tuple of them, as it was given. */
export const sizes = (value: number | readonly number[]): string =>
  typeof value === 'number' ? String(value) : tuple(value)

export const optional = <T>(value: T | null | undefined, text: (value: T) => string): string =>
  value === null || value === undefined ? 'None' : text(value)
