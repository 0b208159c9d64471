import { defineConfig } from "vitest/config";

// One browser and one server for all journeys: they run one after the other.
export default defineConfig({
  test: {
    include: ["e2e/**/*.e2e.ts"],
    environment: "node",
    fileParallelism: false,
    testTimeout: 240_000,
    hookTimeout: 420_000,
    // A machine of continuous integration does much else: a journey that stalls there is gone once more.
    retry: process.env["CI"] === undefined ? 0 : 1,
  },
});
