import type { TableColumnsType } from "antd";
import type { TFunction } from "i18next";

import type { CoveredGrid } from "../../api/board";
import type { Board, Sort } from "../../state/board/boardLink";
import { daysSince } from "../../state/board/ranking";
import { formatCount, formatPercent, formatPoints } from "../../state/format";

interface Around {
  t: TFunction;
  language: string;
  board: Board;
  /** The period's last day. */
  to: string;
  communityOf: (code: string | null) => string;
  onChoose: (grid: string) => void;
}

export function gridColumns(around: Around): TableColumnsType<CoveredGrid> {
  const { t, language, board, to, communityOf, onChoose } = around;
  const sorted = (key: Sort) => ({
    key,
    sorter: true,
    sortOrder: board.sort === key ? (board.descending ? "descend" : "ascend") : null,
  } as const);
  return [
    { title: t("board.table.rank"), dataIndex: "rank", align: "right", width: 64 },
    {
      title: t("board.table.grid"),
      ...sorted("code"),
      render: (_, row) => (
        <button
          type="button"
          className="linklike"
          aria-label={t("board.table.select", { name: `${row.name ?? ""} ${row.grid}` })}
          onClick={() => onChoose(row.grid)}
        >
          {row.name && <span>{row.name}</span>} <span className="code">{row.grid}</span>
        </button>
      ),
    },
    { title: t("board.table.community"), key: "area", render: (_, row) => communityOf(row.area_code) },
    {
      title: t("board.table.households"),
      ...sorted("households_share"),
      render: (_, row) => <Share share={row.households_share} language={language} />,
    },
    {
      title: t("board.table.trend"),
      ...sorted("trend"),
      align: "right",
      render: (_, row) => <Trend trend={row.trend} language={language} />,
    },
    {
      title: t("board.table.ground"),
      ...sorted("ground_share"),
      render: (_, row) => <Share share={row.ground_share} language={language} />,
    },
    {
      title: t("board.table.days"),
      ...sorted("days"),
      align: "right",
      render: (_, { days, days_due, met }) => (
        <>
          {days} / {days_due}{" "}
          <span data-band={met ? "in_band" : "over"}>{t(`board.table.${met ? "met" : "notMet"}`)}</span>
        </>
      ),
    },
    {
      title: t("board.table.since"),
      ...sorted("since"),
      align: "right",
      render: (_, row) => sinceWords(daysSince(row, to), t),
    },
    {
      title: t("board.table.minutes"),
      key: "minutes",
      align: "right",
      render: (_, row) => formatCount(Math.round(row.minutes), language),
    },
  ];
}

function sinceWords(days: number | null, t: TFunction): React.ReactNode {
  if (days === null) return <span data-band="over">{t("board.table.never")}</span>;
  return days === 0 ? t("board.table.today") : t("board.table.sinceDays", { days });
}

/** A share as a figure, with a bar that lets the eye go down the column. */
export function Share({ share, language }: { share: number | null; language: string }) {
  if (share === null) return "–";
  return (
    <span className="share-cell">
      <span className="share-bar" aria-hidden="true">
        <i style={{ width: `${Math.round(share * 100)}%` }} />
      </span>
      {formatPercent(share, language)}
    </span>
  );
}

/** Up and down are told by sign and arrow, not by colour alone. */
function Trend({ trend, language }: { trend: number | null; language: string }) {
  if (trend === null) return "–";
  const way = Math.abs(trend) < 0.0005 ? "in_band" : trend > 0 ? "in_band" : "over";
  const arrow = Math.abs(trend) < 0.0005 ? "→" : trend > 0 ? "↑" : "↓";
  return (
    <span data-band={way}>
      {arrow} {formatPoints(trend, language)}
    </span>
  );
}
