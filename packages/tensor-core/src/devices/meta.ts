import type { Device, Kernels } from '../device'
import { DTYPES } from '../dtype'
import { DeviceError } from '../errors'

const noValues = (): never => {
  throw new DeviceError('a tensor on meta has a shape and a dtype but no values')
}

/** The device that computes shapes and dtypes only: a network of any size costs no memory and no time. */
export const meta: Device = {
  name: 'meta',
  valueless: true,
  dtypes: /* @__PURE__ */ new Set(DTYPES),
  // Every kernel is there, and does nothing.
  kernels: /* @__PURE__ */ new Proxy({} as Kernels, { get: () => () => {} }),
  collected: true,
  allocate: () => null,
  free() {},
  write() {},
  read: async () => noValues(),
}
