import { Alert, Button, Progress } from "antd";
import { useEffect, useRef } from "react";
import { useTranslation } from "react-i18next";

import { faultOf, useCancelJob, useJob } from "../../api/plans";
import { formatCount } from "../../state/format";

interface Props {
  jobId: number;
  label: string;
  onDone: (result: Record<string, unknown>) => void;
  onLeave: () => void;
}

/** How far a job is, with the way to stop it; what it left is handed on when it is done. */
export function JobProgress({ jobId, label, onDone, onLeave }: Props) {
  const { t, i18n } = useTranslation();
  const job = useJob(jobId);
  const cancel = useCancelJob();
  const done = useRef(onDone);
  done.current = onDone;
  const { state, result, progress = 0, seconds_left: seconds = null } = job.data ?? {};
  useEffect(() => {
    if (state === "done" && result != null) done.current(result);
  }, [state, result]);
  if (state === "failed" || state === "cancelled") {
    return (
      <section className="card import-card">
        <Alert
          type={state === "failed" ? "error" : "info"}
          showIcon
          role="alert"
          title={state === "failed" ? t("importing.failed") : t("importing.cancelled")}
          description={job.data === undefined ? null : faultOf(job.data, i18n.language)}
        />
        <Button className="import-back" onClick={onLeave}>
          {t("importing.back")}
        </Button>
      </section>
    );
  }
  return (
    <section className="card import-card">
      <p>{label}</p>
      <Progress percent={Math.round(progress * 100)} status="active" aria-label={label} />
      <p className="hint" role="status">
        {seconds !== null && state === "running"
          ? t("plans.secondsLeft", { seconds: formatCount(Math.ceil(seconds), i18n.language) })
          : t(`plans.jobStates.${state ?? "queued"}`)}
      </p>
      <Button loading={cancel.isPending} onClick={() => cancel.mutate(jobId)}>
        {t("plans.cancel")}
      </Button>
    </section>
  );
}
