import { CLASSES } from './classes'

export interface Answer {
  /** One a class, in the classes' order; they sum to 1. */
  readonly probabilities: readonly number[]
  /** The index of the likeliest class; -1 where the network gives no numbers. */
  readonly best: number
  /** Its name, or what stands in its place. */
  readonly title: string
  /** What the network takes the picture for, in words. */
  readonly sentence: string
}

/** Above this the network is sure, below the other it hesitates: it was trained with soft labels and seldom goes beyond 0.93. */
const SURE = 0.8
const LIKELY = 0.5

/** What ten probabilities say, in words. */
export function answerOf(probabilities: readonly number[], isBlank = false): Answer {
  if (!probabilities.every(Number.isFinite))
    return {
      probabilities,
      best: -1,
      title: 'No answer',
      sentence: 'With these weights the network gives NaN, not numbers.',
    }
  const order = probabilities.map((_, i) => i).sort((a, b) => probabilities[b]! - probabilities[a]!)
  const [best, second] = [order[0]!, order[1]!]
  return { probabilities, best, title: CLASSES[best]!.name, sentence: sentenceOf(probabilities, best, second, isBlank) }
}

function sentenceOf(probabilities: readonly number[], best: number, second: number, isBlank: boolean): string {
  const [first, other] = [CLASSES[best]!.phrase, CLASSES[second]!.phrase]
  // A classifier always answers; that it has nothing to go by is for us to say.
  if (isBlank) return `The picture is empty. The network must choose all the same: ${first}.`
  if (probabilities[best]! >= SURE) return `It takes this for ${first}, and is sure of it.`
  if (probabilities[best]! >= LIKELY) return `It takes this for ${first}; its second guess is ${other}.`
  return `It hesitates, and takes this for ${first} rather than ${other}.`
}

/** 0.8984 → '89.8 %'. */
export const percent = (share: number): string => (Number.isFinite(share) ? `${(100 * share).toFixed(1)} %` : '–')
