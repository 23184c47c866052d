/* Polynomials as shader text. */

/** A WGSL float: with a point or an exponent. */
const literal = (value: number): string => (Number.isInteger(value) ? `${value}.0` : `${value}`)

/** Horner's scheme in the variable `x`. */
export const polynomial = (coefficients: readonly number[], x: string): string =>
  coefficients
    .slice(0, -1)
    .reduceRight((inner, c) => `fma(${inner}, ${x}, ${literal(c)})`, literal(coefficients.at(-1)!))
