import { readFileSync } from "node:fs";

import { describe, expect, it } from "vitest";

import { merge, pushBorder, reassign, type Result } from "./actions";
import type { Ground, Position } from "./ground";
import { lattice } from "./testGround";
import { begin, editOf, IDLE } from "./tool";

interface Case {
  name: string;
  action: "push_border" | "merge" | "reassign" | "split_by_line";
  grids: [number, number];
  before: string[];
  near?: string[];
  units?: number[];
  line?: [number, number][];
  locked?: number[];
  after?: string[];
  refused?: [why: string, words: string];
}

// The same vectors as the server's own actions (tests/unit/planner/actions/test_vectors.py).
const VECTORS = new URL("../../../../tests/vectors/plan_actions.json", import.meta.url);
const { cases } = JSON.parse(readFileSync(VECTORS, "utf8")) as { cases: Case[] };

const SIDE = 0.005; // of a square of the lattice, in degrees
const ADDED = 9; // the grid that a split adds

/** The part with the first unit keeps the number. */
function split(ground: Ground, grid: number, line: readonly Position[]): Result {
  const corners = line.map(([x, y]): Position => [x * SIDE, y * SIDE]);
  const { owner, refusal } = editOf(ground, { ...begin(IDLE, "split", grid), line: corners }).local ?? {};
  if (owner == null) return { owner: null, refusal: refusal ?? null } as Result;
  const first = owner[ground.owner.indexOf(grid)];
  const told = owner.map((now, i) => (ground.owner[i] !== grid ? now : now === first ? grid : ADDED));
  return { owner: told, refusal: null } as Result;
}

function act({ action, grids, before, near = [], units = [], line = [], locked = [] }: Case): Result {
  const ground = lattice(before, 50, locked);
  if (action === "split_by_line") return split(ground, grids[0], line);
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
