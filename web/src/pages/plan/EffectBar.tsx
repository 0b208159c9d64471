import { Alert, Button, Input, InputNumber } from "antd";
import { useEffect } from "react";
import { useTranslation } from "react-i18next";

import { reasonOf } from "../../api/client";
import { announce } from "../../app/live";
import { formatCount, formatShare } from "../../state/format";
import { besideGrids } from "../../state/plan/borders";
import { candidates, type Mode, NEW_GRID, toggle } from "../../state/plan/tool";
import { pushBy } from "./usePlanKeys";
import type { Planning } from "./usePlanning";

const WITH_UNITS: readonly Mode[] = ["paint", "erase", "lasso", "draw", "dedicate"];

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
      <Inputs planning={planning} />
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
        <Alert
          type="error"
          showIcon
          role="alert"
          title={reasonOf(error, i18n.language) ?? t("state.lineLost")}
          description={error.message}
        />
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

/** What a mode asks for beside gestures: the keyboard's way to every one of them. */
function Inputs({ planning }: { planning: Planning }) {
  const { t } = useTranslation();
  const { ground, tool, change } = planning;
  if (ground === null) return null;
  const name = (number: number) => ground.grids.get(number)?.code ?? "";
  const beside = [...(besideGrids(ground, ground.owner).get(tool.grid ?? NaN) ?? [])].sort((a, b) => a - b);
  return (
    <div className="effect-inputs">
      {tool.mode === "split" && (
        <label>
          {t("plan.parts")}
          <InputNumber min={2} max={50} value={tool.count} onChange={(count) => change({ count: count ?? 2, line: null })} />
        </label>
      )}
      {tool.mode === "dedicate" && (
        <label>
          {t("plan.name")}
          <Input value={tool.name} maxLength={200} onChange={(event) => change({ name: event.target.value })} />
        </label>
      )}
      {tool.mode === "push" && (
        <>
          <label>
            {t("plan.neighbour")}
            <select value={tool.other ?? ""} onChange={(event) => change({ other: Number(event.target.value), units: [] })}>
              {beside.map((number) => (
                <option key={number} value={number}>
                  {name(number)}
                </option>
              ))}
            </select>
          </label>
          <Button onClick={() => pushBy(planning, -1)} disabled={tool.units.length === 0}>{t("plan.back")} <kbd>↑</kbd></Button>
          <Button onClick={() => pushBy(planning, 1)}>{t("plan.on")} <kbd>↓</kbd></Button>
        </>
      )}
      {tool.mode === "merge" && (
        <fieldset className="choices">
          <legend>{t("plan.with")}</legend>
          {beside.map((number) => (
            <label key={number}>
              <input type="checkbox" checked={tool.others.includes(number)} onChange={() => change({ others: toggle(tool.others, number) })} />
              {name(number)}
            </label>
          ))}
        </fieldset>
      )}
      {WITH_UNITS.includes(tool.mode) && (
        <fieldset className="choices">
          <legend>{t("plan.units", { count: tool.units.length })}</legend>
          {candidates(ground, tool).map((unit) => (
            <label key={unit}>
              <input type="checkbox" checked={tool.units.includes(unit)} onChange={() => change({ units: toggle(tool.units, unit) })} />
              {ground.units[unit]?.code.slice(-8)} · {ground.units[unit]?.[ground.count]}
            </label>
          ))}
        </fieldset>
      )}
    </div>
  );
}
