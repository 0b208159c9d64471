import { useQuery } from "@tanstack/react-query";

import { answerOf, client } from "./client";
import { ofSame } from "./queries";
import type { components } from "./schema";
import { useSession } from "./session";
import type { Bounds, TileJson } from "./types";

export type Finding = components["schemas"]["Finding"];

/** As many as a list beside the map can show; the marks on the map are all of them. */
const MOST_LISTED = 100;
const FOLLOW_MS = 60_000;

/** Whether the caller may know what is wrong with a network. */
export const useMayReadFindings = () => useSession().data?.actions.includes("findings") ?? false;

/** Where the tiles of what is wrong with a published network are. */
export const useFindingTiles = (network: string | null) =>
  useQuery({
    queryKey: ["findings", network, "tilejson"],
    queryFn: ({ signal }): Promise<TileJson> => {
      const params = { path: { network: network ?? "" } };
      return answerOf(client.GET("/api/v1/networks/{network}/findings/tiles/tilejson.json", { params, signal }));
    },
    enabled: network !== null,
    refetchInterval: FOLLOW_MS,
  });

/** Open findings of a published network in a box. */
export const useFindingsIn = (network: string | null, bounds: Bounds | null) =>
  useQuery({
    queryKey: ["findings", network, bounds],
    queryFn: ({ signal }) => {
      const query = { network: network ?? "", bbox: (bounds ?? []).map((one) => one.toFixed(6)).join(","), limit: MOST_LISTED };
      return answerOf(client.GET("/api/v1/findings", { params: { query }, signal }));
    },
    enabled: network !== null && bounds !== null,
    placeholderData: ofSame(network),
  });

/** How many findings of each severity a network has. */
export const useFindingCounts = (network: string | null) =>
  useQuery({
    queryKey: ["findings", network, "counts"],
    queryFn: ({ signal }) => answerOf(client.GET("/api/v1/findings/counts", { params: { query: { network: network ?? "" } }, signal })),
    select: ({ items }) => {
      const counts: Record<string, number> = {};
      for (const { severity, findings } of items) counts[severity] = (counts[severity] ?? 0) + findings;
      return counts;
    },
    enabled: network !== null,
    refetchInterval: FOLLOW_MS,
  });
