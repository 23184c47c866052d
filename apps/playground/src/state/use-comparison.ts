import type { Network } from '@torchlet/examples/network'
import { useCallback, useState } from 'preact/hooks'
import { type Comparison, compared } from '../model/comparison'
import type { Picture } from '../raster/picture'
import type { Origin } from './use-checkpoint'
import type { Devices } from './use-devices'

export interface CompareState {
  readonly comparison: Comparison | undefined
  /** Whether the picture and the weights are still those that were compared. */
  readonly isCurrent: boolean
  readonly isRunning: boolean
  /** Compares all devices that are to be had. Throws what they throw; the comparison before stays. */
  compare(): Promise<void>
}

interface Made {
  readonly comparison: Comparison
  readonly picture: Picture
  readonly origin: Origin | undefined
}

/** What comparing the devices gave, for the picture on show when it was asked for. */
export function useComparison(
  network: Network,
  origin: Origin | undefined,
  picture: Picture,
  openAll: Devices['openAll'],
): CompareState {
  const [made, setMade] = useState<Made>()
  const [isRunning, setRunning] = useState(false)
  const compare = useCallback(async () => {
    setRunning(true)
    try {
      const devices = await openAll()
      // Where cpu is alone there is nothing to compare: the page says why by then.
      if (devices.length > 1) setMade({ comparison: await compared(network, picture, devices), picture, origin })
    } finally {
      setRunning(false)
    }
  }, [network, origin, picture, openAll])
  return {
    comparison: made?.comparison,
    isCurrent: made?.picture === picture && made.origin === origin,
    isRunning,
    compare,
  }
}
