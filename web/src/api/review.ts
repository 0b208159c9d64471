import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";

import { answerOf, client } from "./client";
import type { components } from "./schema";

type Schemas = components["schemas"];
export type Comment = Omit<Schemas["Comment"], "place"> & { place: readonly number[] | null };
export type RebaseAnswer = Schemas["RebaseAnswer"];

const COMMENTS = "comments";

/** Threads of a plan with their answers, the oldest first. */
export const useComments = (planId: number) =>
  useQuery({
    queryKey: ["plan", planId, COMMENTS],
    queryFn: ({ signal }) => {
      const params = { path: { plan_id: planId } };
      return answerOf(client.GET("/api/v1/plans/{plan_id}/comments", { params, signal }));
    },
    select: (list) => list.items,
  });

export type Remark =
  | { verb: "begin"; text: string; grid: string | null; place: [number, number] | null }
  | { verb: "reply"; thread: number; text: string }
  | { verb: "resolve" | "unresolve"; thread: number };

/** Begin a thread, answer in one, settle it or open it again. */
export function useRemark(planId: number) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: async (remark: Remark): Promise<void> => {
      const at = "/api/v1/plans/{plan_id}/comments" as const;
      const path = { plan_id: planId };
      if (remark.verb === "begin") {
        const { text, grid, place } = remark;
        return void (await answerOf(client.POST(at, { params: { path }, body: { text, grid, place } })));
      }
      const params = { path: { ...path, thread: remark.thread } };
      if (remark.verb === "reply") {
        const body = { text: remark.text };
        return void (await answerOf(client.POST(`${at}/{thread}/replies`, { params, body })));
      }
      const resolution = `${at}/{thread}/resolution` as const;
      await answerOf(
        remark.verb === "resolve" ? client.PUT(resolution, { params }) : client.DELETE(resolution, { params }),
      );
    },
    onSettled: () => queries.invalidateQueries({ queryKey: ["plan", planId] }),
  });
}

/** Say that this window has the plan open, and which grid it edits; the answer names all who have. */
export const notePresence = (planId: number, window: string, grid: string | null) => {
  const params = { path: { plan_id: planId } };
  return answerOf(client.PUT("/api/v1/plans/{plan_id}/presence", { params, body: { window, grid } }));
};

export const endPresence = (planId: number, window: string) => {
  const params = { path: { plan_id: planId }, query: { window } };
  return answerOf(client.DELETE("/api/v1/plans/{plan_id}/presence", { params, keepalive: true }));
};

/** Move a draft onto what was published since it was made. */
export function useRebase(planId: number, revision: number) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (choices: Record<string, "mine" | "theirs">) => {
      const params = { path: { plan_id: planId }, header: { "If-Match": `"${revision}"` } };
      return answerOf(client.POST("/api/v1/plans/{plan_id}/rebase", { params, body: { choices } }));
    },
    onSettled: () => queries.invalidateQueries({ queryKey: ["plan", planId] }),
  });
}
