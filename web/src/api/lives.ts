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
