import { Alert, Button, Modal, Progress, Table } from "antd";
import { useEffect } from "react";
import { useTranslation } from "react-i18next";
import { useNavigate } from "react-router";

import { faultOf, isOver, useCancelJob, useJob } from "../../api/plans";
import { announce } from "../../app/live";
import { formatCount, formatPercent } from "../../state/format";

interface Props {
  jobId: number;
  onClose: () => void;
  onAgain: () => void;
}

/** One of several drafts, as the job's result tells of it. */
interface Alternative {
  plan_id: number;
  grids: number;
  in_band: number;
  polsby_popper: number;
  moved_hh: number | null;
}

/** How far the planner is; then the plan, or the drafts to choose from. */
export function PlanJob({ jobId, onClose, onAgain }: Props) {
  const { t, i18n } = useTranslation();
  const navigate = useNavigate();
  const job = useJob(jobId);
  const cancel = useCancelJob();
  const result = job.data?.result ?? null;
  const alternatives = (result?.["alternatives"] as Alternative[] | undefined) ?? null;
  const planId = typeof result?.["plan_id"] === "number" ? result["plan_id"] : null;
  const state = job.data?.state ?? "queued";

  useEffect(() => {
    if (state === "done" && planId !== null && alternatives === null) {
      announce(t("plans.made"));
      void navigate(`/plans/${planId}`);
    }
  }, [state, planId, alternatives, navigate, t]);

  const seconds = job.data?.seconds_left ?? null;
  return (
    <Modal
      open
      title={t("plans.making")}
      onCancel={onClose}
      mask={{ closable: false }}
      footer={
        isOver(job.data) ? (
          <Button onClick={state === "done" ? onClose : onAgain}>
            {t(state === "done" ? "plans.close" : "plans.again")}
          </Button>
        ) : (
          <Button onClick={() => cancel.mutate(jobId)} loading={cancel.isPending}>
            {t("plans.cancel")}
          </Button>
        )
      }
    >
      {state === "failed" ? (
        <Alert type="error" showIcon role="alert" title={(job.data && faultOf(job.data, i18n.language)) ?? t("state.failed")} />
      ) : state === "cancelled" ? (
        <Alert type="info" showIcon title={t("plans.cancelled")} />
      ) : (
        <Progress
          percent={Math.round((job.data?.progress ?? 0) * 100)}
          status={state === "done" ? "success" : "active"}
          aria-label={t("plans.making")}
        />
      )}
      <p className="hint" role="status">
        {seconds !== null && state === "running"
          ? t("plans.secondsLeft", { seconds: formatCount(Math.ceil(seconds), i18n.language) })
          : t(`plans.jobStates.${state}`)}
      </p>
      {alternatives !== null && (
        <Table
          rowKey="plan_id"
          size="small"
          pagination={false}
          dataSource={alternatives}
          columns={[
            { title: t("plans.grids"), dataIndex: "grids", align: "right" },
            { title: t("plans.inBand"), dataIndex: "in_band", align: "right" },
            {
              title: t("plans.compactness"),
              align: "right",
              render: (_, one) => formatPercent(one.polsby_popper, i18n.language),
            },
            {
              title: t("plans.moved"),
              align: "right",
              render: (_, one) =>
                one.moved_hh === null ? "–" : formatCount(one.moved_hh, i18n.language),
            },
            {
              key: "open",
              render: (_, one) => (
                <Button type="link" onClick={() => void navigate(`/plans/${one.plan_id}`)}>
                  {t("plans.open")}
                </Button>
              ),
            },
          ]}
        />
      )}
    </Modal>
  );
}
