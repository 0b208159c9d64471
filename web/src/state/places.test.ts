import { describe, expect, it } from "vitest";

import { aroundAll, boundsOfGeometry, markPlace, placeInside } from "./places";

const RING = [[0, 0], [4, 0], [4, 2], [0, 2], [0, 0]];

it("a geometry has a box, whatever its kind", () => {
  expect(boundsOfGeometry({ type: "Polygon", coordinates: [RING] })).toEqual([0, 0, 4, 2]);
  expect(boundsOfGeometry({ type: "Point", coordinates: [3, 1] })).toEqual([3, 1, 3, 1]);
  expect(boundsOfGeometry(null)).toBeNull();
});

it("a place inside of a polygon is inside", () => {
  const [lon, lat] = placeInside({ type: "Polygon", coordinates: [RING] });
  expect(lon).toBeCloseTo(2);
  expect(lat).toBeCloseTo(1, 2);
});

describe("what lies where", () => {
  const square = { type: "Polygon", coordinates: [[[0, 0], [2, 0], [2, 2], [0, 2], [0, 0]]] };
  const line = { type: "LineString", coordinates: [[4, 1], [6, 3]] };

  it("has its mark inside, or in its middle", () => {
    const [lon = 0, lat = 0] = markPlace(square) ?? [];
    expect(lon > 0 && lon < 2 && lat > 0 && lat < 2).toBe(true);
    expect(markPlace(line)).toEqual([5, 2]);
    expect(markPlace({ type: "Point", coordinates: [] })).toBeNull();
  });

  it("lies in one box", () => {
    expect(aroundAll([square, line])).toEqual([0, 0, 6, 3]);
    expect(aroundAll([])).toBeNull();
  });
});
