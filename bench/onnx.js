/*
 * Writes ONNX models, as much of the format as the peers' networks need: protobuf is a list of fields, each a key
 * (number · 8 + kind), then a varint (kind 0), four bytes (kind 5) or a length and bytes (kind 2).
 */

const FLOAT = 1
const utf8 = new TextEncoder()

function varint(value) {
  const bytes = []
  let rest = BigInt.asUintN(64, BigInt(value))
  for (; rest > 127n; rest >>= 7n) bytes.push(Number(rest & 127n) | 128)
  bytes.push(Number(rest))
  return bytes
}

function join(parts) {
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0))
  let at = 0
  for (const part of parts) {
    whole.set(part, at)
    at += part.length
  }
  return whole
}

const int = (field, value) => [varint(field * 8), varint(value)]
const bytes = (field, content) => [varint(field * 8 + 2), varint(content.length), content]
const text = (field, content) => bytes(field, utf8.encode(content))
const float = (field, value) => [varint(field * 8 + 5), new Uint8Array(Float32Array.of(value).buffer)]
const message = (...fields) => join(fields.flat())

/** An attribute: a list of whole numbers is INTS, a whole number INT, `{ float }` FLOAT. */
function attribute(name, value) {
  if (Array.isArray(value)) return message(text(1, name), ...value.map((item) => int(8, item)), int(20, 7))
  if (typeof value === 'object') return message(text(1, name), float(2, value.float), int(20, 1))
  return message(text(1, name), int(3, value), int(20, 2))
}

const valueInfo = (name, shape) => {
  const dims = shape.map((size) => bytes(1, message(int(1, size))))
  return message(text(1, name), bytes(2, message(bytes(1, message(int(1, FLOAT), bytes(2, message(...dims)))))))
}

const initializer = (name, { shape, data }) =>
  message(
    ...shape.map((size) => int(1, size)),
    int(2, FLOAT),
    text(8, name),
    bytes(9, new Uint8Array(data.buffer, data.byteOffset, data.byteLength)),
  )

/** A graph under construction: `apply` adds a node and gives the name of its result, `weight` a constant. */
export class Graph {
  #nodes = []
  #weights = []
  #inputs = []
  #count = 0

  input(name, shape) {
    this.#inputs.push(valueInfo(name, shape))
    return name
  }

  weight(shape, data) {
    const name = `w${this.#count++}`
    this.#weights.push(initializer(name, { shape, data }))
    return name
  }

  apply(type, inputs, attributes = {}) {
    const output = `t${this.#count++}`
    this.#nodes.push(
      message(
        ...inputs.map((name) => text(1, name)),
        text(2, output),
        text(4, type),
        ...Object.entries(attributes).map(([name, value]) => bytes(5, attribute(name, value))),
      ),
    )
    return output
  }

  /** The model's bytes; `output` is the name of what it computes. */
  model(output, shape) {
    const graph = message(
      ...this.#nodes.map((node) => bytes(1, node)),
      text(2, 'graph'),
      ...this.#weights.map((weight) => bytes(5, weight)),
      ...this.#inputs.map((input) => bytes(11, input)),
      bytes(12, valueInfo(output, shape)),
    )
    return message(int(1, 9), text(2, 'torchlet'), bytes(7, graph), bytes(8, message(text(1, ''), int(2, 20))))
  }
}
