/* Gauss's and Jordan's elimination with partial pivoting, and Cholesky's factor. Matrices are rows of a Float64Array. */

function swapRows(a: Float64Array, width: number, i: number, j: number): void {
  const kept = a.slice(i * width, (i + 1) * width)
  a.copyWithin(i * width, j * width, (j + 1) * width)
  a.set(kept, j * width)
}

/**
 * Solves a·x = b: reduces a [n, n] to the identity, and b [n, m] to x by the same steps, both in place. Gives a's determinant and how
 * many columns had a pivot: it stops at the first one that has none, where the determinant is 0.
 */
export function eliminate(a: Float64Array, n: number, b: Float64Array, m: number): { det: number; pivots: number } {
  let det = 1
  for (let column = 0; column < n; column++) {
    let pivot = column
    for (let row = column + 1; row < n; row++)
      if (Math.abs(a[row * n + column]!) > Math.abs(a[pivot * n + column]!)) pivot = row
    const head = a[pivot * n + column]!
    if (head === 0) return { det: 0, pivots: column }
    det *= pivot === column ? head : -head
    swapRows(a, n, column, pivot)
    swapRows(b, m, column, pivot)
    for (let k = column; k < n; k++) a[column * n + k]! /= head
    for (let k = 0; k < m; k++) b[column * m + k]! /= head
    for (let row = 0; row < n; row++) {
      if (row === column) continue
      const factor = a[row * n + column]!
      for (let k = column; k < n; k++) a[row * n + k]! -= factor * a[column * n + k]!
      for (let k = 0; k < m; k++) b[row * m + k]! -= factor * b[column * m + k]!
    }
  }
  return { det, pivots: n }
}

/** The lower triangle L with L·Lᵀ = a, in place; only a's lower triangle is read. Gives the first minor that is not positive, or −1. */
export function choleskyFactor(a: Float64Array, n: number): number {
  for (let column = 0; column < n; column++) {
    for (let row = column; row < n; row++) {
      let value = a[row * n + column]!
      for (let k = 0; k < column; k++) value -= a[row * n + k]! * a[column * n + k]!
      if (row > column) a[row * n + column] = value / a[column * n + column]!
      // NaN is not greater than zero either.
      else if (value > 0) a[row * n + row] = Math.sqrt(value)
      else return column
    }
    for (let above = 0; above < column; above++) a[above * n + column] = 0
  }
  return -1
}
