import { percent } from '../model/answer'
import { CLASSES } from '../model/classes'

interface BarsProps {
  readonly probabilities: readonly number[]
  readonly best: number
}

/** The ten classes, always in the same order, with their probabilities. */
export function Bars({ probabilities, best }: BarsProps) {
  return (
    <ol class="bars" aria-label="Probabilities of the ten classes">
      {CLASSES.map(({ name }, i) => (
        <li key={name} class={i === best ? 'best' : undefined} data-class={name}>
          <span class="bar-name">{name}</span>
          <span class="bar-track" aria-hidden="true">
            <span
              class="bar-fill"
              style={{ transform: `scaleX(${Number.isFinite(probabilities[i]) ? probabilities[i] : 0})` }}
            />
          </span>
          <span class="bar-value number">{percent(probabilities[i]!)}</span>
        </li>
      ))}
    </ol>
  )
}
