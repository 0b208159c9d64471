import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";

import { answerOf, client } from "./client";
import type { components } from "./schema";
import type { Job } from "./types";

type Schemas = components["schemas"];
export type Plan = Schemas["Plan"];
export type PlanRequest = Schemas["PlanRequest"];

const MOST_PLANS = 200;
const FOLLOW_JOB_MS = 500;

export const usePlans = (network: string | null) =>
  useQuery({
    queryKey: ["plans", network],
    queryFn: ({ signal }) => {
      const query = { network, limit: MOST_PLANS };
      return answerOf(client.GET("/api/v1/plans", { params: { query }, signal }));
    },
    select: (page) => page.items,
    refetchInterval: 30_000,
  });

/** Communities that a plan may be about, with the areas above them. */
export const useAreas = (level: "community" | "town") =>
  useQuery({
    queryKey: ["areas", level],
    queryFn: ({ signal }) =>
      answerOf(client.GET("/api/v1/areas", { params: { query: { level } }, signal })),
    select: (list) => list.items,
    staleTime: 10 * 60_000,
  });

export function useCreatePlan() {
  return useMutation({
    mutationFn: (body: PlanRequest) => answerOf(client.POST("/api/v1/plans", { body })),
  });
}

const ENDED: readonly string[] = ["done", "failed", "cancelled"];
export const isOver = (job: Job | undefined): boolean => job !== undefined && ENDED.includes(job.state);

/** Why a job failed, in the reader's language. */
export const faultOf = (job: Job, language: string): string | null =>
  language === "en" ? job.error : (job.error_zh ?? job.error);

/** Follow a job until it ends. */
export const useJob = (jobId: number | null) =>
  useQuery({
    queryKey: ["job", jobId],
    queryFn: ({ signal }) => {
      const params = { path: { job_id: jobId ?? 0 } };
      return answerOf(client.GET("/api/v1/jobs/{job_id}", { params, signal }));
    },
    enabled: jobId !== null,
    refetchInterval: ({ state }) => (isOver(state.data) ? false : FOLLOW_JOB_MS),
  });

export function useCancelJob() {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (jobId: number) =>
      answerOf(client.POST("/api/v1/jobs/{job_id}/cancel", { params: { path: { job_id: jobId } } })),
    onSuccess: (_, jobId) => queries.invalidateQueries({ queryKey: ["job", jobId] }),
  });
}
