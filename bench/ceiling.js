/*
 * What the engine can do at best: a loop of multiply-adds on registers alone, twelve sums that do not wait for each other. Written as
 * bytes, so that nothing stands between it and the engine.
 */
const SUMS = 12
const LOOPS = 200_000

const ARITHMETIC = {
  // f32x4.mul, f32x4.add; and f32x4.relaxed_madd.
  plain: [0xfd, 0xe6, 0x01, 0xfd, 0xe4, 0x01],
  relaxed: [0xfd, 0x85, 0x02],
}

const leb = (value) => {
  const bytes = []
  for (; value > 127; value >>= 7) bytes.push((value & 127) | 128)
  return [...bytes, value]
}
const vector = (items) => [...leb(items.length), ...items.flat()]
const section = (id, content) => [id, ...leb(content.length), ...content]

/** (loops, x) → a sum: each round adds x·x to twelve sums, twice. */
function moduleOf(build) {
  const [LOOPS_LEFT, X, FIRST] = [0, 2, 3]
  const madd = (sum) => {
    const get = (local) => [0x20, local]
    const operands = build === 'plain' ? [...get(sum), ...get(X), ...get(X)] : [...get(X), ...get(X), ...get(sum)]
    return [...operands, ...ARITHMETIC[build], 0x21, sum]
  }
  const sums = Array.from({ length: SUMS }, (_, i) => FIRST + i)
  const begin = [X, ...sums].flatMap((local) => [0x20, 1, 0xfd, 0x13, 0x21, local])
  const count = [0x20, LOOPS_LEFT, 0x41, 1, 0x6b, 0x22, LOOPS_LEFT, 0x0d, 0]
  const loop = [0x03, 0x40, ...sums.flatMap(madd), ...sums.flatMap(madd), ...count, 0x0b]
  const total = [0x20, FIRST, ...sums.slice(1).flatMap((local) => [0x20, local, 0xfd, 0xe4, 0x01])]
  const code = [...vector([[...leb(SUMS + 1), 0x7b]]), ...begin, ...loop, ...total, 0xfd, 0x1f, 0, 0x0b]
  return new Uint8Array([
    ...[0, 0x61, 0x73, 0x6d, 1, 0, 0, 0],
    ...section(1, vector([[0x60, ...vector([0x7f, 0x7d].map((type) => [type])), ...vector([[0x7d]])]])),
    ...section(3, vector([[0]])),
    ...section(7, vector([[...vector([[0x66]]), 0, 0]])),
    ...section(10, vector([[...leb(code.length), ...code]])),
  ])
}

/** The best of many runs, in GFLOP/s. */
export async function ceiling(build) {
  const { instance } = await WebAssembly.instantiate(moduleOf(build))
  let best = Infinity
  for (let i = 0; i < 50; i++) {
    const begun = performance.now()
    instance.exports.f(LOOPS, 1e-3)
    best = Math.min(best, performance.now() - begun)
  }
  return (LOOPS * 2 * SUMS * 8) / best / 1e6
}
