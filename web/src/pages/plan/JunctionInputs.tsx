import { Button } from "antd";
import { useMemo } from "react";
import { useTranslation } from "react-i18next";

import { junctionsOf } from "../../state/plan/junctions";
import { nudge } from "../../state/plan/tool";
import { shortCode } from "./GridList";
import type { Planning } from "./usePlanning";

/** One press moves a junction by so much of the brush's radius. */
const STEP_BRUSHES = 0.5;

/** The keyboard's way to a junction: which one, and step by step where to. */
export function JunctionInputs({ planning }: { planning: Planning }) {
  const { t } = useTranslation();
  const { ground, tool, change } = planning;
  const junctions = useMemo(
    () => (ground === null ? [] : junctionsOf(ground, ground.owner)).filter(({ grids }) => tool.grid === null || grids.includes(tool.grid)),
    [ground, tool.grid],
  );
  if (ground === null || junctions.length === 0) return null;
  const at = junctions.findIndex(({ place }) => place.join() === tool.junction?.place.join());
  const step = tool.radius_m * STEP_BRUSHES;
  const go = (east: number, north: number) => change((now) => nudge(now, east * step, north * step));
  const name = (grid: number) => shortCode(ground.grids.get(grid)?.code ?? "");
  return (
    <>
      <label>
        {t("plan.junction")}
        <select
          value={at}
          onChange={(event) => change({ junction: junctions[Number(event.target.value)] ?? null, to: null, units: [] })}
        >
          <option value={-1}>{t("plan.noJunction")}</option>
          {junctions.map(({ place, grids }, i) => (
            <option key={place.join()} value={i}>
              {grids.map(name).join(" · ")}
            </option>
          ))}
        </select>
      </label>
      {tool.junction !== null && (
        <>
          <Button onClick={() => go(0, 1)}>{t("plan.toNorth")}</Button>
          <Button onClick={() => go(0, -1)}>{t("plan.toSouth")}</Button>
          <Button onClick={() => go(-1, 0)}>{t("plan.toWest")}</Button>
          <Button onClick={() => go(1, 0)}>{t("plan.toEast")}</Button>
        </>
      )}
    </>
  );
}
