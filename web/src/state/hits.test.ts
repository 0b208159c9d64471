import { describe, expect, it } from "vitest";

import { areasFound, gridsFound, mayBeAddress, neighbourOf } from "./hits";

const area = (code: string, name: string, level: string) => ({ code, name, level, bounds: [] });
const AREAS = [
  area("110199000000", "和平区", "district"),
  area("110199001000", "和平街道", "town"),
  area("110199001001", "和平社区", "community"),
  area("110199001002", "新和平村", "community"),
];

describe("what a search finds", () => {
  it("has the areas that begin so first, the smaller before the larger", () => {
    expect(areasFound(AREAS, "和平").map(({ name }) => name)).toEqual(["和平社区", "和平街道", "和平区", "新和平村"]);
    expect(areasFound(AREAS, "110199001").map(({ code }) => code)).toEqual([
      "110199001001",
      "110199001002",
      "110199001000",
    ]);
    expect(areasFound(AREAS, " ")).toEqual([]);
  });

  it("has a draft's grids by code or name", () => {
    const grids = [{ code: "110199001001001", name: "North gate" }, { code: "110199001001002", name: "" }];
    expect(gridsFound(grids, "1001002").length).toBe(1);
    expect(gridsFound(grids, "north")).toEqual([grids[0]]);
    expect(gridsFound(grids, "")).toEqual([]);
  });

  it("asks the geocoder for what may be an address alone", () => {
    expect(["中山路12号", "a block", "G12", "110199001001", " 3 "].map(mayBeAddress)).toEqual([true, true, false, false, false]);
  });

  it("goes round and round", () => {
    expect([neighbourOf(3, -1, 1), neighbourOf(3, 2, 1), neighbourOf(3, 0, -1), neighbourOf(3, -1, -1), neighbourOf(0, -1, 1)]).toEqual([
      0, 0, 2, 2, -1,
    ]);
  });
});
