import { expect, test } from 'vitest'
import { latestOnly } from '../src/state/latest'

interface Job {
  readonly name: string
  readonly fails?: boolean
}

function watched() {
  const [begun, done, failed]: string[][] = [[], [], []]
  let release = (): void => {}
  const run = latestOnly<Job>(
    async ({ name, fails }) => {
      begun!.push(name)
      await new Promise<void>((resolve) => (release = resolve))
      if (fails) throw new Error(name)
      done!.push(name)
    },
    (error, { name }) => failed!.push(`${name}: ${(error as Error).message}`),
  )
  const step = async (): Promise<void> => {
    release()
    await new Promise((resolve) => setTimeout(resolve, 0))
  }
  return { begun, done, failed, run, step }
}

test('one job at a time, and of those that wait only the last', async () => {
  const { begun, done, run, step } = watched()
  for (const name of ['a', 'b', 'c', 'd']) void run({ name })
  expect(begun).toEqual(['a'])
  await step()
  expect([begun, done]).toEqual([['a', 'd'], ['a']])
  await step()
  expect(done).toEqual(['a', 'd'])
  void run({ name: 'e' })
  await step()
  expect(done).toEqual(['a', 'd', 'e'])
})

test('a job that fails is told, and the next one is done', async () => {
  const { done, failed, run, step } = watched()
  void run({ name: 'a', fails: true })
  void run({ name: 'b' })
  await step()
  expect(failed).toEqual(['a: a'])
  await step()
  expect(done).toEqual(['b'])
})
