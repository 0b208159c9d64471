/** From what a file was found to hold to how it is to be imported. */

/** From this score on a guess is taken without asking; the server draws the line there as well. */
const SURE = 0.8;

export interface ColumnFound {
  column: string;
  required: boolean;
  guess: { field: string; score: number } | null;
}

export interface CrsFound {
  crs: string;
  score: number | null;
  clear: boolean;
  east_m: number | null;
  north_m: number | null;
}

export type Mapping = Readonly<Record<string, string>>;

/** Column to field, as far as it is sure. */
export const sureMapping = (columns: readonly ColumnFound[]): Record<string, string> =>
  Object.fromEntries(
    columns.flatMap(({ column, guess }) =>
      guess !== null && guess.score >= SURE ? [[column, guess.field]] : [],
    ),
  );

/** Required columns that no field was given yet. */
export const missingColumns = (columns: readonly ColumnFound[], mapping: Mapping): string[] =>
  columns.filter(({ column, required }) => required && !mapping[column]).map(({ column }) => column);

/** The coordinate system to begin with: a clear guess, else what stands first. */
export const firstCrs = (found: readonly CrsFound[]): string | null =>
  (found.find(({ clear }) => clear) ?? found[0])?.crs ?? null;

export interface Suspicion {
  crs: "gcj02" | "bd09";
  score: number | null;
  /** How far the file lies off when it is read as it claims. */
  shift_m: number | null;
}

/** A clear guess that the file is in one of China's shifted systems, whatever it says itself. */
export function suspicionOf(found: readonly CrsFound[]): Suspicion | null {
  const best = found.find(({ clear }) => clear);
  if (best === undefined || (best.crs !== "gcj02" && best.crs !== "bd09")) return null;
  const known = best.east_m !== null && best.north_m !== null;
  return {
    crs: best.crs,
    score: best.score,
    shift_m: known ? Math.hypot(best.east_m ?? 0, best.north_m ?? 0) : null,
  };
}

export interface NewNetwork {
  code: string;
  name: string;
  urban: string;
  rural: string;
}

export interface Choice {
  kind: string;
  layer: string;
  crs: string | null;
  encoding: string | null;
  mapping: Mapping;
  places: Readonly<Record<string, string>>;
  network: string | null;
  newNetwork: NewNetwork | null;
  removeGone: boolean;
}

/**
 * What is sent. A column whose field was taken away is set to nothing for every row: what is not
 * told at all would be guessed again.
 */
export function settingsOf(choice: Choice) {
  const network = choice.newNetwork?.code ?? choice.network;
  return {
    kind: choice.kind,
    layer: choice.layer,
    ...(choice.crs === null ? {} : { crs: choice.crs }),
    ...(choice.encoding === null ? {} : { encoding: choice.encoding }),
    mapping: filled(choice.mapping),
    constants: emptied(choice.mapping),
    places: filled(choice.places),
    remove_gone: choice.removeGone,
    ...(network === null ? {} : { network }),
    ...(choice.newNetwork === null
      ? {}
      : {
          name: choice.newNetwork.name,
          urban: choice.newNetwork.urban,
          rural: choice.newNetwork.rural,
        }),
  };
}

const filled = (words: Readonly<Record<string, string>>): Record<string, string> =>
  Object.fromEntries(Object.entries(words).filter(([, word]) => word !== ""));

const emptied = (words: Readonly<Record<string, string>>): Record<string, string> =>
  Object.fromEntries(Object.entries(words).filter(([, word]) => word === ""));

/** Share of rows that may fail without a word; with more the server asks to be told. */
const MOST_REJECTED = 0.1;

/** Whether so many rows fail that importing the others has to be agreed to. */
export const needsConsent = (read: number, rejected: number): boolean =>
  rejected < read && rejected > MOST_REJECTED * read;
