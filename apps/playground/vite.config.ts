import { defineConfig, type HtmlTagDescriptor, type Plugin } from 'vite'

/**
 * Nothing from elsewhere. `unsafe-eval` is what tensor-core's kernels ask for, which copy their loops by `new Function` so that
 * the engine optimizes each for its op; without it they compute the same, slower. `wasm-unsafe-eval` is for the device wasm.
 */
const POLICY = "default-src 'self'; script-src 'self' 'unsafe-eval' 'wasm-unsafe-eval'; img-src 'self' blob: data:"

/**
 * What only the built page says: that it may load its own files and no others (the development server needs more), and which
 * fonts it will need, so that they are there before the first text.
 */
const headOfBuild: Plugin = {
  name: 'head-of-build',
  apply: 'build',
  transformIndexHtml(_html, { bundle = {} }): HtmlTagDescriptor[] {
    const fonts = Object.keys(bundle).filter((name) => name.endsWith('.woff2'))
    return [
      {
        tag: 'meta',
        attrs: { 'http-equiv': 'Content-Security-Policy', content: POLICY },
        injectTo: 'head-prepend',
      },
      ...fonts.map((name) => ({
        tag: 'link',
        attrs: { rel: 'preload', as: 'font', type: 'font/woff2', href: `./${name}`, crossorigin: true },
        injectTo: 'head' as const,
      })),
    ]
  },
}

export default defineConfig({
  // Relative addresses: the built page works under any path.
  base: './',
  plugins: [headOfBuild],
  build: {
    outDir: 'dist/page',
    emptyOutDir: true,
    target: 'es2022',
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    rolldownOptions: {
      // The printed network is made of class names (`Network`, `Conv2d`): they must survive.
      output: {
        keepNames: true,
        // The devices' packages, which are loaded when they are wanted, are called what they are.
        chunkFileNames: ({ facadeModuleId }) =>
          `assets/${/packages\/([\w-]+)\//.exec(facadeModuleId ?? '')?.[1] ?? '[name]'}-[hash].js`,
      },
    },
  },
})
