import { useCommand } from "../../keys/useKeys";
import { nextPushed, resize, likeliest } from "../../state/plan/tool";
import { unitsOf } from "../../state/plan/actions";
import { switchSnapping, useSnapping } from "./snapping";
import type { Planning } from "./usePlanning";

const NINE = [1, 2, 3, 4, 5, 6, 7, 8, 9] as const;

/** The grids in the order in which list and number keys have them. */
export const orderedGrids = ({ ground, present }: Planning): number[] =>
  [...(present?.keys() ?? [])].sort((a, b) => {
    const [one = "", other = ""] = [ground?.grids.get(a)?.code, ground?.grids.get(b)?.code];
    return one < other ? -1 : one > other ? 1 : 0;
  });

/** Begin to push the border with the neighbour that shares most of it. */
export function startPush(planning: Planning): void {
  const { ground, tool, start, change } = planning;
  start("push");
  if (ground === null || tool.grid === null) return;
  change({ other: likeliest(ground, unitsOf(ground.owner, tool.grid), tool.grid) });
}

/** One unit more for the grid, or the last one back. */
export function pushBy(planning: Planning, step: 1 | -1): void {
  const { ground, tool, change } = planning;
  if (ground === null || tool.mode !== "push") return;
  if (step < 0) return change({ units: tool.units.slice(0, -1) });
  const next = nextPushed(ground, tool);
  if (next !== null) change({ units: [...tool.units, next] });
}

/** Arrows and Enter are the tool's from now on, not those of a tab or button that has the focus. */
function letGo(): void {
  const held = document.activeElement;
  if (held instanceof HTMLElement && held.matches('button, [role="tab"]')) held.blur();
}

/** The planner's keys; what each does stands in keys/commands.ts. */
export function usePlanKeys(planning: Planning): void {
  const { tool, change, start, send, commit, editable, ground } = planning;
  const editing = tool.mode !== "inspect";
  const chosen = tool.grid !== null;
  useCommand("undo", () => send({ verb: "undo" }), editable);
  useCommand("redo", () => send({ verb: "redo" }), editable);
  useCommand("inspect", () => start("inspect"));
  const begin = (tool: () => void) => () => {
    letGo();
    tool();
  };
  useCommand("split", begin(() => start("split")), editable && chosen);
  useCommand("merge", begin(() => start("merge")), editable && chosen);
  useCommand("push", begin(() => startPush(planning)), editable);
  useCommand("paint", begin(() => start("paint")), editable);
  useCommand("erase", begin(() => start("erase")), editable);
  useCommand("lasso", begin(() => start("lasso")), editable);
  useCommand("draw", begin(() => start("draw")), editable);
  useCommand("lock", () => toggleLock(planning), editable && chosen);
  const snapping = useSnapping();
  useCommand("snap", () => switchSnapping(!snapping), editable);
  useCommand("commit", commit, editing);
  useCommand("leave", () => start("inspect", editing ? tool.grid : null));
  useCommand("smaller", () => change((now) => resize(now, -1)), editing);
  useCommand("larger", () => change((now) => resize(now, 1)), editing);
  useCommand("next", () => pushBy(planning, 1), tool.mode === "push");
  useCommand("previous", () => pushBy(planning, -1), tool.mode === "push");
  const pick = (place: number) => {
    const grid = orderedGrids(planning)[place - 1];
    if (grid !== undefined && ground !== null) start("inspect", grid);
  };
  // The list of keys is fixed, so the order of these hooks is too.
  for (const place of NINE) useCommand(`pick${place}`, () => pick(place));
}

export function toggleLock({ ground, tool, send }: Planning): void {
  const grid = ground?.grids.get(tool.grid ?? NaN);
  if (grid === undefined) return;
  send({ verb: "operate", body: { kind: grid.locked ? "unlock" : "lock", grids: [grid.code] } });
}
