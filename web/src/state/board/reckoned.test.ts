import { expect, it } from "vitest";

import { nothingReckoned } from "./reckoned";

it.each([
  ["days wait, and no grid has a position yet", 5, 4, true],
  ["days wait, but some are there", 5, 3, false],
  ["all is reckoned, and nobody went", 0, 4, false],
])("%s", (_, waiting_days, without_data, wanted) =>
  expect(nothingReckoned({ waiting_days, totals: { grids: 4, without_data } })).toBe(wanted),
);
