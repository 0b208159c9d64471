import { Button, Checkbox } from "antd";
import { lazy, Suspense, useEffect, useState } from "react";
import { useTranslation } from "react-i18next";

import {
  type ImportResult,
  type ImportSettings,
  type PreviewResult,
  useCreateImport,
  usePreview,
  type WaitingFile,
} from "../../api/imports";
import { formatCount } from "../../state/format";
import { needsConsent } from "../../state/importing/settings";
import { Failure } from "../admin/Part";
import { JobProgress } from "./JobProgress";
import { Rejections } from "./Rejections";

const PreviewMap = lazy(() => import("./PreviewMap"));
const STATES = ["new", "changed", "same", "gone"] as const;

interface Props {
  file: WaitingFile;
  settings: ImportSettings;
  onBack: () => void;
  onDone: (result: ImportResult) => void;
}

/** What the import would do, on the map and in figures; then it does it. */
export function PreviewStep({ file, settings, onBack, onDone }: Props) {
  const { t } = useTranslation();
  const { mutate, data, error } = usePreview();
  const create = useCreateImport();
  const [found, setFound] = useState<PreviewResult | null>(null);
  const [agreed, setAgreed] = useState(false);
  useEffect(() => mutate({ fileId: file.id, settings }), [mutate, file, settings]);
  const jobId = data?.id ?? null;
  const asked = found !== null && needsConsent(found.read, found.rejected);
  const wanted = asked ? { ...settings, most_rejected: 1 } : settings;
  if (create.data !== undefined) {
    return (
      <JobProgress
        jobId={create.data.id}
        label={t("importing.importing", { name: file.name })}
        onDone={(result) => onDone({ ...result, job_id: create.data.id } as unknown as ImportResult)}
        onLeave={() => create.reset()}
      />
    );
  }
  return (
    <>
      {error !== null && <Failure error={error} />}
      {found === null
        ? jobId !== null && (
            <JobProgress
              jobId={jobId}
              label={t("importing.previewing")}
              onDone={(result) => setFound(result as unknown as PreviewResult)}
              onLeave={onBack}
            />
          )
        : jobId !== null && <Effect found={found} settings={settings} jobId={jobId} />}
      {asked && (
        <Checkbox checked={agreed} onChange={({ target }) => setAgreed(target.checked)}>
          {t("importing.agree")}
        </Checkbox>
      )}
      <Failure error={create.error} />
      <div className="import-go">
        <Button onClick={onBack}>{t("importing.back")}</Button>
        {found !== null && (
          <Button
            type="primary"
            loading={create.isPending}
            disabled={found.read === found.rejected || (asked && !agreed)}
            onClick={() => create.mutate({ fileId: file.id, settings: wanted })}
          >
            {t("importing.import")}
          </Button>
        )}
      </div>
    </>
  );
}

interface EffectProps {
  found: PreviewResult;
  settings: ImportSettings;
  jobId: number;
}

function Effect({ found, settings, jobId }: EffectProps) {
  const { t, i18n } = useTranslation();
  const count = (value: number) => formatCount(value, i18n.language);
  const shown = found.features?.features?.length ?? 0;
  const columns = Object.entries(found.changed_columns);
  return (
    <>
      <section className="card import-card">
        <ul className="effect">
          {STATES.map((state) => (
            <li key={state}>
              <i data-state={state} aria-hidden="true" />
              <span>{t(`importing.states.${state}`)}</span>
              <b>{count(found[state])}</b>
            </li>
          ))}
        </ul>
        {found.gone > 0 && (
          <p className="hint">{t(settings.remove_gone ? "importing.goneRemoved" : "importing.goneKept")}</p>
        )}
        {columns.length > 0 && (
          <p className="hint">
            {t("importing.changedColumns")}
            {columns
              .map(([name, rows]) => `${t(`importing.columns.${name}`, { defaultValue: name })} ${count(rows)}`)
              .join("，")}
          </p>
        )}
        {shown > 0 && (
          <>
            <div className="preview-stage">
              <Suspense fallback={null}>
                <PreviewMap rows={found.features} />
              </Suspense>
            </div>
            <p className="hint">{t("importing.mapHint", { shown: count(shown), crs: t(`importing.crs.names.${found.crs}`, { defaultValue: found.crs }) })}</p>
          </>
        )}
      </section>
      <Rejections jobId={jobId} count={found.rejected} rows={found.rejections} />
    </>
  );
}
