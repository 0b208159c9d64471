import react from "@vitejs/plugin-react";
import { defineConfig } from "vitest/config";

export default defineConfig({
  plugins: [react()],
  build: {
    target: "es2022",
    // The map library is most of it and loads apart from the page, which is the true first load.
    chunkSizeWarningLimit: 1200,
    assetsInlineLimit: 0, // the content policy allows no scripts or fonts from data: URLs
  },
  server: { proxy: { "/api": "http://127.0.0.1:8000" } },
  test: { include: ["src/**/*.test.ts"], environment: "node" },
});
