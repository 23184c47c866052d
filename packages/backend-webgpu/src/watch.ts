/*
 * A GPU tells of errors later, by promises. They are kept until somebody reads, and then thrown: what was read would be wrong.
 */
import { DeviceError } from '@torchlet/tensor-core/ops'

export class Watch {
  readonly #device: GPUDevice
  readonly #waiting = new Set<Promise<void>>()
  #failure: DeviceError | undefined

  constructor(device: GPUDevice) {
    this.#device = device
    device.addEventListener?.('uncapturederror', (event) => {
      this.fail(new DeviceError(`webgpu: ${(event as GPUUncapturedErrorEvent).error.message}`))
    })
  }

  /** Closes the innermost error scope; what it caught is an error of `what`. */
  scope(what: string): void {
    const told = this.#device
      .popErrorScope()
      .then((error) => {
        if (error) this.fail(new DeviceError(`${what}: ${error.message}`))
      })
      // A lost device fails every promise, and tells so by itself (`lost`).
      .catch(() => {})
      .finally(() => this.#waiting.delete(told))
    this.#waiting.add(told)
  }

  /** The first error counts: others follow from it. */
  fail(error: DeviceError): void {
    this.#failure ??= error
  }

  /** Waits until all scopes that were closed have answered, and throws what they caught. */
  async check(): Promise<void> {
    while (this.#waiting.size > 0) await Promise.all(this.#waiting)
    const failure = this.#failure
    this.#failure = undefined
    if (failure) throw failure
  }
}
