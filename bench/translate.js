/* Our modules as calls of a peer's ops (peers.js): a walk through the tree, a line for each kind of module. */

const walk = (builder, modules, x) => [...modules].reduce((y, module) => translate(builder, module, y), x)

const KINDS = {
  Sequential: (builder, module, x) => walk(builder, module, x),
  Conv2d: (builder, module, x) => builder.conv(x, module),
  BatchNorm2d: (builder, module, x) => builder.batchNorm(x, module),
  Linear: (builder, module, x) => builder.linear(x, module),
  ReLU: (builder, _, x) => builder.relu(x),
  ReLU6: (builder, _, x) => builder.relu6(x),
  GELU: (builder, _, x) => builder.gelu(x),
  Softmax: (builder, _, x) => builder.softmax(x),
  LayerNorm: (builder, module, x) => builder.layerNorm(x, module),
  Flatten: (builder, _, x) => builder.flatten(x),
  Dropout: (_, __, x) => x,
  AdaptiveAvgPool2d: (builder, _, x) => builder.mean(x),
  MaxPool2d: (builder, { kernelSize: kernel, stride, padding }, x) => builder.maxPool(x, { kernel, stride, padding }),
  LeNet(builder, { conv1, conv2, fc1, fc2, out }, x) {
    const half = { kernel: 2, stride: 2, padding: 0 }
    const first = builder.maxPool(builder.relu(builder.conv(x, conv1)), half)
    const second = builder.maxPool(builder.relu(builder.conv(first, conv2)), half)
    const hidden = builder.relu(builder.linear(builder.flatten(second), fc1))
    return builder.linear(builder.relu(builder.linear(hidden, fc2)), out)
  },
  BasicBlock(builder, { conv1, bn1, conv2, bn2, downsample }, x) {
    const inside = builder.relu(walk(builder, [conv1, bn1], x))
    const shortcut = downsample ? translate(builder, downsample, x) : x
    return builder.relu(builder.add(walk(builder, [conv2, bn2], inside), shortcut))
  },
  InvertedResidual(builder, { conv, isResidual }, x) {
    const y = translate(builder, conv, x)
    return isResidual ? builder.add(x, y) : y
  },
  MobileNetV2: (builder, { features, classifier }, x) =>
    translate(builder, classifier, builder.mean(translate(builder, features, x))),
}

export function translate(builder, module, x) {
  const name = module.constructor.name
  // ResNet is a Sequential of its own.
  const kind = KINDS[name] ?? (Symbol.iterator in module ? KINDS.Sequential : undefined)
  if (!kind) throw new Error(`no translation of ${name}`)
  return kind(builder, module, x)
}
