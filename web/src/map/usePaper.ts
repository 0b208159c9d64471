import { useEffect, useRef } from "react";

import type { GridMap } from "./adapter";

/** A canvas that has the map's picture while it is printed. */
export function usePaper(map: GridMap | null) {
  const paper = useRef<HTMLCanvasElement>(null);
  useEffect(() => {
    if (map === null) return;
    const copy = () => paper.current !== null && map.copyTo(paper.current);
    window.addEventListener("beforeprint", copy);
    return () => window.removeEventListener("beforeprint", copy);
  }, [map]);
  return paper;
}
