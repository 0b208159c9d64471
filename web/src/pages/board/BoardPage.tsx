import "../../styles/plans.css";
import "../../styles/board.css";
import "../../styles/print.css";

import { Alert } from "antd";
import { useEffect } from "react";
import { useTranslation } from "react-i18next";

import { useCoverage, usePatrolSpan } from "../../api/board";
import { useNetworks } from "../../api/queries";
import type { Network } from "../../api/types";
import { PAGES } from "../../app/pages";
import { RequireSession } from "../../app/RequireSession";
import { Fault, StateCard } from "../../panels/StateCard";
import type { Board } from "../../state/board/boardLink";
import { monthsOf, type Period, periodOf, type Span } from "../../state/board/months";
import { nothingReckoned } from "../../state/board/reckoned";
import { AddressCard } from "./AddressCard";
import { BoardHead } from "./BoardHead";
import { Figures } from "./Figures";
import { GridCard } from "./GridCard";
import { GridsTable } from "./GridsTable";
import { HeatCard } from "./HeatCard";
import { RankingCard } from "./RankingCard";
import { StaffCard } from "./StaffCard";
import { useBoard } from "./useBoard";

const ROLES = PAGES.find((page) => page.id === "board")?.roles ?? [];

/** Where patrols really went: for leaders, on the screen, on a telephone and on paper. */
export default function BoardPage() {
  const { t } = useTranslation();
  useEffect(() => {
    document.title = `${t("board.title")} · ${t("title")}`;
  }, [t]);
  return (
    <main className="stage scrolls board" id="main" tabIndex={-1}>
      <RequireSession roles={ROLES}>
        <Patrols />
      </RequireSession>
    </main>
  );
}

function Patrols() {
  const { t } = useTranslation();
  const [board, change] = useBoard();
  const networks = useNetworks();
  const published = (networks.data ?? []).filter(({ version }) => version !== null);
  const network = published.find(({ code }) => code === board.network) ?? published[0] ?? null;
  const span = usePatrolSpan(network?.code ?? null);
  const fault = networks.error ?? span.error;
  if (fault !== null) {
    return <Fault error={fault} onRetry={() => void (networks.error ? networks : span).refetch()} />;
  }
  if (networks.isSuccess && network === null) {
    return <StateCard title={t("network.none")} hint={t("network.noneHint")} />;
  }
  if (network === null || span.data === undefined) return <StateCard busy title={t("state.loading")} />;
  if (span.data.first === null) {
    return <StateCard title={t("board.none")} hint={t("board.noneHint")} />;
  }
  return <Sheet board={board} change={change} network={network} networks={published} span={span.data} />;
}

interface SheetProps {
  board: Board;
  change: (change: Partial<Board>) => void;
  network: Network;
  networks: Network[];
  span: Span;
}

function Sheet({ board, change, network, networks, span }: SheetProps) {
  const { t } = useTranslation();
  const months = monthsOf(span);
  const month = months.find((one) => one === board.month) ?? months.at(-1) ?? "";
  const { from, to } = periodOf(month, span);
  const period: Period = { from, to };
  const coverage = useCoverage(network.code, period, board.area);
  const unknown = coverage.data !== undefined && nothingReckoned(coverage.data);
  const items = unknown ? [] : (coverage.data?.items ?? []);
  const loading = coverage.isPending || unknown;
  const chosen = items.find(({ grid }) => grid === board.grid) ?? null;
  const choose = (grid: string | null) => change({ grid });
  return (
    <div className="sheet wide">
      <BoardHead {...{ board, change, network, networks, months, month, period }} />
      {coverage.error !== null && (
        <Fault error={coverage.error} onRetry={() => void coverage.refetch()} />
      )}
      {(coverage.data?.waiting_days ?? 0) > 0 && (
        <Alert
          type="info"
          showIcon
          className="board-note"
          title={t(unknown ? "board.unknown" : "board.reckoning", { days: coverage.data?.waiting_days })}
        />
      )}
      <Figures totals={unknown ? null : (coverage.data?.totals ?? null)} />
      <div className="board-columns">
        <HeatCard {...{ board, change, network, period }} />
        <div className="board-side">
          {chosen === null ? (
            <RankingCard rows={items} loading={loading} onChoose={choose} />
          ) : (
            <GridCard row={chosen} {...{ network, period }} onClose={() => choose(null)} />
          )}
        </div>
      </div>
      <GridsTable rows={items} loading={loading} {...{ board, change, period }} />
      <StaffCard network={network} area={board.area} onChoose={choose} />
      <AddressCard />
    </div>
  );
}
