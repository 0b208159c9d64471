import { describe, expect, it } from "vitest";

import { ApiError, reasonOf } from "./client";

const problem = { title: "A rule forbids this", title_zh: "规则不允许", status: 409, detail: "Grid 7 is locked." };

describe("why something was refused", () => {
  it("is told in the reader's language", () => {
    const refused = new ApiError(409, { ...problem, detail_zh: "网格 7 已锁定。" });
    expect(reasonOf(refused, "zh-CN")).toBe("网格 7 已锁定。");
    expect(reasonOf(refused, "en")).toBe("Grid 7 is locked.");
  });

  it("is told as far as there are words", () => {
    expect(reasonOf(new ApiError(409, problem), "zh-CN")).toBe("规则不允许：Grid 7 is locked.");
    expect(reasonOf(new ApiError(502, null), "zh-CN")).toBeNull();
  });
});
