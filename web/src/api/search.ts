import { useQuery, useQueryClient } from "@tanstack/react-query";

import { answerOf, client } from "./client";
import type { components } from "./schema";

export type FoundGrid = components["schemas"]["Grid"];
export type FoundArea = components["schemas"]["Area"];
export type FoundAddress = components["schemas"]["AddressCandidate"];

const MOST_HITS = 6;
const KEPT_MS = 10 * 60_000;

/** Grids of what is published whose code or name contains some letters. */
export const useFoundGrids = (network: string | null, search: string) =>
  useQuery({
    queryKey: ["search", "grids", network, search],
    queryFn: ({ signal }) => {
      const params = { path: { network: network ?? "" }, query: { search, limit: MOST_HITS } };
      return answerOf(client.GET("/api/v1/networks/{network}/grids", { params, signal }));
    },
    select: (page) => page.items,
    enabled: network !== null && search.length > 1,
    staleTime: KEPT_MS,
  });

/** All areas, of whatever level; asked for when somebody begins to search. */
export const useAllAreas = (enabled: boolean) =>
  useQuery({
    queryKey: ["areas", "all"],
    queryFn: ({ signal }) => answerOf(client.GET("/api/v1/areas", { signal })),
    select: (list) => list.items,
    enabled,
    staleTime: KEPT_MS,
  });

/** Places that an address may mean, by the server's own gazetteer. */
export const useFoundAddresses = (address: string) =>
  useQuery({
    queryKey: ["search", "addresses", address],
    queryFn: ({ signal }) => {
      const params = { query: { address, limit: MOST_HITS } };
      return answerOf(client.GET("/api/v1/geocode", { params, signal }));
    },
    select: (answer) => answer.candidates,
    enabled: address.length > 1,
    staleTime: KEPT_MS,
  });

/** Asks for the polygon of one published grid. */
export function useGridShape() {
  const queries = useQueryClient();
  return (network: string, code: string) =>
    queries.fetchQuery({
      queryKey: ["search", "grid", network, code],
      queryFn: ({ signal }) => {
        const params = { path: { network, code } };
        return answerOf(client.GET("/api/v1/networks/{network}/grids/{code}", { params, signal }));
      },
      staleTime: KEPT_MS,
    });
}
