import { defineConfig } from "vitest/config";

// Each file has a browser and servers of its own; they go one after the other, since two take as long.
export default defineConfig({
  test: {
    include: ["e2e/**/*.e2e.ts"],
    environment: "node",
    fileParallelism: false,
    testTimeout: 240_000,
    hookTimeout: 1_000_000,
    // A machine of continuous integration does much else: a journey that stalls there is gone once more.
    retry: process.env["CI"] === undefined ? 0 : 1,
  },
});
