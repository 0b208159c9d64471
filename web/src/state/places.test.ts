import { expect, it } from "vitest";

import { boundsOfGeometry, placeInside } from "./places";

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
