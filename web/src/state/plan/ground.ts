/** The ground of a draft as the page holds it: units, who owns each, and what lies beside what. */
import type { components } from "../../api/schema";

export type DraftGround = components["schemas"]["DraftGround"];
export type GroundGrid = components["schemas"]["GroundGrid"];
export type Position = readonly [lon: number, lat: number];
/** Rings of a multipolygon, as GeoJSON has them. */
export type Rings = readonly (readonly (readonly Position[])[])[];

export interface Unit {
  code: string;
  area: string;
  households: number;
  persons: number;
  pinned: boolean;
  piece: number;
  domain: number;
  rings: Rings;
  /** A place inside. */
  point: Position;
}

/** A stretch of border between two units, or at the outside (`right` is -1). */
export interface Edge {
  from: Position;
  to: Position;
  left: number;
  right: number;
  length: number;
}

export interface Ground {
  revision: number;
  count: "households" | "persons";
  bands: ReadonlyMap<string, { minimum: number; target: number; maximum: number }>;
  units: readonly Unit[];
  grids: ReadonlyMap<number, GroundGrid>;
  edges: readonly Edge[];
  /** For each unit its neighbours, with the length of the border in metres. */
  beside: readonly ReadonlyMap<number, number>[];
  /** For each piece its units. */
  pieces: ReadonlyMap<number, readonly number[]>;
  /** Grid of each unit, as the server has it. */
  owner: Int32Array;
}

export const OUTSIDE = -1;
const METRES_PER_DEGREE = 111_320;

/** Metres between two places that are near each other. */
export function distance(a: Position, b: Position): number {
  const x = (a[0] - b[0]) * Math.cos((((a[1] + b[1]) / 2) * Math.PI) / 180);
  return Math.hypot(x, a[1] - b[1]) * METRES_PER_DEGREE;
}

/** Make the ground from what the API answers. */
export function readGround(answer: DraftGround): Ground {
  const units = answer.units.map((unit): Unit => {
    const rings = ringsOf(unit.geometry);
    return { ...unit, rings, point: innerPoint(rings) };
  });
  const edges = matchEdges(units);
  const pieces = new Map<number, number[]>();
  units.forEach((unit, i) => pieces.set(unit.piece, [...(pieces.get(unit.piece) ?? []), i]));
  return {
    revision: answer.revision,
    count: answer.count,
    bands: new Map(answer.areas.map((area) => [area.code, area])),
    units,
    grids: new Map(answer.grids.map((grid) => [grid.number, grid])),
    edges,
    beside: neighboursOf(units.length, edges),
    pieces,
    owner: Int32Array.from(answer.units, (unit) => unit.grid),
  };
}

export function ringsOf(geometry: Record<string, unknown>): Rings {
  const coordinates = geometry["coordinates"];
  return (geometry["type"] === "Polygon" ? [coordinates] : coordinates) as Rings;
}

/** The middle of the widest stretch that a level line through the middle has inside. */
export function innerPoint(rings: Rings): Position {
  const outer = rings.reduce((best, polygon) =>
    (polygon[0]?.length ?? 0) > (best[0]?.length ?? 0) ? polygon : best,
  );
  const lats = (outer[0] ?? []).map((place) => place[1]);
  // Not quite the middle: a line through vertices would be cut twice there.
  const lat = Math.min(...lats) + (Math.max(...lats) - Math.min(...lats)) * 0.4999;
  const cuts: number[] = [];
  for (const ring of outer) {
    for (let i = 1; i < ring.length; i++) {
      const [a, b] = [ring[i - 1] as Position, ring[i] as Position];
      if (a[1] > lat === b[1] > lat) continue;
      cuts.push(a[0] + ((lat - a[1]) / (b[1] - a[1])) * (b[0] - a[0]));
    }
  }
  cuts.sort((a, b) => a - b);
  let best: Position = outer[0]?.[0] ?? [0, 0];
  let width = -1;
  for (let i = 0; i + 1 < cuts.length; i += 2) {
    const [west, east] = [cuts[i] as number, cuts[i + 1] as number];
    if (east - west > width) [best, width] = [[(west + east) / 2, lat], east - west];
  }
  return best;
}

/** Units are a coverage: a border between two is the same stretch, once in each direction. */
function matchEdges(units: readonly Unit[]): Edge[] {
  const waiting = new Map<string, Edge>();
  const edges: Edge[] = [];
  units.forEach((unit, i) => {
    for (const polygon of unit.rings) {
      for (const ring of polygon) {
        for (let k = 1; k < ring.length; k++) {
          const [from, to] = [ring[k - 1] as Position, ring[k] as Position];
          const back = waiting.get(`${to[0]} ${to[1]} ${from[0]} ${from[1]}`);
          if (back !== undefined && back.right === OUTSIDE) {
            back.right = i;
            continue;
          }
          const edge = { from, to, left: i, right: OUTSIDE, length: distance(from, to) };
          waiting.set(`${from[0]} ${from[1]} ${to[0]} ${to[1]}`, edge);
          edges.push(edge);
        }
      }
    }
  });
  return edges;
}

function neighboursOf(count: number, edges: readonly Edge[]): Map<number, number>[] {
  const beside = Array.from({ length: count }, () => new Map<number, number>());
  for (const { left, right, length } of edges) {
    if (right === OUTSIDE || left === right) continue;
    beside[left]?.set(right, (beside[left]?.get(right) ?? 0) + length);
    beside[right]?.set(left, (beside[right]?.get(left) ?? 0) + length);
  }
  return beside;
}
