/** Emphasis in a terminal, or none. */
export interface Style {
  readonly bold: (text: string) => string
  readonly dim: (text: string) => string
  readonly red: (text: string) => string
}

const sgr = (on: number, off: number, used: boolean) => (text: string) =>
  used ? `\x1b[${on}m${text}\x1b[${off}m` : text

export const styleOf = (used: boolean): Style => ({
  bold: sgr(1, 22, used),
  dim: sgr(2, 22, used),
  red: sgr(31, 39, used),
})
