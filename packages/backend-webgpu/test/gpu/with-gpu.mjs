/* Gives a program in Node what a page has: `navigator.gpu`. */
import { create } from 'webgpu'

Object.defineProperty(globalThis, 'navigator', { value: { gpu: create([]) }, configurable: true })
