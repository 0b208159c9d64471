/**
 * What edits do to an assignment, as the server's planner/actions do it: pure, and quick enough to
 * run at every movement of the pointer. The vectors in tests/vectors hold both to the same results.
 */
import type { Ground } from "./ground";

/** Why an edit cannot be done, as a key of the words (`plan.refused.…`), and the grid it is about. */
export interface Refusal {
  why: "locked" | "pinned" | "broken" | "empty" | "apart" | "domain" | "nothing" | "one" | "aside";
  grid: number | null;
}

export type Result = { owner: Int32Array; refusal: null } | { owner: null; refusal: Refusal };

const done = (owner: Int32Array): Result => ({ owner, refusal: null });
const refuse = (why: Refusal["why"], grid: number | null = null): Result => ({
  owner: null,
  refusal: { why, grid },
});

/** Give units, with what moves together with them, to a grid. */
export function reassign(
  ground: Ground,
  owner: Int32Array,
  units: Iterable<number>,
  grid: number,
): Result {
  const moving = new Set<number>();
  for (const unit of withPieces(ground, owner, units)) if (owner[unit] !== grid) moving.add(unit);
  if (moving.size === 0) return refuse("nothing", grid);
  const touched = new Set([grid, ...[...moving].map((unit) => owner[unit] as number)]);
  const locked = [...touched].find((one) => ground.grids.get(one)?.locked === true);
  if (locked !== undefined) return refuse("locked", locked);
  if ([...moving].some((unit) => ground.units[unit]?.pinned)) return refuse("pinned");
  const after = Int32Array.from(owner, (one, unit) => (moving.has(unit) ? grid : one));
  return settle(ground, after, touched, grid);
}

/** Check that what an edit touched is whole. */
function settle(ground: Ground, after: Int32Array, touched: Set<number>, grown: number): Result {
  for (const one of touched) {
    const members = unitsOf(after, one);
    if (members.length === 0 && one !== grown) return refuse("empty", one);
    const first = ground.units[members[0] ?? 0]?.domain;
    if (members.some((unit) => ground.units[unit]?.domain !== first)) return refuse("domain", one);
    if (componentsOf(ground, members).length > 1) return refuse("broken", one);
  }
  return done(after);
}

/** Make one grid of several; the one with most households keeps its number. */
export function merge(ground: Ground, owner: Int32Array, grids: readonly number[]): Result {
  if (new Set(grids).size < 2) return refuse("one");
  const locked = grids.find((one) => ground.grids.get(one)?.locked === true);
  if (locked !== undefined) return refuse("locked", locked);
  const members = grids.flatMap((grid) => unitsOf(owner, grid));
  if (componentsOf(ground, members).length > 1) return refuse("apart");
  const people = (grid: number) =>
    unitsOf(owner, grid).reduce((sum, unit) => sum + countOf(ground, unit), 0);
  const kept = [...grids].sort((a, b) => people(b) - people(a) || a - b)[0] as number;
  return done(Int32Array.from(owner, (one) => (grids.includes(one) ? kept : one)));
}

/**
 * Give each unit of two neighbouring grids to the side that is wanted for it; a piece that this
 * leaves behind goes to the other side.
 */
export function pushBorder(
  ground: Ground,
  owner: Int32Array,
  grid: number,
  neighbour: number,
  near: (unit: number) => boolean,
): Result {
  const pair = [grid, neighbour];
  const locked = pair.find((one) => ground.grids.get(one)?.locked === true);
  if (locked !== undefined) return refuse("locked", locked);
  const members = pair.flatMap((one) => unitsOf(owner, one));
  if (componentsOf(ground, members).length > 1) return refuse("apart");
  const after = owner.slice();
  for (const unit of members) {
    if (!ground.units[unit]?.pinned) after[unit] = near(unit) ? grid : neighbour;
  }
  for (const [side, other] of [[grid, neighbour], [neighbour, grid]] as const) {
    const parts = componentsOf(ground, unitsOf(after, side));
    if (parts.length === 0) return refuse("empty", side);
    const [, ...rest] = parts.sort((a, b) => sumOf(ground, b) - sumOf(ground, a));
    for (const unit of rest.flat()) after[unit] = other;
  }
  if (members.some((unit) => ground.units[unit]?.pinned && after[unit] !== owner[unit])) {
    return refuse("pinned");
  }
  return done(after);
}

export const unitsOf = (owner: Int32Array, grid: number): number[] => {
  const found: number[] = [];
  owner.forEach((one, unit) => {
    if (one === grid) found.push(unit);
  });
  return found;
};

/** Parts of some units that hang together by borders. */
export function componentsOf(ground: Ground, units: readonly number[]): number[][] {
  const left = new Set(units);
  const parts: number[][] = [];
  for (const start of units) {
    if (!left.delete(start)) continue;
    const part = [start];
    for (const unit of part) {
      for (const next of ground.beside[unit]?.keys() ?? []) if (left.delete(next)) part.push(next);
    }
    parts.push(part);
  }
  return parts;
}

/** Units with those of the same grid that move together with them (compounds). */
export function withPieces(ground: Ground, owner: Int32Array, units: Iterable<number>): Set<number> {
  const all = new Set<number>();
  for (const unit of units) {
    for (const mate of ground.pieces.get(ground.units[unit]?.piece ?? -1) ?? [unit]) {
      if (owner[mate] === owner[unit]) all.add(mate);
    }
  }
  return all;
}

const countOf = (ground: Ground, unit: number): number =>
  (ground.count === "persons" ? ground.units[unit]?.persons : ground.units[unit]?.households) ?? 0;
const sumOf = (ground: Ground, units: readonly number[]): number =>
  units.reduce((sum, unit) => sum + countOf(ground, unit), 0);
