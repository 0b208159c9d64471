import { describe, expect, it } from "vitest";

import { extentOf } from "./extent";
import { firstCrs, missingColumns, needsConsent, settingsOf, sureMapping, suspicionOf } from "./settings";

const columns = [
  { column: "code", required: true, guess: { field: "网格编码", score: 1 } },
  { column: "name", required: false, guess: { field: "备注", score: 0.4 } },
  { column: "level", required: true, guess: null },
];

describe("mapping", () => {
  it("takes what is sure, and says what is missing", () => {
    const mapping = sureMapping(columns);
    expect(mapping).toEqual({ code: "网格编码" });
    expect(missingColumns(columns, mapping)).toEqual(["level"]);
    expect(missingColumns(columns, { ...mapping, level: "" })).toEqual(["level"]);
  });
});

const claimed = { crs: "EPSG:4326", score: 0.1, clear: false, east_m: null, north_m: null };
const shifted = { crs: "gcj02", score: 0.97, clear: true, east_m: -300, north_m: 400 };

describe("coordinates", () => {
  it("are taken from a clear guess before the file's own word", () => {
    expect(firstCrs([claimed, shifted])).toBe("gcj02");
    expect(firstCrs([claimed])).toBe("EPSG:4326");
    expect(firstCrs([])).toBeNull();
  });

  it("are suspected only where it is clear", () => {
    expect(suspicionOf([shifted, claimed])).toEqual({ crs: "gcj02", score: 0.97, shift_m: 500 });
    expect(suspicionOf([claimed, { ...shifted, clear: false }])).toBeNull();
    expect(suspicionOf([{ ...claimed, clear: true }])).toBeNull();
  });
});

it("many failing rows need consent; none that can be used is no question", () => {
  expect(needsConsent(100, 10)).toBe(false);
  expect(needsConsent(100, 11)).toBe(true);
  expect(needsConsent(3, 3)).toBe(false);
});

it("settings leave out what was not chosen, and clear what was taken away", () => {
  const choice = {
    kind: "network",
    layer: "grids",
    crs: "gcj02",
    encoding: null,
    mapping: { code: "编码", name: "" },
    places: {},
    network: "zongzhi",
    newNetwork: { code: "dangjian", name: "党建", urban: "300:400:500", rural: "100:200:300" },
    removeGone: false,
  };
  expect(settingsOf(choice)).toEqual({
    kind: "network",
    layer: "grids",
    crs: "gcj02",
    mapping: { code: "编码" },
    constants: { name: "" },
    places: {},
    remove_gone: false,
    network: "dangjian",
    name: "党建",
    urban: "300:400:500",
    rural: "100:200:300",
  });
});

it("the extent is that of all shapes, whatever their depth", () => {
  const ring = [[[116.3, 39.9], [116.31, 39.9], [116.31, 39.92]]];
  const shapes = [
    { geometry: { coordinates: ring } },
    { geometry: { coordinates: [116.4, 39.8] } },
    { geometry: null },
  ];
  expect(extentOf(shapes)).toEqual([116.3, 39.8, 116.4, 39.92]);
  expect(extentOf([])).toBeNull();
});
