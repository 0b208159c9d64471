import { expect, it } from "vitest";

import { areaTree } from "./areaTree";

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
  expect(areaTree(towns, communities)).toEqual([
    { value: "1", title: "北街", children: [{ value: "11", title: "甲" }, { value: "12", title: "乙" }] },
    { value: "2", title: "南街", children: [{ value: "21", title: "丙" }] },
    { value: "91", title: "丁" },
  ]);
});
