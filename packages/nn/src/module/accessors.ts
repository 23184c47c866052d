/*
 * Fields of modules that are read through a function: members that check what they are given, entries of containers,
 * weights that are computed. The function knows one module; here stands how a copy of that module gets its own.
 */

/** Copies a value within a deep copy; what was copied before is the same copy. */
export type Copier = <T>(value: T) => T
/** Defines the same field on `owner`, a copy of the module that has it. */
type DefineOn = (owner: object, copy: Copier) => void

const defineOnByGetter = /* @__PURE__ */ new WeakMap<object, DefineOn>()

/** Defines a field with a getter, and says how a copy of `owner` gets its own. */
export function defineAccessor(owner: object, name: string, field: PropertyDescriptor, defineOn: DefineOn): void {
  defineOnByGetter.set(field.get!, defineOn)
  Object.defineProperty(owner, name, { configurable: true, ...field })
}

/** Gives `owner` a field with a getter that the module has which it is a copy of. */
export function copyAccessor(owner: object, name: PropertyKey, field: PropertyDescriptor, copy: Copier): void {
  const defineOn = field.get && defineOnByGetter.get(field.get)
  if (defineOn) defineOn(owner, copy)
  else Object.defineProperty(owner, name, field)
}
