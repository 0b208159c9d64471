/** The draft on the map: units in their grids' colours, borders, labels, findings. */
import type { GeoJSONSource, LayerSpecification, Map as LibreMap } from "maplibre-gl";

import type { Border } from "../state/plan/borders";
import type { Ground, Position } from "../state/plan/ground";
import { FONTS } from "./baseStyle";
import { DraftMarks, type Mark } from "./draftMarks";
import { addHatch, HATCH } from "./hatch";

const UNITS = "draft-units";
const BORDERS = "draft-borders";
const LABELS = "draft-labels";
const PINS = "draft-pins";
export const PIN_LAYER = "draft-pin-dots";
const LINE = "draft-line";
const EMPTY = { type: "FeatureCollection" as const, features: [] };
const state = (name: string) => ["boolean", ["feature-state", name], false] as never;

export interface Label {
  place: Position;
  text: string;
  figure: string;
}

const LAYERS: LayerSpecification[] = [
  {
    id: "draft-fill",
    type: "fill",
    source: UNITS,
    paint: {
      "fill-color": ["coalesce", ["feature-state", "color"], "#c5cad3"] as never,
      "fill-opacity": ["interpolate", ["linear"], ["zoom"], 12, 0.86, 15, 0.7, 17, 0.5],
    },
  },
  {
    id: "draft-waiting",
    type: "fill",
    source: UNITS,
    paint: { "fill-pattern": HATCH, "fill-opacity": ["case", state("waiting"), 0.55, 0] as never },
  },
  {
    id: "draft-unit-lines",
    type: "line",
    source: UNITS,
    minzoom: 14,
    paint: { "line-color": "#2b3a4a", "line-opacity": 0.28, "line-width": 0.6 },
  },
  {
    id: "draft-picked",
    type: "fill",
    source: UNITS,
    paint: { "fill-color": "#0b1f33", "fill-opacity": ["case", state("picked"), 0.3, 0] as never },
  },
  {
    id: "draft-border-lines",
    type: "line",
    source: BORDERS,
    layout: { "line-join": "round", "line-cap": "round" },
    paint: {
      "line-color": ["match", ["get", "role"], "hover", "#c2185b", "chosen", "#0b1f33", "#2b3a4a"],
      "line-width": ["match", ["get", "role"], "hover", 6, "chosen", 4, 1.8],
    },
  },
  {
    id: "draft-label-texts",
    type: "symbol",
    source: LABELS,
    layout: {
      "text-field": ["format", ["get", "text"], { "font-scale": 0.86 }, "\n", {}, ["get", "figure"], {}],
      "text-font": FONTS,
      "text-size": ["interpolate", ["linear"], ["zoom"], 12, 11, 16, 14],
      "text-line-height": 1.25,
      "text-allow-overlap": false,
      "text-padding": 2,
    },
    paint: {
      "text-color": "#16222e",
      "text-halo-color": "rgba(255, 255, 255, 0.94)",
      "text-halo-width": 1.7,
    },
  },
  {
    id: "draft-drawn-line",
    type: "line",
    source: LINE,
    layout: { "line-join": "round", "line-cap": "round" },
    paint: { "line-color": "#0b1f33", "line-width": 3, "line-dasharray": [1, 1.6] },
  },
  {
    id: "draft-drawn-corners",
    type: "circle",
    source: LINE,
    filter: ["==", ["geometry-type"], "Point"],
    paint: { "circle-radius": 4, "circle-color": "#ffffff", "circle-stroke-color": "#0b1f33", "circle-stroke-width": 2 },
  },
  {
    id: PIN_LAYER,
    type: "circle",
    source: PINS,
    paint: {
      "circle-radius": 11,
      "circle-color": ["case", ["get", "open"], "#c2185b", "#66727e"],
      "circle-stroke-color": "#ffffff",
      "circle-stroke-width": 2,
    },
  },
  {
    id: "draft-pin-numbers",
    type: "symbol",
    source: PINS,
    layout: {
      "text-field": ["case", ["==", ["get", "number"], 0], "+", ["to-string", ["get", "number"]]],
      "text-font": FONTS,
      "text-size": 12,
      "text-allow-overlap": true,
    },
    paint: { "text-color": "#ffffff" },
  },
];

