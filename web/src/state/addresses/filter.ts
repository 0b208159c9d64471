/** Which addresses of the queue are shown. */
export const CAUSES = ["nameless", "unknown", "rough", "rivals"] as const;
export const LEVELS = ["room", "building", "number", "compound", "street", "community"] as const;
export const SCORES = [0.3, 0.5, 0.7] as const;

export type Cause = (typeof CAUSES)[number];
export type Level = (typeof LEVELS)[number];

export interface QueueFilter {
  area: string | null;
  cause: Cause | null;
  level: Level | null;
  leastScore: number | null;
}

const among = <T extends string>(values: readonly T[], value: string | null): T | null =>
  values.find((one) => one === value) ?? null;

/** Read a filter from the page's address; what makes no sense is left out. */
export function readFilter(params: URLSearchParams): QueueFilter {
  const score = Number(params.get("score"));
  return {
    area: params.get("area"),
    cause: among(CAUSES, params.get("cause")),
    level: among(LEVELS, params.get("level")),
    leastScore: SCORES.find((one) => one === score) ?? null,
  };
}

/** Write a filter into the page's address. */
export function writeFilter({ area, cause, level, leastScore }: QueueFilter): URLSearchParams {
  const entries = { area, cause, level, score: leastScore?.toString() ?? null };
  return new URLSearchParams(
    Object.entries(entries).filter((entry): entry is [string, string] => entry[1] !== null),
  );
}

interface Numbered {
  id: number;
}

/** The address at work: the first from some number on, from the beginning again after the last. */
export const currentOf = <T extends Numbered>(items: readonly T[], from: number): T | null =>
  items.find(({ id }) => id >= from) ?? items[0] ?? null;
