import { useEffect, useRef, useState } from "react";

import type { Bounds } from "../../api/types";
import type { Target } from "../../map/MapView";
import type { Hit } from "../../state/hits";
import { unitsOf } from "../../state/plan/actions";
import { boundsOf } from "../../state/plan/figures";
import { NEW_GRID } from "../../state/plan/tool";
import type { View } from "../../state/viewLink";
import type { Planning } from "./usePlanning";

/** Keep the chosen grid and the address's the same; go where a search leads. */
export function usePlanLink(planning: Planning, view: View, changeView: (change: Partial<View>) => void) {
  const { ground, tool, start, plan } = planning;
  const [target, setTarget] = useState<Target | null>(null);
  const numberOf = (code: string | null) =>
    [...(ground?.grids.values() ?? [])].find((grid) => grid.code === code)?.number ?? null;

  // The address leads where it was changed by others than the tool: a link, a bookmark, a search.
  const told = useRef<string | null>(null);
  useEffect(() => {
    if (ground === null || view.grid === told.current) return;
    told.current = view.grid;
    const number = numberOf(view.grid);
    if (number !== tool.grid && tool.mode === "inspect") start("inspect", number);
  });
  const code = tool.grid === null || tool.grid === NEW_GRID ? null : (ground?.grids.get(tool.grid)?.code ?? null);
  useEffect(() => {
    if (ground === null || code === told.current) return;
    told.current = code;
    changeView({ grid: code });
  }, [ground, code, changeView]);

  const go = ({ kind, key, place, bounds }: Hit) => {
    if (kind !== "grid") return setTarget({ place, bounds });
    const grid = plan.data?.grid_list.find((one) => one.code === key);
    const area = grid?.area_code ?? view.area;
    const number = numberOf(key);
    changeView({ area, grid: key });
    if (ground === null || number === null) return;
    setTarget({ place: null, bounds: boundsOf(ground, unitsOf(ground.owner, number)) });
  };
  /** Show a box with its grid, or a grid, or a place. */
  const look = (code: string | null, bounds: Bounds | null) => {
    const number = numberOf(code);
    if (number !== null) start("inspect", number);
    if (bounds !== null) setTarget({ place: null, bounds });
    else if (ground !== null && number !== null) {
      setTarget({ place: null, bounds: boundsOf(ground, unitsOf(ground.owner, number)) });
    }
  };
  return { target, go, look };
}
