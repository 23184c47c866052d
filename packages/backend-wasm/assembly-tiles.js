/*
 * Writes the register tiles of all matrix products: one loop, unrolled for other numbers of rows and columns. The multiply-adds
 * bound it. A step in depth loads a row of B (one vector or two), then one element of A at a time into all lanes.
 *
 * Engines hand out fifteen vector registers on x86-64, and the blocking fills them:
 * - with a fused multiply-add six rows by eight columns: twelve sums, two vectors of B and one element of A, and twelve
 *   multiply-adds for eight loads;
 * - without, four rows by eight columns: the product needs a register of its own, and engines load all of a step's operands before
 *   they use the first, so that six rows would spill;
 * - for the last columns of a matrix, and for products that are no wider, four columns: two panels of A at a time, so that as many
 *   sums are under way as in the wide tile.
 *
 * A's rows are packed in panels (assembly/pack.ts). B's are read where they lie: a table, `taps`, says how far from `base` on each
 * begins. assembly/tile.ts takes the tiles that a build wants.
 */

/** Bytes of a number, of an entry of the table, and of a vector. */
const NUMBER = 4
const ENTRY = 4
const VECTOR = 16

/**
 * What is unrolled: the parameters that are panels of A, the rows of each, and the vectors of a row of B.
 * @typedef {{ panels: readonly string[], rows: number, vectors: number }} Shape
 */

/** 0 … count − 1. @param {number} count */
const range = (count) => Array.from({ length: count }, (_, i) => i)

/** A load's or store's distance from its address. @param {number} bytes */
const at = (bytes) => (bytes === 0 ? '' : `, ${bytes}`)

/** @param {number} row @param {number} vector */
const sum = (row, vector) => `c${row}_${vector}`

/**
 * Lines for each row of all panels and each of its vectors, row by row.
 * @param {Shape} shape @param {(row: number, vector: number) => string} line
 */
const eachSum = ({ panels, rows, vectors }, line) =>
  range(panels.length * rows).flatMap((row) => range(vectors).map((vector) => line(row, vector)))

/**
 * The k-th step in depth of a turn. `exit` stands between panels.
 * @param {Shape} shape @param {number} k @param {readonly string[]} exit
 */
function step({ panels, rows, vectors }, k, exit) {
  const lines = range(vectors).map(
    (v) => `b${v} = v128.load(base + (load<i32>(taps${at(k * ENTRY)}) as usize)${at(v * VECTOR)})`,
  )
  for (const [p, panel] of panels.entries()) {
    if (p > 0) lines.push(...exit)
    for (const row of range(rows)) {
      lines.push(`a = v128.load32_splat(${panel}${at((k * rows + row) * NUMBER)})`)
      for (const v of range(vectors)) {
        const c = sum(p * rows + row, v)
        lines.push(`${c} = fma(a, b${v}, ${c})`)
      }
    }
  }
  return lines
}

/**
 * All of the depth: turns of two steps, and the last step of an odd depth.
 * @param {Shape} shape
 */
function steps(shape) {
  // Never true: an exit here makes the engine finish what is before it, and only then load for what follows. Each asks another
  // question: it remembers the answers.
  const exit = (name) => [`if (${name} == NEVER) break`]
  const [first, second = first] = shape.panels
  return [
    `let a: v128, ${range(shape.vectors)
      .map((v) => `b${v}: v128`)
      .join(', ')}`,
    `const last = taps + ((depth >> 1) as usize) * ${2 * ENTRY}`,
    'while (taps < last) {',
    ...step(shape, 0, exit(first)),
    ...exit('taps'),
    ...step(shape, 1, exit(second)),
    `taps += ${2 * ENTRY}`,
    ...shape.panels.map((panel) => `${panel} += ${2 * shape.rows * NUMBER}`),
    '}',
    'if (depth & 1) {',
    ...step(shape, 0, []),
    ...shape.panels.map((panel) => `${panel} += ${shape.rows * NUMBER}`),
    '}',
  ]
}

/**
 * What clamps the sums before they are stored.
 * @param {Shape} shape
 */
const clamps = (shape) => [
  'if (activation == RELU) {',
  ...eachSum(shape, (row, v) => `${sum(row, v)} = relu(${sum(row, v)})`),
  '} else if (activation == RELU6) {',
  ...eachSum(shape, (row, v) => `${sum(row, v)} = relu6(${sum(row, v)})`),
  '}',
]

/**
 * Eight columns: sums begin with `init` and go to `out`, matrices whose rows are `initRow` and `outRow` bytes apart; as many tiles
 * below each other as there are panels.
 * @param {number} rows
 */
function wide(rows) {
  const shape = { panels: ['panel'], rows, vectors: 2 }
  return [
    `/** out[i, j] = init[i, j] + Σₖ panel[k, i] · base[table[k], j], of \`tiles\` panels that lie one behind the other. */`,
    `export function tile${rows}x8(panel: usize, base: usize, table: usize, depth: i32, init: usize, initRow: usize, out: usize, outRow: usize, activation: i32, tiles: i32): void {`,
    'for (; tiles > 0; tiles--) {',
    'let taps = table',
    ...eachSum(shape, (row, v) => `let ${sum(row, v)} = v128.load(init + ${row} * initRow${at(v * VECTOR)})`),
    ...steps(shape),
    ...clamps(shape),
    ...eachSum(
      shape,
      (row, v) => `v128.store(out, ${sum(row, v)}${at(v * VECTOR)})${v === 1 ? '\nout += outRow' : ''}`,
    ),
    `init += ${rows} * initRow`,
    '}',
    '}',
  ]
}

/**
 * Four columns: two panels' sums, which stay in `sums`, row after row.
 * @param {number} rows
 */
function narrow(rows) {
  const shape = { panels: ['upper', 'lower'], rows, vectors: 1 }
  return [
    `/** sums[i, j] += Σₖ panel[k, i] · base[taps[k], j]: the first ${rows} rows are those of \`upper\`, the others of \`lower\`. */`,
    `export function tile${2 * rows}x4(upper: usize, lower: usize, base: usize, taps: usize, depth: i32, sums: usize, activation: i32): void {`,
    ...eachSum(shape, (row, v) => `let ${sum(row, v)} = v128.load(sums${at(row * VECTOR)})`),
    ...steps(shape),
    ...clamps(shape),
    ...eachSum(shape, (row, v) => `v128.store(sums, ${sum(row, v)}${at(row * VECTOR)})`),
    '}',
  ]
}

/** The module of all tiles. */
export function tiles() {
  const lines = [
    '/* Made by assembly-tiles.js. */',
    "import { RELU, RELU6, relu, relu6 } from '../activation'",
    "import { fma } from '../simd'",
    '/** An address that no operand has. */',
    'const NEVER: usize = 4',
    ...[6, 4].flatMap((rows) => [...wide(rows), ...narrow(rows)]),
  ]
  return `${lines.join('\n')}\n`
}
