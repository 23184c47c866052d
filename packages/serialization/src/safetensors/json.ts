import { refuse } from '../errors'

const QUOTE = 34
const BACKSLASH = 92
const COLON = 58

/**
 * Holds a header's text against what a header may be before it is parsed: objects in objects with arrays in them and no deeper,
 * whole numbers without sign, point or exponent, and no key twice, which JSON.parse would not tell.
 */
export function checkJson(text: string): void {
  const keys: Set<string>[] = []
  let depth = 0
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at)
    if (code === QUOTE) {
      const end = endOfString(text, at)
      if (nextCode(text, end) === COLON) checkKey(text.slice(at, end), keys[keys.length - 1], at)
      at = end - 1
    } else if (code === 123 || code === 91) {
      if (++depth > 3) refuse(`header, character ${at}: nested too deep`)
      if (code === 123) keys.push(new Set())
    } else if (code === 125 || code === 93) {
      depth--
      if (code === 125) keys.pop()
    } else if (!(isDigit(code) || code === COLON || code === 44 || isSpace(code))) {
      refuse(
        `header, character ${at}: ${JSON.stringify(text.slice(at, at + 12))}; strings and whole numbers from 0 on were expected`,
      )
    }
  }
}

function checkKey(raw: string, seen: Set<string> | undefined, at: number): void {
  // Two spellings of one key are one key.
  const key = raw.includes('\\') ? parse(raw) : raw.slice(1, -1)
  if (seen?.has(String(key))) refuse(`header, character ${at}: the key ${raw} occurs twice`)
  seen?.add(String(key))
}

function endOfString(text: string, start: number): number {
  for (let at = start + 1; at < text.length; at++) {
    const code = text.charCodeAt(at)
    if (code === QUOTE) return at + 1
    if (code === BACKSLASH) at++
  }
  return refuse(`header, character ${start}: a string without an end`)
}

function nextCode(text: string, from: number): number {
  let at = from
  while (isSpace(text.charCodeAt(at))) at++
  return text.charCodeAt(at)
}

const isDigit = (code: number): boolean => code >= 48 && code <= 57
const isSpace = (code: number): boolean => code === 32 || code === 10 || code === 13 || code === 9

export function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch (error) {
    return refuse('header: no valid JSON', error)
  }
}
