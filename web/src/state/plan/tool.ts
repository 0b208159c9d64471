/** What the planner is doing: a mode, the chosen grid, and what the gesture has gathered so far. */
import type { OperationRequest } from "../../api/draft";
import { merge, pushBorder, reassign, type Result, unitsOf } from "./actions";
import type { Ground, Position } from "./ground";
import { type Junction, moveJunction } from "./junctions";
import { sideOf } from "./shapes";

export const MODES = ["inspect", "push", "paint", "erase", "lasso", "split", "merge", "draw", "dedicate"] as const;
export type Mode = (typeof MODES)[number];

export interface Tool {
  mode: Mode;
  /** Number of the grid that is being worked on. */
  grid: number | null;
  /** The other grid of a border, or the one that gets what is erased. */
  other: number | null;
  units: readonly number[];
  /** Grids to merge with the chosen one. */
  others: readonly number[];
  line: readonly Position[] | null;
  /** The junction that is being moved, and where to. */
  junction: Junction | null;
  to: Position | null;
  count: number;
  /** A line cuts empty ground instead of following units. */
  exact: boolean;
  name: string;
  radius_m: number;
}

export const IDLE: Tool = {
  mode: "inspect",
  grid: null,
  other: null,
  units: [],
  others: [],
  line: null,
  junction: null,
  to: null,
  count: 2,
  exact: false,
  name: "",
  radius_m: 60,
};

const sameList = (one: unknown, other: unknown): boolean =>
  Array.isArray(one) && Array.isArray(other) && one.length === other.length && one.every((item, i) => item === other[i]);

/** Whether two say the same, list by list. */
export const sameTool = (one: Tool, other: Tool): boolean =>
  (Object.keys(one) as (keyof Tool)[]).every((key) => one[key] === other[key] || sameList(one[key], other[key]));

/** How many brushes wide a border is pushed. */
export const WIDTH_BRUSHES = 2.5;

/** Number that a grid has on the page until the server gives it one. */
export const NEW_GRID = -2;

/** Begin a mode with nothing gathered. */
export const begin = (tool: Tool, mode: Mode, grid = tool.grid): Tool => ({
  ...IDLE,
  radius_m: tool.radius_m,
  mode,
  grid,
});

const RADII = [20, 40, 60, 100, 160, 250, 400];

/** The next smaller or larger brush. */
export function resize(tool: Tool, step: 1 | -1): Tool {
  const at = RADII.findIndex((radius) => radius >= tool.radius_m) + step;
  return { ...tool, radius_m: RADII[Math.max(0, Math.min(RADII.length - 1, at))] as number };
}

export const toggle = (list: readonly number[], one: number): number[] =>
  list.includes(one) ? list.filter((other) => other !== one) : [...list, one];

/** An edit in the making: what the page thinks it does, and what the server is asked. */
export interface Edit {
  local: Result | null;
  body: OperationRequest | null;
}

const NOTHING: Edit = { local: null, body: null };

/** What the gathered gesture comes to; nothing while something is missing. */
export function editOf(ground: Ground, tool: Tool): Edit {
  const code = (number: number | null) => ground.grids.get(number ?? NaN)?.code ?? "";
  const codes = tool.units.map((unit) => ground.units[unit]?.code ?? "");
  const { grid, other, units, line } = tool;
  switch (tool.mode) {
    case "inspect":
      return NOTHING;
    case "draw":
    case "dedicate": {
      if (units.length === 0) return NOTHING;
      const local = reassign(ground, ground.owner, units, NEW_GRID);
      const name = tool.name.trim();
      if (tool.mode === "draw") {
        return { local, body: { kind: "draw", units: codes, ...(name === "" ? {} : { name }) } };
      }
      return { local, body: name === "" ? null : { kind: "dedicate", units: codes, name } };
    }
    default:
  }
  if (tool.mode === "push" && tool.junction !== null) return junctionEdit(ground, tool.junction, tool.to);
  if (grid === null) return NOTHING;
  switch (tool.mode) {
    case "paint":
    case "lasso":
      if (units.length === 0) return NOTHING;
      return {
        local: reassign(ground, ground.owner, units, grid),
        body: { kind: "reassign", grid: code(grid), units: codes },
      };
    case "erase": {
      const to = other ?? likeliest(ground, units, grid);
      if (units.length === 0 || to === null) return NOTHING;
      return {
        local: reassign(ground, ground.owner, units, to),
        body: { kind: "reassign", grid: code(to), units: codes },
      };
    }
    case "push": {
      if (units.length === 0 || other === null) return NOTHING;
      const wanted = new Set(units);
      const local = pushBorder(
        ground,
        ground.owner,
        grid,
        other,
        (unit) => wanted.has(unit) || ground.owner[unit] === grid,
      );
      const moved = movedUnits(ground, local, grid);
      return { local, body: { kind: "reassign", grid: code(grid), units: moved } };
    }
    case "merge":
      if (tool.others.length === 0) return NOTHING;
      return {
        local: merge(ground, ground.owner, [grid, ...tool.others]),
        body: { kind: "merge", grids: [grid, ...tool.others].map(code) },
      };
    case "split":
      if (line !== null && line.length > 1) {
        const coordinates = line.map(([lon, lat]): [number, number] => [lon, lat]);
        return {
          // Where the ground is empty only the server knows.
          local: tool.exact ? null : splitByLine(ground, grid, line),
          body: { kind: "split_by_line", grid: code(grid), line: { type: "LineString", coordinates }, exact: tool.exact },
        };
      }
      // The first corner of a line says that no number of parts is meant.
      return line !== null ? NOTHING : { local: null, body: { kind: "split", grid: code(grid), count: tool.count } };
  }
}

