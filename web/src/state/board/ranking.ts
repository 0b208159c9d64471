/** The grids of a network in the order that a leader asked for. */
import type { Sort } from "./boardLink";
import { daysBetween } from "./months";

/** What the ranking needs of a grid's coverage. */
export interface Ranked {
  grid: string;
  households_share: number | null;
  ground_share: number | null;
  days: number;
  days_due: number;
  last_day: string | null;
  trend: number | null;
}

/** Days since the last day with a track, at the period's end; null where there was none. */
export const daysSince = (row: Ranked, to: string): number | null =>
  row.last_day === null ? null : daysBetween(row.last_day, to);

/** Days with a track as a share of those that the rule asks for. */
export const daysShare = (row: Ranked): number | null =>
  row.days_due === 0 ? null : row.days / row.days_due;

function valueOf(row: Ranked, sort: Sort, to: string): number | string | null {
  if (sort === "code") return row.grid;
  if (sort === "days") return daysShare(row);
  // Nobody came at all: longer ago than any day of the period.
  if (sort === "since") return daysSince(row, to) ?? Infinity;
  return row[sort];
}

/** Sort; what has no value comes last either way, equal ones by their codes. */
export function rankRows<T extends Ranked>(
  rows: readonly T[],
  sort: Sort,
  descending: boolean,
  to: string,
): T[] {
  const sign = descending ? -1 : 1;
  const known = rows.map((row) => ({ row, value: valueOf(row, sort, to) }));
  known.sort((a, b) => {
    if (a.value === null || b.value === null) {
      return Number(a.value === null) - Number(b.value === null) || byCode(a.row, b.row);
    }
    if (a.value === b.value) return byCode(a.row, b.row);
    return a.value < b.value ? -sign : sign;
  });
  return known.map(({ row }) => row);
}

const byCode = (a: Ranked, b: Ranked): number => (a.grid < b.grid ? -1 : a.grid > b.grid ? 1 : 0);
