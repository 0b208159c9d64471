/** The one place that drives MapLibre. The rest of the page hands values in and gets events out. */
import {
  AttributionControl,
  Map as LibreMap,
  type MapMouseEvent,
  Marker,
  NavigationControl,
  prewarm,
  ScaleControl,
  setWorkerUrl,
} from "maplibre-gl";
import workerUrl from "maplibre-gl/dist/maplibre-gl-worker.mjs?url";

import type { Band, Bounds, TileJson } from "../api/types";
import type { Overlay } from "../state/overlay";
import type { Palette } from "../state/viewLink";
import { background } from "./baseStyle";
import {
  CHOSEN_LAYERS,
  chosenFilter,
  FILL_LAYER,
  fillColor,
  fillLayer,
  GRID_SOURCE,
  type LabelCount,
  overLayers,
} from "./gridStyle";
import { findingAt } from "./findingLayers";
import { drawGround, isGroundDrawn } from "./ground";
import { addHatch } from "./hatch";
import { type Camera, LookingMap } from "./looking";
import { showOverlays } from "./overlays";
import { type Shape, showShapes } from "./shapes";
import { vectorSource } from "./sources";
import { tintColor, tintWhileIdle } from "./tinter";

setWorkerUrl(workerUrl); // from our own host: the content policy allows no worker from elsewhere
prewarm(); // it starts while the page is still being put together

export interface MapEvents {
  onPick: (lon: number, lat: number) => void;
  /** The mark of a finding was pressed; without this it is a place like any other. */
  onFinding?: (id: string) => void;
  onMove: (camera: Camera) => void;
  /** What the map shows, at first and after each movement. */
  onSee?: (bounds: Bounds) => void;
  onPointer: (place: { lon: number; lat: number } | null) => void;
  /** The grids stand on the map for the first time; labels may still fade in. */
  onGrids?: () => void;
  /** The map has drawn all that it was given, the grids among it. */
  onDrawn: () => void;
  onError: (message: string) => void;
}

/** MapLibre's own words, by its keys. */
export type MapWords = Record<string, string>;

export class GridMap extends LookingMap {
  readonly #styled: Promise<void>;
  /** What is drawn once the grids stand on the map, by its name; from then on all is drawn at once. */
  #later: Map<string, () => void> | null = new Map();
  #pin: Marker | null = null;
  #endTints: () => void = () => undefined;
  #removed = false;

  /** A map that is to be printed keeps its picture, at some cost to its speed. */
  constructor(
    container: HTMLElement,
    camera: Camera | null,
    words: MapWords,
    events: MapEvents,
    { printed = false } = {},
  ) {
    super(
      new LibreMap({
        container,
        style: { version: 8, sources: {}, layers: [background] },
        center: camera?.center ?? [105, 35],
        zoom: camera?.zoom ?? 3.5,
        maxZoom: 19,
        dragRotate: false,
        pitchWithRotate: false,
        touchPitch: false,
        attributionControl: false,
      fadeDuration: 0, // letters that fade in have the whole map drawn again and again
        canvasContextAttributes: { preserveDrawingBuffer: printed },
        locale: words,
      }),
    );
    this.#styled = new Promise((resolve) => this.map.once("style.load", () => resolve()));
    this.map.touchZoomRotate.disableRotation();
    this.map.addControl(new AttributionControl({ compact: true, customAttribution: "gridgeo" }));
    this.map.addControl(new NavigationControl({ showCompass: false }), "top-right");
    this.map.addControl(new ScaleControl({ maxWidth: 120, unit: "metric" }), "bottom-right");
    this.#listen(events);
  }

  /** Draw the base map; its layers stay under the grids, or under another layer. */
  showGround(tiles: TileJson, under: string = FILL_LAYER): void {
    this.#whenStyled(() => drawGround(this.map, tiles, under));
  }

  /** Draw the base map once grids stand on the map: what people come for is not held up by it. */
  showGroundAfterGrids(tiles: TileJson): void {
    this.#whenStyled(() => this.#afterGrids("ground", () => drawGround(this.map, tiles, FILL_LAYER)));
  }

