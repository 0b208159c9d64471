import type { Bounds } from "../api/types";
import { innerPoint, type Position, ringsOf } from "./plan/ground";

/** A place inside a polygon or multipolygon of GeoJSON. */
export const placeInside = (geometry: Record<string, unknown>): Position => innerPoint(ringsOf(geometry));

/** Where the mark of a geometry stands: inside a polygon, else in its middle; null for an empty one. */
export function markPlace(geometry: Record<string, unknown>): Position | null {
  if (/Polygon$/.test(String(geometry["type"]))) return placeInside(geometry);
  const box = boundsOfGeometry(geometry);
  return box === null ? null : [(box[0] + box[2]) / 2, (box[1] + box[3]) / 2];
}

/** The box around several geometries; null where none has coordinates. */
export function aroundAll(geometries: readonly Record<string, unknown>[]): Bounds | null {
  const boxes = geometries.map(boundsOfGeometry).filter((box) => box !== null);
  if (boxes.length === 0) return null;
  return [
    Math.min(...boxes.map(([west]) => west)),
    Math.min(...boxes.map(([, south]) => south)),
    Math.max(...boxes.map(([, , east]) => east)),
    Math.max(...boxes.map(([, , , north]) => north)),
  ];
}

/** The box around a geometry of GeoJSON of any kind; null for one without coordinates. */
export function boundsOfGeometry(geometry: Record<string, unknown> | null | undefined): Bounds | null {
  const numbers = (geometry?.["coordinates"] as unknown[] | undefined)?.flat(Infinity) as number[] | undefined;
  if (numbers === undefined || numbers.length < 2) return null;
  const [lons, lats] = [numbers.filter((_, i) => i % 2 === 0), numbers.filter((_, i) => i % 2 === 1)];
  const end = (list: number[], more: (a: number, b: number) => number) => list.reduce((a, b) => more(a, b));
  return [end(lons, Math.min), end(lats, Math.min), end(lons, Math.max), end(lats, Math.max)];
}
