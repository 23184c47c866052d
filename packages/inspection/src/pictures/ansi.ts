import { checkOptions } from '@torchlet/tensor-core/fused'
import { ArgumentError } from '@torchlet/tensor-core/ops'
import { checkWhole } from '../arguments'
import { type ColorDepth, colorDepth, xterm256 } from './color-depth'
import { checkPicture, type Picture } from './picture'

export interface AnsiOptions {
  /** Columns at most; wider pictures are made smaller. Default 80. */
  width?: number
  /** Default: what the environment says, see `colorDepth`. */
  color?: ColorDepth
  /** Without colours: shades in ASCII instead of block characters. Default false. */
  ascii?: boolean
}

type Pixel = readonly [red: number, green: number, blue: number, alpha: number]

/** A picture of `width` columns and `height` half-lines, each pixel the mean of those it covers. */
function shrunk(picture: Picture, width: number, height: number): (x: number, y: number) => Pixel {
  if (width === picture.width && height === picture.height) return (x, y) => pixel(picture, x, y)
  const across = picture.width / width
  const down = picture.height / height
  return (x, y) => {
    const total = [0, 0, 0, 0]
    let count = 0
    for (let py = Math.floor(y * down); py < Math.max(Math.floor(y * down) + 1, Math.ceil((y + 1) * down)); py++)
      for (
        let px = Math.floor(x * across);
        px < Math.max(Math.floor(x * across) + 1, Math.ceil((x + 1) * across));
        px++
      ) {
        const [red, green, blue, alpha] = pixel(
          picture,
          Math.min(px, picture.width - 1),
          Math.min(py, picture.height - 1),
        )
        // What is transparent has no colour to add.
        ;[red, green, blue].forEach((value, i) => (total[i]! += value * alpha))
        total[3]! += alpha
        count++
      }
    const weight = total[3]! || 1
    return [total[0]! / weight, total[1]! / weight, total[2]! / weight, total[3]! / count]
  }
}

const pixel = ({ data, width }: Picture, x: number, y: number): Pixel => {
  const at = (y * width + x) * 4
  return [data[at]!, data[at + 1]!, data[at + 2]!, data[at + 3]!]
}

const isVisible = (color: Pixel | undefined): color is Pixel => color !== undefined && color[3] >= 128

function code(color: Pixel, base: 38 | 48, depth: ColorDepth): string {
  const [red, green, blue] = color.slice(0, 3).map(Math.round) as [number, number, number]
  return depth === 'truecolor' ? `${base};2;${red};${green};${blue}` : `${base};5;${xterm256(red, green, blue)}`
}

/** Two pixels as one character: the upper one is the ink of ▀, the lower one the ground. */
function block(top: Pixel | undefined, bottom: Pixel | undefined, depth: ColorDepth): { codes: string; text: string } {
  if (isVisible(top) && isVisible(bottom))
    return { codes: `${code(top, 38, depth)};${code(bottom, 48, depth)}`, text: '▀' }
  if (isVisible(top)) return { codes: code(top, 38, depth), text: '▀' }
  if (isVisible(bottom)) return { codes: code(bottom, 38, depth), text: '▄' }
  return { codes: '', text: ' ' }
}

const BLOCKS = ' ░▒▓█'
const ASCII = ' .:-=+*#%@'

/** Brightness from 0 to 1 as eyes see it (ITU-R BT.601); what is transparent is dark. */
const brightness = ([red, green, blue, alpha]: Pixel): number =>
  ((0.299 * red + 0.587 * green + 0.114 * blue) / 255) * (alpha / 255)

function shade(top: Pixel, bottom: Pixel | undefined, ramp: string): string {
  const value = bottom ? (brightness(top) + brightness(bottom)) / 2 : brightness(top)
  return ramp[Math.min(ramp.length - 1, Math.floor(value * ramp.length))]!
}

/**
 * A picture as text for a terminal: each character is two pixels, one above the other, in their colours (24-bit, or the nearest of
 * 256); without colours, shades of light on dark. Lines end in a reset, and there is no newline at the end.
 */
export function renderAnsi(picture: Picture, options: AnsiOptions = {}): string {
  checkPicture(picture, 'renderAnsi')
  checkOptions(options, ['width', 'color', 'ascii'], 'renderAnsi')
  const { width = 80, color = colorDepth(), ascii = false } = options
  checkWhole(width, 1, 'renderAnsi: width')
  if (!['truecolor', '256', 'none'].includes(color))
    throw new ArgumentError(`renderAnsi: color is 'truecolor', '256' or 'none', got '${String(color)}'`)
  const columns = Math.min(width, picture.width)
  const halves = Math.max(1, Math.round((picture.height * columns) / picture.width))
  const at = shrunk(picture, columns, halves)
  const lines: string[] = []
  for (let y = 0; y < halves; y += 2) {
    const row = Array.from(
      { length: columns },
      (_, x) => [at(x, y), y + 1 < halves ? at(x, y + 1) : undefined] as const,
    )
    if (color === 'none')
      lines.push(
        row
          .map(([top, bottom]) => shade(top, bottom, ascii ? ASCII : BLOCKS))
          .join('')
          .trimEnd(),
      )
    else lines.push(colored(row, color))
  }
  return lines.join('\n')
}

/** A line of blocks; codes are written where they change. */
function colored(row: readonly (readonly [Pixel, Pixel | undefined])[], depth: ColorDepth): string {
  let [line, current] = ['', '']
  for (const [top, bottom] of row) {
    const { codes, text } = block(top, bottom, depth)
    // A code sets ink or ground or both: reset first, so that none is left from before.
    if (codes !== current) line += `\x1b[0${codes && `;${codes}`}m`
    current = codes
    line += text
  }
  return current ? `${line}\x1b[0m` : line
}
