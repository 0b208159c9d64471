import type { ExpressionSpecification, LayerSpecification } from "maplibre-gl";

import type { Band } from "../api/types";
import { breaksOf, CLASSES, NO_CLASS_COLOR } from "../state/classes";
import { FONTS } from "./baseStyle";
import { HATCH } from "./hatch";

export const GRID_SOURCE = "grids";
export const FILL_LAYER = "grid-fill";

const FROM_GRIDS = { source: GRID_SOURCE, "source-layer": "grids" };
const NOTHING = "\u0000"; // no grid has this code

/** The colour of a grid; the same classes as `classOf`, as MapLibre says them. */
export function fillColor(band: Band): ExpressionSpecification {
  const [farUnder, , nearLow, nearHigh, , farOver] = breaksOf(band);
  const deviation: ExpressionSpecification = ["get", "deviation"];
  return [
    "case",
    ["!", ["has", "deviation"]],
    NO_CLASS_COLOR,
    ["all", ["==", ["get", "band_status"], "under"], ["<", deviation, farUnder]],
    CLASSES[0].color,
    ["==", ["get", "band_status"], "under"],
    CLASSES[1].color,
    ["all", ["==", ["get", "band_status"], "over"], [">", deviation, farOver]],
    CLASSES[6].color,
    ["==", ["get", "band_status"], "over"],
    CLASSES[5].color,
    ["<", deviation, nearLow],
    CLASSES[2].color,
    [">", deviation, nearHigh],
    CLASSES[4].color,
    CLASSES[3].color,
  ];
}

/** The coloured ground of the grids. */
export const fillLayer = (color: ExpressionSpecification): LayerSpecification => ({
  id: FILL_LAYER,
  type: "fill",
  ...FROM_GRIDS,
  paint: {
    "fill-color": color,
    // Streets and houses show through when near.
    "fill-opacity": ["interpolate", ["linear"], ["zoom"], 12, 0.86, 15, 0.68, 17, 0.42],
  },
});

/** What a label says beside the code: the count that the standard is about, and its unit. */
export interface LabelCount {
  field: "households" | "persons";
  unit: string;
}

const countLine = ({ field, unit }: LabelCount) =>
  ["\n", {}, ["case", ["has", field], ["concat", ["to-string", ["get", field]], unit], ""], { "font-scale": 1.05 }];

/** Who waits, borders, the chosen grid's outline, and labels. */
export const overLayers = (count: LabelCount | null): LayerSpecification[] => [
  {
    id: "grid-waiting",
    type: "fill",
    ...FROM_GRIDS,
    filter: ["in", ["get", "status"], ["literal", ["reserved", "suspended"]]],
    paint: { "fill-pattern": HATCH, "fill-opacity": 0.55 },
  },
  {
    id: "grid-borders",
    type: "line",
    ...FROM_GRIDS,
    layout: { "line-join": "round" },
    paint: {
      "line-color": "#2b3a4a",
      "line-opacity": ["interpolate", ["linear"], ["zoom"], 9, 0.25, 13, 0.7],
      "line-width": ["interpolate", ["linear"], ["zoom"], 9, 0.3, 13, 0.9, 17, 2],
    },
  },
  {
    id: "chosen-halo",
    type: "line",
    ...FROM_GRIDS,
    filter: ["==", ["get", "code"], NOTHING],
    layout: { "line-join": "round" },
    paint: { "line-color": "#ffffff", "line-width": 7 },
  },
  {
    id: "chosen",
    type: "line",
    ...FROM_GRIDS,
    filter: ["==", ["get", "code"], NOTHING],
    layout: { "line-join": "round" },
    paint: { "line-color": "#0b1f33", "line-width": 3.4 },
  },
  {
    id: "grid-labels",
    type: "symbol",
    source: GRID_SOURCE,
    "source-layer": "grid_labels",
    layout: {
      // The last digits tell neighbours apart; the whole code stands in the panel.
      "text-field": [
        "format",
        ["slice", ["get", "code"], ["max", 0, ["-", ["length", ["get", "code"]], 6]]],
        { "font-scale": 0.86 },
        ...(count === null ? [] : countLine(count)),
      ] as never,
      "text-font": FONTS,
      "text-size": ["interpolate", ["linear"], ["zoom"], 12, 10.5, 16, 13],
      "text-line-height": 1.25,
      "text-padding": 3,
    },
    paint: {
      "text-color": "#16222e",
      "text-halo-color": "rgba(255, 255, 255, 0.92)",
      "text-halo-width": 1.5,
    },
  },
];

/** Which layers show the chosen grid, and how they find it. */
export const CHOSEN_LAYERS = ["chosen-halo", "chosen"];
export const chosenFilter = (code: string | null): ExpressionSpecification => [
  "==",
  ["get", "code"],
  code ?? NOTHING,
];
