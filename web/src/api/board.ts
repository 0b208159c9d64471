import { keepPreviousData, useQuery } from "@tanstack/react-query";

import type { Measure } from "../state/board/boardLink";
import type { Period } from "../state/board/months";
import { answerOf, client } from "./client";
import type { components } from "./schema";
import type { Bounds } from "./types";

type Schemas = components["schemas"];
export type Coverage = Schemas["CoverageList"];
export type CoveredGrid = Schemas["GridCoverage"];
export type Totals = Schemas["CoverageTotals"];
export type GridDetail = Schemas["GridCoverageDetail"];
export type Staffing = Schemas["StaffingFigures"];
export type PlacedShare = Schemas["PlacedShare"];
export type Loads = Schemas["Loads"];

/** While days are being reckoned in the background the figures still grow. */
const RECKONING_MS = 4_000;

/** The days that have points, of all networks together. */
export const usePatrolSpan = (network: string | null) =>
  useQuery({
    queryKey: ["patrol-days", network],
    queryFn: ({ signal }) => {
      const params = { path: { network: network ?? "" } };
      return answerOf(client.GET("/api/v1/networks/{network}/patrols/days", { params, signal }));
    },
    enabled: network !== null,
    select: ({ first, last }) => ({ first, last }),
  });

export const useCoverage = (network: string | null, period: Period | null, area: string | null) =>
  useQuery({
    queryKey: ["coverage", network, period, area],
    queryFn: ({ signal }) => {
      const query = { ...period, area, order: "desc" as const };
      const params = { path: { network: network ?? "" }, query };
      return answerOf(client.GET("/api/v1/networks/{network}/patrols/coverage", { params, signal }));
    },
    enabled: network !== null && period !== null,
    placeholderData: keepPreviousData,
    refetchInterval: ({ state }) => ((state.data?.waiting_days ?? 0) > 0 ? RECKONING_MS : false),
  });

export const useGridCoverage = (network: string | null, grid: string | null, period: Period | null) =>
  useQuery({
    queryKey: ["grid-coverage", network, grid, period],
    queryFn: ({ signal }) => {
      const params = { path: { network: network ?? "", code: grid ?? "" }, query: { ...period } };
      return answerOf(
        client.GET("/api/v1/networks/{network}/patrols/grids/{code}", { params, signal }),
      );
    },
    enabled: network !== null && grid !== null && period !== null,
  });

/** Ground that nobody passed: of one grid, or of the whole network. */
export const useBlindSpots = (
  network: string | null,
  period: Period | null,
  grid: string | null,
  wanted: boolean,
) =>
  useQuery({
    queryKey: ["blind-spots", network, period, grid],
    queryFn: ({ signal }) => {
      const params = { path: { network: network ?? "" }, query: { ...period, grid } };
      return answerOf(
        client.GET("/api/v1/networks/{network}/patrols/blind-spots.geojson", { params, signal }),
      ) as Promise<BlindSpots>;
    },
    enabled: network !== null && period !== null && wanted,
  });

export interface BlindSpots {
  type: "FeatureCollection";
  features: {
    type: "Feature";
    id: string;
    geometry: { type: string; coordinates: never };
    properties: { grid: string; area_m2: number };
  }[];
}

export interface HeatWish {
  hours: string;
  role: string | null;
}

/** What a heat map holds, and where its pictures are. */
export const useHeat = (network: string | null, period: Period | null, wish: HeatWish) =>
  useQuery({
    queryKey: ["heat", network, period, wish],
    queryFn: ({ signal }) => {
      const query = { ...period, hours: wish.hours, role: wish.role };
      const params = { path: { network: network ?? "" }, query };
      return answerOf(client.GET("/api/v1/heat/{network}", { params, signal }));
    },
    enabled: network !== null && period !== null,
    placeholderData: keepPreviousData,
  });

export interface HeatClass {
  from: number;
  to: number | null;
  colour: string;
}

export const legendOf = (heat: Schemas["HeatDescription"], measure: Measure): HeatClass[] =>
  (heat.legends[measure] ?? []) as unknown as HeatClass[];

const staff = (network: string, area: string | null) => ({ params: { query: { network, area } } });

export const useStaffing = (network: string, area: string | null) =>
  useQuery({
    queryKey: ["staffing", network, area],
    queryFn: ({ signal }) =>
      answerOf(client.GET("/api/v1/staffing", { ...staff(network, area), signal })),
  });

export const useLoads = (network: string, area: string | null) =>
  useQuery({
    queryKey: ["loads", network, area],
    queryFn: ({ signal }) =>
      answerOf(client.GET("/api/v1/staffing/loads", { ...staff(network, area), signal })),
  });

export const useCoverPairs = (network: string, area: string | null) =>
  useQuery({
    queryKey: ["cover", network, area],
    queryFn: ({ signal }) =>
      answerOf(client.GET("/api/v1/staffing/cover", { ...staff(network, area), signal })),
    select: ({ items }) => items,
  });

/** The box around a grid; asked for when somebody chooses it. */
export const useGridBounds = (network: string, grid: string | null) =>
  useQuery({
    queryKey: ["grid-bounds", network, grid],
    queryFn: async ({ signal }) => {
      const params = { path: { network, code: grid ?? "" } };
      const found = await answerOf(
        client.GET("/api/v1/networks/{network}/grids/{code}", { params, signal }),
      );
      return found.properties.bounds as Bounds;
    },
    enabled: grid !== null,
    staleTime: Infinity,
  });

/** The share of addresses that have a place, by community. */
export const usePlacedShares = () =>
  useQuery({
    queryKey: ["placed-shares"],
    queryFn: ({ signal }) => answerOf(client.GET("/api/v1/addresses/shares", { signal })),
    select: (list) => list.items,
  });
