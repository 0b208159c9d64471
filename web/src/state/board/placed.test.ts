import { describe, expect, it } from "vitest";

import { placedInAll } from "./placed";

describe("addresses that have a place", () => {
  it("are added up over communities, hidden numbers left out", () => {
    const rows = [
      { addresses: 80, placed: 60 },
      { addresses: 20, placed: 20 },
      { addresses: 50, placed: null },
    ];
    expect(placedInAll(rows)).toEqual({ placed: 80, waiting: 20, share: 0.8 });
  });

  it("are no share of nothing", () => {
    expect(placedInAll([]).share).toBeNull();
  });
});
