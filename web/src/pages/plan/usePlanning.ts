import { useEffect, useMemo, useReducer, useRef, useState } from "react";
import { useTranslation } from "react-i18next";

import { ApiError } from "../../api/client";
import { type OperationAnswer, type Step, tryOperation, useGround, usePlan, useStep } from "../../api/draft";
import { announce } from "../../app/live";
import { figuresOf } from "../../state/plan/figures";
import { readGround } from "../../state/plan/ground";
import { begin, editOf, IDLE, type Mode, sameTool, type Tool } from "../../state/plan/tool";

/** How long a gesture has to rest before the server is asked what it would do. */
const REST_MS = 160;

export type Change = Partial<Tool> | ((tool: Tool) => Tool);

/** A gesture says the same again at most of its moves: then nothing is counted or drawn anew. */
const apply = (tool: Tool, change: Change): Tool => {
  const next = typeof change === "function" ? change(tool) : { ...tool, ...change };
  return sameTool(tool, next) ? tool : next;
};

/** Everything that the planning page knows: plan, ground, tool, what an edit would do, steps. */
export function usePlanning(planId: number, area: string | null) {
  const { t } = useTranslation();
  const plan = usePlan(planId);
  const revision = plan.data?.revision;
  const answer = useGround(planId, area, revision);
  const ground = useMemo(
    () => (answer.data === undefined ? null : readGround(answer.data)),
    [answer.data],
  );
  const [tool, change] = useReducer(apply, IDLE);
  const edit = useMemo(
    () => (ground === null ? { local: null, body: null } : editOf(ground, tool)),
    [ground, tool],
  );
  const owner = edit.local?.owner ?? ground?.owner ?? null;
  const figures = useMemo(
    () => (ground === null || owner === null ? null : figuresOf(ground, owner)),
    [ground, owner],
  );
  const present = useMemo(
    () => (ground === null ? null : figuresOf(ground, ground.owner)),
    [ground],
  );
  const trial = useTrial(planId, edit.body, revision);
  const step = useStep(planId);
  const editable = plan.data?.state === "draft";

  const send = (wanted: Step, then?: () => void) =>
    step.mutate(wanted, {
      onSuccess: () => {
        announce(t("plan.done"));
        then?.();
      },
    });
  const start = (mode: Mode, grid?: number | null) => {
    step.reset();
    change((now) => begin(now, mode, grid === undefined ? now.grid : grid));
  };
  const commit = () => {
    if (edit.body === null || step.isPending || edit.local?.refusal != null) return;
    // The gesture stays until the server has it: a lost line loses nothing.
    send({ verb: "operate", body: edit.body }, () => change((now) => begin(now, "inspect")));
  };
  return { plan, answer, ground, tool, change, start, edit, owner, figures, present, trial, step, send, commit, editable };
}

export type Planning = ReturnType<typeof usePlanning>;

interface Trial {
  busy: boolean;
  answer: OperationAnswer | null;
  error: Error | null;
}

const NO_TRIAL: Trial = { busy: false, answer: null, error: null };

/** Ask the server what an edit would do, once the gesture rests. */
function useTrial(planId: number, body: Planning["edit"]["body"], revision: number | undefined): Trial {
  const [trial, setTrial] = useState<Trial>(NO_TRIAL);
  const key = body === null ? null : JSON.stringify(body);
  const latest = useRef(body);
  latest.current = body;
  useEffect(() => {
    if (key === null) {
      setTrial(NO_TRIAL);
      return;
    }
    const controller = new AbortController();
    setTrial({ ...NO_TRIAL, busy: true });
    const timer = setTimeout(() => {
      if (latest.current === null) return;
      tryOperation(planId, latest.current, controller.signal).then(
        (answer) => setTrial({ busy: false, answer, error: null }),
        (error: unknown) => {
          if (controller.signal.aborted) return;
          setTrial({ busy: false, answer: null, error: error as ApiError });
        },
      );
    }, REST_MS);
    return () => {
      clearTimeout(timer);
      controller.abort();
    };
  }, [planId, key, revision]);
  return trial;
}
