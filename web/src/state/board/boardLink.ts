/** What a link to the dashboard restores; all of it stands in the address after "?". */

export const MEASURES = ["passes", "minutes", "days"] as const;
export type Measure = (typeof MEASURES)[number];

/** Local hours: patrols are kept from 6 to 22 unless the network says otherwise. */
export const WHENS = { all: "0-24", day: "6-18", night: "18-24" } as const;
export type When = keyof typeof WHENS;

export const SORTS = ["households_share", "ground_share", "days", "since", "trend", "code"] as const;
export type Sort = (typeof SORTS)[number];

export interface Board {
  network: string | null;
  /** As "2026-03"; the latest one when null. */
  month: string | null;
  /** District, town or community; null for what the reader's roles cover. */
  area: string | null;
  measure: Measure;
  /** Role of those who walked; null for everybody. */
  who: string | null;
  when: When;
  sort: Sort;
  descending: boolean;
  grid: string | null;
  blind: boolean;
  camera: { zoom: number; center: [lon: number, lat: number] } | null;
}

export const AT_FIRST: Board = {
  network: null,
  month: null,
  area: null,
  measure: "passes",
  who: null,
  when: "all",
  sort: "households_share",
  descending: false,
  grid: null,
  blind: false,
  camera: null,
};

const oneOf = <T extends string>(all: readonly T[], text: string | null, otherwise: T): T =>
  all.find((one) => one === text) ?? otherwise;

const matching = (pattern: RegExp, text: string | null): string | null =>
  text !== null && pattern.test(text) ? text : null;

/** Read an address; parts that make no sense are left out. */
export function readBoard(search: URLSearchParams): Board {
  return {
    network: matching(/^[A-Za-z][\w-]{0,31}$/, search.get("network")),
    month: matching(/^\d{4}-(0[1-9]|1[0-2])$/, search.get("month")),
    area: matching(/^\d{6,12}$/, search.get("area")),
    measure: oneOf(MEASURES, search.get("measure"), AT_FIRST.measure),
    who: matching(/^[\w-]{1,40}$/, search.get("who")),
    when: oneOf(Object.keys(WHENS) as When[], search.get("when"), AT_FIRST.when),
    sort: oneOf(SORTS, search.get("sort"), AT_FIRST.sort),
    descending: search.get("order") === "desc",
    grid: matching(/^\S{1,64}$/, search.get("grid")),
    blind: search.get("blind") === "1",
    camera: cameraOf(search.get("map")),
  };
}

/** Write the part of an address after "?"; what is as at first is left out. */
export function writeBoard(board: Board): URLSearchParams {
  const { camera } = board;
  const parts: Record<string, string | null> = {
    network: board.network,
    month: board.month,
    area: board.area,
    measure: board.measure === AT_FIRST.measure ? null : board.measure,
    who: board.who,
    when: board.when === AT_FIRST.when ? null : board.when,
    sort: board.sort === AT_FIRST.sort ? null : board.sort,
    order: board.descending ? "desc" : null,
    grid: board.grid,
    blind: board.blind ? "1" : null,
    map:
      camera === null
        ? null
        : [camera.zoom.toFixed(2), camera.center[1].toFixed(5), camera.center[0].toFixed(5)].join("/"),
  };
  const said = Object.entries(parts).filter((part): part is [string, string] => part[1] !== null);
  return new URLSearchParams(said);
}

function cameraOf(text: string | null): Board["camera"] {
  const found = (text ?? "").split("/").map((part) => (part.trim() === "" ? NaN : Number(part)));
  const [zoom, lat, lon] = found;
  if (zoom === undefined || lat === undefined || lon === undefined || found.length !== 3) return null;
  if (!found.every(Number.isFinite) || Math.abs(lon) > 180 || Math.abs(lat) > 90) return null;
  return zoom >= 0 && zoom <= 22 ? { zoom, center: [lon, lat] } : null;
}
