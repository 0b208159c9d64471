import { defineConfig } from "vitest/config";
import { BaseSequencer, type TestSpecification } from "vitest/node";

/** By name: those that publish (plan) come after those that know what was published first (board). */
class ByName extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    return [...files].sort((a, b) => a.moduleId.localeCompare(b.moduleId));
  }
}

const APART = ["e2e/demo.e2e.ts", "e2e/weight.e2e.ts"];

const project = (name: string, include: string[], more = {}) => ({
  extends: true as const,
  test: { name, include, ...more },
});

// Two files at once take as long as one after the other: the browser draws with all cores there are.
export default defineConfig({
  test: {
    environment: "node",
    fileParallelism: false,
    sequence: { sequencer: ByName },
    testTimeout: 240_000,
    hookTimeout: 1_000_000,
    // A machine of continuous integration does much else: a journey that stalls there is gone once more.
    retry: process.env["CI"] === undefined ? 0 : 1,
    projects: [
      project("town", ["e2e/**/*.e2e.ts"], { exclude: APART, globalSetup: "e2e/town.ts" }),
      project("apart", APART),
    ],
  },
});
