/** Where a drawn corner takes hold: a vertex of the units before an edge, within a reach. */
import { distance, type Ground, type Position } from "./ground";

export function snapTo(ground: Ground, place: Position, within_m: number): Position | null {
  let [vertex, toVertex]: [Position | null, number] = [null, within_m];
  let [onEdge, toEdge]: [Position | null, number] = [null, within_m];
  // Far edges are told by their degrees alone, which is quick.
  const reach = (within_m / 111_320) * 2;
  for (const { from, to } of ground.edges) {
    if (Math.min(from[1], to[1]) - place[1] > reach || place[1] - Math.max(from[1], to[1]) > reach) continue;
    for (const end of [from, to]) {
      const off = distance(place, end);
      if (off <= toVertex) [vertex, toVertex] = [end, off];
    }
    const foot = footOn(place, from, to);
    const off = distance(place, foot);
    if (off <= toEdge) [onEdge, toEdge] = [foot, off];
  }
  return vertex ?? onEdge;
}

/** The place of a stretch that is nearest to another place. */
export function footOn(place: Position, a: Position, b: Position): Position {
  const scale = Math.cos((place[1] * Math.PI) / 180);
  const [dx, dy] = [(b[0] - a[0]) * scale, b[1] - a[1]];
  const t = ((place[0] - a[0]) * scale * dx + (place[1] - a[1]) * dy) / (dx * dx + dy * dy || 1);
  const k = Math.max(0, Math.min(1, t));
  return [a[0] + k * (b[0] - a[0]), a[1] + k * (b[1] - a[1])];
}
