import { expect, it } from "vitest";

import { areaOptions } from "./areaOptions";

it("puts communities under their towns, and those without a town beside them", () => {
  const towns = [
    { code: "2", name: "南街", parent_code: null },
    { code: "1", name: "北街", parent_code: null },
    { code: "3", name: "空镇", parent_code: null },
  ];
  const communities = [
    { code: "12", name: "乙", parent_code: "1" },
    { code: "11", name: "甲", parent_code: "1" },
    { code: "21", name: "丙", parent_code: "2" },
    { code: "91", name: "丁", parent_code: "9" },
  ];
  expect(areaOptions(towns, communities)).toEqual([
    { value: "1", label: "北街", options: [{ value: "11", label: "甲" }, { value: "12", label: "乙" }] },
    { value: "2", label: "南街", options: [{ value: "21", label: "丙" }] },
    { value: "91", label: "丁" },
  ]);
});
