import { MutationCache, QueryCache, QueryClient, useQuery } from "@tanstack/react-query";

import { answerOf, ApiError, client } from "./client";
import { noteAnswer } from "./session";
import type { LocateAnswer, Network, TileJson } from "./types";

/** How often the page asks whether a newer version was published. */
const FOLLOW_MS = 30_000;

/** The base map's place among the networks' tiles. */
export const BASE = "base";

export const queryClient = new QueryClient({
  queryCache: new QueryCache({ onError: noteAnswer, onSuccess: () => noteAnswer(null) }),
  mutationCache: new MutationCache({ onError: noteAnswer, onSuccess: () => noteAnswer(null) }),
  defaultOptions: {
    queries: {
      // What the caller did wrong stays wrong; only a lost connection or a busy server may mend.
      retry: (count, error) =>
        count < 2 && !(error instanceof ApiError && error.status >= 400 && error.status < 500),
      refetchOnWindowFocus: false,
      networkMode: "always", // closed networks look offline to a browser and are not
    },
    mutations: { networkMode: "always" },
  },
});

export const useInfo = () =>
  useQuery({
    queryKey: ["info"],
    queryFn: ({ signal }) => answerOf(client.GET("/api/v1/info", { signal })),
    staleTime: Infinity,
  });

const NETWORKS = {
  queryKey: ["networks"],
  queryFn: ({ signal }: { signal: AbortSignal }) => answerOf(client.GET("/api/v1/networks", { signal })),
  staleTime: 5_000, // what was asked for before the page was there is not asked again by the page
};

/** Ask for the networks while the page's own scripts still come: every page begins with them. */
export const askForNetworks = () => queryClient.fetchQuery(NETWORKS).then((list) => list.items as Network[]);

/** Ask where the tiles of a map's first picture are. */
export const askForTiles = (network: Network | null) => {
  if (network?.version != null) void queryClient.prefetchQuery(tileJsonOf(network.code, network.version));
  void queryClient.prefetchQuery(tileJsonOf(BASE, 0));
};

export const useNetworks = () =>
  useQuery({
    ...NETWORKS,
    refetchInterval: FOLLOW_MS,
    select: (list) => list.items as Network[],
  });

/** While an answer about a network is asked for anew, the one before stays; another network's does not. */
export const ofSame =
  (network: string | null) =>
  <T>(before: T | undefined, query: { queryKey: readonly unknown[] } | undefined): T | undefined =>
    query?.queryKey[1] === network ? before : undefined;

const tileJsonOf = (network: string | null, version: number | null) => ({
  queryKey: ["tilejson", network, version],
  queryFn: ({ signal }: { signal: AbortSignal }): Promise<TileJson> => {
    const params = { path: { network: network ?? BASE } };
    return answerOf(client.GET("/api/v1/tiles/{network}/tilejson.json", { params, signal }));
  },
  staleTime: Infinity,
});

/** Where a network's tiles are; asked anew for each version. */
export const useTileJson = (network: string | null, version: number | null) =>
  useQuery({
    ...tileJsonOf(network, version),
    enabled: network !== null,
    // The tiles of the version before stay on the map until the new ones are known.
    placeholderData: ofSame(network),
  });

export interface Place {
  lon: number;
  lat: number;
}

export const useLocated = (
  network: string | null,
  place: Place | null,
  version: number | null,
  asOf: string | null = null,
) =>
  useQuery({
    queryKey: ["locate", network, place, version, asOf],
    queryFn: async ({ signal }) => {
      const query = { network: [network ?? ""], lon: place?.lon ?? 0, lat: place?.lat ?? 0, as_of: asOf };
      const located = await answerOf(client.GET("/api/v1/locate", { params: { query }, signal }));
      return (located.answers[0] as LocateAnswer | undefined) ?? null;
    },
    enabled: network !== null && place !== null,
    staleTime: Infinity,
  });
