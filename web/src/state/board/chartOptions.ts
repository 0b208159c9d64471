/** What ECharts is told to draw; colours and words come from the page. */
import type { EChartsCoreOption } from "echarts/core";

import type { Ranked } from "./ranking";

const INK = "#16222e";
const SOFT = "#55626f";
const LINE = "#dfe3e8";
const NOW = "#31688e";
const BEFORE = "#b0500c";

// A name that a canvas can measure: room for labels is reckoned with it.
const FONT = { fontFamily: 'system-ui, "Noto Sans CJK SC", "Microsoft YaHei", sans-serif' };
const TEXT = { color: SOFT, fontSize: 12 };

export interface RankingWords {
  now: string;
  before: string;
  percent: (share: number) => string;
}

/** Bars of the share now, with a mark where each grid stood in the period before. */
export function rankingOption(
  rows: readonly (Ranked & { label: string })[],
  words: RankingWords,
): EChartsCoreOption {
  const before = rows.map(({ households_share: share, trend }) =>
    share === null || trend === null ? null : share - trend,
  );
  return {
    animation: false,
    textStyle: FONT,
    grid: { left: 4, right: 46, top: 28, bottom: 2, containLabel: true },
    legend: { top: 0, right: 0, itemWidth: 14, itemHeight: 9, textStyle: TEXT },
    tooltip: { trigger: "axis", axisPointer: { type: "shadow" }, valueFormatter: shareText(words) },
    xAxis: {
      type: "value",
      min: 0,
      max: 1,
      interval: 0.25,
      axisLabel: { ...TEXT, formatter: words.percent },
      splitLine: { lineStyle: { color: LINE } },
    },
    yAxis: {
      type: "category",
      inverse: true,
      data: rows.map(({ label }) => label),
      axisTick: { show: false },
      axisLine: { lineStyle: { color: LINE } },
      axisLabel: { color: INK, fontSize: 12, width: 140, overflow: "truncate" },
    },
    series: [
      {
        name: words.now,
        type: "bar",
        barMaxWidth: 14,
        itemStyle: { color: NOW, borderRadius: [0, 3, 3, 0] },
        label: {
          show: true,
          position: "right",
          color: INK,
          formatter: ({ value }: { value: number | null }) => shareText(words)(value),
        },
        data: rows.map(({ households_share: share }) => share),
      },
      {
        name: words.before,
        type: "scatter",
        symbol: "diamond",
        symbolSize: 10,
        itemStyle: { color: BEFORE, borderColor: "#fff", borderWidth: 1 },
        data: before.map((share) => share ?? "-"),
      },
    ],
  };
}

const shareText =
  (words: RankingWords) =>
  (value: unknown): string =>
    typeof value === "number" ? words.percent(value) : "–";

export interface Day {
  day: string;
  minutes: number;
  counts: boolean;
}

export interface DayWords {
  minutes: string;
  counts: string;
  tooLittle: string;
  date: (day: string) => string;
}

/** Minutes a day in one grid; days that the rule counts in another colour than the others. */
export function daysOption(days: readonly Day[], words: DayWords): EChartsCoreOption {
  const bar = (name: string, color: string, counts: boolean) => ({
    name,
    type: "bar",
    stack: "minutes",
    barCategoryGap: "25%",
    itemStyle: { color },
    data: days.map((day) => (day.counts === counts ? day.minutes : 0)),
  });
  return {
    animation: false,
    textStyle: FONT,
    grid: { left: 4, right: 8, top: 30, bottom: 2, containLabel: true },
    legend: { top: 0, right: 0, itemWidth: 14, itemHeight: 9, textStyle: TEXT },
    tooltip: { trigger: "axis", axisPointer: { type: "shadow" } },
    xAxis: {
      type: "category",
      data: days.map(({ day }) => words.date(day)),
      axisTick: { show: false },
      axisLine: { lineStyle: { color: LINE } },
      axisLabel: TEXT,
    },
    yAxis: {
      type: "value",
      name: words.minutes,
      nameTextStyle: { ...TEXT, align: "left" },
      axisLabel: TEXT,
      splitLine: { lineStyle: { color: LINE } },
    },
    series: [bar(words.counts, "#35805a", true), bar(words.tooLittle, "#c5a15a", false)],
  };
}
