/** Patrols on the map: pictures of the heat, the grids' borders over it, blind spots. */
import type { GeoJSONSource, LayerSpecification, Map as LibreMap, RasterTileSource } from "maplibre-gl";

import type { TileJson } from "../api/types";
import { ownAddress, vectorSource } from "./sources";
import { CHOSEN_LAYERS, chosenFilter, GRID_SOURCE, overLayers } from "./gridStyle";

const HEAT = "heat";
const SPOTS = "blind-spots";
/** The base map's ground goes under this one. */
export const HEAT_LAYER = "heat-pictures";
const HIT_LAYER = "heat-grids";
const FINEST = 17; // the pictures' cells are pixels of zoom 14: nearer ones only grow
const EMPTY = { type: "FeatureCollection" as const, features: [] };

const SPOT_LAYERS: LayerSpecification[] = [
  {
    id: "blind-fills",
    type: "fill",
    source: SPOTS,
    paint: { "fill-color": "#c2185b", "fill-opacity": 0.28 },
  },
  {
    id: "blind-lines",
    type: "line",
    source: SPOTS,
    paint: { "line-color": "#c2185b", "line-width": 1.2 },
  },
];

export class HeatLayers {
  readonly #map: LibreMap;

  constructor(map: LibreMap, onGrid: (code: string) => void) {
    this.#map = map;
    map.on("click", HIT_LAYER, ({ features }) => {
      const code: unknown = features?.[0]?.properties["code"];
      if (typeof code === "string") onGrid(code);
    });
    map.addSource(SPOTS, { type: "geojson", data: EMPTY });
    for (const layer of SPOT_LAYERS) map.addLayer(layer);
  }

  /** Draw a network's borders in place of those before. */
  showGrids(tiles: TileJson): void {
    for (const { id, ...layer } of this.#map.getStyle().layers) {
      if ("source" in layer && layer.source === GRID_SOURCE) this.#map.removeLayer(id);
    }
    if (this.#map.getSource(GRID_SOURCE)) this.#map.removeSource(GRID_SOURCE);
    this.#map.addSource(GRID_SOURCE, vectorSource(tiles));
    // Nothing to see, but somewhere to click.
    const hit = { id: HIT_LAYER, type: "fill", source: GRID_SOURCE, "source-layer": "grids" } as const;
    this.#map.addLayer({ ...hit, paint: { "fill-opacity": 0 } }, "blind-fills");
    for (const layer of overLayers({ field: "households", unit: "" })) {
      this.#map.addLayer(codeAlone(layer));
    }
  }

  /** Draw a heat map's pictures in place of those before. */
  showHeat(picture: string): void {
    const tiles = [ownAddress(picture)];
    const source = this.#map.getSource<RasterTileSource>(HEAT);
    if (source !== undefined) {
      source.setTiles(tiles);
      return;
    }
    this.#map.addSource(HEAT, { type: "raster", tiles, tileSize: 256, maxzoom: FINEST });
    const above = ["area-borders", HIT_LAYER, "blind-fills"].find((id) => this.#map.getLayer(id));
    this.#map.addLayer(
      {
        id: HEAT_LAYER,
        type: "raster",
        source: HEAT,
        // Fixed classes: a colour between two would mean nothing.
        paint: { "raster-resampling": "nearest", "raster-opacity": 0.8, "raster-fade-duration": 0 },
      },
      above,
    );
  }

  choose(code: string | null): void {
    for (const id of CHOSEN_LAYERS) {
      if (this.#map.getLayer(id)) this.#map.setFilter(id, chosenFilter(code));
    }
  }

  showBlindSpots(spots: object | null): void {
    (this.#map.getSource(SPOTS) as GeoJSONSource).setData((spots ?? EMPTY) as never);
  }
}

/** Labels without counts: this map is about walking, and is printed for the wall. */
function codeAlone(layer: LayerSpecification): LayerSpecification {
  if (layer.type !== "symbol") return layer;
  const tail = ["slice", ["get", "code"], ["max", 0, ["-", ["length", ["get", "code"]], 6]]];
  return { ...layer, layout: { ...layer.layout, "text-field": tail as never } };
}
