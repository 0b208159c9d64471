import { readFileSync } from "node:fs";

import { describe, expect, it } from "vitest";

import { merge, pushBorder, reassign, type Result } from "./actions";
import { lattice } from "./testGround";

interface Case {
  name: string;
  action: "push_border" | "merge" | "reassign";
  grids: [number, number];
  before: string[];
  near?: string[];
  units?: number[];
  locked?: number[];
  after?: string[];
  refused?: [why: string, words: string];
}

// The same vectors as the server's own actions (tests/unit/planner/actions/test_vectors.py).
const VECTORS = new URL("../../../../tests/vectors/plan_actions.json", import.meta.url);
const { cases } = JSON.parse(readFileSync(VECTORS, "utf8")) as { cases: Case[] };

function act({ action, grids, before, near = [], units = [], locked = [] }: Case): Result {
  const ground = lattice(before, 50, locked);
  if (action === "merge") return merge(ground, ground.owner, grids);
  if (action === "reassign") return reassign(ground, ground.owner, units, grids[0]);
  const wanted = near.join("");
  return pushBorder(ground, ground.owner, grids[0], grids[1], (unit) => wanted[unit] === "1");
}

describe("edits on the page do what the server's do", () => {
  it.each(cases)("$name", (one) => {
    const { owner, refusal } = act(one);
    if (one.refused !== undefined) expect(refusal?.why).toBe(one.refused[0]);
    else expect([...(owner ?? [])].join("")).toBe(one.after?.join(""));
  });
});

describe("what moves together", () => {
  it("takes the whole compound", () => {
    const ground = lattice(["0011", "0011"]);
    const units = ground.units.map((unit, i) => (i === 2 || i === 3 ? { ...unit, piece: 2 } : unit));
    const joined = { ...ground, units, pieces: new Map([[2, [2, 3]]]) };
    expect([...(reassign(joined, ground.owner, [2], 0).owner ?? [])].join("")).toBe("00000011");
  });

  it("leaves pinned units where they are", () => {
    const ground = lattice(["0011"]);
    const units = ground.units.map((unit, i) => ({ ...unit, pinned: i === 2 }));
    expect(reassign({ ...ground, units }, ground.owner, [2], 0).refusal?.why).toBe("pinned");
  });
});
