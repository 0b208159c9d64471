import { describe, expect, it } from "vitest";

import { neighboursOf, type Piece, tintGrids, TINTS } from "./tint";

/** A square of a lattice. */
const square = (code: string, x: number, y: number): Piece => ({
  code,
  rings: [[[x, y], [x + 1, y], [x + 1, y + 1], [x, y + 1], [x, y]]],
});
const SIX = [0, 1, 2].flatMap((x) => [0, 1].map((y) => square(`g${x}${y}`, x, y)));

describe("tints of neighbours", () => {
  it("know borders from corners", () => {
    const beside = neighboursOf(SIX);
    expect([...(beside.get("g00") ?? [])].sort()).toEqual(["g01", "g10"]);
    expect([...(beside.get("g10") ?? [])].sort()).toEqual(["g00", "g11", "g20"]);
  });

  it("differ on both sides of every border, and stay when more comes into view", () => {
    const first = tintGrids(neighboursOf(SIX.slice(0, 3)), new Map());
    const all = tintGrids(neighboursOf(SIX), first);
    for (const [code, beside] of neighboursOf(SIX)) {
      for (const other of beside) expect(all.get(code)).not.toBe(all.get(other));
    }
    for (const [code, tint] of first) expect(all.get(code)).toBe(tint);
    expect(Math.max(...all.values())).toBeLessThan(TINTS.length);
  });

  it("take pieces of one grid from several tiles as one", () => {
    const beside = neighboursOf([square("a", 0, 0), square("a", 5, 0), square("b", 6, 0)]);
    expect([...(beside.get("a") ?? [])]).toEqual(["b"]);
  });
});
