/* Gaussian elimination with partial pivoting, and Cholesky's factor. Matrices are rows of a Float64Array. */

function swapRows(a: Float64Array, width: number, i: number, j: number): void {
  if (i === j) return
  for (let k = 0; k < width; k++) {
    const kept = a[i * width + k]!
    a[i * width + k] = a[j * width + k]!
    a[j * width + k] = kept
  }
}

/**
 * Reduces a [n, n] to its upper triangle, and b [n, m] by the same steps, both in place. Gives the sign of the row exchanges.
 * A column without a pivot is left as it is: a diagonal element is zero then.
 */
export function eliminate(a: Float64Array, n: number, b: Float64Array, m: number): number {
  let sign = 1
  for (let column = 0; column < n; column++) {
    let pivot = column
    for (let row = column + 1; row < n; row++)
      if (Math.abs(a[row * n + column]!) > Math.abs(a[pivot * n + column]!)) pivot = row
    if (pivot !== column) sign = -sign
    swapRows(a, n, column, pivot)
    swapRows(b, m, column, pivot)
    const head = a[column * n + column]!
    if (head === 0) continue
    for (let row = column + 1; row < n; row++) {
      const factor = a[row * n + column]! / head
      if (factor === 0) continue
      for (let k = column; k < n; k++) a[row * n + k]! -= factor * a[column * n + k]!
      for (let k = 0; k < m; k++) b[row * m + k]! -= factor * b[column * m + k]!
    }
  }
  return sign
}

/** Solves a·x = b for an upper triangular a [n, n]; b [n, m] becomes x. Gives the place of a zero on the diagonal, or −1. */
export function substitute(a: Float64Array, n: number, b: Float64Array, m: number): number {
  for (let row = n - 1; row >= 0; row--) {
    const head = a[row * n + row]!
    if (head === 0) return row
    for (let k = 0; k < m; k++) {
      let value = b[row * m + k]!
      for (let column = row + 1; column < n; column++) value -= a[row * n + column]! * b[column * m + k]!
      b[row * m + k] = value / head
    }
  }
  return -1
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
