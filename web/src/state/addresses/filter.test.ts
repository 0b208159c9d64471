import { describe, expect, it } from "vitest";

import { currentOf, readFilter, writeFilter } from "./filter";

describe("the filter of the queue", () => {
  it("comes back from the page's address as it was written", () => {
    const filter = { area: "110199001001", cause: "rough", level: "street", leastScore: 0.3 } as const;
    expect(readFilter(writeFilter(filter))).toEqual(filter);
    expect(writeFilter({ area: null, cause: null, level: null, leastScore: null }).size).toBe(0);
  });

  it("leaves out what makes no sense", () => {
    const read = readFilter(new URLSearchParams("cause=nothing&level=9&score=2"));
    expect(read).toEqual({ area: null, cause: null, level: null, leastScore: null });
  });
});

describe("the address at work", () => {
  const items = [{ id: 3 }, { id: 5 }, { id: 9 }];

  it("is the next after the one that was decided", () => {
    expect(currentOf(items, 0)?.id).toBe(3);
    expect(currentOf(items, 4)?.id).toBe(5);
  });

  it("is the first again after the last one, and none where nothing waits", () => {
    expect(currentOf(items, 10)?.id).toBe(3);
    expect(currentOf([], 0)).toBeNull();
  });
});
