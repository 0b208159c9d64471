/** Shapes that a page points at: a pair of grids, proposals. */
import type { GeoJSONSource, Map as LibreMap } from "maplibre-gl";

import { FONTS } from "./baseStyle";

export interface Shape {
  geometry: Record<string, unknown>;
  role: "a" | "b" | "taken" | "left";
  /** Stands on the shape. */
  label?: string;
}

const SOURCE = "shapes";
const COLORS = ["match", ["get", "role"], "a", "#0b1f33", "b", "#d81b60", "taken", "#2f6b45", "#66727e"] as never;

/** Show these shapes in place of those before. */
export function showShapes(map: LibreMap, shapes: readonly Shape[]): void {
  if (map.getSource(SOURCE) === undefined) {
    map.addSource(SOURCE, { type: "geojson", data: { type: "FeatureCollection", features: [] } });
    map.addLayer({
      id: "shape-fills",
      type: "fill",
      source: SOURCE,
      paint: { "fill-color": COLORS, "fill-opacity": 0.16 },
    });
    map.addLayer({
      id: "shape-lines",
      type: "line",
      source: SOURCE,
      layout: { "line-join": "round" },
      paint: { "line-color": COLORS, "line-width": 3 },
    });
    map.addLayer({
      id: "shape-labels",
      type: "symbol",
      source: SOURCE,
      layout: { "text-field": ["get", "label"], "text-font": FONTS, "text-size": 20, "text-allow-overlap": true },
      paint: { "text-color": "#0b1f33", "text-halo-color": "#ffffff", "text-halo-width": 2 },
    });
  }
  (map.getSource(SOURCE) as GeoJSONSource).setData({
    type: "FeatureCollection",
    features: shapes.map(({ geometry, role, label = "" }) => ({ type: "Feature", properties: { role, label }, geometry: geometry as never })),
  });
}