function junctionEdit(ground: Ground, junction: Junction, to: Position | null): Edit {
  if (to === null) return NOTHING;
  const local = moveJunction(ground, ground.owner, junction, to);
  if (local.owner === null) return { local, body: null };
  const { owner } = local;
  const assignment = ground.units.flatMap((unit, i) =>
    owner[i] === ground.owner[i] ? [] : [{ unit: unit.code, grid: ground.grids.get(owner[i] as number)?.code ?? "" }],
  );
  return { local, body: { kind: "import", assignment } };
}

/** Move the chosen junction by so many metres to the east and to the north. */
export function nudge(tool: Tool, east_m: number, north_m: number): Tool {
  if (tool.junction === null) return tool;
  const [lon, lat] = tool.to ?? tool.junction.place;
  const scale = Math.cos((lat * Math.PI) / 180);
  return { ...tool, to: [lon + east_m / (111_320 * scale), lat + north_m / 111_320] };
}

/** The units that a result gives to a grid, by code. */
const movedUnits = (ground: Ground, result: Result, grid: number): string[] =>
  ground.units.flatMap((unit, i) =>
    result.owner !== null && result.owner[i] === grid && ground.owner[i] !== grid ? [unit.code] : [],
  );

/** A first guess by the side that each unit lies on; the server snaps exactly. */
function splitByLine(ground: Ground, grid: number, line: readonly Position[]): Result {
  const own = unitsOf(ground.owner, grid);
  const beyond = own.filter((i) => {
    const unit = ground.units[i];
    return unit !== undefined && sideOf(unit.point, line) > 0;
  });
  if (beyond.length === 0 || beyond.length === own.length) return { owner: null, refusal: { why: "aside", grid } };
  return reassign(ground, ground.owner, beyond, NEW_GRID);
}

/** The grid that shares most border with some units of another. */
export function likeliest(ground: Ground, units: readonly number[], from: number): number | null {
  const shared = new Map<number, number>();
  for (const unit of units) {
    for (const [next, length] of ground.beside[unit] ?? []) {
      const grid = ground.owner[next] as number;
      if (grid !== from) shared.set(grid, (shared.get(grid) ?? 0) + length);
    }
  }
  return [...shared].sort((a, b) => b[1] - a[1] || a[0] - b[0])[0]?.[0] ?? null;
}

/** The unit of a neighbour that a border takes next: the one that shares most border with the grid. */
export function nextPushed(ground: Ground, tool: Tool): number | null {
  const taken = new Set(tool.units);
  const mine = (unit: number) => ground.owner[unit] === tool.grid || taken.has(unit);
  let [best, most]: [number | null, number] = [null, 0];
  ground.beside.forEach((beside, unit) => {
    if (ground.owner[unit] !== tool.other || taken.has(unit)) return;
    let shared = 0;
    for (const [next, length] of beside) if (mine(next)) shared += length;
    if (shared > most) [best, most] = [unit, shared];
  });
  return best;
}

/** Units that a keyboard or a screen reader chooses among, for the mode and the chosen grid. */
export function candidates(ground: Ground, tool: Tool): number[] {
  const { mode, grid } = tool;
  const own = (unit: number) => ground.owner[unit] === grid;
  const all = ground.units.map((_, unit) => unit);
  const beside = (unit: number) => [...(ground.beside[unit]?.keys() ?? [])];
  if (mode === "draw" || mode === "dedicate") return grid === null ? all : all.filter(own);
  if (mode === "erase") return all.filter((unit) => own(unit) && beside(unit).some((next) => !own(next)));
  const taken = new Set(tool.units);
  return all.filter((unit) => !own(unit) && (taken.has(unit) || beside(unit).some((next) => own(next) || taken.has(next))));
}
