import { useMemo, useState } from "react";

import type { Gestures } from "../../map/draftPointer";
import { type Border, borderAt, bordersOf } from "../../state/plan/borders";
import type { Position } from "../../state/plan/ground";
import { unitsInside, unitsSwept, unitsUnder } from "../../state/plan/shapes";
import type { Planning } from "./usePlanning";

/** How near a border a pointer has to be, in metres on the ground, and how wide it pushes. */
const HOLD_M = 25;
const WIDTH_BRUSHES = 2.5;

/** What pointer and finger do on the draft. */
export function useGestures(planning: Planning) {
  const { ground, owner, tool, change, start, editable } = planning;
  const [hovered, setHovered] = useState<Border | null>(null);
  const borders = useMemo(
    () => (ground === null || owner === null ? [] : bordersOf(ground, owner)),
    [ground, owner],
  );
  const gestures = useMemo((): Gestures => {
    const near = (place: Position) => borderAt(borders, place, HOLD_M);
    const unitAt = (place: Position) => (ground === null ? [] : unitsUnder(ground, place, 0))[0];
    return {
      takes: (place) => {
        if (!editable || ground === null) return false;
        if (tool.mode === "push") return near(place) !== null;
        return tool.mode === "paint" || tool.mode === "erase" || tool.mode === "draw" || tool.mode === "dedicate";
      },
      onHover: (place) => {
        const found = tool.mode === "push" ? near(place) : null;
        if (found?.grids.join() !== hovered?.grids.join()) setHovered(found);
      },
      onDrag: (from, to) => {
        if (ground === null) return;
        if (tool.mode === "push") {
          const held = borderAt(bordersOf(ground, ground.owner), from, HOLD_M);
          const swept = unitsSwept(ground, from, to, tool.radius_m * WIDTH_BRUSHES);
          const pair = held === null ? null : sides(ground.owner, held, swept, unitAt(to));
          if (pair === null) return;
          const units = swept.filter((unit) => ground.owner[unit] === pair.other);
          change({ ...pair, units });
          return;
        }
        const under = unitsUnder(ground, to, tool.radius_m);
        const wanted = under.filter((unit) =>
          tool.mode === "erase" ? ground.owner[unit] === tool.grid : ground.owner[unit] !== tool.grid || tool.grid === null,
        );
        const free = tool.mode === "draw" || tool.mode === "dedicate" ? under : wanted;
        change((now) => ({ ...now, units: [...new Set([...now.units, ...free])] }));
      },
      onClick: (place) => {
        const unit = unitAt(place);
        if (ground === null || unit === undefined) return;
        const grid = ground.owner[unit] as number;
        if (tool.mode === "inspect") start("inspect", grid === tool.grid ? null : grid);
        else if (tool.grid === null) change({ grid });
        else if (tool.mode === "merge" && grid !== tool.grid) {
          change((now) => ({ ...now, others: [...new Set([...now.others, grid])] }));
        }
      },
    };
  }, [borders, ground, tool.mode, tool.grid, tool.radius_m, editable, hovered, change, start]);

  const onSketch = (places: readonly Position[]) => {
    if (ground === null) return;
    if (tool.mode === "split") return change({ line: places });
    const units = unitsInside(ground, places);
    change({ units: units.filter((unit) => ground.owner[unit] !== tool.grid) });
  };
  return { gestures, hovered, borders, onSketch };
}

/** Which of two grids grows: the one from which the pointer comes into the other. */
function sides(
  owner: Int32Array,
  { grids: [one, other] }: Border,
  swept: readonly number[],
  under: number | undefined,
): { grid: number; other: number } | null {
  const into = under === undefined ? undefined : owner[under];
  if (into === one) return { grid: other, other: one };
  if (into === other) return { grid: one, other };
  const held = swept.filter((unit) => owner[unit] === one).length * 2 > swept.length;
  return swept.length === 0 ? null : held ? { grid: other, other: one } : { grid: one, other };
}
