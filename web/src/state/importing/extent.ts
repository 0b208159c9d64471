import type { Bounds } from "../../api/types";

interface Shape {
  geometry: { coordinates: unknown } | null;
}

/** The box around all shapes (GeoJSON, degrees); null where there is none. */
export function extentOf(features: readonly Shape[]): Bounds | null {
  let [west, south, east, north] = [Infinity, Infinity, -Infinity, -Infinity];
  const visit = (part: unknown): void => {
    if (!Array.isArray(part)) return;
    const [lon, lat] = part as unknown[];
    if (typeof lon !== "number" || typeof lat !== "number") {
      for (const inner of part) visit(inner);
      return;
    }
    west = Math.min(west, lon);
    east = Math.max(east, lon);
    south = Math.min(south, lat);
    north = Math.max(north, lat);
  };
  for (const { geometry } of features) visit(geometry?.coordinates);
  return Number.isFinite(west) ? [west, south, east, north] : null;
}
