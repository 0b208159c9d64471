import { Alert, Button } from "antd";
import { lazy, Suspense, useEffect } from "react";
import { useTranslation } from "react-i18next";

import { announce } from "../../app/live";
import { useChord } from "../../keys/useKeys";
import { formatCount } from "../../state/format";
import { NEW_GRID } from "../../state/plan/tool";
import { ChangedGrids, type ChangedRow, rowsOf } from "./ChangedGrids";
import { Refused } from "./Refused";
import type { Planning } from "./usePlanning";

const EffectInputs = lazy(async () => ({ default: (await import("./EffectInputs")).EffectInputs }));

/** What is being done, what it would change, and the two ways out. */
export function EffectBar({ planning }: { planning: Planning }) {
  const { t, i18n } = useTranslation();
  const { tool, edit, trial, step, commit, start, ground } = planning;
  const pressKey = useChord("press");
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
      <p className="hint">{tool.mode === "inspect" ? "" : t(`plan.hints.${tool.mode}`, { key: pressKey })}</p>
      <Suspense fallback={null}>
        <EffectInputs planning={planning} />
      </Suspense>
      <ChangedGrids rows={rows} />
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

/** The grids that change: by the page's own count at once, by the server's when it has answered. */
function useRows({ ground, figures, present, trial }: Planning): ChangedRow[] {
  const { t, i18n } = useTranslation();
  const show = (value: number | undefined) => (value === undefined ? "–" : formatCount(value, i18n.language));
  if (ground === null || figures === null || present === null) return [];
  if (trial.answer !== null) {
    return rowsOf(trial.answer, ground.count, i18n.language);
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
