import { defineConfig } from "vitest/config";

// Each file has a browser and servers of its own; a journey mostly waits, so two files go at once.
export default defineConfig({
  test: {
    include: ["e2e/**/*.e2e.ts"],
    environment: "node",
    maxWorkers: 2,
    testTimeout: 240_000,
    hookTimeout: 1_000_000,
    // A machine of continuous integration does much else: a journey that stalls there is gone once more.
    retry: process.env["CI"] === undefined ? 0 : 1,
  },
});
