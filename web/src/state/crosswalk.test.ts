import { describe, expect, it } from "vitest";

import { cellOf, matrixOf, type Pair, shareOf, worstOf } from "./crosswalk";

const pair = (a: string, b: string, households: number | null, same = false): Pair => ({
  a,
  b,
  community: "c",
  households,
  area_m2: 10,
  same,
});
const PAIRS = [pair("a2", "b1", 5), pair("a1", "", 0), pair("a1", "b2", 40, true), pair("a2", "b9", 90, true), pair("a1", "b9", 10)];

describe("a crosswalk", () => {
  it("is a table whose diagonal is where the networks agree", () => {
    const matrix = matrixOf([...PAIRS, { ...pair("x", "y", 1), community: "other" }], "c");
    expect(matrix.rows).toEqual(["a1", "a2"]);
    expect(matrix.columns).toEqual(["b2", "", "b1", "b9"]);
    expect(shareOf(matrix, matrix.cells.get(cellOf("a1", "b2")) as Pair)).toBeCloseTo(0.8);
  });

  it("tells the pairs that disagree and hold somebody", () => {
    expect(worstOf(PAIRS, 5).map(({ a, b }) => a + b)).toEqual(["a2b1", "a1b9"]);
    expect(worstOf(PAIRS, 1)).toHaveLength(1);
  });

  it("goes by ground where nobody was counted", () => {
    const bare = matrixOf([pair("a", "b", null), pair("a", "c", null)], "c");
    expect(shareOf(bare, bare.cells.get(cellOf("a", "b")) as Pair)).toBe(0.5);
  });
});
