import type { TileJson } from "../api/types";

/** Something that lies over the grids by choice. */
export interface Overlay {
  kind: "outline" | "units" | "density" | "findings";
  /** Tells overlays apart: a network's code, or the kind. */
  id: string;
  tiles: TileJson;
  /** Of an outline. */
  color: string;
}
