/* Whether a class keeps `#private` state, which nobody but the class itself can read, let alone copy. */

/** Comments and texts: what looks like code in them is none. */
const NOT_CODE = /\/\*[\s\S]*?\*\/|\/\/[^\n]*|'(?:\\.|[^'\\\n])*'|"(?:\\.|[^"\\\n])*"|`(?:\\.|[^`\\])*`/g
/** A private name, or what esbuild and Babel write for one where they compile for older engines. */
const PRIVATE_NAME = /#[\p{ID_Start}_$]|__privateAdd\(|_classPrivate\w*InitSpec\(/u
const NATIVE = /\{\s*\[native code\]\s*\}\s*$/

type ClassKind = 'plain' | 'private' | 'native'
const kinds = /* @__PURE__ */ new WeakMap<object, ClassKind>()

function kindOf(constructor: object): ClassKind {
  let kind = kinds.get(constructor)
  if (kind === undefined) {
    const source = Function.prototype.toString.call(constructor)
    kind = NATIVE.test(source) ? 'native' : PRIVATE_NAME.test(source.replace(NOT_CODE, '')) ? 'private' : 'plain'
    kinds.set(constructor, kind)
  }
  return kind
}

/** The constructors of an object's class and those that it extends, up to `end`, a prototype. */
function* classesOf(value: object, end: object | null): IterableIterator<object> {
  for (let proto = Object.getPrototypeOf(value); proto && proto !== end; proto = Object.getPrototypeOf(proto))
    if (Object.hasOwn(proto, 'constructor') && typeof proto.constructor === 'function') yield proto.constructor
}

/** The class, if there is one, that has private state in `value`; those from the prototype `end` on do not count. */
export function privateClassOf(value: object, end: object | null): { readonly name: string } | undefined {
  for (const constructor of classesOf(value, end))
    if (kindOf(constructor) === 'private') return constructor as { name: string }
  return undefined
}

/** Whether the engine or its host made the class (a Promise, a GPUDevice), and it is not simply Object. */
export function isNative(value: object): boolean {
  for (const constructor of classesOf(value, Object.prototype)) if (kindOf(constructor) === 'native') return true
  return false
}
