/* Householder's QR and Jacobi's rotations for eigenvectors and singular vectors: slow and exact to the last bits. */

function identity(n: number): Float64Array {
  const out = new Float64Array(n * n)
  for (let i = 0; i < n; i++) out[i * n + i] = 1
  return out
}

/**
 * a [m, n] = Q·R by Householder's reflections, with LAPACK's signs. a becomes R (upper triangle, zeros below it);
 * gives Q [m, m].
 */
export function householder(a: Float64Array, m: number, n: number): Float64Array {
  const q = identity(m)
  const v = new Float64Array(m)
  for (let column = 0; column < Math.min(m - 1, n); column++) {
    let below = 0
    for (let row = column + 1; row < m; row++) below += a[row * n + column]! ** 2
    if (below === 0) continue
    const head = a[column * n + column]!
    const length = -Math.sign(head || 1) * Math.sqrt(head * head + below)
    for (let row = column; row < m; row++) v[row] = a[row * n + column]!
    v[column] = head - length
    const scale = 2 / (below + v[column]! ** 2)
    // (1 − scale·v·vᵀ) from the left on a, from the right on q.
    for (let k = column; k < n; k++) {
      let dot = 0
      for (let row = column; row < m; row++) dot += v[row]! * a[row * n + k]!
      for (let row = column; row < m; row++) a[row * n + k]! -= scale * dot * v[row]!
    }
    for (let row = 0; row < m; row++) {
      let dot = 0
      for (let k = column; k < m; k++) dot += v[k]! * q[row * m + k]!
      for (let k = column; k < m; k++) q[row * m + k]! -= scale * dot * v[k]!
    }
    a[column * n + column] = length
    for (let row = column + 1; row < m; row++) a[row * n + column] = 0
  }
  return q
}

const SWEEPS = 60

/** Turns the columns i and j of a [rows, n]. */
function turn(a: Float64Array, n: number, i: number, j: number, cos: number, sin: number): void {
  for (; j < a.length; i += n, j += n) {
    const [x, y] = [a[i]!, a[j]!]
    a[i] = cos * x - sin * y
    a[j] = sin * x + cos * y
  }
}

/** The columns of a [rows, n] in another order. */
function reorder(a: Float64Array, rows: number, n: number, order: readonly number[]): Float64Array {
  const out = new Float64Array(rows * n)
  for (let row = 0; row < rows; row++) for (let k = 0; k < n; k++) out[row * n + k] = a[row * n + order[k]!]!
  return out
}

/**
 * Singular values in descending order and vectors of a [m, n] with m ≥ n, which is overwritten: one-sided Jacobi turns the
 * columns until they are orthogonal. u: [m, m], v: [n, n], both with the vectors as columns.
 */
export function singular(a: Float64Array, m: number, n: number) {
  const turns = identity(n)
  const orthogonalize = (i: number, j: number): boolean => {
    let [p, q, r] = [0, 0, 0]
    for (let row = 0; row < m; row++) {
      const [x, y] = [a[row * n + i]!, a[row * n + j]!]
      p += x * x
      q += y * y
      r += x * y
    }
    if (Math.abs(r) <= Number.EPSILON * Math.sqrt(p * q) || r !== r) return false
    // The rotation that makes [[p, r], [r, q]] diagonal.
    const cot = (q - p) / (2 * r)
    const tan = Math.sign(cot || 1) / (Math.abs(cot) + Math.sqrt(1 + cot * cot))
    const cos = 1 / Math.sqrt(1 + tan * tan)
    turn(a, n, i, j, cos, cos * tan)
    turn(turns, n, i, j, cos, cos * tan)
    return true
  }
  // In practice, six to ten sweeps over all pairs.
  for (let sweep = 0, turned = true; turned && sweep < SWEEPS; sweep++) {
    turned = false
    for (let i = 0; i < n; i++) for (let j = i + 1; j < n; j++) if (orthogonalize(i, j)) turned = true
  }
  const lengths = Array.from({ length: n }, (_, k) => {
    let sum = 0
    for (let row = 0; row < m; row++) sum += a[row * n + k]! ** 2
    return Math.sqrt(sum)
  })
  const order = lengths.map((_, i) => i).sort((i, j) => lengths[j]! - lengths[i]!)
  const values = Float64Array.from(order, (i) => lengths[i]!)
  return { values, u: basisOf(reorder(a, m, n, order), m, n), v: reorder(turns, n, n, order) }
}

/** An orthonormal basis [m, m] that begins with the directions of n orthogonal columns: the Q of their QR, where R is diagonal. */
function basisOf(columns: Float64Array, m: number, n: number): Float64Array {
  const q = householder(columns, m, n)
  for (let k = 0; k < n; k++) if (columns[k * n + k]! < 0) for (let row = 0; row < m; row++) q[row * m + k]! *= -1
  return q
}

/**
 * Eigenvalues in ascending order and eigenvectors (columns) of a symmetric a [n, n], which is overwritten: raised by twice its
 * norm it is positive definite, and its singular values are its eigenvalues.
 */
export function symmetricEigen(a: Float64Array, n: number): { values: Float64Array; vectors: Float64Array } {
  const raise = 2 * Math.sqrt(a.reduce((sum, x) => sum + x * x, 0))
  for (let i = 0; i < n; i++) a[i * n + i]! += raise
  const { values, v } = singular(a, n, n)
  const order = [...values.keys()].reverse()
  return { values: Float64Array.from(order, (i) => values[i]! - raise), vectors: reorder(v, n, n, order) }
}
