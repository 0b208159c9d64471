import { expect, it } from "vitest";

import { metresPerPixel } from "./scale";

it("halves with each zoom, and away from the equator by the latitude", () => {
  expect(metresPerPixel(0, 0)).toBeCloseTo(78_271.5, 1);
  expect(metresPerPixel(60, 14)).toBeCloseTo(metresPerPixel(0, 15), 6);
});
