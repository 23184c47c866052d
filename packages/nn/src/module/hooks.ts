/** Takes a hook away again. */
export interface RemovableHandle {
  remove(): void
  [Symbol.dispose](): void
}

/** Hooks in the order in which they were registered. */
export class HookList<Hook> {
  readonly #hooks = new Map<number, Hook>()
  #next = 0

  get isEmpty(): boolean {
    return this.#hooks.size === 0
  }

  add(hook: Hook): RemovableHandle {
    if (typeof hook !== 'function') throw new TypeError(`expected a function as hook, got ${typeof hook}`)
    const key = this.#next++
    this.#hooks.set(key, hook)
    const remove = (): void => void this.#hooks.delete(key)
    return { remove, [Symbol.dispose]: remove }
  }

  /** The hooks of this moment: one that is added or removed while they run changes the next run, not this one. */
  snapshot(): readonly Hook[] {
    return [...this.#hooks.values()]
  }
}
