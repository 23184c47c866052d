const INSPECT = ['nodejs.util.inspect.custom', 'Deno.customInspect'].map((name) => Symbol.for(name))
const JUPYTER = Symbol.for('Jupyter.display')

/** `data` that prints as a text: by String, by consoles, and in notebooks (there as HTML where there is some). */
export function printable<T extends object>(
  data: T,
  text: () => string,
  html?: () => string,
): T & { toString(): string } {
  // Not enumerable: JSON and spreading see the data alone.
  const hide = (name: PropertyKey, value: unknown) => Object.defineProperty(data, name, { value, configurable: true })
  for (const name of ['toString', ...INSPECT]) hide(name, text)
  hide(JUPYTER, () => ({ 'text/plain': text(), ...(html && { 'text/html': html() }) }))
  return data
}
