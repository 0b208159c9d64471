import { describe, expect, it } from "vitest";

import { ofOthers, readNews, readPeople } from "./live";

const told = (actor: string, revision: number) =>
  readNews("operation", JSON.stringify({ actor, revision, sentence: "Split g1.", sentence_zh: "拆分 g1。", grids: ["g1"] }));

describe("what the server tells", () => {
  it("is read, and nonsense is left out", () => {
    expect(told("wang", 4)).toEqual({
      kind: "operation",
      actor: "wang",
      revision: 4,
      sentence: "Split g1.",
      sentence_zh: "拆分 g1。",
      grids: ["g1"],
    });
    expect(readNews("state", "nonsense")).toBeNull();
    expect(readNews("comment", "{}")?.revision).toBeNull();
  });

  it("names other people once each, with the grid that they edit", () => {
    const people = [
      { name: "li", grid: null },
      { name: "wang", grid: null },
      { name: "li", grid: "g2" },
      { name: "li", grid: null },
    ];
    expect(readPeople(JSON.stringify({ people }), "wang")).toEqual([{ name: "li", grid: "g2" }]);
    expect(readPeople("[]", "wang")).toEqual([]);
  });

  it("counts what others did after what the window shows", () => {
    const news = [told("li", 3), told("wang", 4), told("li", 5)].filter((one) => one !== null);
    expect(ofOthers(news, "wang", 3).map(({ revision }) => revision)).toEqual([5]);
  });
});
