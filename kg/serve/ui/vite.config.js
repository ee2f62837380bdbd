// Builds src/ into ../static/ui/: one module a page, what they share and the worker of the layout beside them. The built files are committed, and CI compares.
import { defineConfig } from "vite";

export default defineConfig({
  base: "/static/ui/",
  publicDir: false,
  build: {
    outDir: "../static/ui",
    emptyOutDir: true,
    target: "es2022",
    modulePreload: false,
    assetsInlineLimit: 0,
    reportCompressedSize: false,
    license: { fileName: "LICENSES.md" },
    rollupOptions: {
      input: { query: "src/query/main.ts", graph: "src/graph/main.ts" },
      output: { entryFileNames: "[name].js", chunkFileNames: "[name]-[hash].js", assetFileNames: "[name]-[hash][extname]" },
    },
  },
  worker: { format: "es", rollupOptions: { output: { entryFileNames: "[name]-[hash].js" } } },
});
