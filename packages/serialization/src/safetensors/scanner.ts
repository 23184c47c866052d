import { refuse } from '../errors'
import { isCount } from '../shapes'

const isDigit = (code: number): boolean => code >= 48 && code <= 57

/**
 * Reads JSON from front to back, and of JSON only what a header consists of: objects, strings, and lists of whole numbers without
 * sign, point or exponent. What else there is, or what is missing, is refused with its place.
 */
export class Scanner {
  #at = 0
  /** Whether a bracket was opened and nothing taken since. */
  #first = false

  constructor(readonly text: string) {}

  refuse(expected: string): never {
    const found = JSON.stringify(this.text.slice(this.#at, this.#at + 12))
    return refuse(`header, character ${this.#at}: ${found} where ${expected} was expected`)
  }

  /** The next character that is no white space; NaN at the end. */
  #peek(): number {
    let code = this.text.charCodeAt(this.#at)
    while (code === 32 || code === 10 || code === 13 || code === 9) code = this.text.charCodeAt(++this.#at)
    return code
  }

  #take(character: string): void {
    if (this.#peek() !== character.charCodeAt(0)) this.refuse(character)
    this.#at++
  }

  open(bracket: string): void {
    this.#take(bracket)
    this.#first = true
  }

  /** Whether there is another item before the bracket that closes, which is taken, as is the comma before the item. */
  more(bracket: string): boolean {
    const first = this.#first
    this.#first = false
    if (this.#peek() === bracket.charCodeAt(0)) {
      this.#at++
      return false
    }
    if (!first) this.#take(',')
    return true
  }

  key(): string {
    const key = this.string()
    this.#take(':')
    return key
  }

  string(): string {
    this.#take('"')
    const { text } = this
    const start = this.#at
    let at = start
    let escaped = false
    for (let code = 0; code !== 34; ) {
      code = text.charCodeAt(at++)
      if (code === 92) {
        escaped = true
        at++
      } else if (!(code >= 32)) this.refuse('the end of a string')
    }
    this.#at = at
    const raw = text.slice(start, at - 1)
    if (!escaped) return raw
    try {
      return JSON.parse(`"${raw}"`)
    } catch (error) {
      return refuse(`header, character ${start}: no valid string`, error)
    }
  }

  numbers(): number[] {
    const list: number[] = []
    this.open('[')
    while (this.more(']')) list.push(this.#number())
    return list
  }

  #number(): number {
    let code = this.#peek()
    const isZero = code === 48
    let value = isDigit(code) ? 0 : Number.NaN
    for (; isDigit(code); code = this.text.charCodeAt(++this.#at)) value = value * 10 + code - 48
    // JSON knows no leading zeros.
    return isCount(value) && !(isZero && value) ? value : this.refuse('a whole number from 0 to 2^53')
  }

  end(): void {
    if (!Number.isNaN(this.#peek())) this.refuse('the end')
  }
}
