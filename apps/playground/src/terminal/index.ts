/* What `npm start` prints before it serves the page: the same network, the same silhouettes, the same words. */

import { Network } from '@torchlet/examples/network'
import { type ColorDepth, parameterTable, renderAnsi, toImage } from '@torchlet/inspection'
import { load } from '@torchlet/serialization'
import { fromTypedArray } from '@torchlet/tensor-core/ops'
import { look } from '../model/look'
import { SIZE } from '../raster/picture'
import { drawSilhouette, SILHOUETTES, type SilhouetteName } from '../silhouettes'
import { barLines } from './bars'

export { type ColorDepth, colorDepth } from '@torchlet/inspection'

export interface ReportOptions {
  /** The checkpoint's path or URL. */
  readonly checkpoint: string | URL
  /** Which silhouette to show the network. Default 'boot'. */
  readonly sample?: SilhouetteName
  /** Default: what the environment says. */
  readonly color?: ColorDepth
}

/** The network, its parameters, and what it says of a sample picture, as text. Throws where the checkpoint cannot be read. */
export async function report({ checkpoint, sample = 'boot', color }: ReportOptions): Promise<string> {
  const network = new Network().eval()
  network.loadStateDict(await load(checkpoint))
  const picture = drawSilhouette(sample)
  const { answer, milliseconds } = await look(network, picture)
  const image = toImage(fromTypedArray(picture, [SIZE, SIZE], { dtype: 'float32' }), {
    colormap: 'gray',
    range: [0, 1],
  })
  const { label } = SILHOUETTES.find(({ name }) => name === sample)!
  return [
    String(network),
    String(parameterTable(network)),
    `A sample picture: a silhouette drawn by code (${label.toLowerCase()})`,
    beside(renderAnsi(image, color === undefined ? {} : { color }), ['', '', ...barLines(answer.probabilities)]),
    `${answer.title}. ${answer.sentence} (${milliseconds.toFixed(1)} ms, the first pass)`,
  ].join('\n\n')
}

/** Lines of text beside a picture of 28 columns. */
function beside(picture: string, lines: readonly string[]): string {
  return picture
    .split('\n')
    .map((row, i) => {
      // Without colours, rows end where their light does; with them, all are as wide as the picture.
      const pixels = row.includes('\x1b') ? row : row.padEnd(SIZE)
      return `  ${pixels}    ${lines[i] ?? ''}`.trimEnd()
    })
    .join('\n')
}
