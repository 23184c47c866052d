import { useEffect, useState } from 'preact/hooks'
import type { Answer } from '../model/answer'
import { DEVICES, type DeviceName } from '../model/devices'
import type { Devices } from '../state/use-devices'
import type { Timed } from '../state/use-look'
import { Bars } from './bars'
import { DeviceChoice } from './device-choice'

/** How long the answer must stand before it is read out: nobody wants to hear every stroke. */
const PAUSE = 700

/** The sentence once it has not changed for a while. */
function useSettled(sentence: string): string {
  const [settled, settle] = useState(sentence)
  useEffect(() => {
    const timer = setTimeout(() => settle(sentence), PAUSE)
    return () => clearTimeout(timer)
  }, [sentence])
  return settled
}

const WAITING: Answer = {
  probabilities: new Array<number>(10).fill(0),
  best: -1,
  title: 'One moment',
  sentence: 'The weights are on their way.',
}

interface AnswerPanelProps {
  readonly seen: Timed | undefined
  readonly devices: Devices
  readonly onDevice: (name: DeviceName) => void
}

/** What the network takes the picture for: in a word, in a sentence, and as ten bars; and where it computed that. */
export function AnswerPanel({ seen, devices, onDevice }: AnswerPanelProps) {
  const { title, sentence, probabilities, best } = seen?.answer ?? WAITING
  const settled = useSettled(sentence)
  return (
    <section class="panel answer" aria-labelledby="answer-title">
      <h2 class="eyebrow">The network says</h2>
      <p id="answer-title" class="verdict" data-testid="verdict">
        {title}
      </p>
      {/* Readers that speak get the settled one. */}
      <p class="sentence" aria-hidden="true">
        {sentence}
      </p>
      <p class="unseen" aria-live="polite">
        {settled}
      </p>
      <Bars probabilities={probabilities} best={best} />
      <DeviceChoice devices={devices} onChoose={onDevice} />
      <p class="fine">
        <span data-testid="time" class="number">
          {seen ? seen.typicalMilliseconds.toFixed(2) : '–'} ms
        </span>{' '}
        <span data-testid="pass">{DEVICES[(seen?.device.name as DeviceName | undefined) ?? 'cpu'].pass}</span>
      </p>
    </section>
  )
}
