import { Select } from "antd";
import { useMemo, useState } from "react";
import { useTranslation } from "react-i18next";

import type { Crosswalk, CrosswalkRow } from "../../api/crosswalk";
import { useAllAreas } from "../../api/search";
import { cellOf, matrixOf, shareOf } from "../../state/crosswalk";
import { formatCount } from "../../state/format";

/** Which grids of the two networks share how many households, one community at a time. */
export function MatrixTab({ walk, onPair }: { walk: Crosswalk; onPair: (row: CrosswalkRow) => void }) {
  const { t, i18n } = useTranslation();
  const names = new Map((useAllAreas(true).data ?? []).map(({ code, name }) => [code, name]));
  const communities = useMemo(() => [...new Set(walk.rows.map(({ community }) => community))].sort(), [walk]);
  const [community, setCommunity] = useState(communities.find((code) => code !== "") ?? "");
  const matrix = useMemo(() => matrixOf(walk.rows, community), [walk, community]);
  const rows = new Map(walk.rows.map((row) => [cellOf(row.a, row.b), row]));
  const short = (code: string) => (code === "" ? t("crosswalk.nobody") : code.slice(-6));
  return (
    <div className="matrix-tab">
      <Select
        aria-label={t("plan.community")}
        showSearch={{ optionFilterProp: "label" }}
        value={community}
        options={communities.map((code) => ({ value: code, label: names.get(code) ?? (code || t("crosswalk.nobody")) }))}
        onChange={setCommunity}
      />
      <p className="hint">{t("crosswalk.matrixHint", { a: walk.a, b: walk.b })}</p>
      <div className="matrix" role="region" aria-label={t("crosswalk.matrix")} tabIndex={0}>
        <table>
          <thead>
            <tr>
              <th scope="col">
                <span className="hidden">{t("grid.code")}</span>
              </th>
              {matrix.columns.map((b) => (
                <th key={b} scope="col" title={b}>
                  {short(b)}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {matrix.rows.map((a) => (
              <tr key={a}>
                <th scope="row" title={a}>
                  {short(a)}
                </th>
                {matrix.columns.map((b) => {
                  const pair = matrix.cells.get(cellOf(a, b));
                  const row = rows.get(cellOf(a, b));
                  if (pair === undefined || row === undefined) return <td key={b} />;
                  const share = shareOf(matrix, pair);
                  return (
                    <td key={b} data-same={pair.same}>
                      <button
                        type="button"
                        style={{ background: `rgb(23 50 77 / ${Math.round(share * 100)}%)`, color: share > 0.5 ? "#fff" : "#16222e" }}
                        onClick={() => onPair(row)}
                      >
                        {pair.households === null ? `${formatCount(Math.round(pair.area_m2), i18n.language)} m²` : formatCount(pair.households, i18n.language)}
                      </button>
                    </td>
                  );
                })}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </div>
  );
}
