import { type DraftGround, type Ground, readGround } from "./ground";

/** A lattice of units for tests: each string is a row, each digit the grid of a unit. */
export function lattice(rows: readonly string[], households = 50, locked: readonly number[] = []): Ground {
  const step = 0.005;
  const units = rows.flatMap((row, y) =>
    [...row].map((grid, x) => {
      const [west, south] = [x * step, y * step];
      const ring = [[0, 0], [1, 0], [1, 1], [0, 1], [0, 0]].map(([i = 0, k = 0]) => [
        Number((west + i * step).toFixed(3)),
        Number((south + k * step).toFixed(3)),
      ]);
      return {
        code: `u${y}${x}`,
        area: "a",
        grid: Number(grid),
        households,
        persons: households * 2,
        pinned: false,
        piece: y * row.length + x,
        domain: 0,
        geometry: { type: "Polygon", coordinates: [ring] },
      };
    }),
  );
  const numbers = [...new Set(units.map((unit) => unit.grid))];
  const answer: DraftGround = {
    plan_id: 1,
    revision: 1,
    count: "households",
    areas: [{ code: "a", minimum: 300, target: 400, maximum: 500 }],
    units,
    grids: numbers.map((number) => ({
      number,
      code: `g${number}`,
      name: `g${number}`,
      kind: "base",
      status: "active",
      area_code: "a",
      reason: null,
      place_code: null,
      trigger_count: null,
      locked: locked.includes(number),
      laid_over: false,
      households: 0,
      persons: 0,
    })),
  };
  return readGround(answer);
}
