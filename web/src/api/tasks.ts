import { useQueries, useQuery } from "@tanstack/react-query";

import { answerOf, client } from "./client";
import type { components } from "./schema";

export type Task = components["schemas"]["Task"];

/** What waits for somebody in some networks: reserved grids that fill up, suspended ones. */
export const useTasks = (networks: readonly string[]) =>
  useQueries({
    queries: networks.map((network) => ({
      queryKey: ["tasks", network],
      queryFn: ({ signal }: { signal: AbortSignal }) =>
        answerOf(client.GET("/api/v1/networks/{network}/tasks", { params: { path: { network } }, signal })),
      refetchInterval: 60_000,
    })),
    combine: (answers) =>
      answers.flatMap(({ data }, i) => (data?.items ?? []).map((task) => ({ ...task, network: networks[i] ?? "" }))),
  });

/** How a grid that waits for it would be split. */
export const useSplitProposal = (network: string, grid: string) =>
  useQuery({
    queryKey: ["tasks", network, grid],
    queryFn: ({ signal }) =>
      answerOf(client.GET("/api/v1/networks/{network}/tasks/{grid}/proposal", { params: { path: { network, grid } }, signal })),
    staleTime: Infinity,
  });
