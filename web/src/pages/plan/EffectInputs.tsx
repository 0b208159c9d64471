import { Button, Input, InputNumber } from "antd";
import { useTranslation } from "react-i18next";

import { besideGrids } from "../../state/plan/borders";
import { candidates, type Mode, resize, toggle } from "../../state/plan/tool";
import { JunctionInputs } from "./JunctionInputs";
import { pushBy } from "./usePlanKeys";
import type { Planning } from "./usePlanning";

const WITH_UNITS: readonly Mode[] = ["paint", "erase", "lasso", "draw", "dedicate"];
const WITH_BRUSH: readonly Mode[] = ["paint", "erase", "draw", "dedicate"];

/** What a mode asks for beside gestures: the keyboard's way to every one of them. */
export function EffectInputs({ planning }: { planning: Planning }) {
  const { t } = useTranslation();
  const { ground, tool, change } = planning;
  if (ground === null) return null;
  const name = (number: number) => ground.grids.get(number)?.code ?? "";
  const beside = [...(besideGrids(ground, ground.owner).get(tool.grid ?? NaN) ?? [])].sort((a, b) => a - b);
  return (
    <div className="effect-inputs">
      {tool.mode === "split" && (
        <>
          <label>
            {t("plan.parts")}
            <InputNumber min={2} max={50} value={tool.count} onChange={(count) => change({ count: count ?? 2, line: null })} />
          </label>
          <label>
            <input type="checkbox" checked={tool.exact} onChange={(event) => change({ exact: event.target.checked })} />
            {t("plan.exact")}
          </label>
        </>
      )}
      {tool.mode === "dedicate" && (
        <label>
          {t("plan.name")}
          <Input value={tool.name} maxLength={200} onPressEnter={planning.commit} onChange={(event) => change({ name: event.target.value })} />
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
          <Button onClick={() => pushBy(planning, 1)} disabled={tool.junction !== null}>{t("plan.on")} <kbd>↓</kbd></Button>
          <JunctionInputs planning={planning} />
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
      {WITH_BRUSH.includes(tool.mode) && (
        <span className="brush" role="group" aria-label={t("plan.brush")}>
          <Button aria-label={t("plan.smaller")} onClick={() => change((now) => resize(now, -1))}>−</Button>
          <span role="status">{t("plan.radius", { metres: tool.radius_m })}</span>
          <Button aria-label={t("plan.larger")} onClick={() => change((now) => resize(now, 1))}>+</Button>
        </span>
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
