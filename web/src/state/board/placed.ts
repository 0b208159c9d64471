interface Share {
  addresses: number | null;
  placed: number | null;
}

/** Adds up what communities tell; what is hidden in one of them (small numbers) is left out. */
export function placedInAll(rows: readonly Share[]) {
  let addresses = 0;
  let placed = 0;
  for (const row of rows) {
    if (row.addresses === null || row.placed === null) continue;
    addresses += row.addresses;
    placed += row.placed;
  }
  return { placed, waiting: addresses - placed, share: addresses === 0 ? null : placed / addresses };
}
