/**
 * A function that does `work` for one job at a time: of the jobs that come meanwhile only the last is done afterwards. What `work`
 * throws goes to `onError` with its job; the next job is done all the same.
 */
export function latestOnly<T extends object>(
  work: (job: T) => Promise<void>,
  onError: (error: unknown, job: T) => void,
) {
  const waiting: T[] = []
  let isRunning = false
  return async (job: T): Promise<void> => {
    waiting.splice(0, 1, job)
    if (isRunning) return
    isRunning = true
    for (let next = waiting.pop(); next !== undefined; next = waiting.pop())
      try {
        await work(next)
      } catch (error) {
        onError(error, next)
      }
    isRunning = false
  }
}
