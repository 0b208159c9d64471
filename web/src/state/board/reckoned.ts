/** Whether a period's figures say anything yet. */

export interface Reckoning {
  waiting_days: number;
  totals: { grids: number; without_data: number };
}

/** Days wait and not one grid has a position: what is not reckoned yet is no coverage of 0 %. */
export const nothingReckoned = ({ waiting_days, totals }: Reckoning): boolean =>
  waiting_days > 0 && totals.without_data === totals.grids;
