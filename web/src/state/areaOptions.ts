interface AreaRow {
  code: string;
  name: string;
  parent_code: string | null;
}

export interface AreaOption {
  value: string;
  label: string;
  options?: AreaOption[];
}

/** Communities under their towns, both in the order of their codes; towns without any are left out. */
export function areaOptions(towns: readonly AreaRow[], communities: readonly AreaRow[]): AreaOption[] {
  const below = new Map<string | null, AreaOption[]>();
  const known = new Set(towns.map((town) => town.code));
  for (const { code, name, parent_code } of byCode(communities)) {
    const town = parent_code !== null && known.has(parent_code) ? parent_code : null;
    below.set(town, [...(below.get(town) ?? []), { value: code, label: name }]);
  }
  const nodes = byCode(towns).flatMap(({ code, name }) => {
    const options = below.get(code);
    return options === undefined ? [] : [{ value: code, label: name, options }];
  });
  return [...nodes, ...(below.get(null) ?? [])];
}

const byCode = (rows: readonly AreaRow[]) =>
  [...rows].sort((a, b) => (a.code < b.code ? -1 : a.code > b.code ? 1 : 0));

/** Towns and communities alike to choose from, each town before its communities. */
export function areaChoices(
  towns: readonly AreaRow[],
  communities: readonly AreaRow[],
): { value: string; label: string }[] {
  return areaOptions(towns, communities).flatMap(({ value, label, options }) => [
    { value, label },
    ...(options ?? []).map((one) => ({ value: one.value, label: `${label} › ${one.label}` })),
  ]);
}
