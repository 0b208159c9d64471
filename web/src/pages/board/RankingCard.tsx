import { lazy, Suspense, useMemo } from "react";
import { useTranslation } from "react-i18next";

import type { CoveredGrid } from "../../api/board";
import { rankingOption } from "../../state/board/chartOptions";
import { gridName } from "../../state/board/gridName";
import { rankRows } from "../../state/board/ranking";
import { formatPercent } from "../../state/format";

const Chart = lazy(() => import("../../charts/Chart"));
const SHOWN = 12;

interface Props {
  rows: CoveredGrid[];
  loading: boolean;
  onChoose: (grid: string) => void;
}

/** The grids that need somebody most, and where they stood before. */
export function RankingCard({ rows, loading, onChoose }: Props) {
  const { t, i18n } = useTranslation();
  const worst = useMemo(
    () =>
      rankRows(rows, "households_share", false, "")
        .slice(0, SHOWN)
        .map((row) => ({ ...row, label: gridName(row) })),
    [rows],
  );
  const option = useMemo(
    () =>
      rankingOption(worst, {
        now: t("board.ranking.now"),
        before: t("board.ranking.before"),
        percent: (share) => formatPercent(share, i18n.language),
      }),
    [worst, t, i18n.language],
  );
  const title = rows.length > SHOWN ? "board.ranking.worst" : "board.ranking.all";
  return (
    <section className="card board-card" aria-busy={loading}>
      <h2>{t("board.ranking.title")}</h2>
      <p className="hint">{t(title, { count: worst.length })}</p>
      <Suspense fallback={<div className="skeleton chart-room" />}>
        {worst.length > 0 && (
          <Chart
            option={option}
            label={t("board.ranking.chart")}
            height={64 + 30 * Math.max(worst.length, 3)}
            onPick={(place) => {
              const row = worst[place];
              if (row !== undefined) onChoose(row.grid);
            }}
          />
        )}
      </Suspense>
    </section>
  );
}
