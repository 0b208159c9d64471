import { Alert, Button, Input, Popconfirm } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";

import { reasonOf } from "../../api/client";
import type { PlanDetail } from "../../api/draft";
import { type ReviewStep, STEPS, useReview, useReviewStep } from "../../api/publish";
import { announce } from "../../app/live";

/** The way from a draft to its publication: the steps that this person may take now. */
export function ReviewSteps({ plan }: { plan: PlanDetail }) {
  const { t, i18n } = useTranslation();
  const [reason, setReason] = useState("");
  const review = useReview(plan.id, plan.revision, plan.state);
  const take = useReviewStep(plan.id, plan.revision);
  const may = new Map((review.data?.may ?? []).map((leave) => [leave.step, leave]));
  const open = STEPS.filter((step) => may.get(step)?.allowed === true);
  const barred = review.data?.state === "in_review" ? may.get("approve") : undefined;
  const last = review.data?.steps.at(-1);
  const go = (step: ReviewStep) =>
    take.mutate({ step, reason }, {
      onSuccess: () => {
        setReason("");
        announce(t(`plan.taken.${step}`));
      },
    });
  return (
    <>
      <div className="review-steps">
        {open.map((step, i) => (
          <Popconfirm
            key={step}
            title={t(`plan.ask.${step}`)}
            description={
              step === "send_back" && (
                <Input
                  aria-label={t("plan.sendBackReason")}
                  placeholder={t("plan.sendBackReason")}
                  value={reason}
                  maxLength={2000}
                  onChange={(event) => setReason(event.target.value)}
                />
              )
            }
            okText={t(`plan.steps.${step}`)}
            okButtonProps={{ disabled: step === "send_back" && reason.trim() === "" }}
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
      {last !== undefined && (
        <p className="hint">
          {i18n.language === "en" ? last.sentence : last.sentence_zh} · {last.actor}
        </p>
      )}
      {barred?.allowed === false && (
        <p className="hint">{i18n.language === "en" ? barred.why : barred.why_zh}</p>
      )}
      {take.error !== null && (
        <Alert type="error" showIcon role="alert" title={reasonOf(take.error, i18n.language)} description={take.error.message} />
      )}
    </>
  );
}
