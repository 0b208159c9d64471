/** Rows of a file on the map, by what an import would make of them. */
import type { GeoJSONSource, LayerSpecification, Map as LibreMap } from "maplibre-gl";

const ROWS = "preview-rows";
const EMPTY = { type: "FeatureCollection" as const, features: [] };

/** Colours that stay apart for all common kinds of colour blindness. */
export const STATE_COLORS = {
  new: "#1b7f5c",
  changed: "#d9730d",
  same: "#6b7784",
  gone: "#8e1b5e",
} as const;

const color = [
  "match",
  ["get", "state"],
  ...Object.entries(STATE_COLORS).flat(),
  STATE_COLORS.same,
] as never;

const LAYERS: LayerSpecification[] = [
  {
    id: "preview-fills",
    type: "fill",
    source: ROWS,
    filter: ["==", ["geometry-type"], "Polygon"],
    paint: { "fill-color": color, "fill-opacity": 0.25 },
  },
  {
    id: "preview-lines",
    type: "line",
    source: ROWS,
    filter: ["!=", ["geometry-type"], "Point"],
    paint: { "line-color": color, "line-width": 2 },
  },
  {
    id: "preview-points",
    type: "circle",
    source: ROWS,
    filter: ["==", ["geometry-type"], "Point"],
    paint: {
      "circle-color": color,
      "circle-radius": 5,
      "circle-stroke-color": "#ffffff",
      "circle-stroke-width": 1.4,
    },
  },
];

export class PreviewLayers {
  readonly #map: LibreMap;

  constructor(map: LibreMap) {
    this.#map = map;
    map.addSource(ROWS, { type: "geojson", data: EMPTY });
    for (const layer of LAYERS) map.addLayer(layer);
  }

  show(rows: object): void {
    (this.#map.getSource(ROWS) as GeoJSONSource).setData(rows as never);
  }
}
