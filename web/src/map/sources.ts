import type { TileJson } from "../api/types";

/** Tiles come from the page's own host, whatever name a proxy in between gave it. */
export const ownAddress = (url: string): string =>
  url.replace(/^(https?:)?\/\/[^/]+/, window.location.origin);

export function vectorSource({ tiles, minzoom, maxzoom }: TileJson) {
  return { type: "vector" as const, tiles: tiles.map(ownAddress), minzoom, maxzoom };
}
