import { afterEach, describe, expect, it } from 'vitest'
import { type PrintOptions, type Profile, setPrintoptions } from '../src/index'
import { readOptions, readTable, readTensor, type WireTensor } from './goldens'

interface Print {
  readonly name: string
  readonly tensor: WireTensor
  readonly options: Partial<PrintOptions> & { profile?: Profile }
  readonly requiresGrad: boolean
  readonly text: string
}

afterEach(() => setPrintoptions({ profile: 'default', sciMode: null }))

describe('tensors print as in PyTorch', () => {
  it.each(readTable<Print>('prints').cases.map((row) => [row.name, row] as const))('%s', (_, row) => {
    const x = readTensor(row.tensor)
    x.requiresGrad = row.requiresGrad
    setPrintoptions(readOptions(row.options))
    expect(String(x)).toBe(row.text)
  })
})
