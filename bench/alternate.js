/* Two programs in one process, one after the other in turn, so that a noisy machine is noisy for both. */

const median = (values) => values.toSorted((a, b) => a - b)[values.length >> 1]

/** Times `ours` and `theirs` in alternation. Gives both medians in milliseconds and the median of the pairs' ratios. */
export function alternate(ours, theirs, { pairs = 31, warmup = 5 } = {}) {
  for (let i = 0; i < warmup; i++) {
    ours()
    theirs()
  }
  const rows = Array.from({ length: pairs }, (_, i) => {
    const [first, second] = i % 2 ? [theirs, ours] : [ours, theirs]
    return rowOf(i, time(first), time(second))
  })
  return summary(rows)
}

/** The same of what is waited for. */
export async function alternateAsync(ours, theirs, { pairs = 31, warmup = 5 } = {}) {
  for (let i = 0; i < warmup; i++) {
    await ours()
    await theirs()
  }
  const rows = []
  for (let i = 0; i < pairs; i++) {
    const [first, second] = i % 2 ? [theirs, ours] : [ours, theirs]
    rows.push(rowOf(i, await timeAsync(first), await timeAsync(second)))
  }
  return summary(rows)
}

/** Every other pair begins with theirs. */
const rowOf = (i, a, b) => (i % 2 ? { ours: b, theirs: a } : { ours: a, theirs: b })

const summary = (rows) => ({
  ours: median(rows.map((row) => row.ours)),
  theirs: median(rows.map((row) => row.theirs)),
  ratio: median(rows.map((row) => row.theirs / row.ours)),
})

function time(run) {
  const begun = performance.now()
  run()
  return performance.now() - begun
}

async function timeAsync(run) {
  const begun = performance.now()
  await run()
  return performance.now() - begun
}

/** Prints a row: what, ours, theirs, how many times as fast, and whether that meets the aim. */
export function printRow(name, { ours, theirs, ratio }, aim) {
  const cells = [name.padEnd(44), ms(ours), ms(theirs), `${ratio.toFixed(1)}×`.padStart(8), `≥ ${aim}×`.padStart(7)]
  console.log(cells.join('  '), ratio >= aim ? 'ok' : 'MISS')
}

const ms = (value) =>
  `${value < 0.1 ? (value * 1000).toFixed(1).padStart(9) : value.toFixed(2).padStart(9)} ${value < 0.1 ? 'µs' : 'ms'}`
