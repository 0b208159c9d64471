import type { Band, BandStatus } from "../api/types";

/**
 * Classes of a grid's departure from the standard. Fixed by the standard, not by the data, so that
 * a colour means the same on every map of a network. Blue to orange stays apart for all common
 * kinds of colour blindness; the class in the middle is almost white.
 */
export interface DeviationClass {
  key: "far_under" | "under" | "low" | "target" | "high" | "over" | "far_over";
  color: string;
}

export const CLASSES = [
  { key: "far_under", color: "#1f5a99" },
  { key: "under", color: "#6ba3d6" },
  { key: "low", color: "#cfe1ee" },
  { key: "target", color: "#f7f4ea" },
  { key: "high", color: "#f8dfb4" },
  { key: "over", color: "#ee9a3f" },
  { key: "far_over", color: "#b0500c" },
] as const satisfies readonly DeviationClass[];

/** For grids without a band (dedicated, micro) or without a count. */
export const NO_CLASS_COLOR = "#c5cad3";

/** How much of the way to the band's end still counts as "at the target". */
const NEAR = 0.4;

/** The six places where one class ends and the next begins, as shares of the target. */
export function breaksOf(band: Band): [number, number, number, number, number, number] {
  const low = (band.minimum - band.target) / band.target;
  const high = (band.maximum - band.target) / band.target;
  return [2 * low, low, NEAR * low, NEAR * high, high, 2 * high];
}

/** The same six places as counts, for the legend. */
export const countsOf = (band: Band): number[] =>
  breaksOf(band).map((share) => Math.max(0, Math.round(band.target * (1 + share))));

/** The class of one grid; both ends of the band belong to it, as the standard says. */
export function classOf(
  deviation: number | null,
  status: BandStatus | null,
  band: Band,
): (typeof CLASSES)[number] | null {
  if (deviation === null || status === null) return null;
  const [farUnder, , nearLow, nearHigh, , farOver] = breaksOf(band);
  if (status === "under") return CLASSES[deviation < farUnder ? 0 : 1];
  if (status === "over") return CLASSES[deviation > farOver ? 6 : 5];
  if (deviation < nearLow) return CLASSES[2];
  return CLASSES[deviation > nearHigh ? 4 : 3];
}
