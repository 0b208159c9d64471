/** What the grids of a draft come to under some assignment. */
import type { BandStatus } from "../../api/types";
import type { Ground, Position } from "./ground";

export interface Figures {
  number: number;
  households: number;
  persons: number;
  /** What the standard counts. */
  count: number;
  units: number;
  deviation: number | null;
  band: BandStatus | null;
  /** Where a label may stand: inside the unit nearest to the grid's middle. */
  label: Position;
}

/** Figures of all grids that have units, by number. */
export function figuresOf(ground: Ground, owner: Int32Array): Map<number, Figures> {
  const members = new Map<number, number[]>();
  owner.forEach((grid, unit) => {
    const list = members.get(grid);
    if (list === undefined) members.set(grid, [unit]);
    else list.push(unit);
  });
  return new Map([...members].map(([grid, units]) => [grid, figures(ground, grid, units)]));
}

function figures(ground: Ground, number: number, members: number[]): Figures {
  const units = members.map((i) => ground.units[i]).filter((unit) => unit !== undefined);
  const households = units.reduce((sum, unit) => sum + unit.households, 0);
  const persons = units.reduce((sum, unit) => sum + unit.persons, 0);
  const count = ground.count === "persons" ? persons : households;
  const grid = ground.grids.get(number);
  const judged = (grid?.kind ?? "base") === "base" && grid?.status !== "reserved"; // no band holds yet
  const band = judged ? ground.bands.get(units[0]?.area ?? "") : undefined;
  return {
    number,
    households,
    persons,
    count,
    units: units.length,
    deviation: band === undefined ? null : (count - band.target) / band.target,
    band:
      band === undefined
        ? null
        : count < band.minimum
          ? "under"
          : count > band.maximum
            ? "over"
            : "in_band",
    label: labelPlace(units.map((unit) => unit.point)),
  };
}

function labelPlace(points: readonly Position[]): Position {
  const lon = points.reduce((sum, point) => sum + point[0], 0) / points.length;
  const lat = points.reduce((sum, point) => sum + point[1], 0) / points.length;
  const off = (point: Position) => (point[0] - lon) ** 2 + (point[1] - lat) ** 2;
  return points.reduce((best, point) => (off(point) < off(best) ? point : best));
}

/** The bounds of some units: west, south, east, north. */
export function boundsOf(ground: Ground, units: Iterable<number>): [number, number, number, number] {
  let [west, south, east, north] = [180, 90, -180, -90];
  for (const i of units) {
    for (const [lon, lat] of ground.units[i]?.rings.flat(2) ?? []) {
      west = Math.min(west, lon);
      east = Math.max(east, lon);
      south = Math.min(south, lat);
      north = Math.max(north, lat);
    }
  }
  return [west, south, east, north];
}
