import type { View } from '../device'
import { planWalk, walk } from './walk'

/** Calls `run` for every line along `dim` with the position in each of up to three views at which the line starts. */
export function eachLine(dim: number, views: readonly View[], run: (i: number, j: number, l: number) => void): void {
  const without = (of: readonly number[]) => of.filter((_, axis) => axis !== dim)
  const plan = planWalk(
    without(views[0]!.shape),
    views.map((view) => without(view.strides)),
  )
  if (!plan) return
  const { n, steps } = plan
  const [a, b, c] = steps as [number, number, number]
  walk(
    plan,
    views.map((view) => view.offset),
    ([i, j, l]) => {
      for (let k = 0; k < n; k++) run(i! + k * a, j! + k * b, l! + k * c)
    },
  )
}
