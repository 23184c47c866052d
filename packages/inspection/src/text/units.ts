/** 32998 → '32,998'. */
export const thousands = (count: number): string => count.toLocaleString('en-US')

const BYTES = ['B', 'kB', 'MB', 'GB', 'TB'] as const

/** Bytes in steps of 1000: 131992 → '131.99 kB'. */
export function bytes(count: number): string {
  let [value, unit] = [count, 0]
  while (Math.abs(value) >= 1000 && unit < BYTES.length - 1) [value, unit] = [value / 1000, unit + 1]
  return `${unit === 0 ? value : value.toFixed(2)} ${BYTES[unit]}`
}

/** A number in few characters: 4 significant digits, exponents where they are shorter. */
export function short(value: number): string {
  if (!Number.isFinite(value)) return Number.isNaN(value) ? 'nan' : value > 0 ? 'inf' : '-inf'
  const magnitude = Math.abs(value)
  if (magnitude !== 0 && (magnitude < 1e-3 || magnitude >= 1e6)) return value.toExponential(2)
  return Number.isInteger(value) ? String(value) : String(Number(value.toPrecision(4)))
}
