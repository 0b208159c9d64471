/** What the API answers, as far as the map page reads it. Field names are the API's own. */

export type Bounds = [west: number, south: number, east: number, north: number];

export interface Band {
  minimum: number;
  target: number;
  maximum: number;
}

export interface Standard {
  unit: "households" | "persons";
  urban: Band;
  rural: Band;
}

export interface Network {
  code: string;
  name: string;
  standard: Standard;
  /** Null before the first publication. */
  version: number | null;
  valid_from: string | null;
  bounds: Bounds | null;
  counts: { grids: number; households: number; in_band: number; under: number; over: number };
}

export interface NetworkList {
  items: Network[];
}

export interface Info {
  version: string;
  synthetic: boolean;
}

export interface TileJson {
  tiles: string[];
  minzoom: number;
  maxzoom: number;
  bounds?: Bounds;
}

export type BandStatus = "under" | "in_band" | "over";

export interface LocatedGrid {
  code: string;
  name: string;
  kind: "base" | "micro" | "dedicated";
  status: "draft" | "active" | "reserved" | "suspended" | "retired";
  households: number | null;
  persons: number | null;
  deviation: number | null;
  band_status: BandStatus | null;
}

export interface NearbyGrid {
  code: string;
  name: string;
  distance_m: number;
}

export interface LocateAnswer {
  network: string;
  network_name: string;
  version: number;
  valid_from: string | null;
  inside: boolean;
  grid: LocatedGrid | null;
  dedicated: LocatedGrid[];
  areas: { code: string; name: string; level: string }[];
  distance_to_border_m: number | null;
  ambiguous: boolean;
  neighbours: NearbyGrid[];
  nearest: NearbyGrid | null;
}

export interface Located {
  point: { lon: number; lat: number };
  answers: LocateAnswer[];
}

/** RFC 9457, as the API sends it for every answer from 400 on. */
export interface Problem {
  title: string;
  title_zh?: string;
  status: number;
  detail?: string;
}
