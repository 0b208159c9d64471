/** Coordinate systems that places are told and searched in; the map itself is in EPSG:4326. */
import type { Pair } from "./coordinates";

/** `meridian` and `zone`: Gauss-Krüger of 3 degrees by the middle of the map, without and with the zone's number. */
export const SYSTEMS = ["4326", "4490", "gcj02", "bd09", "meridian", "zone", "3857"] as const;
export type System = (typeof SYSTEMS)[number];

export interface Projection {
  /** What the system is called, with its EPSG code where it has one. */
  code: string;
  forward: (place: Pair) => Pair;
  /** Back to longitude and latitude. */
  back: (pair: Pair) => Pair;
}

const [FIRST_ZONE, LAST_ZONE] = [25, 45];
const WEB_MERCATOR_M = 6_378_137;
const same = (pair: Pair): Pair => pair;

/** The zone of 3 degrees around a meridian; China has 25 to 45. */
export const zoneAt = (lon: number): number =>
  Math.max(FIRST_ZONE, Math.min(LAST_ZONE, Math.round(lon / 3)));

/** The formulas of a system, loaded when they are first asked for; near a longitude. */
export async function loadProjection(system: System, lon: number): Promise<Projection> {
  switch (system) {
    case "4326":
    case "4490": // departs from EPSG:4326 by centimetres
      return { code: `EPSG:${system}`, forward: same, back: same };
    case "gcj02":
    case "bd09":
      return chinese(system);
    case "3857":
      return { code: "EPSG:3857", forward: toMercator, back: fromMercator };
    default:
      return gaussKrueger(zoneAt(lon), system === "zone");
  }
}

async function chinese(system: "gcj02" | "bd09"): Promise<Projection> {
  const { default: gcoord } = await import("gcoord");
  const [there, code] = system === "gcj02" ? [gcoord.GCJ02, "GCJ-02"] : [gcoord.BD09, "BD-09"];
  const pair = ([a = 0, b = 0]: number[]): Pair => [a, b];
  return {
    code,
    forward: ([lon, lat]) => pair(gcoord.transform([lon, lat], gcoord.WGS84, there)),
    back: ([lon, lat]) => pair(gcoord.transform([lon, lat], there, gcoord.WGS84)),
  };
}

async function gaussKrueger(zone: number, numbered: boolean): Promise<Projection> {
  const { default: proj4 } = await import("proj4");
  const east = (numbered ? zone * 1e6 : 0) + 500_000;
  const definition = `+proj=tmerc +lat_0=0 +lon_0=${zone * 3} +k=1 +x_0=${east} +y_0=0 +ellps=GRS80 +units=m +no_defs`;
  const turn = proj4("WGS84", definition);
  const pair = ([a = 0, b = 0]: number[]): Pair => [a, b];
  return {
    code: `EPSG:${(numbered ? 4513 : 4534) + zone - FIRST_ZONE}`,
    forward: (place) => pair(turn.forward([...place])),
    back: (there) => pair(turn.inverse([...there])),
  };
}

const toMercator = ([lon, lat]: Pair): Pair => [
  (WEB_MERCATOR_M * lon * Math.PI) / 180,
  WEB_MERCATOR_M * Math.log(Math.tan(Math.PI / 4 + (lat * Math.PI) / 360)),
];

const fromMercator = ([x, y]: Pair): Pair => [
  (x / WEB_MERCATOR_M) * (180 / Math.PI),
  (2 * Math.atan(Math.exp(y / WEB_MERCATOR_M)) - Math.PI / 2) * (180 / Math.PI),
];
