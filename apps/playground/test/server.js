import { spawn } from 'node:child_process'
import { fileURLToPath } from 'node:url'

export const SERVE = fileURLToPath(new URL('../serve.js', import.meta.url))

/**
 * Starts serve.js, on any free port unless told otherwise, and waits for the address that it prints.
 * @param {readonly string[]} [args]
 * @param {Record<string, string>} [env]
 */
export async function startServer(args = ['--port', '0'], env = {}) {
  const child = spawn(process.execPath, [SERVE, ...args], { env: { ...process.env, ...env } })
  let errors = ''
  child.stderr.on('data', (chunk) => (errors += chunk))
  let text = ''
  for await (const chunk of child.stdout) {
    text += chunk
    const address = /http:\/\/127\.0\.0\.1:\d+\//.exec(text)?.[0]
    // Left unread, a full pipe would stop the server: from here on it flows into nothing.
    if (address) {
      const stop = () => void child.kill()
      return { address, stop }
    }
  }
  throw new Error(`serve.js printed no address:\n${text}\n${errors}`)
}
