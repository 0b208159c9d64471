import { describe, expect, it } from "vitest";

import { pageSizes } from "../scripts/page_sizes.mjs";
import { PAGES } from "../src/app/pages";

/** Bytes, compressed: what may come over the line before a page shows itself. */
const MOST = 600_000;
const sizes = pageSizes();

describe("the scripts that a page begins with", () => {
  it("are known for every page", () => {
    const names = PAGES.map(({ load }) => /pages\/\w+\/(\w+)/.exec(load.toString())?.[1]).sort();
    expect(Object.keys(sizes).sort()).toEqual(names);
  });

  it.each(Object.entries(sizes))("are under 600 kB: %s", (_, { gzip, parts }) => {
    expect(gzip, parts.slice(0, 5).join(" ")).toBeLessThan(MOST);
  });
});
