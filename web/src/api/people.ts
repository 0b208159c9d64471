import { useQuery } from "@tanstack/react-query";

import { answerOf, client } from "./client";
import type { components } from "./schema";
import { useSession } from "./session";

export type GridPeople = components["schemas"]["GridPeople"];

/** The people of a grid at an instant, for those who may know them; nothing is asked for others. */
export const useGridPeople = (network: string, code: string, asOf: string | null) => {
  const may = useSession().data?.actions.includes("read_staff") ?? false;
  return useQuery({
    queryKey: ["gridPeople", network, code, asOf],
    queryFn: ({ signal }) => {
      const params = { path: { network, code }, query: { as_of: asOf } };
      return answerOf(client.GET("/api/v1/networks/{network}/grids/{code}/people", { params, signal }));
    },
    enabled: may,
  });
};
