import { Alert, Button } from "antd";
import { lazy, Suspense, useEffect } from "react";
import { useTranslation } from "react-i18next";

import { announce } from "../../app/live";
import { formatCount, formatShare } from "../../state/format";
import { NEW_GRID } from "../../state/plan/tool";
import { Refused } from "./Refused";
import type { Planning } from "./usePlanning";

const EffectInputs = lazy(async () => ({ default: (await import("./EffectInputs")).EffectInputs }));

/** What is being done, what it would change, and the two ways out. */
export function EffectBar({ planning }: { planning: Planning }) {
  const { t, i18n } = useTranslation();
  const { tool, edit, trial, step, commit, start, ground } = planning;
  const refusal = edit.local?.refusal ?? null;
  const error = step.error ?? trial.error;
  const rows = useRows(planning);
  const sentence = rows.map((row) => `${row.name} ${row.before} → ${row.after}`).join("; ");
  useEffect(() => {
    if (sentence !== "") announce(sentence);
  }, [sentence]);
  if (ground === null || (tool.mode === "inspect" && error === null)) return null;
  const fresh = trial.answer?.findings.new ?? [];
  const gone = trial.answer?.findings.gone ?? [];
  return (
    <section className="card effect" aria-label={t("plan.effect")}>
      <h2>{t(`plan.modes.${tool.mode}`)}</h2>
      <p className="hint">{tool.mode === "inspect" ? "" : t(`plan.hints.${tool.mode}`)}</p>
      <Suspense fallback={null}>
        <EffectInputs planning={planning} />
      </Suspense>
      {rows.length > 0 && (
        <table className="effect-rows">
          <tbody>
            {rows.map((row) => (
              <tr key={row.key}>
                <th scope="row">{row.name}</th>
                <td>{row.before}</td>
                <td aria-hidden="true">→</td>
                <td data-band={row.band ?? undefined}>
                  <b>{row.after}</b>
                </td>
                <td>{row.deviation === null ? "" : formatShare(row.deviation, i18n.language)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
      {refusal !== null && (
        <Alert type="warning" showIcon role="alert" title={t(`plan.refused.${refusal.why}`, {
          grid: ground.grids.get(refusal.grid ?? NaN)?.code ?? "",
        })} />
      )}
      {refusal === null && error !== null && (
        <Refused error={error} />
      )}
      {trial.answer !== null && (
        <p className="hint" role="status">
          {t("plan.checked", {
            households: formatCount(trial.answer.handover.households, i18n.language),
            fresh: fresh.length,
            gone: gone.length,
          })}
        </p>
      )}
      {fresh.slice(0, 3).map((finding) => (
        <p key={finding.id} className="fresh">
          {i18n.language === "en" ? finding.sentence : finding.sentence_zh}
        </p>
      ))}
      <div className="effect-ways">
        <Button
          type="primary"
          disabled={edit.body === null || refusal !== null || tool.mode === "inspect"}
          loading={step.isPending}
          onClick={commit}
        >
          {t("plan.commit")} <kbd>Enter</kbd>
        </Button>
        <Button onClick={() => start("inspect")}>
          {t("plan.leave")} <kbd>Esc</kbd>
        </Button>
      </div>
    </section>
  );
}

interface Row {
  key: string;
  name: string;
  before: string;
  after: string;
  deviation: number | null;
  band: string | null;
}

/** The grids that change: by the page's own count at once, by the server's when it has answered. */
function useRows({ ground, figures, present, trial }: Planning): Row[] {
  const { t, i18n } = useTranslation();
  const show = (value: number | undefined) =>
    value === undefined ? "–" : formatCount(value, i18n.language);
  if (ground === null || figures === null || present === null) return [];
  if (trial.answer !== null) {
    return trial.answer.grids.map(({ code, before, after }) => ({
      key: code,
      name: code,
      before: show(before?.[ground.count]),
      after: show(after?.[ground.count]),
      deviation: after?.deviation ?? null,
      band: after?.band_status ?? null,
    }));
  }
  const numbers = new Set([...figures.keys(), ...present.keys()]);
  return [...numbers].flatMap((number) => {
    const [before, after] = [present.get(number), figures.get(number)];
    if (before?.count === after?.count && before?.units === after?.units) return [];
    const name = number === NEW_GRID ? t("plan.newGrid") : (ground.grids.get(number)?.code ?? "");
    const [deviation, band] = [after?.deviation ?? null, after?.band ?? null];
    return [{ key: `${number}`, name, before: show(before?.count), after: show(after?.count), deviation, band }];
  });
}
