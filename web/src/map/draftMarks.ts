/** Findings of a draft on the map: their ground, and a mark for each; marks close together are one. */
import type { ExpressionSpecification, GeoJSONSource, LayerSpecification, Map as LibreMap } from "maplibre-gl";

import { graveness, SEVERITIES, WHOLE_GRIDS } from "../state/severity";
import { FONTS } from "./baseStyle";
import { addSeverityImages, severityImageOf } from "./severityImages";

const SHAPES = "draft-marks";
const PLACES = "draft-mark-places";
const ICONS = "draft-mark-icons";
const EMPTY = { type: "FeatureCollection" as const, features: [] };
const INK = "#8e1b5e";
const REACH_PX = 4;
const CLOSER = 2; // zoom levels that part what lies close together

export interface Mark {
  id: string;
  rule: string;
  severity: string;
  geometry: Record<string, unknown>;
  place: readonly number[];
}

/** A cluster has the mark of the gravest in it. */
const GRAVEST: ExpressionSpecification = [
  "match",
  ["get", "grave"],
  ...SEVERITIES.flatMap((severity, i) => [i, severityImageOf(severity)]),
  severityImageOf("info"),
] as never;

const LAYERS: LayerSpecification[] = [
  {
    id: "draft-mark-fills",
    type: "fill",
    source: SHAPES,
    filter: ["==", ["geometry-type"], "Polygon"],
    paint: { "fill-color": INK, "fill-opacity": 0.22 },
  },
  {
    id: "draft-mark-lines",
    type: "line",
    source: SHAPES,
    paint: { "line-color": INK, "line-width": 2.5, "line-dasharray": [2, 1.4] },
  },
];

const MARKS: LayerSpecification = {
  id: ICONS,
  type: "symbol",
  source: PLACES,
  layout: {
    "icon-image": GRAVEST,
    "icon-allow-overlap": true,
    "symbol-sort-key": ["-", 0, ["get", "grave"]],
    "text-field": ["case", ["has", "point_count"], ["to-string", ["get", "point_count"]], ""],
    "text-font": FONTS,
    "text-size": 13,
    "text-offset": [1.1, -0.9],
    "text-allow-overlap": true,
  },
  paint: { "text-color": "#16222e", "text-halo-color": "#ffffff", "text-halo-width": 2 },
};

export class DraftMarks {
  readonly #map: LibreMap;

  /** Put the shapes below a layer of the draft, the marks over all. */
  constructor(map: LibreMap, below: string) {
    this.#map = map;
    addSeverityImages(map);
    map.addSource(SHAPES, { type: "geojson", data: EMPTY });
    map.addSource(PLACES, {
      type: "geojson",
      data: EMPTY,
      cluster: true,
      clusterRadius: 26,
      clusterMaxZoom: 16,
      clusterProperties: { grave: ["min", ["get", "grave"]] },
    });
    for (const layer of LAYERS) map.addLayer(layer, below);
    map.addLayer(MARKS);
  }

  show(marks: readonly Mark[]): void {
    (this.#map.getSource(SHAPES) as GeoJSONSource).setData({
      type: "FeatureCollection",
      features: marks
        .filter(({ rule }) => !WHOLE_GRIDS.includes(rule))
        .map(({ geometry }) => ({ type: "Feature" as const, properties: {}, geometry: geometry as never })),
    });
    (this.#map.getSource(PLACES) as GeoJSONSource).setData({
      type: "FeatureCollection",
      features: marks.map(({ id, severity, place }) => ({
        type: "Feature" as const,
        properties: { id, grave: graveness(severity) },
        geometry: { type: "Point" as const, coordinates: [...place] },
      })),
    });
  }
}

/** The finding whose mark was pressed; a press on several close together goes nearer, and is "". */
export function pressedMark(map: LibreMap, { x, y }: { x: number; y: number }): string | null {
  if (map.getLayer(ICONS) === undefined) return null;
  const [mark] = map.queryRenderedFeatures(
    [
      [x - REACH_PX, y - REACH_PX],
      [x + REACH_PX, y + REACH_PX],
    ],
    { layers: [ICONS] },
  );
  if (mark === undefined) return null;
  if (mark.properties["point_count"] === undefined) return String(mark.properties["id"]);
  map.easeTo({ center: map.unproject([x, y]), zoom: map.getZoom() + CLOSER });
  return "";
}
