import { describe, expect, it } from "vitest";

import { formatCount, formatDistance, formatPercent, formatShare } from "./format";

describe("numbers", () => {
  it("carry sign and unit", () => {
    expect(formatShare(0.125, "zh-CN")).toBe("+12.5%");
    expect(formatShare(-0.25, "en")).toBe("−25%");
    expect(formatShare(0, "zh-CN")).toBe("0%");
    expect(formatPercent(0.976, "en")).toBe("98%");
    expect(formatCount(161151, "zh-CN")).toBe("161,151");
  });

  it("change from metres to kilometres", () => {
    expect(formatDistance(4.26, "en")).toBe("4.3 m");
    expect(formatDistance(512.4, "en")).toBe("512 m");
    expect(formatDistance(1512, "en")).toBe("1.5 km");
    expect(formatDistance(512.4, "zh-CN")).toBe("512米");
  });
});
