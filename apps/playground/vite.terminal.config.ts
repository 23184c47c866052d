/* The same network and silhouettes for Node: what `npm start` prints before it serves the page. */
import { defineConfig } from 'vite'

export default defineConfig({
  ssr: { noExternal: ['@torchlet/examples'] },
  build: {
    outDir: 'dist/terminal',
    emptyOutDir: true,
    target: 'node20',
    minify: false,
    ssr: 'src/terminal/index.ts',
    rolldownOptions: {
      // The packages are imported as they were built, not bundled once more; the examples are source.
      external: /^@torchlet\/(?!examples)/,
      output: { entryFileNames: 'terminal.js' },
    },
  },
})
