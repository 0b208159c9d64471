import { describe, expect, it } from "vitest";

import { besideGrids, borderAt, bordersOf, colourGrids } from "./borders";
import { figuresOf } from "./figures";
import { groupFindings, operationOf } from "./fixes";
import { handoverCsv } from "./handover";
import { sideOf, unitsInside, unitsSwept, unitsUnder } from "./shapes";
import { lattice } from "./testGround";
import { begin, candidates, editOf, IDLE, nextPushed, resize, sameTool } from "./tool";

const GROUND = lattice(["000111", "000111", "222222"]);

describe("the ground", () => {
  it("counts grids against the band of their community", () => {
    const figures = figuresOf(GROUND, GROUND.owner);
    expect([...figures.values()].map(({ count, band, units }) => [count, band, units])).toEqual([
      [300, "in_band", 6],
      [300, "in_band", 6],
      [300, "in_band", 6],
    ]);
    expect(figures.get(0)?.deviation).toBeCloseTo(-0.25);
  });

  it("holds no band against a reserved grid", () => {
    const first = GROUND.grids.get(0);
    if (first === undefined) throw new Error("no grid");
    const grids = new Map(GROUND.grids).set(0, { ...first, status: "reserved" });
    const figures = figuresOf({ ...GROUND, grids }, GROUND.owner);
    expect(figures.get(0)).toMatchObject({ count: 300, band: null, deviation: null });
    expect(figures.get(1)).toMatchObject({ band: "in_band" });
  });

  it("knows which two grids share which border, and where a pointer takes hold of it", () => {
    const borders = bordersOf(GROUND, GROUND.owner);
    expect(borders.map(({ grids }) => grids.join()).sort()).toEqual(["-1,0", "-1,1", "-1,2", "0,1", "0,2", "1,2"]);
    expect(borderAt(borders, [0.0151, 0.0025], 25)?.grids).toEqual([0, 1]);
    expect(borderAt(borders, [0.0075, 0.0025], 25)).toBeNull();
    expect(borderAt(borders, [0, 0.0025], 25)).toBeNull();
  });

  it("colours neighbours apart, the same every time", () => {
    const colours = colourGrids([2, 0, 1], besideGrids(GROUND, GROUND.owner));
    expect([...colours]).toEqual([[0, 0], [1, 1], [2, 2]]);
  });
});

describe("gestures", () => {
  it("mean the units under the brush, in the lasso, and in the way of a push", () => {
    expect(unitsUnder(GROUND, [0.006, 0.001], 10)).toEqual([1]);
    expect(unitsInside(GROUND, [[0, 0], [0.011, 0], [0.011, 0.006], [0, 0.006], [0, 0]])).toEqual([0, 1]);
    expect(unitsSwept(GROUND, [0.015, 0.0025], [0.0195, 0.0025], 150)).toEqual([3]);
    expect(sideOf([0, 1], [[0, 0], [1, 0]])).toBe(1);
    expect(sideOf([0, -1], [[0, 0], [1, 0]])).toBe(-1);
  });

  it("push by key to the unit that shares most border", () => {
    const tool = { ...begin(IDLE, "push", 0), other: 1 };
    const first = nextPushed(GROUND, tool);
    expect(first).toBe(3);
    const edit = editOf(GROUND, { ...tool, units: [3, 9] });
    expect(edit.body).toEqual({ kind: "reassign", grid: "g0", units: ["u03", "u13"] });
    expect(edit.local?.owner?.[9]).toBe(0);
  });

  it("offer a keyboard what can be taken, and ask for nothing while something is missing", () => {
    const paint = begin(IDLE, "paint", 0);
    expect(candidates(GROUND, paint)).toEqual([3, 9, 12, 13, 14]);
    expect(editOf(GROUND, paint)).toEqual({ local: null, body: null });
    expect(editOf(GROUND, { ...begin(IDLE, "dedicate", null), units: [0] }).body).toBeNull();
    expect(editOf(GROUND, begin(IDLE, "split", 0)).body).toEqual({ kind: "split", grid: "g0", count: 2 });
  });

  it("split by a line into the units on its two sides", () => {
    const edit = editOf(GROUND, { ...begin(IDLE, "split", 2), line: [[0.0151, -1], [0.0151, 1]] });
    expect([...(edit.local?.owner ?? [])].slice(12)).toEqual([-2, -2, -2, 2, 2, 2]);
  });

  it("keep the brush between its ends", () => {
    const small = Array.from({ length: 9 }).reduce<typeof IDLE>((tool) => resize(tool, -1), IDLE);
    expect(small.radius_m).toBe(20);
    expect(resize(small, 1).radius_m).toBe(40);
  });
});

const FINDING = {
  id: "1",
  rule: "band",
  severity: "warning",
  network: "zongzhi",
  networks: [],
  grids: ["g0"],
  sentence: "",
  sentence_zh: "",
};

it("a tool that says the same is known as the same, list by list", () => {
  const tool = { ...begin(IDLE, "paint", 1), units: [3, 4] };
  expect(sameTool(tool, { ...tool, units: [3, 4] })).toBe(true);
  expect(sameTool(tool, { ...tool, units: [3, 5] })).toBe(false);
  expect(sameTool(tool, { ...tool, units: [3] })).toBe(false);
  expect(sameTool(tool, { ...tool, mode: "erase" })).toBe(false);
});

describe("findings", () => {
  it("stand by rule, errors first", () => {
    const gap = { ...FINDING, id: "2", rule: "gap", severity: "error" };
    expect(groupFindings([FINDING, { ...FINDING, id: "3" }, gap]).map(([rule, list]) => [rule, list.length])).toEqual([
      ["gap", 1],
      ["band", 2],
    ]);
  });

  it("are mended by the operation that a fix means, or by hand", () => {
    const fix = (action: string, ...codes: string[]) => operationOf(FINDING, { action, codes, zh: "", en: "" });
    expect(fix("split", "g0")).toEqual({ kind: "split", grid: "g0" });
    expect(fix("merge", "g0", "g1")).toEqual({ kind: "merge", grids: ["g0", "g1"] });
    expect(fix("push_border", "g0", "g1")).toEqual({ kind: "rebalance", grids: ["g0", "g1"] });
    expect(fix("merge", "g0")).toBeNull();
    expect(fix("unknown", "g0")).toBeNull();
    expect(fix("remove", "g0")).toEqual({ kind: "dissolve", grid: "g0" });
    expect(fix("give_parts", "g0")).toBeNull();
    const parts = { action: "give_parts", codes: ["g0"], zh: "", en: "" };
    expect(operationOf(FINDING, parts, "a")).toEqual({ kind: "repair", area: "a" });
  });
});

it("a handover list quotes what has to be quoted, and is no formula", () => {
  const moves = [{ from: "=1+1", to: 'a"b', units: 1, households: 2, persons: 3 }];
  expect(handoverCsv(["a", "b"], moves)).toBe('\ufeffa,b\r\n\'=1+1,"a""b",1,2,3\r\n');
});
