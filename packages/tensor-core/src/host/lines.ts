import type { View } from '../device'
import { planWalk, walk } from './walk'

/** Calls `run` for every line along `dim` with the position in each view at which the line starts. */
export function eachLine(dim: number, views: readonly View[], run: (...starts: number[]) => void): void {
  const without = (of: readonly number[]) => of.filter((_, axis) => axis !== dim)
  const plan = planWalk(
    without(views[0]!.shape),
    views.map((view) => without(view.strides)),
  )
  if (!plan) return
  const { n, steps } = plan
  walk(
    plan,
    views.map((view) => view.offset),
    (positions) => {
      for (let k = 0; k < n; k++) run(...positions.map((at, i) => at + k * steps[i]!))
    },
  )
}
