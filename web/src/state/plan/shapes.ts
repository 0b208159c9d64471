/** Which units a gesture means. */
import { distance, type Ground, type Position } from "./ground";

/** Whether a place lies inside a closed ring. */
export function inside(place: Position, ring: readonly Position[]): boolean {
  let within = false;
  for (let i = 0, j = ring.length - 1; i < ring.length; j = i++) {
    const [a, b] = [ring[i] as Position, ring[j] as Position];
    if (a[1] > place[1] === b[1] > place[1]) continue;
    if (place[0] < a[0] + ((place[1] - a[1]) / (b[1] - a[1])) * (b[0] - a[0])) within = !within;
  }
  return within;
}

/** Units whose inner point lies inside a ring: what a lasso takes. */
export const unitsInside = (ground: Ground, ring: readonly Position[]): number[] =>
  indices(ground, (point) => inside(point, ring));

/** Units under a brush: those that hold its middle, or have their inner point within its radius. */
export const unitsUnder = (ground: Ground, place: Position, radius_m: number): number[] =>
  ground.units.flatMap((unit, i) =>
    distance(unit.point, place) <= radius_m ||
    unit.rings.some(([outer, ...holes]) => {
      const within = outer !== undefined && inside(place, outer);
      return within && !holes.some((hole) => inside(place, hole));
    })
      ? [i]
      : [],
  );

/** Units between where a border was taken hold of and where the pointer is now. */
export function unitsSwept(ground: Ground, from: Position, to: Position, width_m: number): number[] {
  return indices(ground, (point) => {
    const [along, across, length] = project(point, from, to);
    return along >= -width_m / 4 && along <= length && across <= width_m / 2;
  });
}

/** Metres of a place along and beside the way from one place to another, and the way's length. */
function project(place: Position, from: Position, to: Position): [number, number, number] {
  const scale = Math.cos((from[1] * Math.PI) / 180);
  const metres = (a: Position): [number, number] => [
    (a[0] - from[0]) * scale * 111_320,
    (a[1] - from[1]) * 111_320,
  ];
  const [x, y] = metres(place);
  const [dx, dy] = metres(to);
  const length = Math.hypot(dx, dy) || 1e-9;
  return [(x * dx + y * dy) / length, Math.abs(x * dy - y * dx) / length, length];
}

/** On which side of a drawn line a place lies: by the stretch that is nearest. */
export function sideOf(place: Position, line: readonly Position[]): number {
  let [nearest, side] = [Infinity, 0];
  for (let i = 1; i < line.length; i++) {
    const [a, b] = [line[i - 1] as Position, line[i] as Position];
    const [dx, dy] = [b[0] - a[0], b[1] - a[1]];
    const t = ((place[0] - a[0]) * dx + (place[1] - a[1]) * dy) / (dx * dx + dy * dy || 1);
    const k = Math.max(0, Math.min(1, t));
    const off = distance(place, [a[0] + k * dx, a[1] + k * dy]);
    if (off >= nearest) continue;
    [nearest, side] = [off, Math.sign(dx * (place[1] - a[1]) - dy * (place[0] - a[0]))];
  }
  return side;
}

const indices = (ground: Ground, wanted: (point: Position) => boolean): number[] =>
  ground.units.flatMap((unit, i) => (wanted(unit.point) ? [i] : []));
