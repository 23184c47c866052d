import type { Network } from '@torchlet/examples/network'
import { type Device, type MemoryStats, memoryStats } from '@torchlet/tensor-core/ops'
import { useLayoutEffect, useRef, useState } from 'preact/hooks'
import { type Look, look, typical, warmUp } from '../model/look'
import { type Placed, placed } from '../model/on-device'
import type { Picture } from '../raster/picture'
import { latestOnly } from './latest'
import type { Origin } from './use-checkpoint'

export interface Timed extends Look {
  /** The median of the last passes. */
  readonly typicalMilliseconds: number
  readonly device: Device
  /** What the device holds, where the garbage collector does not see to it. */
  readonly held: MemoryStats | undefined
}

interface Job {
  readonly network: Network
  readonly origin: Origin
  readonly picture: Picture
  readonly device: Device
}

/** Does one job after the other, with the network on the device of the last one. */
function looking(show: (seen: Timed) => void, onError: (error: unknown, device: Device) => void) {
  let on: (Placed & { readonly origin: Origin }) | undefined
  let times: readonly number[] = []
  const see = async ({ network, origin, picture, device }: Job): Promise<void> => {
    // The module stays the same; its weights change with their origin.
    if (on?.origin !== origin || on.device !== device) {
      const known = on?.device === device ? times : []
      on?.dispose()
      on = undefined
      on = { ...placed(network, device), origin }
      times = known.length > 0 ? known : await warmUp(on.network, picture, device)
    }
    const found = await look(on.network, picture, device)
    const { last, median } = typical([...times, found.milliseconds])
    times = last
    show({ ...found, typicalMilliseconds: median, device, held: device.collected ? undefined : memoryStats(device) })
  }
  return latestOnly(see, (error, { device }) => onError(error, device))
}

/**
 * What the network makes of the picture on a device, computed anew when one of them changes; undefined before there are weights.
 * Pictures that come faster than looks are left out. `onError` hears what a device throws.
 */
export function useLook(
  network: Network,
  origin: Origin | undefined,
  picture: Picture,
  device: Device,
  onError: (error: unknown, device: Device) => void,
): Timed | undefined {
  const [seen, show] = useState<Timed>()
  const hear = useRef(onError)
  hear.current = onError
  const [see] = useState(() => looking(show, (error, device) => hear.current(error, device)))
  // Before the browser paints: on cpu the answer comes with the picture.
  useLayoutEffect(() => {
    if (origin) void see({ network, origin, picture, device })
  }, [see, network, origin, picture, device])
  return seen
}
