import type { Device } from './device'
import { cpu } from './devices/cpu'

let current: Device = cpu

/** Where factories put their tensors when nothing else is said. */
export const getDefaultDevice = (): Device => current

/** Where tensors are made from now on, when no `device` is given. At first `cpu`. */
export function setDefaultDevice(device: Device): void {
  current = device
}

/** Runs `fn` with `device` as the default. */
export function withDevice<T>(device: Device, fn: () => T): T {
  const outer = current
  current = device
  try {
    return fn()
  } finally {
    current = outer
  }
}
