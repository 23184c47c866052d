/* Householder's QR and Jacobi's rotations for eigenvectors and singular vectors: slow and exact to the last bits. */

/**
 * a [m, n] = Q·R by Householder's reflections, with LAPACK's signs. a becomes R (upper triangle, zeros below it);
 * gives Q [m, m].
 */
export function householder(a: Float64Array, m: number, n: number): Float64Array {
  const q = new Float64Array(m * m)
  for (let i = 0; i < m; i++) q[i * m + i] = 1
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

/** Sweeps over all pairs until `rotate` turns none of them any more; in practice, six to ten times. */
function jacobi(n: number, rotate: (i: number, j: number) => boolean): void {
  for (let sweep = 0, turned = true; turned && sweep < SWEEPS; sweep++) {
    turned = false
    for (let i = 0; i < n; i++) for (let j = i + 1; j < n; j++) if (rotate(i, j)) turned = true
  }
}

/** cos and sin of the rotation that makes [[p, r], [r, q]] diagonal. */
function rotation(p: number, q: number, r: number): [number, number] {
  const cot = (q - p) / (2 * r)
  const tan = Math.sign(cot || 1) / (Math.abs(cot) + Math.sqrt(1 + cot * cot))
  const cos = 1 / Math.sqrt(1 + tan * tan)
  return [cos, cos * tan]
}

/** Turns two lines of a matrix, columns or rows, that begin at i and j and go on in equal steps. */
function turn(a: Float64Array, count: number, step: number, i: number, j: number, cos: number, sin: number): void {
  for (let k = 0; k < count; k++, i += step, j += step) {
    const [x, y] = [a[i]!, a[j]!]
    a[i] = cos * x - sin * y
    a[j] = sin * x + cos * y
  }
}

function identity(n: number): Float64Array {
  const out = new Float64Array(n * n)
  for (let i = 0; i < n; i++) out[i * n + i] = 1
  return out
}

/** The columns of a [rows, n] in another order. */
function reorder(a: Float64Array, rows: number, n: number, order: readonly number[]): Float64Array {
  const out = new Float64Array(rows * n)
  for (let row = 0; row < rows; row++) for (let k = 0; k < n; k++) out[row * n + k] = a[row * n + order[k]!]!
  return out
}

/** Eigenvalues in ascending order and eigenvectors (columns) of a symmetric a [n, n], which is overwritten. */
export function symmetricEigen(a: Float64Array, n: number): { values: Float64Array; vectors: Float64Array } {
  const vectors = identity(n)
  jacobi(n, (i, j) => {
    const [p, q, r] = [a[i * n + i]!, a[j * n + j]!, a[i * n + j]!]
    if (Math.abs(r) <= Number.EPSILON * 0.01 * Math.sqrt(Math.abs(p * q)) || Math.abs(r) < 1e-300) return false
    const [cos, sin] = rotation(p, q, r)
    turn(a, n, n, i, j, cos, sin)
    turn(a, n, 1, i * n, j * n, cos, sin)
    a[i * n + j] = a[j * n + i] = 0
    turn(vectors, n, n, i, j, cos, sin)
    return true
  })
  const order = Array.from({ length: n }, (_, i) => i).sort((i, j) => a[i * n + i]! - a[j * n + j]!)
  return { values: Float64Array.from(order, (i) => a[i * n + i]!), vectors: reorder(vectors, n, n, order) }
}

/**
 * Singular values in descending order and vectors of a [m, n] with m ≥ n, which is overwritten: one-sided Jacobi turns the
 * columns until they are orthogonal. u: [m, m], v: [n, n], both with the vectors as columns.
 */
export function singular(a: Float64Array, m: number, n: number) {
  const turns = identity(n)
  jacobi(n, (i, j) => {
    let [p, q, r] = [0, 0, 0]
    for (let row = 0; row < m; row++) {
      const [x, y] = [a[row * n + i]!, a[row * n + j]!]
      p += x * x
      q += y * y
      r += x * y
    }
    if (Math.abs(r) <= Number.EPSILON * Math.sqrt(p * q) || r !== r) return false
    const [cos, sin] = rotation(p, q, r)
    turn(a, m, n, i, j, cos, sin)
    turn(turns, n, n, i, j, cos, sin)
    return true
  })
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
