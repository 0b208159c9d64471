/** Colours published grids so that neighbours differ, as their tiles come in. */
import type { ExpressionSpecification, Map as LibreMap } from "maplibre-gl";

import { NO_CLASS_COLOR } from "../state/classes";
import { neighboursOf, type Piece, tintGrids, TINTS } from "../state/tint";

/** The colour of a grid by its feature state. */
export const tintColor: ExpressionSpecification = [
  "match",
  ["coalesce", ["feature-state", "tint"], -1],
  ...TINTS.flatMap((color, i) => [i, color]),
  NO_CLASS_COLOR,
] as unknown as ExpressionSpecification;

/** Tint what is in view whenever the map comes to rest, until the answer is called. */
export function tintWhileIdle(map: LibreMap, source: string): () => void {
  let tints = new Map<string, number>();
  const tint = () => {
    const found = map.querySourceFeatures(source, { sourceLayer: "grids" });
    const pieces = found.flatMap(({ properties, geometry }): Piece[] => {
      const code = String(properties["code"]);
      if (geometry.type === "Polygon") return [{ code, rings: geometry.coordinates }];
      return geometry.type === "MultiPolygon" ? [{ code, rings: geometry.coordinates.flat() }] : [];
    });
    const fresh = new Set(pieces.map(({ code }) => code).filter((code) => !tints.has(code)));
    if (fresh.size === 0) return;
    tints = tintGrids(neighboursOf(pieces), tints);
    for (const code of fresh) {
      map.setFeatureState({ source, sourceLayer: "grids", id: code }, { tint: tints.get(code) });
    }
  };
  const heard = map.on("idle", tint);
  return () => heard.unsubscribe();
}
