/** Two networks held against each other: the matrix of a community, and the pairs that disagree. */

export interface Pair {
  a: string;
  b: string;
  community: string;
  households: number | null;
  area_m2: number;
  same: boolean;
}

export interface Matrix {
  /** Codes of the rows and of the columns; empty for ground that only the other network covers. */
  rows: readonly string[];
  columns: readonly string[];
  cells: ReadonlyMap<string, Pair>;
}

export const cellOf = (a: string, b: string): string => `${a}|${b}`;

/** What two grids share: households, or ground where nobody was counted. */
export const weightOf = ({ households, area_m2 }: Pair): number => households ?? area_m2;

/**
 * The pairs of one community as a table. Columns stand below the row that holds most of them, so
 * that networks that agree make a diagonal.
 */
export function matrixOf(pairs: readonly Pair[], community: string): Matrix {
  const held = pairs.filter((pair) => pair.community === community);
  const rows = [...new Set(held.map(({ a }) => a))].sort(codes);
  const place = new Map(rows.map((code, i) => [code, i]));
  const best = new Map<string, { row: number; weight: number }>();
  for (const pair of held) {
    const weight = weightOf(pair);
    const before = best.get(pair.b);
    if (before === undefined || weight > before.weight) best.set(pair.b, { row: place.get(pair.a) ?? 0, weight });
  }
  const columns = [...best].sort(([one, a], [other, b]) => a.row - b.row || codes(one, other)).map(([code]) => code);
  return { rows, columns, cells: new Map(held.map((pair) => [cellOf(pair.a, pair.b), pair])) };
}

/** Codes in their order; none at the end. */
const codes = (one: string, other: string): number =>
  one === "" ? 1 : other === "" ? -1 : one < other ? -1 : one > other ? 1 : 0;

/** Share of a row's weight in one cell, from 0 to 1: how dark it is drawn. */
export function shareOf(matrix: Matrix, pair: Pair): number {
  const whole = matrix.columns.reduce((sum, b) => {
    const cell = matrix.cells.get(cellOf(pair.a, b));
    return sum + (cell === undefined ? 0 : weightOf(cell));
  }, 0);
  return whole === 0 ? 0 : weightOf(pair) / whole;
}

/** Pairs that are not each other's match and hold somebody, in the order of the answer. */
export const worstOf = <P extends Pair>(pairs: readonly P[], most: number): P[] =>
  pairs.filter((pair) => !pair.same && weightOf(pair) > 0).slice(0, most);
