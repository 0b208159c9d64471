import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";

import { answerOf, client, wholeAnswer } from "./client";
import type { components, operations } from "./schema";

type Schemas = components["schemas"];
export type PlanDetail = Schemas["PlanDetail"];
export type OperationAnswer = Schemas["OperationAnswer"];
export type LoggedOperation = Schemas["LoggedOperation"];
export type Finding = Schemas["Finding"];
export type Comparison = Omit<Schemas["PlanComparison"], "other_id">;
export type OperationRequest =
  operations["operate_on_plan"]["requestBody"]["content"]["application/json"];

const MOST_ROWS = 500;
const FOLLOW_MS = 15_000;

const path = (planId: number) => ({ plan_id: planId });

export const usePlan = (planId: number) =>
  useQuery({
    queryKey: ["plan", planId],
    queryFn: ({ signal }) =>
      answerOf(client.GET("/api/v1/plans/{plan_id}", { params: { path: path(planId) }, signal })),
    refetchInterval: FOLLOW_MS, // others may work on it
  });

/** Units and grids of one community; asked for anew at each revision. */
export const useGround = (planId: number, area: string | null, revision: number | undefined) =>
  useQuery({
    queryKey: ["plan", planId, "ground", area, revision],
    queryFn: ({ signal }) => {
      const params = { path: path(planId), query: area === null ? {} : { area: [area] } };
      return answerOf(client.GET("/api/v1/plans/{plan_id}/ground", { params, signal }));
    },
    enabled: revision !== undefined,
    staleTime: Infinity,
    gcTime: 60_000,
    // The ground before stays until the new one is there: nothing flickers after an edit.
    placeholderData: (before, query) => (query?.queryKey[3] === area ? before : undefined),
  });

export const useFindings = (planId: number, revision: number | undefined, accepted = false) =>
  useQuery({
    queryKey: ["plan", planId, "findings", revision, accepted],
    queryFn: ({ signal }) => {
      const query = { plan: planId, limit: MOST_ROWS, accepted };
      return answerOf(client.GET("/api/v1/findings", { params: { query }, signal }));
    },
    select: (page) => page.items,
    enabled: revision !== undefined,
    placeholderData: (before) => before,
  });

export const useHistory = (planId: number, revision: number | undefined) =>
  useQuery({
    queryKey: ["plan", planId, "history", revision],
    queryFn: ({ signal }) => {
      const params = { path: path(planId), query: { limit: MOST_ROWS } };
      return answerOf(client.GET("/api/v1/plans/{plan_id}/operations", { params, signal }));
    },
    select: (page) => page.items,
    enabled: revision !== undefined,
    placeholderData: (before) => before,
  });

/** From what is published to a plan, or from a plan to another. */
export const useComparison = (planId: number, other: number | "published") =>
  useQuery({
    queryKey: ["plan", planId, "compare", other],
    queryFn: ({ signal }): Promise<Comparison> => {
      if (other === "published") {
        const params = { path: path(planId) };
        return answerOf(client.GET("/api/v1/plans/{plan_id}/compare", { params, signal }));
      }
      const params = { path: { ...path(planId), other_id: other } };
      return answerOf(client.GET("/api/v1/plans/{plan_id}/compare/{other_id}", { params, signal }));
    },
  });

/** What an operation would do; nothing is written. */
export const tryOperation = (planId: number, body: OperationRequest, signal: AbortSignal) => {
  const params = { path: path(planId), query: { dry_run: true } };
  return answerOf(client.POST("/api/v1/plans/{plan_id}/operations", { params, body, signal }));
};

export type Step =
  | { verb: "operate"; body: OperationRequest }
  | { verb: "undo" | "redo" }
  | { verb: "jump"; sequence: number };

/**
 * Change a draft: an operation, undo, redo or a jump, from the revision that the page shows. Who takes
 * two steps back in a breath means both: the second waits for what the first made.
 */
export function useStep(planId: number) {
  const queries = useQueryClient();
  return useMutation({
    scope: { id: `plan ${planId}` },
    mutationFn: async (step: Step) => {
      const revision = queries.getQueryData<PlanDetail>(["plan", planId])?.revision ?? 0;
      const params = { path: path(planId), header: { "If-Match": `"${revision}"` } };
      const at = "/api/v1/plans/{plan_id}" as const;
      if (step.verb === "operate") {
        // A repair is tried unless it is said that it is meant.
        const meant = { ...params, query: { dry_run: false } };
        return answerOf(client.POST(`${at}/operations`, { params: meant, body: step.body }));
      }
      if (step.verb === "jump") {
        return answerOf(client.POST(`${at}/jump`, { params, body: { sequence: step.sequence } }));
      }
      return answerOf(
        step.verb === "undo"
          ? client.POST(`${at}/undo`, { params })
          : client.POST(`${at}/redo`, { params }),
      );
    },
    onSuccess: () => queries.invalidateQueries({ queryKey: ["plan", planId] }),
    // Also after a refusal: the plan may have been changed by others. Nobody waits for it: without a
    // line to the server it would take long, and the edit can be sent again at once.
    onError: () => void queries.invalidateQueries({ queryKey: ["plan", planId] }),
  });
}

export function useAcceptFinding(planId: number) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: ({ id, reason }: { id: string; reason: string }) => {
      const params = { path: { finding_id: id } };
      return answerOf(
        client.POST("/api/v1/findings/{finding_id}/exception", { params, body: { reason } }),
      );
    },
    onSuccess: () => queries.invalidateQueries({ queryKey: ["plan", planId, "findings"] }),
  });
}

export function useWithdrawException(planId: number) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (id: string) => {
      const params = { path: { finding_id: id } };
      return answerOf(client.DELETE("/api/v1/findings/{finding_id}/exception", { params }));
    },
    onSuccess: () => queries.invalidateQueries({ queryKey: ["plan", planId, "findings"] }),
  });
}

export function useCheck(planId: number) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: () =>
      answerOf(client.POST("/api/v1/plans/{plan_id}/check", { params: { path: path(planId) } })),
    onSuccess: () => queries.invalidateQueries({ queryKey: ["plan", planId, "findings"] }),
  });
}

export function useBranch(planId: number) {
  return useMutation({
    mutationFn: async (name: string | null) => {
      const params = { path: path(planId) };
      const [made] = await wholeAnswer(
        client.POST("/api/v1/plans/{plan_id}/branch", { params, body: { name } }),
      );
      return made.plan_id;
    },
  });
}
