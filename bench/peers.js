/* The peers that run WebAssembly, and how our networks are built of their ops: tfjs (XNNPACK, NHWC) and ONNX Runtime (MLAS, NCHW). */
import { setThreadsCount, setWasmPaths } from '@tensorflow/tfjs-backend-wasm'
import * as tf from '@tensorflow/tfjs-core'
import * as ort from 'onnxruntime-web'
import { Graph } from './onnx.js'

export async function startPeers(threads) {
  setThreadsCount(threads)
  setWasmPaths(new URL('node_modules/@tensorflow/tfjs-backend-wasm/dist/', import.meta.url).pathname)
  if (!(await tf.setBackend('wasm'))) throw new Error('tfjs has no wasm backend here')
  ort.env.wasm.numThreads = threads
}

/** The same numbers, for each peer: `{ shape, data }` in PyTorch's layout. */
export const dataOf = (tensor) => ({ shape: [...tensor.shape], data: tensor.contiguous().data.slice() })
export const permuted = (tensor, dims) => dataOf(tensor.permute(dims))

/** tfjs's ops on NHWC images. Weights become its tensors once. */
export class TfBuilder {
  #known = new Map()

  weight(tensor, dims) {
    const known = this.#known.get(tensor)
    if (known) return known
    const { data, shape } = dims ? permuted(tensor, dims) : dataOf(tensor)
    const made = tf.keep(tf.tensor(data, shape))
    this.#known.set(tensor, made)
    return made
  }

  conv(x, { weight, bias, stride, padding, groups }) {
    const depthwise = groups > 1
    // [O, C, h, w] → [h, w, C, O], and for one filter a channel [C, 1, h, w] → [h, w, C, 1].
    const filter = this.weight(weight, depthwise ? [2, 3, 0, 1] : [2, 3, 1, 0])
    const [py, px] = padding
    const pad = [
      [0, 0],
      [py, py],
      [px, px],
      [0, 0],
    ]
    const y = depthwise ? tf.depthwiseConv2d(x, filter, stride, pad) : tf.conv2d(x, filter, stride, pad)
    return bias ? tf.add(y, this.weight(bias)) : y
  }

  batchNorm(x, { running_mean, running_var, weight, bias, eps }) {
    const [mean, variance, scale, offset] = [running_mean, running_var, weight, bias].map((tensor) =>
      this.weight(tensor),
    )
    return tf.batchNorm(x, mean, variance, offset, scale, eps)
  }

  relu = (x) => tf.relu(x)
  relu6 = (x) => tf.relu6(x)
  add = (x, y) => tf.add(x, y)
  mean = (x) => tf.mean(x, [1, 2])
  // Flattened channel by channel, as PyTorch does.
  flatten = (x) => tf.reshape(x.rank === 4 ? tf.transpose(x, [0, 3, 1, 2]) : x, [x.shape[0], -1])
  matmul = (x, y) => tf.matMul(x, this.weight(y))
  softmax = (x) => tf.softmax(x)
  // It has neither as one op.
  gelu = (x) => tf.mul(tf.mul(x, 0.5), tf.add(tf.erf(tf.mul(x, Math.SQRT1_2)), 1))

  layerNorm(x, { weight, bias, eps }) {
    const centred = tf.sub(x, tf.mean(x, -1, true))
    const scale = tf.rsqrt(tf.add(tf.mean(tf.square(centred), -1, true), eps))
    return tf.add(tf.mul(tf.mul(centred, scale), this.weight(weight)), this.weight(bias))
  }

  maxPool(x, { kernel, stride, padding }) {
    return tf.maxPool(x, kernel, stride, padding)
  }

  linear(x, { weight, bias }) {
    return tf.add(tf.matMul(x, this.weight(weight), false, true), this.weight(bias))
  }
}

/** Nodes of an ONNX graph. */
export class OnnxBuilder {
  graph = new Graph()

  weight(tensor) {
    const { shape, data } = dataOf(tensor)
    return this.graph.weight(shape, data)
  }

  conv(x, { weight, bias, stride, padding, groups }) {
    const inputs = [x, this.weight(weight), ...(bias ? [this.weight(bias)] : [])]
    return this.graph.apply('Conv', inputs, {
      strides: [...stride],
      pads: [...padding, ...padding],
      group: groups,
      kernel_shape: weight.shape.slice(2),
    })
  }

  batchNorm(x, { running_mean, running_var, weight, bias, eps }) {
    const inputs = [x, ...[weight, bias, running_mean, running_var].map((tensor) => this.weight(tensor))]
    return this.graph.apply('BatchNormalization', inputs, { epsilon: { float: eps } })
  }

  relu = (x) => this.graph.apply('Relu', [x])
  relu6 = (x) =>
    this.graph.apply('Clip', [x, this.graph.weight([], Float32Array.of(0)), this.graph.weight([], Float32Array.of(6))])
  add = (x, y) => this.graph.apply('Add', [x, y])
  mean = (x) => this.graph.apply('Flatten', [this.graph.apply('GlobalAveragePool', [x])])
  flatten = (x) => this.graph.apply('Flatten', [x])
  matmul = (x, y) => this.graph.apply('MatMul', [x, this.weight(y)])
  softmax = (x) => this.graph.apply('Softmax', [x], { axis: -1 })
  gelu = (x) => this.graph.apply('Gelu', [x])

  layerNorm(x, { weight, bias, eps }) {
    const inputs = [x, this.weight(weight), this.weight(bias)]
    return this.graph.apply('LayerNormalization', inputs, { axis: -1, epsilon: { float: eps } })
  }

  maxPool(x, { kernel, stride, padding }) {
    return this.graph.apply('MaxPool', [x], {
      kernel_shape: [kernel, kernel],
      strides: [stride, stride],
      pads: [padding, padding, padding, padding],
    })
  }

  linear(x, { weight, bias }) {
    return this.graph.apply('Gemm', [x, this.weight(weight), this.weight(bias)], { transB: 1 })
  }
}

/** `build(builder, x)` as a program of tfjs: runs, and frees what it made. Gives the result in PyTorch's layout when asked to read. */
export function onTf(build, x) {
  const builder = new TfBuilder()
  const { data, shape } = x.ndim === 4 ? permuted(x, [0, 2, 3, 1]) : dataOf(x)
  const input = tf.tensor(data, shape)
  return {
    run: () => tf.tidy(() => void build(builder, input)),
    read: async () =>
      tf.tidy(() => {
        const y = build(builder, input)
        return (y.rank === 4 ? tf.transpose(y, [0, 3, 1, 2]) : y).dataSync()
      }),
  }
}

/** The same as a session of ONNX Runtime. */
export async function onOrt(build, x, outShape) {
  const builder = new OnnxBuilder()
  const input = builder.graph.input('x', [...x.shape])
  const output = build(builder, input)
  const session = await ort.InferenceSession.create(builder.graph.model(output, outShape), {
    graphOptimizationLevel: 'all',
  })
  const { data, shape } = dataOf(x)
  const feeds = { x: new ort.Tensor('float32', data, shape) }
  return { run: () => session.run(feeds), read: async () => (await session.run(feeds))[output].data }
}
