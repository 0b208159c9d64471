import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";

import { answerOf, client } from "./client";

/** The steps from a draft to its publication that the page offers, in the order of its buttons. */
export const STEPS = [
  "submit",
  "approve",
  "publish",
  "schedule",
  "unschedule",
  "send_back",
  "reject",
  "withdraw",
  "reopen",
] as const;
export type ReviewStep = (typeof STEPS)[number];

/** Steps that say why; the others may be taken without a word. */
export const WITH_REASON: readonly ReviewStep[] = ["send_back", "reject"];

export interface StepTaken {
  step: ReviewStep;
  reason: string;
  /** Of a publication on a date: an instant with its offset (ISO 8601). */
  publishAt: string;
}

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
    mutationFn: async ({ step, reason, publishAt }: StepTaken) => {
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
        case "reject":
          return void (await answerOf(client.POST(`${at}/reject`, { params: { path }, body: { reason } })));
        case "schedule": {
          const body = { publish_at: publishAt };
          return void (await answerOf(client.PUT(`${at}/schedule`, { params: { path }, body })));
        }
        case "unschedule":
          return void (await answerOf(client.DELETE(`${at}/schedule`, { params: { path } })));
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
