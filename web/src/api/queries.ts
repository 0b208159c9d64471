import { QueryClient, useQuery } from "@tanstack/react-query";

import { ApiError, getInfo, getNetworks, getTileJson, locate } from "./client";

/** How often the page asks whether a newer version was published. */
const FOLLOW_MS = 30_000;

/** The base map's place among the networks' tiles. */
export const BASE = "base";

export const queryClient = new QueryClient({
  defaultOptions: {
    queries: {
      // What the caller did wrong stays wrong; only a lost connection or a busy server may mend.
      retry: (count, error) =>
        count < 2 && !(error instanceof ApiError && error.status >= 400 && error.status < 500),
      refetchOnWindowFocus: false,
    },
  },
});

export const useInfo = () =>
  useQuery({ queryKey: ["info"], queryFn: ({ signal }) => getInfo(signal), staleTime: Infinity });

export const useNetworks = () =>
  useQuery({
    queryKey: ["networks"],
    queryFn: ({ signal }) => getNetworks(signal),
    refetchInterval: FOLLOW_MS,
    select: (list) => list.items,
  });

/** Where a network's tiles are; asked anew for each version. */
export const useTileJson = (network: string | null, version: number | null) =>
  useQuery({
    queryKey: ["tilejson", network, version],
    queryFn: ({ signal }) => getTileJson(network ?? BASE, signal),
    enabled: network !== null,
    staleTime: Infinity,
    // The tiles of the version before stay on the map until the new ones are known.
    placeholderData: (before, query) => (query?.queryKey[1] === network ? before : undefined),
  });

export interface Place {
  lon: number;
  lat: number;
}

export const useLocated = (network: string | null, place: Place | null, version: number | null) =>
  useQuery({
    queryKey: ["locate", network, place, version],
    queryFn: async ({ signal }) => {
      const located = await locate(network ?? "", place?.lon ?? 0, place?.lat ?? 0, signal);
      return located.answers[0] ?? null;
    },
    enabled: network !== null && place !== null,
    staleTime: Infinity,
  });
