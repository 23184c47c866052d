/* What editors show: each layer says what it computes, of which shapes, and what it throws; each option says its default. */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import * as nn from '../src/index'

const source = fileURLToPath(new URL('../src', import.meta.url))
const files = readdirSync(source, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.ts'))
const DOC = String.raw`(/\*\*(?:(?!\*/)[\s\S])*?\*/\n)?`

/** The comments before all matches of a pattern, and what the pattern captures. */
function documented(pattern: string, text: string): { doc: string; name: string; rest: string }[] {
  return Array.from(text.matchAll(new RegExp(`${DOC}${pattern}`, 'gm')), ([, doc = '', name = '', rest = '']) => ({
    doc: doc.replace(/\s*\n\s*\*?\s*/g, ' '),
    name,
    rest,
  }))
}

const classes = new Map<string, string>()
const options = new Map<string, string>()
for (const file of files) {
  const text = readFileSync(join(source, file), 'utf8')
  for (const { doc, name } of documented(String.raw`export class (\w+)`, text)) classes.set(name, doc)
  for (const { name, rest } of documented(String.raw`export interface (\w+)[^{]*\{\n([\s\S]*?)\n\}`, text))
    for (const option of documented(String.raw`^  (\w+)\?:`, rest)) options.set(`${name}.${option.name}`, option.doc)
}

/** They compute nothing of their own: what they hold says the shapes. */
const CONTAINERS = ['Sequential', 'ModuleList', 'ModuleDict', 'ParameterList', 'ParameterDict']
const layers = Object.entries(nn).filter(
  ([name, value]) => typeof value === 'function' && value.prototype instanceof nn.Module && !CONTAINERS.includes(name),
)

describe('a layer says', () => {
  it('something, all of them', () => {
    expect(layers.length).toBeGreaterThan(130)
  })

  it.each(layers.map(([name]) => name))('%s: what it computes, of which shapes, and what it throws', (name) => {
    const doc = classes.get(name)
    expect(doc, 'a comment').toBeTruthy()
    expect(doc, 'shapes').toMatch(/\[[^\]]*\]/)
    expect(doc, 'errors').toMatch(/Throws (nothing|\w*Error)/)
  })
})

it.each(CONTAINERS)('%s says what it holds', (name) => {
  expect(classes.get(name)).toMatch(/(Modules|Parameters|modules)/)
})

describe('an option says its default', () => {
  it.each([...options])('%s', (_, doc) => {
    expect(doc).toMatch(/Default/)
  })
})
