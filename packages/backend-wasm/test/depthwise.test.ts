/* Convolutions of single channels by 3 × 3: what is loaded beyond the images is in no result. */
import { cpu, full, keep, manualSeed, ones, randn, type Tensor, tensor, tidy } from '@torchlet/tensor-core'
import { type ConvOptions, conv2d } from '@torchlet/tensor-core/fused'
import fc from 'fast-check'
import { afterAll, describe, expect, it } from 'vitest'
import { differenceFromFloat64 } from './against-float64'
import { devices } from './devices'

const ANY = fc.record({
  images: fc.integer({ min: 1, max: 2 }),
  channels: fc.integer({ min: 1, max: 3 }),
  multiplier: fc.integer({ min: 1, max: 2 }),
  height: fc.integer({ min: 3, max: 19 }),
  width: fc.integer({ min: 3, max: 23 }),
  stride: fc.integer({ min: 1, max: 2 }),
  padding: fc.tuple(fc.integer({ min: 0, max: 4 }), fc.integer({ min: 0, max: 3 })),
  bias: fc.boolean(),
  channelsLast: fc.boolean(),
})

const SIZES = [1, 2, 3, 4, 5, 7, 8, 11, 14, 16]
const STRIDES = [1, 2]

describe.each(await devices())('convolution of single channels on %s', (_, device) => {
  afterAll(() => device.close())

  const onDevice = (x: Tensor, weight: Tensor, options: ConvOptions) =>
    tidy(() => keep(conv2d(x.to(device), weight.to(device), null, options).to(cpu)))

  it('of any size', () => {
    fc.assert(
      fc.property(ANY, ({ images, channels, multiplier, height, width, stride, padding, bias, channelsLast }) => {
        manualSeed(4)
        const tensors = [randn([images, channels, height, width]), randn([channels * multiplier, 1, 3, 3])]
        const difference = differenceFromFloat64(
          device,
          (image, filters, shift) => {
            const laid = channelsLast ? image!.permute([0, 2, 3, 1]).contiguous().permute([0, 3, 1, 2]) : image!
            return conv2d(laid, filters!, bias ? shift : null, { stride, padding, groups: channels })
          },
          [...tensors, randn([channels * multiplier])],
        )
        expect(difference).toBeLessThan(5e-6)
      }),
      { numRuns: 200, seed: 7 },
    )
  })

  it.each(SIZES.flatMap((size) => STRIDES.map((stride) => [size, stride] as const)))(
    'an infinity at %i² in steps of %i is in the windows that meet it, and nowhere else',
    (size, stride) => {
      const options = { stride, padding: 1, groups: 3 }
      const weight = tensor([
        [
          [
            [1, 2, 3],
            [4, 5, 6],
            [7, 8, 9],
          ],
        ],
      ]).expand([3, 1, 3, 3])
      // The first and the last channel are full of them: what the one between must not see.
      const x = full([1, 3, size, size], Infinity)
      x.setAt_([0, 1], 1)
      const [y, x0] = [size >> 1, size - 1]
      x.setAt_([0, 1, y, x0], -Infinity)
      const want = conv2d(x, weight, null, options)
      expect(onDevice(x, weight, options).data).toEqual(want.data)
    },
  )

  it('reads the last image in the memory, whose end is the memory’s', () => {
    const weight = ones([1, 1, 3, 3], { device })
    const image = () => ones([1, 1, 4, 4], { device })
    const { held } = device.usage
    const kept: Tensor[] = []
    // As many of one line of the cache as fill it; the results are where one more was.
    while (device.usage.held === held) {
      const spare = image()
      const x = image()
      kept.push(x)
      spare.dispose()
      expect(tidy(() => conv2d(x, weight, null, { padding: 1 }).at(0, 0, 3, 3).item())).toBe(4)
    }
    for (const x of kept) x.dispose()
  })
})
