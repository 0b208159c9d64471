/** Coordinates as people type them, and as the page writes them. */
import type { System } from "./systems";

/** East and north, in the units of their system. */
export type Pair = readonly [east: number, north: number];

const NUMBER = String.raw`-?\d+(?:\.\d+)?`;
/** Degrees with their parts: 39°54'45.2", or plain numbers. */
const ONE = String.raw`(${NUMBER})\s*(?:°\s*(?:(${NUMBER})\s*'\s*(?:(${NUMBER})\s*"\s*)?)?)?`;
const EITHER = new RegExp(String.raw`^\s*([EWNS]?)\s*:?\s*${ONE}([EWNS]?)[\s,;/]+([EWNS]?)\s*:?\s*${ONE}([EWNS]?)\s*$`);

/** Signs that stand for others: full-width ones, Chinese words for the directions. */
function plain(text: string): string {
  return text
    .replace(/[秒″”]/g, '"') // before NFKC, which makes two signs of one
    .normalize("NFKC")
    .toUpperCase()
    .replace(/东经|经度|LONGITUDE|LON|LNG/g, "E")
    .replace(/北纬|纬度|LATITUDE|LAT/g, "N")
    .replace(/西经/g, "W")
    .replace(/南纬/g, "S")
    .replace(/度|º/g, "°")
    .replace(/[分′’]/g, "'")
    .replace(/[、，]/g, ",");
}

/** Read two numbers as a place in a system; null for anything that is not just coordinates. */
export function readCoordinates(text: string, system: System): Pair | null {
  const found = EITHER.exec(plain(text));
  if (found === null) return null;
  const [, before = "", a, b, c, behind = "", before2 = "", d, e, f, behind2 = ""] = found;
  const first = decimal(a, b, c) * sign(before || behind);
  const second = decimal(d, e, f) * sign(before2 || behind2);
  const directions = `${before || behind}${before2 || behind2}`;
  const eastFirst = /^[EW]/.test(directions) || /[NS]$/.test(directions);
  const northFirst = /^[NS]/.test(directions) || /[EW]$/.test(directions);
  if (eastFirst && northFirst) return null;
  const swap = northFirst || (!eastFirst && isNorthFirst(first, second, system));
  const pair: Pair = swap ? [second, first] : [first, second];
  return fits(pair, system) ? pair : null;
}

const decimal = (degrees = "0", minutes = "0", seconds = "0"): number =>
  Number(degrees) + Math.sign(Number(degrees) || 1) * (Number(minutes) / 60 + Number(seconds) / 3600);

const sign = (direction: string): number => (direction === "W" || direction === "S" ? -1 : 1);

/** Without a word about it: in China the longitude is the greater, and a northing tells itself. */
function isNorthFirst(first: number, second: number, system: System): boolean {
  switch (system) {
    case "zone":
      return second > 1e7 || (first < 1e7 && first > second);
    case "meridian":
      return first > second;
    case "3857":
      return second > first;
    default:
      return Math.abs(first) <= 90 && (Math.abs(second) > 90 || (second >= 73 && first <= 54));
  }
}

function fits([east, north]: Pair, system: System): boolean {
  switch (system) {
    case "zone":
      return east > 2.4e7 && east < 4.6e7 && north > 0 && north < 1e7;
    case "meridian":
      return east > 0 && east < 1e6 && north > 1e6 && north < 1e7;
    case "3857":
      return Math.abs(east) < 20_037_509 && Math.abs(north) < 20_048_967;
    default:
      return Math.abs(east) <= 180 && Math.abs(north) <= 90;
  }
}

const DEGREES: readonly System[] = ["4326", "4490", "gcj02", "bd09"];
export const inDegrees = (system: System): boolean => DEGREES.includes(system);

/** Write a place in its system: degrees to a metre or so, metres to a decimetre. */
export function showCoordinates([east, north]: Pair, system: System): string {
  return inDegrees(system)
    ? `${east.toFixed(5)}°, ${north.toFixed(5)}°`
    : `${east.toFixed(1)} m, ${north.toFixed(1)} m`;
}
