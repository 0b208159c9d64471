/** Junctions, where three grids or more meet: moving one moves all borders that meet there. */
import { componentsOf, type Result, unitsOf, withPieces } from "./actions";
import { distance, type Edge, type Ground, OUTSIDE, type Position } from "./ground";
import { inside } from "./shapes";

export interface Junction {
  place: Position;
  grids: readonly number[];
}

const keyOf = ([lon, lat]: Position): string => `${lon} ${lat}`;
const ownersOf = (owner: Int32Array, { left, right }: Edge): [number, number] => [
  owner[left] as number,
  right === OUTSIDE ? OUTSIDE : (owner[right] as number),
];

/** All junctions of an assignment, in the order of their grids. */
export function junctionsOf(ground: Ground, owner: Int32Array): Junction[] {
  const found = new Map<string, { place: Position; grids: Set<number> }>();
  for (const edge of ground.edges) {
    const [one, other] = ownersOf(owner, edge);
    if (one === other) continue;
    for (const place of [edge.from, edge.to]) {
      const at = found.get(keyOf(place)) ?? { place, grids: new Set() };
      at.grids.add(one).add(other);
      found.set(keyOf(place), at);
    }
  }
  return [...found.values()]
    .map(({ place, grids }) => ({ place, grids: [...grids].filter((grid) => grid !== OUTSIDE).sort((a, b) => a - b) }))
    .filter(({ grids }) => grids.length > 2);
}

/** The junction that a place is near; null when none is. */
export function junctionAt(junctions: readonly Junction[], place: Position, within_m: number): Junction | null {
  let [best, nearest]: [Junction | null, number] = [null, within_m];
  for (const junction of junctions) {
    const off = distance(place, junction.place);
    if (off < nearest) [best, nearest] = [junction, off];
  }
  return best;
}

/** Lead all borders of a junction to another place; each keeps its far end. */
export function moveJunction(ground: Ground, owner: Int32Array, junction: Junction, to: Position): Result {
  const locked = junction.grids.find((grid) => ground.grids.get(grid)?.locked === true);
  if (locked !== undefined) return { owner: null, refusal: { why: "locked", grid: locked } };
  const after = owner.slice();
  for (const [one, other] of pairsOf(junction.grids)) {
    const line = traceBorder(ground, owner, junction.place, one, other);
    if (line.length < 2) continue;
    const ring = [...line, ...sheared(line, to).reverse()];
    const swept = ground.units.flatMap(({ point }, unit) =>
      (owner[unit] === one || owner[unit] === other) && inside(point, ring) ? [unit] : [],
    );
    for (const unit of withPieces(ground, owner, swept)) {
      if (after[unit] === owner[unit]) after[unit] = owner[unit] === one ? other : one;
    }
  }
  if (after.every((grid, unit) => grid === owner[unit])) {
    return { owner: null, refusal: { why: "nothing", grid: null } };
  }
  return settleAround(ground, owner, after, junction.grids);
}

const pairsOf = (grids: readonly number[]): [number, number][] =>
  grids.flatMap((one, i) => grids.slice(i + 1).map((other): [number, number] => [one, other]));

/** The border of two grids, from a place on to where it ends. */
function traceBorder(ground: Ground, owner: Int32Array, start: Position, one: number, other: number): Position[] {
  const ends = new Map<string, Position[]>();
  for (const edge of ground.edges) {
    const [a, b] = ownersOf(owner, edge);
    if (!((a === one && b === other) || (a === other && b === one))) continue;
    for (const [from, to] of [[edge.from, edge.to], [edge.to, edge.from]] as const) {
      ends.set(keyOf(from), [...(ends.get(keyOf(from)) ?? []), to]);
    }
  }
  const line: Position[] = [start];
  const seen = new Set([keyOf(start)]);
  for (let at = start; ; ) {
    const next = (ends.get(keyOf(at)) ?? []).find((place) => !seen.has(keyOf(place)));
    if (next === undefined) return line;
    seen.add(keyOf(next));
    line.push(next);
    at = next;
  }
}

/** A line whose first end lies elsewhere; the further along, the less it moves. */
function sheared(line: readonly Position[], to: Position): Position[] {
  const first = line[0] as Position;
  const along = [0];
  for (let i = 1; i < line.length; i++) {
    along.push((along[i - 1] as number) + distance(line[i - 1] as Position, line[i] as Position));
  }
  const whole = along.at(-1) || 1;
  return line.map(([lon, lat], i) => {
    const share = 1 - (along[i] as number) / whole;
    return [lon + share * (to[0] - first[0]), lat + share * (to[1] - first[1])];
  });
}

/** Pieces that were cut off join the grid of the junction that they share most border with. */
function settleAround(ground: Ground, owner: Int32Array, after: Int32Array, grids: readonly number[]): Result {
  for (const grid of grids) {
    const parts = componentsOf(ground, unitsOf(after, grid));
    if (parts.length === 0) return { owner: null, refusal: { why: "empty", grid } };
    const [, ...rest] = parts.sort((a, b) => b.length - a.length);
    for (const part of rest) {
      const beside = new Map<number, number>();
      for (const unit of part) {
        for (const [next, length] of ground.beside[unit] ?? []) {
          const other = after[next] as number;
          if (other !== grid && grids.includes(other)) beside.set(other, (beside.get(other) ?? 0) + length);
        }
      }
      const taker = [...beside].sort((a, b) => b[1] - a[1] || a[0] - b[0])[0]?.[0];
      if (taker === undefined) return { owner: null, refusal: { why: "broken", grid } };
      for (const unit of part) after[unit] = taker;
    }
  }
  const pinned = ground.units.some((unit, i) => unit.pinned && after[i] !== owner[i]);
  if (pinned) return { owner: null, refusal: { why: "pinned", grid: null } };
  const broken = grids.find((grid) => componentsOf(ground, unitsOf(after, grid)).length > 1);
  if (broken !== undefined) return { owner: null, refusal: { why: "broken", grid: broken } };
  return { owner: after, refusal: null };
}
