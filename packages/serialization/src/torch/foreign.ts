/*
 * What is neither tensors nor plain data, where it is to be skipped instead of refused: every unknown name, and whatever is made with
 * it, becomes an object that does nothing. The formats' reader knows it by its `call` alone, so that who refuses does not carry it.
 */
import type { Machine } from './machine'

/** What a pickle's instructions find where a name is no data: nothing is known of it but the items and attributes it is given. */
class Foreign extends Map<unknown, unknown> {
  override get [Symbol.toStringTag](): string {
    return 'what was skipped'
  }

  /** Called as a function or a class, it gives another one. */
  call(): Foreign {
    return new Foreign()
  }

  /** Items that it is given as a list or a set are lost. */
  push(): void {}
  add(): void {}

  /** Its attributes: what a Namespace or a dataclass holds. */
  build(attributes: unknown, machine: Machine): void {
    if (!(attributes instanceof Map)) return
    machine.room -= attributes.size
    for (const [name, value] of attributes) this.set(name, value)
  }
}

export const skipForeign = (): Foreign => new Foreign()
