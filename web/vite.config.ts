import react from "@vitejs/plugin-react";
import { defineConfig } from "vitest/config";

export default defineConfig({
  plugins: [react()],
  build: {
    target: "es2022",
    manifest: true, // api/routers/web.py names the scripts of the first page in its answer
    // The map library is most of the page and changes least: a file of its own stays cached.
    rolldownOptions: {
      output: { codeSplitting: { groups: [{ name: "maplibre", test: /node_modules\/(maplibre-gl|@maplibre)\/.*js$/ }] } },
    },
    chunkSizeWarningLimit: 1300,
    assetsInlineLimit: 0, // the content policy allows no scripts or fonts from data: URLs
  },
  server: { proxy: { "/api": "http://127.0.0.1:8000" } },
  test: { include: ["src/**/*.test.ts"], environment: "node" },
});
