const EARTH_M = 40_075_017;
const TILE_PX = 512;

/** Metres on the ground that one pixel of the map shows. */
export const metresPerPixel = (lat: number, zoom: number): number =>
  (EARTH_M * Math.cos((lat * Math.PI) / 180)) / (TILE_PX * 2 ** zoom);
