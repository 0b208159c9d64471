import { Alert, Button, Checkbox, Select } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";

import { reasonOf } from "../../api/client";
import { useComparison } from "../../api/draft";
import { usePlans } from "../../api/plans";
import { formatCount } from "../../state/format";
import { handoverCsv } from "../../state/plan/handover";

/** What lies beside the draft on the map: what is published, or another plan. */
export type Swiped = "published" | { id: number; name: string };

interface Props {
  planId: number;
  network: string;
  swiped: Swiped | null;
  onSwipe: (swiped: Swiped | null) => void;
}

/** This plan beside what is published or another plan: grids that differ, and who changes hands. */
export function ComparePanel({ planId, network, swiped, onSwipe }: Props) {
  const { t, i18n } = useTranslation();
  const [other, setOther] = useState<number | "published">("published");
  const plans = usePlans(network);
  const comparison = useComparison(planId, other);
  const show = (value: number | null) => (value === null ? "–" : formatCount(value, i18n.language));
  const moves = comparison.data?.handover.moves ?? [];
  const nameOf = (id: number) => plans.data?.find((plan) => plan.id === id)?.name ?? "";
  const published = other === "published";
  const beside: Swiped = published ? other : { id: other, name: nameOf(other) };
  const shown = published ? swiped === other : typeof swiped === "object" && swiped?.id === other;
  const save = () => {
    const head = ["from", "to", "units", "households", "persons"].map((key) => t(`plan.handover.${key}`));
    const link = document.createElement("a");
    link.href = URL.createObjectURL(new Blob([handoverCsv(head, moves)], { type: "text/csv" }));
    link.download = `handover-${planId}-${other}.csv`;
    link.click();
    URL.revokeObjectURL(link.href);
  };
  return (
    <div className="compare">
      <Select<number | "published">
        aria-label={t("plan.compareWith")}
        value={other}
        options={[
          { value: "published", label: t("time.published") },
          ...(plans.data ?? [])
            .filter(({ id }) => id !== planId)
            .map(({ id, name, state }) => ({ value: id, label: `${name} · ${t(`plans.states.${state}`)}` })),
        ]}
        onChange={(next) => {
          setOther(next);
          onSwipe(null);
        }}
      />
      <Checkbox checked={shown} onChange={(event) => onSwipe(event.target.checked ? beside : null)}>
        {t("time.onMap")}
      </Checkbox>
      {comparison.isPending && <p className="hint">{t("state.loading")}</p>}
      {comparison.error !== null && (
        <Alert type="error" role="alert" title={reasonOf(comparison.error, i18n.language) ?? t("state.offline")} />
      )}
      {comparison.data !== undefined && (
        <>
          <p className="hint">
            {t("plan.compared", { same: comparison.data.same, changed: comparison.data.grids.length })}
          </p>
          <table className="effect-rows">
            <thead>
              <tr>
                <th scope="col">{t("grid.code")}</th>
                <th scope="col">{t(published ? "time.published" : "plan.here")}</th>
                <th scope="col">{t(published ? "plan.here" : "plan.there")}</th>
              </tr>
            </thead>
            <tbody>
              {comparison.data.grids.map((grid) => (
                <tr key={grid.code}>
                  <th scope="row">{grid.code}</th>
                  <td>{show(grid.households_before)}</td>
                  <td>{show(grid.households_after)}</td>
                </tr>
              ))}
            </tbody>
          </table>
          <Button onClick={save} disabled={moves.length === 0}>
            {t("plan.handoverSave", { households: show(comparison.data.handover.households) })}
          </Button>
        </>
      )}
    </div>
  );
}
