import { expect, it } from "vitest";

import { fieldOf, instantOf, nextMidnight } from "./localTime";

it("fields of day and time say instants of the reader's zone", () => {
  const instant = new Date(2027, 2, 1, 8, 5);
  expect(fieldOf(instant)).toBe("2027-03-01T08:05");
  expect(instantOf("2027-03-01T08:05")).toBe(instant.toISOString());
  expect([instantOf(""), instantOf("soon")]).toEqual([null, null]);
  expect(fieldOf(nextMidnight(new Date(2026, 11, 31, 23, 59)))).toBe("2027-01-01T00:00");
});
