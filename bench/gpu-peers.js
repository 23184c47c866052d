/*
 * The peers on WebGPU, in Node by the npm package `webgpu`: tfjs's backend (NHWC) and ONNX Runtime's (NCHW), with all three programs on the
 * one adapter. Networks are built as for the other peers (peers.js), but results are waited for.
 */
import { readFileSync } from 'node:fs'
import { create, globals } from 'webgpu'
import { dataOf, OnnxBuilder, permuted, TfBuilder } from './peers.js'

Object.assign(globalThis, globals)
/** What `navigator.gpu` is in a browser. */
export const gpu = create([])
Object.defineProperty(globalThis, 'navigator', {
  value: { gpu, userAgent: 'Node', hardwareConcurrency: 1 },
  configurable: true,
})
globalThis.requestAnimationFrame ??= (call) => setTimeout(call, 0)

// Node's binding takes no view of shared memory, which ONNX Runtime's heap is.
const write = globalThis.GPUQueue.prototype.writeBuffer
globalThis.GPUQueue.prototype.writeBuffer = function (buffer, offset, data, from = 0, size = data.length - from) {
  const isShared = data.buffer instanceof SharedArrayBuffer
  return isShared
    ? write.call(this, buffer, offset, data.slice(from, from + size))
    : write.call(this, buffer, offset, data, from, size)
}

const tf = await import('@tensorflow/tfjs-core')
await import('@tensorflow/tfjs-backend-webgpu')
const ort = await import('onnxruntime-web/webgpu')

export async function startGpuPeers() {
  if (!(await tf.setBackend('webgpu'))) throw new Error('tfjs has no webgpu backend here')
  const built = new URL('node_modules/onnxruntime-web/dist/ort-wasm-simd-threaded.asyncify', import.meta.url)
  ort.env.wasm.numThreads = 1
  ort.env.wasm.wasmBinary = readFileSync(`${built.pathname}.wasm`)
  ort.env.wasm.wasmPaths = { mjs: `${built.href}.mjs` }
}

/** `build(builder, x)` as a program of tfjs. Gives the result in PyTorch's layout. */
export function onTfGpu(build, x) {
  const builder = new TfBuilder()
  const { data, shape } = x.ndim === 4 ? permuted(x, [0, 2, 3, 1]) : dataOf(x)
  const input = tf.tensor(data, shape)
  const run = async (finish) => {
    const y = tf.tidy(() => finish(build(builder, input)))
    const result = await y.data()
    y.dispose()
    return result
  }
  return {
    run: () => run((y) => y),
    read: () => run((y) => (y.rank === 4 ? tf.transpose(y, [0, 3, 1, 2]) : y)),
  }
}

/** The same as a session of ONNX Runtime; its input is on the GPU already. */
export async function onOrtGpu(build, x, outShape) {
  const builder = new OnnxBuilder()
  const input = builder.graph.input('x', [...x.shape])
  const output = build(builder, input)
  const session = await ort.InferenceSession.create(builder.graph.model(output, outShape), {
    executionProviders: ['webgpu'],
    graphOptimizationLevel: 'all',
  })
  const { data, shape } = dataOf(x)
  const feeds = { x: new ort.Tensor('float32', data, shape) }
  const read = async () => (await session.run(feeds))[output].data
  return { run: read, read }
}
