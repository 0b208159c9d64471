import { Button, Input, Popconfirm } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";

import type { PlanDetail } from "../../api/draft";
import { type ReviewStep, STEPS, useReview, useReviewStep, WITH_REASON } from "../../api/publish";
import { announce } from "../../app/live";
import { formatMoment } from "../../state/format";
import { fieldOf, instantOf, nextMidnight } from "../../state/localTime";
import { Refused } from "./Refused";

/** The way from a draft to its publication: the steps that this person may take now. */
export function ReviewSteps({ plan }: { plan: PlanDetail }) {
  const { t, i18n } = useTranslation();
  const [reason, setReason] = useState("");
  const [day, setDay] = useState(() => fieldOf(nextMidnight(new Date())));
  const review = useReview(plan.id, plan.revision, plan.state);
  const take = useReviewStep(plan.id, plan.revision);
  const may = new Map((review.data?.may ?? []).map((leave) => [leave.step, leave]));
  const scheduled = review.data?.publish_at ?? null;
  const open = STEPS.filter(
    (step) => may.get(step)?.allowed === true && (step !== "unschedule" || scheduled !== null),
  );
  const barred = review.data?.state === "in_review" ? may.get("approve") : undefined;
  const last = review.data?.steps.at(-1);
  const instant = instantOf(day);
  const missing = (step: ReviewStep) =>
    (WITH_REASON.includes(step) && reason.trim() === "") || (step === "schedule" && instant === null);
  const go = (step: ReviewStep) =>
    take.mutate({ step, reason, publishAt: instant ?? "" }, {
      onSuccess: () => {
        setReason("");
        announce(t(`plan.taken.${step}`));
      },
    });
  const asked = (step: ReviewStep) => {
    if (step === "schedule") {
      return <input type="datetime-local" aria-label={t("review.publishAt")} value={day} onChange={(event) => setDay(event.target.value)} />;
    }
    if (!WITH_REASON.includes(step)) return null;
    const label = t(`plan.stepReasons.${step}`);
    return <Input aria-label={label} placeholder={label} value={reason} maxLength={2000} onChange={(event) => setReason(event.target.value)} />;
  };
  return (
    <>
      <div className="review-steps">
        {open.map((step, i) => (
          <Popconfirm
            key={step}
            title={t(`plan.ask.${step}`)}
            description={asked(step)}
            okText={t(`plan.steps.${step}`)}
            okButtonProps={{ disabled: missing(step) }}
            cancelText={t("plan.leave")}
            onConfirm={() => go(step)}
          >
            <Button
              type={i === 0 && step !== "withdraw" ? "primary" : "default"}
              loading={take.isPending && take.variables.step === step}
            >
              {t(`plan.steps.${step}`)}
            </Button>
          </Popconfirm>
        ))}
      </div>
      {scheduled !== null && plan.state === "approved" && (
        <p className="hint" role="status">{t("review.scheduled", { date: formatMoment(scheduled, i18n.language) })}</p>
      )}
      {last !== undefined && (
        <p className="hint">
          {i18n.language === "en" ? last.sentence : last.sentence_zh} · {last.actor}
        </p>
      )}
      {barred?.allowed === false && (
        <p className="hint">{i18n.language === "en" ? barred.why : barred.why_zh}</p>
      )}
      {(review.data?.open_comments ?? 0) > 0 && (
        <p className="hint">{t("review.openComments", { count: review.data?.open_comments ?? 0 })}</p>
      )}
      {take.error !== null && <Refused error={take.error} />}
    </>
  );
}
