import type { Network } from '@torchlet/examples/network'
import { transpose } from '@torchlet/tensor-core/ops'
import { useMemo } from 'preact/hooks'
import { mapsOf } from '../model/maps'
import type { Origin } from '../state/use-checkpoint'
import type { Timed } from '../state/use-look'
import { MapRow, type MapRowProps } from './map-row'

interface LayersSectionProps {
  readonly network: Network
  readonly origin: Origin | undefined
  readonly seen: Timed | undefined
}

/** A row of the page for each step of the network: its key among the activations, what to call it, how many maps it has. */
const FIRST: readonly (Omit<MapRowProps, 'maps'> & { readonly activation: string })[] = [
  { activation: 'conv1', title: 'conv1', note: 'each filter laid over the picture', count: 6 },
  { activation: 'relu', title: 'relu', note: 'what is below zero goes', count: 6 },
  { activation: 'maxPool2d', title: 'max pool', note: 'the greatest of every 2 × 2', count: 6 },
]
const SECOND: typeof FIRST = [
  { activation: 'conv2', title: 'conv2', note: 'twelve filters over all six maps', count: 12 },
  { activation: 'relu#2', title: 'relu', note: 'what is below zero goes', count: 12 },
  { activation: 'maxPool2d#2', title: 'max pool', note: '4 × 4 are left of 28 × 28', count: 12 },
]
const LAST: typeof FIRST = [
  { activation: 'fc1', title: 'fc1', note: '192 numbers in, 120 out', count: 1 },
  { activation: 'fc2', title: 'fc2', note: '120 in, 60 out', count: 1 },
  { activation: 'out', title: 'out', note: 'one number a class', count: 1 },
]

/** The way of the picture through the network: conv1's filters, and what every layer makes of what it gets. */
export function LayersSection({ network, origin, seen }: LayersSectionProps) {
  // The module stays the same; its weights change with their origin.
  const filters = useMemo(
    () => (origin ? mapsOf(transpose(network.conv1.weight, 0, 1), { range: 'own' }) : undefined),
    [network, origin],
  )
  const maps = useMemo(
    () =>
      Object.fromEntries(
        [...FIRST, ...SECOND, ...LAST].map(({ activation }) => [
          activation,
          seen && mapsOf(seen.activations[activation]!),
        ]),
      ),
    [seen],
  )
  const rows = (steps: typeof FIRST) =>
    steps.map(({ activation, ...row }) => <MapRow key={activation} {...row} maps={maps[activation]} />)
  return (
    <section class="layers" aria-labelledby="layers-title">
      <div class="panel-head">
        <h2 id="layers-title">What each layer makes of it</h2>
        <p class="fine legend">
          below zero
          <span class="legend-bar" aria-hidden="true" />
          above
        </p>
      </div>
      <div class="layers-columns">
        <div class="layers-first">
          <MapRow title="conv1.weight" note="its filters, each in its own range" count={6} maps={filters} />
          {rows(FIRST)}
        </div>
        <div class="layers-second">
          {rows(SECOND)}
          {rows(LAST)}
        </div>
      </div>
    </section>
  )
}
