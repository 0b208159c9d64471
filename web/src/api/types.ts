/** Names for what the API answers; the shapes are generated from its OpenAPI document. */
import type { components } from "./schema";

type Schemas = components["schemas"];

export type Bounds = [west: number, south: number, east: number, north: number];

export type CountUnit = "households" | "persons";
export type BandStatus = "under" | "in_band" | "over";
export type GridKind = "base" | "micro" | "dedicated";
export type GridStatus = "draft" | "active" | "reserved" | "suspended" | "retired";

/** A schema whose words are known to be few. */
type Narrow<T, K> = Omit<T, keyof K> & K;

export type Band = Schemas["Band"];
export type Standard = Narrow<Schemas["Standard"], { unit: CountUnit }>;
export type Network = Narrow<Schemas["Network"], { standard: Standard }>;
export type TileJson = Pick<Schemas["TileJson"], "tiles" | "minzoom" | "maxzoom">;
export type LocatedGrid = Narrow<
  Schemas["LocatedGrid"],
  { kind: GridKind; status: GridStatus; band_status: BandStatus | null }
>;
export type LocateAnswer = Narrow<
  Schemas["LocateAnswer"],
  { grid: LocatedGrid | null; dedicated: LocatedGrid[] }
>;
export type SignedIn = Schemas["SignedIn"];
export type Info = Schemas["Info"];
export type Job = Schemas["Job"];

/** RFC 9457, as the API sends it for every answer from 400 on. */
export interface Problem {
  title: string;
  title_zh?: string;
  status: number;
  detail?: string;
  /** The same in Chinese, where the server has words for it. */
  detail_zh?: string;
  field?: string;
  revision?: number | null;
  /** What others did, where they came between. */
  changes?: { revision?: number; actor: string; sentence_en: string; sentence_zh: string }[] | null;
}
