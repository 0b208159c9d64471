import { describe, expect, it } from "vitest";

import { readCoordinates, showCoordinates } from "./coordinates";
import { loadProjection, type System, SYSTEMS, zoneAt } from "./systems";

describe("coordinates that people type", () => {
  it.each([
    ["116.31, 39.9125", "4326"],
    ["39.9125 116.31", "4326"],
    ["N39.9125, E116.31", "4326"],
    ["北纬39°54′45″ 东经116°18′36″", "4490"],
    ["１１６．３１，３９．９１２５", "gcj02"],
    ["lat: 39.9125; lon: 116.31", "4326"],
    ["39.9125N/116.31E", "4326"],
  ] as [string, System][])("are read in either order: %s", (text, system) => {
    const [east, north] = readCoordinates(text, system) ?? [NaN, NaN];
    expect(east).toBeCloseTo(116.31, 6);
    expect(north).toBeCloseTo(39.9125, 6);
  });

  it.each([
    ["4420041.5 441002.8", "meridian", [441002.8, 4420041.5]],
    ["39441002.8, 4420041.5", "zone", [39441002.8, 4420041.5]],
    ["4420041.5, 39441002.8", "zone", [39441002.8, 4420041.5]],
    ["12947569.97 4853235.15", "3857", [12947569.97, 4853235.15]],
    ["-70.5 -33.4", "4326", [-70.5, -33.4]],
    ["70.5W 33.4S", "4326", [-70.5, -33.4]],
  ] as [string, System, number[]][])("may be metres, or elsewhere: %s", (text, system, pair) => {
    expect(readCoordinates(text, system)).toEqual(pair);
  });

  it.each(["中山路12号 3楼", "12号", "110199001001002", "116.31", "200, 300", "E116 E39", "1 2 3"])(
    "are not read out of something else: %s",
    (text) => expect(readCoordinates(text, "4326")).toBeNull(),
  );
});

describe("systems", () => {
  // By pyproj (PROJ) and by gridgeo.geometry.china_offsets.
  it.each([
    ["meridian", "EPSG:4548", [441002.8451, 4420041.5105], 3],
    ["zone", "EPSG:4527", [39441002.8451, 4420041.5105], 3],
    ["3857", "EPSG:3857", [12947569.9742, 4853235.153], 3],
    ["gcj02", "GCJ-02", [116.31609438, 39.91377777], 6],
  ] as [System, string, number[], number][])("agree with the server: %s", async (system, code, pair, digits) => {
    const projection = await loadProjection(system, 116.3);
    const [east, north] = projection.forward([116.31, 39.9125]);
    expect(projection.code).toBe(code);
    expect(east).toBeCloseTo(pair[0] ?? NaN, digits);
    expect(north).toBeCloseTo(pair[1] ?? NaN, digits);
  });

  it.each(SYSTEMS)("come back to where they were: %s", async (system) => {
    const projection = await loadProjection(system, 121.5);
    const [lon, lat] = projection.back(projection.forward([121.4737, 31.2304]));
    expect(lon).toBeCloseTo(121.4737, 5);
    expect(lat).toBeCloseTo(31.2304, 5);
  });

  it("have zones around their meridian, and China's alone", () => {
    expect([zoneAt(116.31), zoneAt(115.4), zoneAt(10), zoneAt(170)]).toEqual([39, 38, 25, 45]);
  });

  it("are written with their units", () => {
    expect(showCoordinates([116.31, 39.9125], "4326")).toBe("116.31000°, 39.91250°");
    expect(showCoordinates([441002.8451, 4420041.51], "zone")).toBe("441002.8 m, 4420041.5 m");
  });
});
