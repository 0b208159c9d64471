import { Button, Popconfirm, Progress, Select } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";

import { type Job, type JobState, useJobs } from "../../api/admin";
import { faultOf, isOver, useCancelJob } from "../../api/plans";
import { formatCount, formatMoment } from "../../state/format";
import { Mark } from "./Mark";
import { Failure, List, Part } from "./Part";

const STATES: JobState[] = ["queued", "running", "done", "failed", "cancelled"];
const TONES = { queued: "plain", running: "busy", done: "good", failed: "bad", cancelled: "plain" } as const;

/** Long work: how far it is, how it ended, and how to stop it. */
export default function JobsPart() {
  const { t, i18n } = useTranslation();
  const [state, setState] = useState<JobState | null>(null);
  const jobs = useJobs(state);
  const language = i18n.language;
  return (
    <Part
      title={t("admin.sections.jobs")}
      hint={t("admin.jobs.hint")}
      actions={
        <Select
          aria-label={t("admin.jobs.state")}
          className="network-select"
          allowClear
          placeholder={t("admin.jobs.allStates")}
          options={STATES.map((value) => ({ value, label: t(`admin.jobs.states.${value}`) }))}
          onChange={(value: JobState | undefined) => setState(value ?? null)}
        />
      }
    >
      <List<Job>
        rowKey="id"
        query={jobs}
        empty={t("admin.jobs.none")}
        columns={[
          { title: "#", dataIndex: "id" },
          {
            title: t("admin.jobs.what"),
            key: "title",
            render: (_, job) => (
              <>
                {language === "en" ? job.title : job.title_zh}
                {job.error !== null && <p className="row-error">{faultOf(job, language)}</p>}
              </>
            ),
          },
          {
            title: t("admin.jobs.state"),
            key: "state",
            render: (_, job) => <Mark tone={TONES[job.state]}>{t(`admin.jobs.states.${job.state}`)}</Mark>,
          },
          { title: t("admin.jobs.progress"), key: "progress", render: (_, job) => <HowFar job={job} /> },
          { title: t("admin.jobs.by"), dataIndex: "requested_by" },
          {
            title: t("admin.jobs.since"),
            key: "created_at",
            render: (_, job) => formatMoment(job.created_at, language),
          },
          { key: "cancel", align: "right", render: (_, job) => <Cancel job={job} /> },
        ]}
      />
    </Part>
  );
}

function HowFar({ job }: { job: Job }) {
  const { t, i18n } = useTranslation();
  if (job.state !== "running") return job.state === "queued" ? "–" : null;
  const percent = Math.round(job.progress * 100);
  return (
    <div className="how-far">
      <Progress percent={percent} size="small" aria-label={t("admin.jobs.progress")} />
      {job.seconds_left !== null && (
        <span className="hint">
          {t("plans.secondsLeft", { seconds: formatCount(Math.ceil(job.seconds_left), i18n.language) })}
        </span>
      )}
    </div>
  );
}

function Cancel({ job }: { job: Job }) {
  const { t } = useTranslation();
  const cancel = useCancelJob();
  if (isOver(job)) return null;
  if (job.cancel_requested || cancel.isSuccess) return <span className="hint">{t("admin.jobs.cancelling")}</span>;
  return (
    <>
      <Popconfirm
        title={t("admin.jobs.cancelAsk")}
        okText={t("admin.jobs.cancel")}
        cancelText={t("admin.leave")}
        onConfirm={() => cancel.mutate(job.id)}
      >
        <Button size="small" loading={cancel.isPending}>
          {t("admin.jobs.cancel")}
        </Button>
      </Popconfirm>
      <Failure error={cancel.error} />
    </>
  );
}
