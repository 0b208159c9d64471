import { lazy, Suspense, useMemo } from "react";
import { useTranslation } from "react-i18next";

import { type CoveredGrid, type GridDetail, useBlindSpots, useGridCoverage } from "../../api/board";
import { reasonOf } from "../../api/client";
import type { Network } from "../../api/types";
import { daysOption } from "../../state/board/chartOptions";
import type { Period } from "../../state/board/months";
import { formatCount, formatDay, formatPercent } from "../../state/format";

const Chart = lazy(() => import("../../charts/Chart"));

interface Props {
  row: CoveredGrid;
  network: Network;
  period: Period;
  onClose: () => void;
}

/** One grid in the period: its days, its buildings, what nobody passed. */
export function GridCard({ row, network, period, onClose }: Props) {
  const { t, i18n } = useTranslation();
  const detail = useGridCoverage(network.code, row.grid, period);
  return (
    <section className="card board-card" aria-label={t("board.grid.title")} aria-live="polite">
      <button type="button" className="close on-screen" aria-label={t("board.grid.close")} onClick={onClose}>
        ×
      </button>
      <p className="kind">{t("board.grid.title")}</p>
      <h2>{row.name || row.grid}</h2>
      <p className="code">{row.grid}</p>
      {detail.isError ? (
        <p role="alert">{reasonOf(detail.error, i18n.language) ?? t("state.offline")}</p>
      ) : detail.data === undefined ? (
        <div className="skeleton chart-room" role="status" aria-label={t("state.loading")} />
      ) : (
        <Days detail={detail.data} />
      )}
      <Facts row={row} network={network} period={period} detail={detail.data ?? null} />
    </section>
  );
}

function Days({ detail }: { detail: GridDetail }) {
  const { t, i18n } = useTranslation();
  const option = useMemo(
    () =>
      daysOption(detail.daily, {
        minutes: t("board.grid.minutes"),
        counts: t("board.grid.counts"),
        tooLittle: t("board.grid.tooLittle"),
        date: (day) => formatDay(day, i18n.language, "numeric"),
      }),
    [detail, t, i18n.language],
  );
  if (!detail.has_data) return <p className="hint">{t("board.grid.noRounds")}</p>;
  return (
    <Suspense fallback={<div className="skeleton chart-room" />}>
      <Chart option={option} label={t("board.grid.days")} height={210} />
    </Suspense>
  );
}

type FactsProps = Omit<Props, "onClose"> & { detail: GridDetail | null };

function Facts({ row, network, period, detail }: FactsProps) {
  const { t, i18n } = useTranslation();
  const spots = useBlindSpots(network.code, period, row.grid, true);
  const count = (value: number) => formatCount(value, i18n.language);
  const percent = (share: number | null) =>
    share === null ? "–" : formatPercent(share, i18n.language);
  const blind = spots.data?.features ?? [];
  const blindArea = blind.reduce((sum, { properties }) => sum + properties.area_m2, 0);
  return (
    <dl className="facts">
      <Row term={t("board.table.households")}>{percent(row.households_share)}</Row>
      <Row term={t("board.table.ground")}>{percent(row.ground_share)}</Row>
      <Row term={t("board.table.days")}>
        {row.days} / {row.days_due}
      </Row>
      <Row term={t("board.grid.gap")}>{t("board.grid.gapValue", { days: row.longest_gap_days })}</Row>
      {detail !== null && detail.buildings_passed.length > 0 && (
        <Row term={t("board.grid.buildings")}>
          {t("board.grid.buildingsPassed", buildingCounts(detail))}
        </Row>
      )}
      {spots.data !== undefined && (
        <Row term={t("board.grid.blind")}>
          {blind.length === 0
            ? t("board.grid.noBlind")
            : t("board.grid.blindValue", { count: count(blind.length) as never, area: count(blindArea) })}
        </Row>
      )}
    </dl>
  );
}

/** Buildings by how long ago somebody passed. */
function buildingCounts({ buildings_passed: all }: GridDetail) {
  const never = all.filter(({ days_ago: ago }) => ago === null).length;
  const week = all.filter(({ days_ago: ago }) => ago !== null && ago <= 7).length;
  return { week, never, earlier: all.length - week - never };
}

const Row = ({ term, children }: { term: string; children: React.ReactNode }) => (
  <div className="row">
    <dt>{term}</dt>
    <dd>{children}</dd>
  </div>
);
