import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";

import { answerOf, client } from "./client";
import { ofSame } from "./queries";
import type { components } from "./schema";
import type { TileJson } from "./types";

export type Version = components["schemas"]["Version"];

const MOST_VERSIONS = 500;

/** Publications of a network, the oldest first. */
export const useVersions = (network: string | null, newest: number | null) =>
  useQuery({
    queryKey: ["versions", network, newest],
    queryFn: ({ signal }) => {
      const params = { path: { network: network ?? "" }, query: { limit: MOST_VERSIONS } };
      return answerOf(client.GET("/api/v1/networks/{network}/versions", { params, signal }));
    },
    select: (page) => [...page.items].reverse(),
    enabled: network !== null && newest !== null && newest > 1,
    staleTime: Infinity,
    // While a newer one is asked for, who works with the list keeps it.
    placeholderData: ofSame(network),
  });

/** Publish an earlier version once more, as the next one. */
export function useRollBack(network: string) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (body: { version: number; reason: string }) =>
      answerOf(client.POST("/api/v1/networks/{network}/rollback", { params: { path: { network } }, body })),
    onSuccess: () => {
      // Not waited for: who went back is told at once.
      for (const list of ["networks", "versions", "tasks"]) void queries.invalidateQueries({ queryKey: [list] });
    },
  });
}

/** Where the tiles of an earlier version are. */
export const useVersionTiles = (network: string | null, version: number | null) =>
  useQuery({
    queryKey: ["tilejson", network, "version", version],
    queryFn: ({ signal }): Promise<TileJson> => {
      const params = { path: { network: network ?? "", version: version ?? 0 } };
      return answerOf(
        client.GET("/api/v1/tiles/{network}/versions/{version}/tilejson.json", { params, signal }),
      );
    },
    enabled: network !== null && version !== null,
    staleTime: Infinity,
    placeholderData: ofSame(network),
  });

/** Where the tiles of a plan's grids are, at its present revision. */
export const usePlanTiles = (planId: number | null) =>
  useQuery({
    queryKey: ["plan", planId, "tilejson"],
    queryFn: ({ signal }): Promise<TileJson> => {
      const params = { path: { plan_id: planId ?? 0 } };
      return answerOf(client.GET("/api/v1/plans/{plan_id}/tiles/tilejson.json", { params, signal }));
    },
    enabled: planId !== null,
  });
