import { checkOptions } from '@torchlet/tensor-core/fused'

/** Takes a hook away again. */
export interface RemovableHandle {
  remove(): void
  [Symbol.dispose](): void
}

export interface HookOptions {
  /** Whether it runs before the hooks that are there already. Default false. */
  prepend?: boolean
}

/** Hooks in the order in which they were registered. Its fields are plain, so that a deep copy has a list of its own. */
export class HookList<Hook> {
  private readonly hooks = new Map<number, Hook>()
  private next = 0

  get isEmpty(): boolean {
    return this.hooks.size === 0
  }

  add(hook: Hook, options: HookOptions = {}): RemovableHandle {
    if (typeof hook !== 'function') throw new TypeError(`expected a function as hook, got ${typeof hook}`)
    checkOptions(options, ['prepend'], 'a hook')
    const key = this.next++
    const others = options.prepend ? [...this.hooks] : []
    if (options.prepend) this.hooks.clear()
    for (const [at, each] of [[key, hook] as const, ...others]) this.hooks.set(at, each)
    return new Handle(this, key)
  }

  delete(key: number): void {
    this.hooks.delete(key)
  }

  /** The hooks of this moment: one that is added or removed while they run changes the next run, not this one. */
  snapshot(): readonly Hook[] {
    return [...this.hooks.values()]
  }
}

/** Knows list and key instead of closing over them: a copy of it takes away the copied hook. */
class Handle implements RemovableHandle {
  constructor(
    private readonly list: { delete(key: number): void },
    private readonly key: number,
  ) {}

  remove(): void {
    this.list.delete(this.key)
  }

  [Symbol.dispose](): void {
    this.remove()
  }
}
