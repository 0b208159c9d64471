/** What lies over the grids by choice: outlines of other networks, units, density of homes. */
import type { LayerSpecification, Map as LibreMap } from "maplibre-gl";

import type { Overlay } from "../state/overlay";
import { FONTS } from "./baseStyle";
import { findingLayers } from "./findingLayers";
import { addSeverityImages } from "./severityImages";
import { vectorSource } from "./sources";

const PREFIX = "overlay-";
/** Overlays lie below the first of these that is there. */
const LABELS = ["grid-labels", "draft-label-texts"];

/** Show these overlays and no others; what is there already stays as it is. */
export function showOverlays(map: LibreMap, overlays: readonly Overlay[]): void {
  const wanted = new Map(overlays.map((overlay) => [nameOf(overlay), overlay]));
  for (const { id } of map.getStyle().layers) {
    const source = id.startsWith(PREFIX) ? id.split("/")[0] : undefined;
    if (source !== undefined && !wanted.has(source)) map.removeLayer(id);
  }
  for (const source of Object.keys(map.getStyle().sources)) {
    if (source.startsWith(PREFIX) && !wanted.has(source)) map.removeSource(source);
  }
  const below = LABELS.find((id) => map.getLayer(id));
  for (const [name, overlay] of wanted) {
    if (map.getSource(name) !== undefined) continue;
    map.addSource(name, vectorSource(overlay.tiles));
    if (overlay.kind === "findings") addSeverityImages(map);
    for (const layer of layersOf(name, overlay)) {
      // Marks of findings stand above the labels.
      map.addLayer(layer, layer.id.endsWith("/marks") ? undefined : below);
    }
  }
}

/** Another state of the tiles is another source: addresses carry their version. */
const nameOf = ({ kind, id, tiles }: Overlay): string =>
  `${PREFIX}${kind}-${id}-${tiles.tiles[0]?.split("?")[1] ?? ""}`.replaceAll("/", "_");

function layersOf(source: string, { kind, color }: Overlay): LayerSpecification[] {
  switch (kind) {
    case "outline":
      return outline(source, color);
    case "units":
      return units(source);
    case "density":
      return density(source);
    case "findings":
      return findingLayers(source);
  }
}

const outline = (source: string, color: string): LayerSpecification[] => [
  {
    id: `${source}/halo`,
    type: "line",
    source,
    "source-layer": "grids",
    layout: { "line-join": "round" },
    paint: { "line-color": "#ffffff", "line-opacity": 0.8, "line-width": ["interpolate", ["linear"], ["zoom"], 9, 1.5, 15, 5] },
  },
  {
    id: `${source}/line`,
    type: "line",
    source,
    "source-layer": "grids",
    layout: { "line-join": "round" },
    paint: { "line-color": color, "line-width": ["interpolate", ["linear"], ["zoom"], 9, 0.8, 15, 2.6] },
  },
];

const units = (source: string): LayerSpecification[] => [
  {
    id: `${source}/line`,
    type: "line",
    source,
    "source-layer": "units",
    minzoom: 14,
    paint: { "line-color": "#2b3a4a", "line-opacity": 0.45, "line-width": 0.8 },
  },
  {
    id: `${source}/count`,
    type: "symbol",
    source,
    "source-layer": "unit_labels",
    minzoom: 15.5,
    layout: {
      "text-field": ["to-string", ["coalesce", ["get", "households"], ""]],
      "text-font": FONTS,
      "text-size": 10.5,
    },
    paint: { "text-color": "#3c4a58", "text-halo-color": "rgba(255, 255, 255, 0.85)", "text-halo-width": 1.2 },
  },
];

const density = (source: string): LayerSpecification[] => [
  {
    id: `${source}/fill`,
    type: "fill",
    source,
    "source-layer": "density",
    paint: {
      // Households a square kilometre; viridis from its dark end, so that it reads on any ground.
      "fill-color": [
        "interpolate",
        ["linear"],
        ["get", "per_km2"],
        0,
        "#fde725",
        2000,
        "#5ec962",
        6000,
        "#21918c",
        15000,
        "#3b528b",
        40000,
        "#440154",
      ],
      "fill-opacity": 0.55,
    },
  },
];
