import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";

import { answerOf, client } from "./client";

/** The steps from a draft to its publication that the page offers, in the order of its buttons. */
export const STEPS = ["submit", "approve", "publish", "send_back", "withdraw", "reopen"] as const;
export type ReviewStep = (typeof STEPS)[number];

/** Where a plan stands in its review, and what this person may do about it. */
export const useReview = (planId: number, revision: number, state: string) =>
  useQuery({
    queryKey: ["plan", planId, "review", revision, state],
    queryFn: ({ signal }) => {
      const params = { path: { plan_id: planId } };
      return answerOf(client.GET("/api/v1/plans/{plan_id}/review", { params, signal }));
    },
    placeholderData: (before) => before,
  });

/** Take a step; after a publication the answer to everything about networks and plans is another. */
export function useReviewStep(planId: number, revision: number) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: async ({ step, reason }: { step: ReviewStep; reason: string }) => {
      const at = "/api/v1/plans/{plan_id}" as const;
      const path = { plan_id: planId };
      // What is handed in and approved is what the page shows, not what came since.
      const seen = { path, header: { "If-Match": `"${revision}"` } };
      switch (step) {
        case "submit":
          return void (await answerOf(client.POST(`${at}/submit`, { params: seen })));
        case "approve":
          return void (await answerOf(client.POST(`${at}/approve`, { params: seen })));
        case "send_back":
          return void (await answerOf(client.POST(`${at}/send-back`, { params: { path }, body: { reason } })));
        case "withdraw":
          return void (await answerOf(client.POST(`${at}/withdraw`, { params: { path } })));
        case "reopen":
          return void (await answerOf(client.POST(`${at}/reopen`, { params: { path } })));
        case "publish":
          return void (await answerOf(client.POST(`${at}/publish`, { params: { path }, body: {} })));
      }
    },
    // Also after a refusal: others may have been quicker.
    onSettled: () =>
      Promise.all([
        queries.invalidateQueries({ queryKey: ["plan", planId] }),
        queries.invalidateQueries({ queryKey: ["plans"] }),
        queries.invalidateQueries({ queryKey: ["networks"] }),
      ]),
  });
}
