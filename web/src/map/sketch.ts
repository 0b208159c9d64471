/** Lines and rings that are drawn by hand: the one module that knows Terra Draw. */
import type { Map as LibreMap } from "maplibre-gl";
import {
  type GeoJSONStoreFeatures,
  TerraDraw,
  TerraDrawFreehandMode,
  TerraDrawLineStringMode,
  TerraDrawPolygonMode,
} from "terra-draw";
import { TerraDrawMapLibreGLAdapter } from "terra-draw-maplibre-gl-adapter";

import type { Position } from "../state/plan/ground";
import { metresPerPixel } from "../state/scale";

export type SketchKind = "linestring" | "freehand" | "polygon";

/** Pixels within which a corner takes hold of one that is there. */
const SNAP_PX = 12;
const INK = "#0b1f33" as const;

/** What becomes of what is drawn. */
export interface Sketching {
  onDone: (places: Position[]) => void;
  /** A line that is still being drawn, its last end under the pointer. */
  onDraft: (places: Position[]) => void;
  /** The place that a corner takes hold of, within a reach in metres. */
  snap: (place: Position, within_m: number) => Position | null;
}

export class Sketch {
  readonly #draw: TerraDraw;

  constructor(map: LibreMap, { onDone, onDraft, snap }: Sketching) {
    // Enter and Escape are the application's own: they commit and leave.
    const keyEvents = { cancel: null, finish: null };
    this.#draw = new TerraDraw({
      adapter: new TerraDrawMapLibreGLAdapter({ map }),
      modes: [
        new TerraDrawLineStringMode({
          pointerDistance: SNAP_PX,
          keyEvents,
          snapping: {
            toCustom: ({ lng, lat }) => {
              const held = snap([lng, lat], SNAP_PX * metresPerPixel(lat, map.getZoom()));
              return held === null ? undefined : [...held];
            },
          },
          styles: { lineStringColor: INK, lineStringWidth: 3, snappingPointColor: "#c2185b", snappingPointWidth: 6 },
        }),
        new TerraDrawFreehandMode({
          keyEvents,
          // A finger draws while it is down; a mouse also between two clicks.
          drawInteraction: "click-move-or-drag",
          styles: { fillColor: INK, fillOpacity: 0.12, outlineColor: INK, outlineWidth: 2 },
        }),
        new TerraDrawPolygonMode({
          pointerDistance: SNAP_PX,
          keyEvents,
          styles: { fillColor: INK, fillOpacity: 0.12, outlineColor: INK, outlineWidth: 2 },
        }),
      ],
    });
    this.#draw.on("finish", (id) => {
      const feature = this.#draw.getSnapshot().find((one) => one.id === id);
      const places = feature === undefined ? [] : placesOf(feature);
      this.#draw.clear();
      if (places.length > 1) onDone(places);
    });
    this.#draw.on("change", () => {
      const line = this.#draw.getSnapshot().find(({ geometry }) => geometry.type === "LineString");
      const places = line === undefined ? [] : placesOf(line);
      if (places.length > 1) onDraft(places);
    });
  }

  start(kind: SketchKind): void {
    if (!this.#draw.enabled) this.#draw.start();
    this.#draw.clear();
    this.#draw.setMode(kind);
  }

  stop(): void {
    if (!this.#draw.enabled) return;
    this.#draw.clear();
    this.#draw.stop();
  }
}

function placesOf({ geometry }: GeoJSONStoreFeatures): Position[] {
  const places =
    geometry.type === "LineString"
      ? geometry.coordinates
      : geometry.type === "Polygon"
        ? (geometry.coordinates[0] ?? [])
        : [];
  return places.map(([lon = 0, lat = 0]): Position => [lon, lat]);
}
