interface AreaRow {
  code: string;
  name: string;
  parent_code: string | null;
}

export interface AreaNode {
  value: string;
  title: string;
  children?: AreaNode[];
}

/** Communities under their towns, both in the order of their codes; towns without any are left out. */
export function areaTree(towns: readonly AreaRow[], communities: readonly AreaRow[]): AreaNode[] {
  const below = new Map<string | null, AreaNode[]>();
  const known = new Set(towns.map((town) => town.code));
  for (const { code, name, parent_code } of byCode(communities)) {
    const town = parent_code !== null && known.has(parent_code) ? parent_code : null;
    below.set(town, [...(below.get(town) ?? []), { value: code, title: name }]);
  }
  const nodes = byCode(towns).flatMap(({ code, name }) => {
    const children = below.get(code);
    return children === undefined ? [] : [{ value: code, title: name, children }];
  });
  return [...nodes, ...(below.get(null) ?? [])];
}

const byCode = (rows: readonly AreaRow[]) =>
  [...rows].sort((a, b) => (a.code < b.code ? -1 : a.code > b.code ? 1 : 0));
