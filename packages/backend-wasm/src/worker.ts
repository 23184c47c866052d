/*
 * What a thread runs, as text: it becomes a worker of Node's or, by way of a Blob, of a page's, whatever bundler it went through.
 *
 * The words that threads share. TICKET holds the job's number above PART_BITS and the next part that nobody took below them: a
 * thread that overslept a job takes none of the next one's parts with the old one's arguments, since its number differs.
 */
export const JOB = 0
export const TICKET = 1
export const DONE = 2
export const KERNEL = 3
export const PARTS = 4
export const FAILED = 5
export const CLOSED = 6
export const ARGUMENTS = 7
export const WORDS = 16

export const PART_BITS = 12
export const MOST_ARGUMENTS = 48

/** Looks for a job before sleeping: in a network's forward pass the next one comes within microseconds. */
const SPINS = 4000

export const WORKER = `
function run({ module, memory, control, args, names, slot }, ready) {
  const { exports } = new WebAssembly.Instance(module, { env: { memory } })
  const kernels = names.map((name) => exports[name])
  let seen = Atomics.load(control, ${JOB})
  ready()
  for (;;) {
    for (let spins = 0; Atomics.load(control, ${JOB}) === seen; spins++)
      if (spins > ${SPINS}) Atomics.wait(control, ${JOB}, seen)
    seen = Atomics.load(control, ${JOB})
    if (Atomics.load(control, ${CLOSED})) return
    const kernel = kernels[control[${KERNEL}]]
    const parts = control[${PARTS}]
    const given = Array.from(args.subarray(0, control[${ARGUMENTS}]))
    for (;;) {
      const ticket = Atomics.load(control, ${TICKET})
      const part = ticket & ${(1 << PART_BITS) - 1}
      if (ticket >>> ${PART_BITS} !== seen || part >= parts) break
      if (Atomics.compareExchange(control, ${TICKET}, ticket, ticket + 1) !== ticket) continue
      try {
        kernel(slot, part, parts, ...given)
      } catch {
        Atomics.store(control, ${FAILED}, 1)
      }
      if (Atomics.add(control, ${DONE}, 1) + 1 === parts) Atomics.notify(control, ${DONE})
    }
  }
}
if (typeof postMessage === 'function') onmessage = ({ data }) => run(data, () => postMessage('ready'))
else
  import('node:worker_threads').then(({ parentPort, workerData }) => run(workerData, () => parentPort.postMessage('ready')))
`
