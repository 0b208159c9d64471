import { useMemo, useState } from "react";

import type { Gestures } from "../../map/draftPointer";
import { type Border, borderAt, bordersOf } from "../../state/plan/borders";
import { useHeld } from "../../keys/useKeys";
import type { Position } from "../../state/plan/ground";
import { type Junction, junctionAt, junctionsOf } from "../../state/plan/junctions";
import { unitsInside, unitsSwept, unitsUnder } from "../../state/plan/shapes";
import { snapTo } from "../../state/plan/snap";
import { WIDTH_BRUSHES } from "../../state/plan/tool";
import { useSnapping } from "./snapping";
import type { Planning } from "./usePlanning";

const NONE: readonly string[] = [];

/** What pointer and finger do on the draft. */
export function useGestures(planning: Planning): {
  gestures: Omit<Gestures, "onPin" | "onFinding">;
  /** The borders that the pointer would move, by their grids. */
  hovered: readonly string[];
  borders: readonly Border[];
  onSketch: (places: readonly Position[]) => void;
  onDraft: (places: readonly Position[]) => void;
  snap: (place: Position, within_m: number) => Position | null;
  /** A press without a pointer: a corner of what is drawn, the units of the brush, or a grid. */
  press: (place: Position) => void;
} {
  const { ground, owner, tool, change, start, editable } = planning;
  const [hovered, setHovered] = useState<readonly string[]>([]);
  const snapping = useSnapping();
  const borders = useMemo(
    () => (ground === null || owner === null ? [] : bordersOf(ground, owner)),
    [ground, owner],
  );
  const panning = useHeld("pan");
  const gestures = useMemo((): Omit<Gestures, "onPin" | "onFinding"> => {
    const near = (place: Position, hold_m: number) => borderAt(borders, place, hold_m);
    const junctions = ground === null || tool.mode !== "push" ? [] : junctionsOf(ground, ground.owner);
    const unitAt = (place: Position) => (ground === null ? [] : unitsUnder(ground, place, 0))[0];
    return {
      takes: (place, hold_m) => {
        if (!editable || ground === null || panning()) return false;
        if (tool.mode === "push") return near(place, hold_m) !== null || junctionAt(junctions, place, hold_m) !== null;
        return tool.mode === "paint" || tool.mode === "erase" || tool.mode === "draw" || tool.mode === "dedicate";
      },
      onHover: (place, hold_m) => {
        const held = tool.mode === "push" ? heldAt(junctions, near(place, hold_m), place, hold_m) : [];
        if (held.join(" ") !== hovered.join(" ")) setHovered(held);
      },
      onDrag: (from, to, hold_m) => {
        if (ground === null) return;
        const junction = junctionAt(junctions, from, hold_m);
        if (junction !== null) return change({ junction, to, units: [] });
        if (tool.mode === "push") {
          const held = borderAt(bordersOf(ground, ground.owner), from, hold_m);
          const swept = unitsSwept(ground, from, to, tool.radius_m * WIDTH_BRUSHES);
          const pair = held === null ? null : sides(ground.owner, held, swept, unitAt(to));
          if (pair === null) return;
          const units = swept.filter((unit) => ground.owner[unit] === pair.other);
          change({ ...pair, units, junction: null, to: null });
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
  }, [borders, ground, tool.mode, tool.grid, tool.radius_m, editable, hovered, change, start, panning]);

  const onSketch = (places: readonly Position[]) => {
    if (ground === null) return;
    if (tool.mode === "split") return change({ line: places });
    const units = unitsInside(ground, places);
    change({ units: units.filter((unit) => ground.owner[unit] !== tool.grid) });
  };
  const onDraft = (line: readonly Position[]) => {
    if (tool.mode === "split") change({ line });
  };
  const press = (place: Position) => {
    const line = [...(tool.line ?? []), place];
    if (tool.mode === "split") change({ line });
    else if (tool.mode === "lasso") {
      change({ line });
      onSketch(line);
    } else if (gestures.takes(place, 0)) gestures.onDrag(place, place, 0);
    else gestures.onClick(place);
  };
  const snap = (place: Position, within_m: number) =>
    ground === null || !snapping ? null : snapTo(ground, place, within_m);
  // No border is held any more once another way of editing is chosen.
  return { gestures, hovered: tool.mode === "push" ? hovered : NONE, borders, onSketch, onDraft, snap, press };
}

/** The borders that a drag from here would move: all of a junction, or the one that is near. */
function heldAt(
  junctions: readonly Junction[],
  near: Border | null,
  place: Position,
  hold_m: number,
): readonly string[] {
  const junction = junctionAt(junctions, place, hold_m);
  if (junction === null) return [near?.grids.join()].filter((key) => key !== undefined);
  return junction.grids.flatMap((one, i) => junction.grids.slice(i + 1).map((other) => [one, other].join()));
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
