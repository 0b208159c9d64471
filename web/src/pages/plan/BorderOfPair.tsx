import { useState } from "react";
import { useTranslation } from "react-i18next";

import { LifeOfBorder } from "../../panels/LifeOfBorder";
import { besideGrids } from "../../state/plan/borders";
import type { Planning } from "./usePlanning";

/** Who moved the published border between the chosen grid and one beside it. */
export function BorderOfPair({ planning }: { planning: Planning }) {
  const { t } = useTranslation();
  const { ground, tool, plan } = planning;
  const [chosen, setChosen] = useState<number | null>(null);
  const code = (number: number | null) => ground?.grids.get(number ?? NaN)?.code ?? null;
  const own = code(tool.grid);
  if (ground === null || own === null || plan.data === undefined) return <p className="hint">{t("grid.border_life.pick")}</p>;
  const beside = [...(besideGrids(ground, ground.owner).get(tool.grid ?? NaN) ?? [])].sort((a, b) => a - b);
  const other = code(beside.includes(chosen ?? NaN) ? chosen : (beside[0] ?? null));
  if (other === null) return null;
  return (
    <div className="border-of-pair">
      <label>
        {t("grid.border_life.between", { grid: own })}{" "}
        <select value={chosen ?? beside[0]} onChange={(event) => setChosen(Number(event.target.value))}>
          {beside.map((number) => (
            <option key={number} value={number}>
              {code(number)}
            </option>
          ))}
        </select>
      </label>
      <LifeOfBorder key={`${own} ${other}`} network={plan.data.network} border={{ grids: [own, other] }} />
    </div>
  );
}
