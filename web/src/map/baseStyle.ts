import type { ExpressionSpecification, LayerSpecification } from "maplibre-gl";

/** The ground under the grids: pale, so that the grids' colours speak. */
export const BASE_SOURCE = "base";

const FROM_BASE = { source: BASE_SOURCE };

const PAPER = "#f1efe9";
const WATER = "#b8d4e6";
const NAME_COLOR = "#5b6470";
const HALO = "rgba(255, 255, 255, 0.9)";

/** Homes and what is unknown stay as the paper is: compounds are drawn over them. */
const landColor: ExpressionSpecification = [
  "match",
  ["get", "use"],
  "farmland",
  "#eceddb",
  "forest",
  "#d3e0c8",
  "grass",
  "#e1ead5",
  "green",
  "#d6e6cd",
  "water",
  WATER,
  "industrial",
  "#e5e0e6",
  "commercial",
  "#f1e4dc",
  "public",
  "#eee5d6",
  "special",
  "#dfe1d8",
  "transport",
  "#e6e4df",
  PAPER,
];

/** Drawn with the reader's own fonts: no glyph is fetched from anywhere. */
export const FONTS = ["Noto Sans CJK SC", "PingFang SC", "Microsoft YaHei", "Noto Sans", "sans-serif"];

/** Width in pixels that grows with the zoom, wider for the greater roads (rank 1 to 5). */
function roadWidth(extra: number): ExpressionSpecification {
  const at = (scale: number): ExpressionSpecification => [
    "+",
    extra,
    ["*", scale, ["-", 6.5, ["coalesce", ["get", "rank"], 5]]],
  ];
  return ["interpolate", ["exponential", 1.5], ["zoom"], 10, at(0.25), 14, at(0.9), 18, at(4.2)];
}

const is = (kind: string): ExpressionSpecification => ["==", ["get", "kind"], kind];

export const background: LayerSpecification = {
  id: "background",
  type: "background",
  paint: { "background-color": PAPER },
};

/** Layers below the grids, from the ground up. */
export const groundLayers: LayerSpecification[] = [
  {
    id: "land-use",
    type: "fill",
    ...FROM_BASE,
    "source-layer": "land_use",
    paint: { "fill-color": landColor },
  },
  {
    id: "compounds",
    type: "fill",
    ...FROM_BASE,
    "source-layer": "compounds",
    paint: { "fill-color": "#e7e3d8" },
  },
  {
    id: "water",
    type: "fill",
    ...FROM_BASE,
    "source-layer": "water",
    filter: is("water"),
    paint: { "fill-color": WATER },
  },
  {
    id: "streams",
    type: "line",
    ...FROM_BASE,
    "source-layer": "ways",
    filter: is("water"),
    layout: { "line-cap": "round", "line-join": "round" },
    paint: { "line-color": WATER, "line-width": roadWidth(1) },
  },
  {
    id: "road-edges",
    type: "line",
    ...FROM_BASE,
    "source-layer": "ways",
    filter: is("road"),
    minzoom: 13,
    layout: { "line-cap": "round", "line-join": "round" },
    paint: { "line-color": "#d3cdc0", "line-width": roadWidth(1.5) },
  },
  {
    id: "roads",
    type: "line",
    ...FROM_BASE,
    "source-layer": "ways",
    filter: is("road"),
    layout: { "line-cap": "round", "line-join": "round" },
    paint: { "line-color": "#ffffff", "line-width": roadWidth(0) },
  },
  {
    id: "railways",
    type: "line",
    ...FROM_BASE,
    "source-layer": "ways",
    filter: is("railway"),
    paint: { "line-color": "#9a9ea6", "line-width": 1.6, "line-dasharray": [5, 3] },
  },
  {
    id: "buildings",
    type: "fill",
    ...FROM_BASE,
    "source-layer": "buildings",
    minzoom: 14,
    paint: { "fill-color": "#cfc8ba", "fill-outline-color": "#b9b1a1" },
  },
];

/** Layers above the grids' colours: borders of areas and names of places. */
export const upperLayers: LayerSpecification[] = [
  {
    id: "area-borders",
    type: "line",
    ...FROM_BASE,
    "source-layer": "areas",
    layout: { "line-join": "round" },
    paint: {
      "line-color": "#6a4c93",
      "line-opacity": 0.75,
      "line-width": ["match", ["get", "level"], "district", 2.6, "town", 1.8, 0.9],
      "line-dasharray": [4, 2],
    },
  },
  {
    id: "street-names",
    type: "symbol",
    ...FROM_BASE,
    "source-layer": "ways",
    minzoom: 14.5,
    filter: ["has", "name"],
    layout: {
      "symbol-placement": "line",
      "text-field": ["get", "name"],
      "text-font": FONTS,
      "text-size": 11,
      "text-max-angle": 30,
    },
    paint: { "text-color": NAME_COLOR, "text-halo-color": HALO, "text-halo-width": 1.2 },
  },
  {
    id: "place-names",
    type: "symbol",
    ...FROM_BASE,
    "source-layer": "places",
    minzoom: 15,
    filter: ["!", ["in", ["get", "kind"], ["literal", ["district", "town", "community"]]]],
    layout: {
      "text-field": ["get", "name"],
      "text-font": FONTS,
      "text-size": 11,
      "text-max-width": 8,
      "text-padding": 6,
    },
    paint: { "text-color": NAME_COLOR, "text-halo-color": HALO, "text-halo-width": 1.2 },
  },
  {
    id: "area-names",
    type: "symbol",
    ...FROM_BASE,
    "source-layer": "places",
    maxzoom: 15.5,
    filter: ["in", ["get", "kind"], ["literal", ["town", "community"]]],
    layout: {
      "text-field": ["get", "name"],
      "text-font": FONTS,
      "text-size": ["match", ["get", "kind"], "town", 14, 12],
      "text-letter-spacing": 0.08,
      "text-padding": 8,
      "symbol-sort-key": ["match", ["get", "kind"], "town", 0, 1],
    },
    paint: { "text-color": "#4d3670", "text-halo-color": HALO, "text-halo-width": 1.6 },
  },
];
