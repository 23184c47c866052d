/** How many colours a terminal shows: 24 bits, the 256 of xterm, or none. */
export type ColorDepth = 'truecolor' | '256' | 'none'

type Environment = Record<string, string | undefined>

/**
 * What the environment says: NO_COLOR (any value, no-color.org) and TERM=dumb mean none, FORCE_COLOR 0 to 3 is obeyed, then
 * COLORTERM and TERM. Where there is no environment (a browser), 24 bits.
 */
export function colorDepth(env: Environment | undefined = processEnv()): ColorDepth {
  if (env === undefined) return 'truecolor'
  if (env.NO_COLOR) return 'none'
  const { FORCE_COLOR: force, COLORTERM: colors = '', TERM: terminal = '' } = env
  if (force === '0' || force === 'false') return 'none'
  if (force === '3') return 'truecolor'
  if (force) return '256'
  if (terminal === 'dumb') return 'none'
  return /truecolor|24bit/.test(colors) || /-direct|kitty/.test(terminal) ? 'truecolor' : '256'
}

const processEnv = (): Environment | undefined => (globalThis as { process?: { env?: Environment } }).process?.env

/** The nearest of xterm's colours 16 to 255: a 6×6×6 cube and 24 grays. */
export function xterm256(red: number, green: number, blue: number): number {
  const level = (value: number): number => (value < 48 ? 0 : value < 115 ? 1 : Math.floor((value - 35) / 40))
  const [r, g, b] = [level(red), level(green), level(blue)]
  const size = (step: number): number => (step === 0 ? 0 : 55 + 40 * step)
  const gray = Math.min(23, Math.max(0, Math.round(((red + green + blue) / 3 - 8) / 10)))
  const distance = (r2: number, g2: number, b2: number) => (red - r2) ** 2 + (green - g2) ** 2 + (blue - b2) ** 2
  const shade = 8 + 10 * gray
  return distance(shade, shade, shade) < distance(size(r), size(g), size(b)) ? 232 + gray : 16 + 36 * r + 6 * g + b
}
