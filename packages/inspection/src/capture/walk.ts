import type { AnyModule, RemovableHandle } from '@torchlet/nn'

export interface CallWatcher {
  /** A module is about to run: `path` is its first full name. */
  enter?(module: AnyModule, path: string, args: unknown[]): void
  leave?(module: AnyModule, path: string, args: unknown[], output: unknown): void
}

/** Runs `fn` while `watcher` is told of every call of `root` and the modules below it; its hooks are gone afterwards. */
export function watchCalls<T>(root: AnyModule, watcher: CallWatcher, fn: () => T): T {
  const handles: RemovableHandle[] = []
  try {
    for (const [path, module] of root.namedModules()) {
      handles.push(module.registerForwardPreHook((_, args) => void watcher.enter?.(module, path, args)))
      handles.push(
        module.registerForwardHook((_: unknown, args: unknown[], output: unknown) =>
          watcher.leave?.(module, path, args, output),
        ),
      )
    }
    return fn()
  } finally {
    for (const handle of handles) handle.remove()
  }
}

export const hasChildren = (module: AnyModule): boolean => !module.children().next().done
