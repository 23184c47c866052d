interface NodeModules {
  'fs/promises': typeof import('node:fs/promises')
  path: typeof import('node:path')
  stream: typeof import('node:stream')
  url: typeof import('node:url')
  zlib: typeof import('node:zlib')
}

/**
 * A module of Node's (Deno and Bun have them too). The name is put together at run time, so that bundlers for the browser,
 * where this is never called, do not go looking for it.
 */
export const nodeModule = <Name extends keyof NodeModules>(name: Name): Promise<NodeModules[Name]> =>
  import(/* @vite-ignore */ /* webpackIgnore: true */ `node:${name}`)

/** Whether Node's modules are there: in Node, Deno and Bun. */
export const hasNode = (): boolean => typeof process !== 'undefined' && process.versions?.node !== undefined
