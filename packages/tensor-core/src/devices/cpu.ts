import type { Device } from '../device'
import { arrayType, DTYPES, itemSize, type TypedArray } from '../dtype'
import { DeviceError } from '../errors'

/** The device that is always there: typed arrays, and the host's kernels. */
export const cpu: Device = {
  name: 'cpu',
  dtypes: /* @__PURE__ */ new Set(DTYPES),
  kernels: {},
  collected: true,
  allocate(dtype, length) {
    try {
      return new (arrayType(dtype))(length)
    } catch (cause) {
      throw new DeviceError(`cpu: cannot allocate ${length} elements of ${dtype} (${length * itemSize(dtype)} bytes)`, {
        cause,
      })
    }
  },
  adopt: (values) => values,
  free() {},
  write: (buffer, offset, values) => (buffer as TypedArray).set(values as never, offset),
  read: async (buffer, _dtype, offset, length) => (buffer as TypedArray).slice(offset, offset + length),
  array: (buffer) => buffer as TypedArray,
}
