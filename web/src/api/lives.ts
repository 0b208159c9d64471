import { useQuery } from "@tanstack/react-query";

import { answerOf, client } from "./client";
import type { components } from "./schema";
import { useSession } from "./session";

export type LifeVersion = components["schemas"]["LifeVersion"];

/** Whether the caller may know who did what. */
export const useMayReadLives = () => useSession().data?.actions.includes("read_plans") ?? false;

/** The life of a grid's code, from its first version to its last. */
export const useLife = (network: string, code: string) =>
  useQuery({
    queryKey: ["life", network, code],
    queryFn: ({ signal }) => {
      const params = { path: { network, code } };
      return answerOf(client.GET("/api/v1/networks/{network}/grids/{code}/history", { params, signal }));
    },
  });

/** A published border: of two grids, or at a place. */
export type BorderWanted = { grids: [string, string] } | { lon: number; lat: number; radius_m: number };

/** How a border came to lie where it does. */
export const useBorderHistory = (network: string, border: BorderWanted) =>
  useQuery({
    queryKey: ["life", network, "border", border],
    queryFn: ({ signal }) => {
      const query = "grids" in border ? { grid: border.grids } : border;
      return answerOf(client.GET("/api/v1/networks/{network}/borders", { params: { path: { network }, query }, signal }));
    },
    retry: false,
  });
