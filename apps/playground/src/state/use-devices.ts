import { cpu, type Device } from '@torchlet/tensor-core/ops'
import { useCallback, useEffect, useRef, useState } from 'preact/hooks'
import { DEVICE_NAMES, DEVICES, type DeviceName, reasonOf } from '../model/devices'

/** The devices: which one the network runs on, and which are not to be had here. */
export interface Devices {
  /** The one that the network runs on. */
  readonly chosen: DeviceName
  readonly device: Device
  /** The one that is being loaded. */
  readonly opening: DeviceName | undefined
  /** Why a device is not to be had here, in words. */
  readonly missing: Readonly<Partial<Record<DeviceName, string>>>
  /** Runs the network there from now on. Throws where there is no such device here; the one chosen before stays. */
  choose(name: DeviceName): Promise<void>
  /** All that are to be had here, cpu first. */
  openAll(): Promise<readonly Device[]>
  /** The device broke: cpu takes over, and the next one chosen is a new one. */
  giveUp(device: Device): void
  /** Those that the network does not run on are made anew when they are next wanted: one of them broke. */
  renewOthers(): void
}

/** Once the page has nothing else to do. */
const whenIdle = (work: () => void): void => void (globalThis.requestIdleCallback?.(work) ?? setTimeout(work, 500))

/** The devices: loaded when they are first wanted. Once `isSettled`, it is found out which there cannot be here. */
export function useDevices(isSettled: boolean): Devices {
  const [{ chosen, device }, setChosen] = useState<{ chosen: DeviceName; device: Device }>({
    chosen: 'cpu',
    device: cpu,
  })
  const [opening, setOpening] = useState<DeviceName>()
  const [missing, setMissing] = useState<Devices['missing']>({})
  const made = useRef(new Map<DeviceName, Promise<Device>>())
  const wanted = useRef<DeviceName>('cpu')

  const open = useCallback((name: DeviceName): Promise<Device> => {
    let device = made.current.get(name)
    if (!device) {
      device = DEVICES[name].make()
      made.current.set(name, device)
      device.catch((error) => setMissing((known) => ({ ...known, [name]: reasonOf(name, error) })))
    }
    return device
  }, [])

  const choose = useCallback(
    async (name: DeviceName) => {
      // The last one asked for wins.
      wanted.current = name
      setOpening(name)
      try {
        const device = await open(name)
        if (wanted.current === name) setChosen({ chosen: name, device })
      } finally {
        if (wanted.current === name) setOpening(undefined)
      }
    },
    [open],
  )

  const openAll = useCallback(async () => {
    const found = await Promise.allSettled(DEVICE_NAMES.map(open))
    return found.flatMap((each) => (each.status === 'fulfilled' ? [each.value] : []))
  }, [open])

  const giveUp = useCallback((broken: Device) => {
    made.current.delete(broken.name as DeviceName)
    setChosen((now) => (now.device === broken ? { chosen: 'cpu', device: cpu } : now))
  }, [])

  const renewOthers = useCallback(() => {
    for (const name of DEVICE_NAMES) if (name !== chosen) made.current.delete(name)
  }, [chosen])

  useEffect(() => {
    if (!isSettled) return
    whenIdle(async () => {
      // Where there plainly is none, the package is asked what to say of it.
      for (const name of DEVICE_NAMES)
        if (!(await DEVICES[name].isLikely().catch(() => false))) await open(name).catch(() => {})
    })
  }, [isSettled, open])

  return { chosen, device, opening, missing, choose, openAll, giveUp, renewOthers }
}
