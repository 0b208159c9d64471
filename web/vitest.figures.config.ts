import { defineConfig } from "vitest/config";

/** What is measured by hand, on a machine that does nothing else. */
export default defineConfig({
  test: {
    environment: "node",
    include: ["figures/**/*.figures.ts"],
    testTimeout: 600_000,
    hookTimeout: 1_000_000,
    fileParallelism: false,
  },
});
