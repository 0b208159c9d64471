/** Colours that no two neighbouring grids share, for grids as tiles bring them. */

/** Eight light colours that stay apart for all common kinds of colour blindness (Paul Tol, "light"). */
export const TINTS = ["#77aadd", "#ee8866", "#eedd88", "#ffaabb", "#99ddff", "#44bb99", "#bbcc33", "#aaaa00"] as const;

/** A grid, or a piece of it in one tile. */
export interface Piece {
  code: string;
  /** Rings in whatever coordinates; neighbours share vertices. */
  rings: readonly (readonly (readonly number[])[])[];
}

/** Which grids share at least two vertices: a border, not a corner. */
export function neighboursOf(pieces: readonly Piece[]): Map<string, Set<string>> {
  const holders = new Map<string, Set<string>>();
  for (const { code, rings } of pieces) {
    for (const [x = 0, y = 0] of rings.flat()) {
      const at = `${x.toFixed(6)} ${y.toFixed(6)}`;
      const held = holders.get(at);
      if (held === undefined) holders.set(at, new Set([code]));
      else held.add(code);
    }
  }
  const shared = new Map<string, number>();
  const beside = new Map<string, Set<string>>(pieces.map(({ code }) => [code, new Set()]));
  for (const held of holders.values()) {
    if (held.size < 2) continue;
    const codes = [...held].sort();
    codes.forEach((one, i) =>
      codes.slice(i + 1).forEach((other) => {
        const times = (shared.get(`${one} ${other}`) ?? 0) + 1;
        shared.set(`${one} ${other}`, times);
        if (times < 2) return;
        beside.get(one)?.add(other);
        beside.get(other)?.add(one);
      }),
    );
  }
  return beside;
}

/**
 * Give each grid the first colour that no neighbour has, in the order of the codes; grids that have
 * one keep it, so that nothing changes colour while the map moves.
 */
export function tintGrids(
  beside: ReadonlyMap<string, ReadonlySet<string>>,
  before: ReadonlyMap<string, number>,
): Map<string, number> {
  const tints = new Map(before);
  for (const code of [...beside.keys()].sort()) {
    if (tints.has(code)) continue;
    const taken = new Set([...(beside.get(code) ?? [])].map((other) => tints.get(other)));
    let tint = 0;
    while (taken.has(tint) && tint < TINTS.length - 1) tint++;
    tints.set(code, tint);
  }
  return tints;
}
