/* A device for torchlet: WebAssembly SIMD kernels. `const device = await wasm()`. */
export { type WasmDevice, type WasmOptions, type WasmUsage, wasm } from './device'
