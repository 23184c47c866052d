const SIGNS: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' }

/** Text for between or inside tags. */
export const escape = (text: string): string => text.replace(/[&<>"]/g, (sign) => SIGNS[sign]!)

type Attributes = Readonly<Record<string, string | number>>

/** A number with at most two decimals. */
const compact = (value: string | number): string =>
  typeof value === 'number' ? String(Math.round(value * 100) / 100) : escape(value)

/** One element: attributes by name, and what is in it. */
export function element(name: string, attributes: Attributes, ...children: readonly string[]): string {
  const given = Object.entries(attributes).map(([key, value]) => ` ${key}="${compact(value)}"`)
  return children.length === 0
    ? `<${name}${given.join('')}/>`
    : `<${name}${given.join('')}>${children.join('')}</${name}>`
}

/** A drawing that scales with its place, in the colour and font of the text around it; `title` is read out. */
export function drawing(width: number, height: number, title: string, children: readonly string[]): string {
  const attributes = {
    xmlns: 'http://www.w3.org/2000/svg',
    viewBox: `0 0 ${width} ${height}`,
    width,
    height,
    role: 'img',
    fill: 'currentColor',
    'font-family': 'ui-sans-serif, system-ui, sans-serif',
    'font-size': 11,
  }
  return element('svg', attributes, element('title', {}, escape(title)), ...children)
}
