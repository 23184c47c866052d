/*
 * A GPU for tests in Node: the npm package `webgpu` (Dawn) on SwiftShader, the software renderer that comes with Chromium, together with
 * its Vulkan loader. Both are found by the environment of a process that starts: this is called where test processes are made.
 */
import { execFileSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { delimiter, dirname, join } from 'node:path'

const ICD = 'vk_swiftshader_icd.json'

/**
 * Where SwiftShader lies: VK_ICD_FILENAMES, beside CHROMIUM_PATH, or where Debian's package keeps it.
 * @returns {string}
 */
function findDriver() {
  const { VK_ICD_FILENAMES: given, CHROMIUM_PATH: chromium } = process.env
  if (given) return given
  const places = [...(chromium ? [join(dirname(chromium), ICD)] : []), ...listed(), `/usr/lib/chromium/${ICD}`]
  const found = places.find((place) => existsSync(place))
  if (!found)
    throw new Error(
      'the GPU tests need a Vulkan driver: install Debian’s chromium, or set VK_ICD_FILENAMES to an ICD file',
    )
  return found
}

/** @returns {string[]} */
function listed() {
  try {
    const files = execFileSync('dpkg', ['-L', 'chromium'], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] })
    return files.split('\n').filter((file) => file.endsWith(ICD))
  } catch {
    // Not Debian: the other places are left.
    return []
  }
}

/** Sets the environment of processes that are started from here on. */
export function useSoftwareGpu() {
  const driver = findDriver()
  process.env.VK_ICD_FILENAMES = driver
  const { LD_LIBRARY_PATH: path } = process.env
  process.env.LD_LIBRARY_PATH = path ? `${path}${delimiter}${dirname(driver)}` : dirname(driver)
}