  /** Draw a network's grids in place of those before. */
  showGrids(tiles: TileJson, band: Band, count: LabelCount | null, palette: Palette): void {
    this.#whenStyled(() => {
      this.#removeGrids();
      addHatch(this.map);
      this.map.addSource(GRID_SOURCE, { ...vectorSource(tiles), promoteId: { grids: "code" } });
      const above = isGroundDrawn(this.map) ? "area-borders" : undefined;
      const tinted = palette === "neighbours";
      this.map.addLayer(fillLayer(tinted ? tintColor : fillColor(band)), above);
      if (tinted) this.#endTints = tintWhileIdle(this.map, GRID_SOURCE);
      for (const layer of overLayers(count)) {
        // Labels go to the very top, above the borders and names of areas; to draw their letters takes time.
        if (layer.type === "symbol") this.#afterGrids(layer.id, () => this.map.addLayer(layer));
        else this.map.addLayer(layer, above);
      }
    });
  }

  /** Show these outlines and grounds over the grids, and no others. */
  showOverlays(overlays: readonly Overlay[]): void {
    this.#whenStyled(() => showOverlays(this.map, overlays));
  }

  /** Point at these shapes, and at no others. */
  showShapes(shapes: readonly Shape[]): void {
    this.#whenStyled(() => showShapes(this.map, shapes));
  }

  /** Outline one grid, or none. */
  choose(code: string | null): void {
    this.#whenStyled(() => {
      for (const id of CHOSEN_LAYERS) {
        if (this.map.getLayer(id)) this.map.setFilter(id, chosenFilter(code));
      }
    });
  }

  /** Copy what the map shows to paper's own canvas: its own is blank once it was shown. */
  copyTo(paper: HTMLCanvasElement): void {
    this.map.redraw();
    const drawn = this.map.getCanvas();
    [paper.width, paper.height] = [drawn.width, drawn.height];
    paper.getContext("2d")?.drawImage(drawn, 0, 0);
  }

  /** Put a pin at a place, or take it away. */
  pin(place: { lon: number; lat: number } | null): void {
    this.#pin?.remove();
    this.#pin = place === null ? null : new Marker({ color: "#c2185b", scale: 0.7 });
    if (place !== null) this.#pin?.setLngLat([place.lon, place.lat]).addTo(this.map);
  }

  /** The map itself, for the other modules of this folder, once it has a style. */
  async opened(): Promise<LibreMap | null> {
    await this.#styled;
    return this.#removed ? null : this.map;
  }

  get element(): HTMLElement {
    return this.map.getCanvas();
  }

  remove(): void {
    this.#removed = true;
    this.map.remove();
  }

  #afterGrids(name: string, act: () => void): void {
    if (this.#later === null) act();
    else this.#later.set(name, act);
  }

  #removeGrids(): void {
    this.#endTints();
    this.#endTints = () => undefined;
    for (const { id, ...layer } of this.map.getStyle().layers) {
      if ("source" in layer && layer.source === GRID_SOURCE) this.map.removeLayer(id);
    }
    if (this.map.getSource(GRID_SOURCE)) this.map.removeSource(GRID_SOURCE);
  }

  #listen(events: MapEvents): void {
    this.map.on("click", ({ lngLat, point }: MapMouseEvent) => {
      const finding = events.onFinding === undefined ? null : findingAt(this.map, point);
      if (finding === null) events.onPick(lngLat.lng, lngLat.lat);
      else events.onFinding?.(finding);
    });
    const see = () => events.onSee?.(this.bounds());
    this.map.on("moveend", () => events.onMove(this.camera()));
    this.map.on("moveend", see);
    this.#whenStyled(see);
    this.map.on("mousemove", ({ lngLat, point }: MapMouseEvent) => {
      events.onPointer({ lon: lngLat.lng, lat: lngLat.lat });
      const over =
        this.map.getLayer(FILL_LAYER) !== undefined &&
        this.map.queryRenderedFeatures(point, { layers: [FILL_LAYER] }).length > 0;
      this.map.getCanvas().style.cursor = over ? "pointer" : "";
    });
    this.map.on("mouseout", () => events.onPointer(null));
    const firstGrids = this.map.on("render", () => {
      if (this.map.getSource(GRID_SOURCE) === undefined || !this.map.isSourceLoaded(GRID_SOURCE)) return;
      firstGrids.unsubscribe();
      const waiting = this.#later?.values() ?? [];
      this.#later = null;
      for (const act of waiting) act();
      events.onGrids?.();
    });
    this.map.on("idle", () => {
      if (this.map.getSource(GRID_SOURCE) !== undefined) events.onDrawn();
    });
    this.map.on("error", ({ error }) => events.onError(error.message));
  }

  #whenStyled(act: () => void): void {
    void this.#styled.then(() => {
      if (!this.#removed) act();
    });
  }
}
