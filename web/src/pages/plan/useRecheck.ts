import { useEffect } from "react";

import { type PlanDetail, useCheck } from "../../api/draft";

/** How long edits have to rest before the rules run again. */
const REST_MS = 600;
/** Larger plans are checked when somebody asks for it: the rules run over the whole plan. */
const MOST_GRIDS = 300;

/** Keep the findings of a draft those of its present revision. */
export function useRecheck(plan: PlanDetail | undefined, planId: number): void {
  const { mutate } = useCheck(planId);
  const revision = plan?.revision;
  const wanted = plan?.state === "draft" && plan.grids <= MOST_GRIDS;
  useEffect(() => {
    if (!wanted) return;
    const timer = setTimeout(() => mutate(), REST_MS);
    return () => clearTimeout(timer);
  }, [wanted, revision, mutate]);
}