/** A comment on the map. */
export interface Pin {
  number: number;
  place: readonly number[];
  open: boolean;
}

export interface UnitLook {
  color: string;
  waiting: boolean;
  picked: boolean;
}

export class DraftLayers {
  readonly #map: LibreMap;
  readonly #marks: DraftMarks;
  #looks: UnitLook[] = [];

  constructor(map: LibreMap) {
    this.#map = map;
    addHatch(map);
    for (const id of [UNITS, BORDERS, LABELS, PINS, LINE]) {
      map.addSource(id, { type: "geojson", data: EMPTY });
    }
    for (const layer of LAYERS) map.addLayer(layer);
    this.#marks = new DraftMarks(map, "draft-label-texts");
  }

  /** Draw other units in place of those before. */
  showGround(ground: Ground): void {
    this.#looks = [];
    this.#map.removeFeatureState({ source: UNITS });
    this.#source(UNITS).setData({
      type: "FeatureCollection",
      features: ground.units.map((unit, id) => ({
        type: "Feature" as const,
        id,
        properties: {},
        geometry: { type: "MultiPolygon" as const, coordinates: unit.rings as never },
      })),
    });
  }

  /** Colour the units; only what differs from before is told to the map. */
  paint(looks: readonly UnitLook[]): void {
    looks.forEach((look, id) => {
      const before = this.#looks[id];
      if (
        before?.color === look.color &&
        before.waiting === look.waiting &&
        before.picked === look.picked
      ) {
        return;
      }
      this.#map.setFeatureState({ source: UNITS, id }, { ...look });
    });
    this.#looks = [...looks];
  }

  get painted(): boolean {
    return this.#looks.length > 0;
  }

  /** Draw borders; the chosen grid's thick, those that the pointer holds in their own colour. */
  showBorders(borders: readonly Border[], chosen: number | null, hovered: readonly string[]): void {
    const role = ({ grids }: Border) =>
      hovered.includes(grids.join())
        ? "hover"
        : chosen !== null && grids.includes(chosen)
          ? "chosen"
          : "plain";
    const features = borders.map((border) => ({
      type: "Feature" as const,
      properties: { role: role(border) },
      geometry: { type: "MultiLineString" as const, coordinates: border.lines as never },
    }));
    this.#source(BORDERS).setData({ type: "FeatureCollection", features });
  }

  showLabels(labels: readonly Label[]): void {
    const features = labels.map(({ place, text, figure }) => ({
      type: "Feature" as const,
      properties: { text, figure },
      geometry: { type: "Point" as const, coordinates: [...place] },
    }));
    this.#source(LABELS).setData({ type: "FeatureCollection", features });
  }

  /** Draw the line that a grid would be split by, and its corners. */
  showLine(line: readonly Position[] | null): void {
    const coordinates = (line ?? []).map((place) => [...place]);
    const types = coordinates.length > 1 ? (["LineString", "MultiPoint"] as const) : (["MultiPoint"] as const);
    const features = types.map((type) => ({ type: "Feature" as const, properties: {}, geometry: { type, coordinates } }));
    this.#source(LINE).setData(line === null ? EMPTY : { type: "FeatureCollection", features });
  }

  showMarks(marks: readonly Mark[]): void {
    this.#marks.show(marks);
  }

  showPins(pins: readonly Pin[]): void {
    const features = pins.map(({ number, place, open }) => ({
      type: "Feature" as const,
      properties: { number, open },
      geometry: { type: "Point" as const, coordinates: [...place] },
    }));
    this.#source(PINS).setData({ type: "FeatureCollection", features });
  }

  #source(id: string): GeoJSONSource {
    return this.#map.getSource(id) as GeoJSONSource;
  }
}
