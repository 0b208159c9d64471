/** What a search finds, in one list: coordinates first, then grids, areas and addresses. */
import type { Bounds } from "../api/types";

export interface Hit {
  kind: "place" | "grid" | "area" | "address";
  key: string;
  label: string;
  /** Says more: a code, a level, how far off it may be. */
  note: string;
  /** Where it is; a grid is asked for when it is chosen. */
  place: { lon: number; lat: number } | null;
  bounds: Bounds | null;
}

interface AreaRow {
  code: string;
  name: string;
  level: string;
  bounds: readonly unknown[];
}

const MOST_AREAS = 5;
const MOST_GRIDS = 6;
const LEVELS = ["community", "town", "district"];

/** Areas whose name or code contains some letters; those that begin with them, and the smaller, first. */
export function areasFound<Row extends AreaRow>(areas: readonly Row[], text: string): Row[] {
  const wanted = text.trim().toLowerCase();
  if (wanted === "") return [];
  const rank = ({ name, code, level }: Row) =>
    (name.toLowerCase().startsWith(wanted) || code.startsWith(wanted) ? 0 : 10) + LEVELS.indexOf(level);
  return areas
    .filter(({ name, code }) => name.toLowerCase().includes(wanted) || code.startsWith(wanted))
    .sort((a, b) => rank(a) - rank(b) || (a.code < b.code ? -1 : 1))
    .slice(0, MOST_AREAS);
}

export interface DraftedGrid {
  code: string;
  name: string;
}

/** Grids of a draft whose code or name contains some letters. */
export function gridsFound<Row extends DraftedGrid>(grids: readonly Row[], text: string): Row[] {
  const wanted = text.trim().toLowerCase();
  if (wanted === "") return [];
  const found = grids.filter(({ code, name }) => code.includes(wanted) || name.toLowerCase().includes(wanted));
  return found.slice(0, MOST_GRIDS);
}

/** Whether a text may be an address: letters of some script, not a code alone. */
export const mayBeAddress = (text: string): boolean =>
  text.trim().length > 1 && /\p{L}/u.test(text) && !/^[A-Za-z]?\d+$/.test(text.trim());

/** The hit above or below another one, round and round. */
export const neighbourOf = (count: number, at: number, step: 1 | -1): number =>
  count === 0 ? -1 : (at + step + (at < 0 && step < 0 ? 1 : 0) + count) % count;
