/** Slanting strokes, for grids that are reserved or suspended. */
import type { Map as LibreMap } from "maplibre-gl";

export const HATCH = "hatch";

/** Give a map the pattern. */
export function addHatch(map: LibreMap): void {
  if (!map.hasImage(HATCH)) map.addImage(HATCH, draw(), { pixelRatio: 2 });
}

function draw(): ImageData {
  const size = 16;
  const image = new ImageData(size, size);
  for (let y = 0; y < size; y++) {
    for (let x = 0; x < size; x++) {
      if ((x + y) % 8 < 2) image.data.set([22, 34, 46, 255], (y * size + x) * 4);
    }
  }
  return image;
}
