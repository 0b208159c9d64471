import type { Map as LibreMap } from "maplibre-gl";

import type { TileJson } from "../api/types";
import { BASE_SOURCE, groundLayers, upperLayers } from "./baseStyle";
import { vectorSource } from "./sources";

/** What names of places stay under. */
const LABELS = ["grid-labels", "draft-label-texts"];

export const isGroundDrawn = (map: LibreMap): boolean => map.getSource(BASE_SOURCE) !== undefined;

/** Draw the base map, once: the ground under a layer, borders of areas and names of places over it. */
export function drawGround(map: LibreMap, tiles: TileJson, under: string): void {
  if (isGroundDrawn(map)) return;
  map.addSource(BASE_SOURCE, vectorSource(tiles));
  const lowest = map.getLayer(under) ? under : undefined;
  for (const layer of groundLayers) map.addLayer(layer, lowest);
  const labels = LABELS.find((id) => map.getLayer(id));
  for (const layer of upperLayers) map.addLayer(layer, labels);
}
