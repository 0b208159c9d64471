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

export type SketchKind = "linestring" | "freehand" | "polygon";

/** Pixels within which a corner takes hold of one that is there. */
const SNAP_PX = 12;
const INK = "#0b1f33" as const;

export class Sketch {
  readonly #draw: TerraDraw;

  constructor(map: LibreMap, onDone: (places: Position[]) => void) {
    // Enter and Escape are the application's own: they commit and leave.
    const keyEvents = { cancel: null, finish: null };
    this.#draw = new TerraDraw({
      adapter: new TerraDrawMapLibreGLAdapter({ map }),
      modes: [
        new TerraDrawLineStringMode({
          pointerDistance: SNAP_PX,
          keyEvents,
          styles: { lineStringColor: INK, lineStringWidth: 3 },
        }),
        new TerraDrawFreehandMode({
          keyEvents,
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
