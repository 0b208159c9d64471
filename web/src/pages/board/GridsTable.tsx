import type { SorterResult } from "antd/es/table/interface";
import { useMemo } from "react";
import { useTranslation } from "react-i18next";

import type { CoveredGrid } from "../../api/board";
import { useAreas } from "../../api/plans";
import { WideTable } from "../../panels/WideTable";
import { type Board, SORTS } from "../../state/board/boardLink";
import type { Period } from "../../state/board/months";
import { rankRows } from "../../state/board/ranking";
import { formatCount } from "../../state/format";
import { gridColumns } from "./gridColumns";

const PAGE = 20;

interface Props {
  rows: CoveredGrid[];
  loading: boolean;
  board: Board;
  change: (change: Partial<Board>) => void;
  period: Period;
}

/** Coverage of every grid, in the order that the reader asks for; the address keeps it. */
export function GridsTable({ rows, loading, board, change, period }: Props) {
  const { t, i18n } = useTranslation();
  const communities = useAreas("community");
  const names = useMemo(
    () => new Map((communities.data ?? []).map(({ code, name }) => [code, name])),
    [communities.data],
  );
  const ranked = useMemo(
    () => rankRows(rows, board.sort, board.descending, period.to),
    [rows, board.sort, board.descending, period.to],
  );
  const sortBy = ({ columnKey, order }: SorterResult<CoveredGrid>) => {
    const sort = SORTS.find((one) => one === columnKey);
    if (sort === undefined || order == null) change({ descending: !board.descending });
    else change({ sort, descending: order === "descend" });
  };
  const counted = {
    count: formatCount(Math.min(PAGE, rows.length), i18n.language),
    all: formatCount(rows.length, i18n.language),
  };
  return (
    <section className="card board-card">
      <h2>{t("board.table.title")}</h2>
      {rows.length > PAGE && <p className="on-paper hint">{t("board.table.first", counted)}</p>}
      <WideTable<CoveredGrid>
        rowKey="grid"
        size="small"
        loading={loading}
        dataSource={ranked}
        columns={gridColumns({
          t,
          language: i18n.language,
          board,
          to: period.to,
          communityOf: (code) => names.get(code ?? "") ?? code ?? "",
          onChoose: (grid) => {
            change({ grid });
            document.querySelector("#main")?.scrollTo({ top: 0, behavior: "smooth" });
          },
        })}
        rowClassName={({ grid }) => (grid === board.grid ? "row-chosen" : "")}
        pagination={{ pageSize: PAGE, hideOnSinglePage: true, showSizeChanger: false }}
        locale={{ emptyText: t("board.table.none") }}
        sortDirections={["ascend", "descend"]}
        showSorterTooltip={false}
        onChange={(_, __, sorter) => {
          if (!Array.isArray(sorter) && sorter.columnKey !== undefined) sortBy(sorter);
        }}
      />
    </section>
  );
}
