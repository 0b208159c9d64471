/** Findings on the map: their ground and lines, and a mark for each by its severity. */
import type { LayerSpecification, Map as LibreMap, PointLike } from "maplibre-gl";

import { WHOLE_GRIDS } from "../state/severity";
import { severityImage, severityOrder } from "./severityImages";

const INK = "#8e1b5e";
/** A finger is wider than a mark. */
const REACH_PX = 8;

/** Layers of findings that come as tiles. */
export const findingLayers = (source: string): LayerSpecification[] => [
  {
    id: `${source}/ground`,
    type: "fill",
    source,
    "source-layer": "findings",
    filter: ["!", ["in", ["get", "rule"], ["literal", [...WHOLE_GRIDS]]]],
    paint: { "fill-color": INK, "fill-opacity": 0.22 },
  },
  {
    id: `${source}/lines`,
    type: "line",
    source,
    "source-layer": "finding_lines",
    paint: { "line-color": INK, "line-width": 2.5, "line-dasharray": [2, 1.4] },
  },
  {
    id: `${source}/marks`,
    type: "symbol",
    source,
    "source-layer": "finding_points",
    layout: { "icon-image": severityImage, "symbol-sort-key": severityOrder, "icon-padding": 1 },
  },
];

/** The finding whose mark lies under the pointer. */
export function findingAt(map: LibreMap, { x, y }: { x: number; y: number }): string | null {
  const layers = map.getStyle().layers.map(({ id }) => id).filter((id) => id.endsWith("/marks"));
  if (layers.length === 0) return null;
  const box: [PointLike, PointLike] = [
    [x - REACH_PX, y - REACH_PX],
    [x + REACH_PX, y + REACH_PX],
  ];
  const id: unknown = map.queryRenderedFeatures(box, { layers })[0]?.properties["id"];
  return typeof id === "string" ? id : null;
}
