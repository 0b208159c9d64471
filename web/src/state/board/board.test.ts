import { describe, expect, it } from "vitest";

import { AT_FIRST, readBoard, writeBoard, type Board } from "./boardLink";
import { rankingOption } from "./chartOptions";
import { daysBetween, monthsOf, periodOf } from "./months";
import { rankRows, type Ranked } from "./ranking";
import { areasOf } from "./scope";

describe("months", () => {
  const span = { first: "2025-11-20", last: "2026-02-10" };

  it("go over the year's end", () => {
    expect(monthsOf(span)).toEqual(["2025-11", "2025-12", "2026-01", "2026-02"]);
    expect(monthsOf({ first: null, last: null })).toEqual([]);
  });

  it("begin with the first points and end with the last: no day is owed before or after", () => {
    expect(periodOf("2025-11", span)).toEqual({ from: "2025-11-20", to: "2025-11-30" });
    expect(periodOf("2025-12", span)).toEqual({ from: "2025-12-01", to: "2025-12-31" });
    expect(periodOf("2026-02", span)).toEqual({ from: "2026-02-01", to: "2026-02-10" });
    expect(periodOf("2028-02", { first: null, last: null }).to).toBe("2028-02-29");
  });

  it("count days", () => expect(daysBetween("2026-02-27", "2026-03-02")).toBe(3));
});

describe("a link to the dashboard", () => {
  it("restores the whole view", () => {
    const view: Board = {
      network: "zongzhi",
      month: "2026-03",
      area: "110199001000",
      measure: "minutes",
      who: "team",
      when: "night",
      sort: "since",
      descending: true,
      grid: "110199001001002",
      blind: true,
      camera: { zoom: 14.5, center: [116.31, 39.91] },
    };
    expect(readBoard(writeBoard(view))).toEqual(view);
  });

  it("is short for the view at first, and takes no nonsense", () => {
    expect(writeBoard(AT_FIRST).toString()).toBe("");
    const odd = "network=%3Cb%3E&month=2026-13&sort=drop&when=dusk&map=1/2&grid=a%20b&area=x";
    expect(readBoard(new URLSearchParams(odd))).toEqual(AT_FIRST);
  });
});

const row = (grid: string, change: Partial<Ranked> = {}): Ranked => ({
  grid,
  households_share: 0.5,
  ground_share: 0.5,
  days: 5,
  days_due: 10,
  last_day: "2026-03-10",
  trend: null,
  ...change,
});

describe("the ranking", () => {
  const order = (rows: Ranked[], ...by: [Parameters<typeof rankRows>[1], boolean]) =>
    rankRows(rows, ...by, "2026-03-12").map(({ grid }) => grid);

  it("puts what has no value last, whichever way", () => {
    const rows = [row("c", { trend: 0.1 }), row("a"), row("b", { trend: -0.2 })];
    expect(order(rows, "trend", false)).toEqual(["b", "c", "a"]);
    expect(order(rows, "trend", true)).toEqual(["c", "b", "a"]);
  });

  it("takes a grid that nobody came to as the one left alone longest", () => {
    const rows = [row("a"), row("b", { last_day: null }), row("c", { last_day: "2026-03-01" })];
    expect(order(rows, "since", true)).toEqual(["b", "c", "a"]);
  });

  it("holds days against those that are due, and keeps equal ones by code", () => {
    const rows = [row("b"), row("c", { days: 4, days_due: 4 }), row("a")];
    expect(order(rows, "days", false)).toEqual(["a", "b", "c"]);
  });

  it("draws where a grid stood before only where that is known", () => {
    const rows = [row("a", { trend: 0.2 }), row("b")].map((one) => ({ ...one, label: one.grid }));
    const words = { now: "now", before: "before", percent: String };
    const { series } = rankingOption(rows, words) as { series: { data: unknown[] }[] };
    expect(series[1]?.data).toEqual([0.3, "-"]);
  });
});

describe("whose staff a reader may see", () => {
  it("is all of it for who has a role everywhere, else the areas of the grants", () => {
    const town = { role: "leader", area: "110199001000" };
    expect(areasOf([town, { role: "leader" }], "zongzhi")).toEqual([null]);
    expect(areasOf([town, { role: "worker" }], "zongzhi")).toEqual(["110199001000"]);
    expect(areasOf([{ ...town, network: "fangyi" }], "zongzhi")).toEqual([]);
  });
});
