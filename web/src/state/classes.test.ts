import { describe, expect, it } from "vitest";

import { breaksOf, CLASSES, classOf, countsOf } from "./classes";

const BAND = { minimum: 300, target: 400, maximum: 500 };

const statusOf = (count: number) =>
  count < BAND.minimum ? "under" : count > BAND.maximum ? "over" : "in_band";

const keyOf = (count: number) =>
  classOf((count - BAND.target) / BAND.target, statusOf(count), BAND)?.key;

describe("classes of deviation", () => {
  it("follow from the standard alone", () => {
    expect(breaksOf(BAND)).toEqual([-0.5, -0.25, -0.1, 0.1, 0.25, 0.5]);
    expect(countsOf(BAND)).toEqual([200, 300, 360, 440, 500, 600]);
    expect(countsOf({ minimum: 150, target: 200, maximum: 300 })).toEqual([
      100, 150, 180, 240, 300, 400,
    ]);
  });

  it.each([
    [0, "far_under"],
    [199, "far_under"],
    [200, "under"],
    [299, "under"],
    [300, "low"],
    [359, "low"],
    [400, "target"],
    [441, "high"],
    [500, "high"],
    [501, "over"],
    [600, "over"],
    [601, "far_over"],
  ])("%i households are %s", (count, key) => {
    expect(keyOf(count)).toBe(key);
  });

  it("has none without a count or a band", () => {
    expect(classOf(null, null, BAND)).toBeNull();
  });

  it("never uses one colour twice", () => {
    expect(new Set(CLASSES.map((entry) => entry.color)).size).toBe(CLASSES.length);
  });
});
