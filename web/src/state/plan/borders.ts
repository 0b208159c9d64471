/** Borders between grids, as lines: what is drawn, and what a pointer can take hold of. */
import { distance, type Ground, OUTSIDE, type Position } from "./ground";

export interface Border {
  grids: readonly [number, number];
  lines: readonly (readonly [Position, Position])[];
}

/** All borders of an assignment, one entry for each pair of grids; the outside is -1. */
export function bordersOf(ground: Ground, owner: Int32Array): Border[] {
  const found = new Map<string, { grids: [number, number]; lines: [Position, Position][] }>();
  for (const { from, to, left, right } of ground.edges) {
    const one = owner[left] as number;
    const other = right === OUTSIDE ? OUTSIDE : (owner[right] as number);
    if (one === other) continue;
    const grids: [number, number] = one < other ? [one, other] : [other, one];
    const key = grids.join();
    const border = found.get(key) ?? { grids, lines: [] };
    border.lines.push([from, to]);
    found.set(key, border);
  }
  return [...found.values()];
}

/** The border that a place is near, with exactly two grids beside it; null when none is. */
export function borderAt(
  borders: readonly Border[],
  place: Position,
  within_m: number,
): Border | null {
  let [best, nearest]: [Border | null, number] = [null, within_m];
  for (const border of borders) {
    if (border.grids[0] === OUTSIDE) continue;
    for (const [a, b] of border.lines) {
      const off = toStretch(place, a, b);
      if (off < nearest) [best, nearest] = [border, off];
    }
  }
  return best;
}

function toStretch(place: Position, a: Position, b: Position): number {
  const [dx, dy] = [b[0] - a[0], b[1] - a[1]];
  const t = ((place[0] - a[0]) * dx + (place[1] - a[1]) * dy) / (dx * dx + dy * dy || 1);
  const k = Math.max(0, Math.min(1, t));
  return distance(place, [a[0] + k * dx, a[1] + k * dy]);
}

/** Grids beside each grid. */
export function besideGrids(ground: Ground, owner: Int32Array): Map<number, Set<number>> {
  const beside = new Map<number, Set<number>>();
  const add = (a: number, b: number) => beside.set(a, (beside.get(a) ?? new Set()).add(b));
  for (const { grids } of bordersOf(ground, owner)) {
    if (grids[0] === OUTSIDE) continue;
    add(grids[0], grids[1]);
    add(grids[1], grids[0]);
  }
  return beside;
}

/** Colours that no two neighbours share: the first free one, in the order of the numbers. */
export function colourGrids(grids: readonly number[], beside: Map<number, Set<number>>): Map<number, number> {
  const colours = new Map<number, number>();
  for (const grid of [...grids].sort((a, b) => a - b)) {
    const taken = new Set([...(beside.get(grid) ?? [])].map((other) => colours.get(other)));
    let colour = 0;
    while (taken.has(colour)) colour++;
    colours.set(grid, colour);
  }
  return colours;
}
