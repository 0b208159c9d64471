import type { Bounds } from "../api/types";
import { innerPoint, type Position, ringsOf } from "./plan/ground";

/** A place inside a polygon or multipolygon of GeoJSON. */
export const placeInside = (geometry: Record<string, unknown>): Position => innerPoint(ringsOf(geometry));

/** The box around a geometry of GeoJSON of any kind; null for one without coordinates. */
export function boundsOfGeometry(geometry: Record<string, unknown> | null | undefined): Bounds | null {
  const numbers = (geometry?.["coordinates"] as unknown[] | undefined)?.flat(Infinity) as number[] | undefined;
  if (numbers === undefined || numbers.length < 2) return null;
  const [lons, lats] = [numbers.filter((_, i) => i % 2 === 0), numbers.filter((_, i) => i % 2 === 1)];
  const end = (list: number[], more: (a: number, b: number) => number) => list.reduce((a, b) => more(a, b));
  return [end(lons, Math.min), end(lats, Math.min), end(lons, Math.max), end(lats, Math.max)];
}
