import { Segmented, Select, Switch } from "antd";
import { lazy, Suspense } from "react";
import { useTranslation } from "react-i18next";

import { type HeatClass, legendOf, useBlindSpots, useHeat } from "../../api/board";
import type { Network } from "../../api/types";
import { type Board, MEASURES, type When, WHENS } from "../../state/board/boardLink";
import type { Period } from "../../state/board/months";

// The map library is large: figures and ranking stand there before it has come.
const HeatMap = lazy(() => import("./HeatMap"));

interface Props {
  board: Board;
  change: (change: Partial<Board>) => void;
  network: Network;
  period: Period;
}

/** Where people walked, how often, and where nobody did. */
export function HeatCard({ board, change, network, period }: Props) {
  const { t } = useTranslation();
  const wish = { hours: WHENS[board.when], role: board.who };
  const heat = useHeat(network.code, period, wish);
  const spots = useBlindSpots(network.code, period, board.grid, board.blind || board.grid !== null);
  const classes = heat.data === undefined ? [] : legendOf(heat.data, board.measure);
  return (
    <section className="card board-card heat-card" aria-label={t("board.heat.title")}>
      <div className="heat-head">
        <h2>{t("board.heat.title")}</h2>
        <Controls board={board} change={change} roles={heat.data?.roles ?? []} />
      </div>
      <div className="heat-stage" aria-busy={heat.isFetching}>
        <Suspense fallback={null}>
          <HeatMap
            board={board}
            network={network}
            picture={heat.data?.pictures[board.measure] ?? null}
            spots={spots.data ?? null}
            onMove={(camera) => change({ camera })}
            onGrid={(grid) => change({ grid })}
          />
        </Suspense>
        {heat.data?.cells === 0 && <p className="notice">{t("board.heat.nothing")}</p>}
      </div>
      <Legend
        classes={classes}
        measure={board.measure}
        blind={(spots.data?.features.length ?? 0) > 0}
      />
    </section>
  );
}

/** The words for roles are known for those that the API lists; a network may add others. */
function Controls({ board, change, roles }: Pick<Props, "board" | "change"> & { roles: string[] }) {
  const { t } = useTranslation();
  const name = (role: string) => t(`board.heat.roles.${role}`, { defaultValue: role });
  const everybody = "";
  const people = [
    { value: everybody, label: t("board.heat.everybody") },
    ...roles.map((role) => ({ value: role, label: name(role) })),
  ];
  const choosePeople = (role: string) => change({ who: role === everybody ? null : role });
  return (
    <div className="heat-controls on-screen">
      <Segmented
        size="small"
        aria-label={t("board.heat.measure")}
        value={board.measure}
        options={MEASURES.map((value) => ({ value, label: t(`board.heat.measures.${value}`) }))}
        onChange={(measure) => change({ measure })}
      />
      {people.length > 4 ? (
        <Select
          size="small"
          aria-label={t("board.heat.who")}
          value={board.who ?? everybody}
          options={people}
          onChange={choosePeople}
        />
      ) : (
        <Segmented
          size="small"
          aria-label={t("board.heat.who")}
          value={board.who ?? everybody}
          options={people}
          onChange={choosePeople}
        />
      )}
      <Segmented
        size="small"
        aria-label={t("board.heat.when")}
        value={board.when}
        options={(Object.keys(WHENS) as When[]).map((value) => ({
          value,
          label: t(`board.heat.whens.${value}`),
        }))}
        onChange={(when) => change({ when })}
      />
      <label className="switch-line">
        <Switch size="small" checked={board.blind} onChange={(blind) => change({ blind })} />
        {t("board.heat.blind")}
      </label>
      <p className="hint">{t("board.heat.only")}</p>
    </div>
  );
}

interface LegendProps {
  classes: HeatClass[];
  measure: Board["measure"];
  blind: boolean;
}

/** The classes never change with the data, so a colour means the same in every month. */
function Legend({ classes, measure, blind }: LegendProps) {
  const { t } = useTranslation();
  return (
    <div className="heat-legend">
      <p>{t("board.heat.legend", { measure: t(`board.heat.units.${measure}`) })}</p>
      <ol>
        <li>
          <i className="nobody" />
          {t("board.heat.nobody")}
        </li>
        {classes.map(({ from, to, colour }) => (
          <li key={from}>
            <i style={{ background: colour }} />
            {to === null ? t("board.heat.above", { from }) : rangeOf(from, to)}
          </li>
        ))}
        <li>
          <i className="unknown" />
          {t("board.heat.unknown")}
        </li>
        {blind && (
          <li>
            <i className="blind" />
            {t("board.heat.blindSpots")}
          </li>
        )}
      </ol>
    </div>
  );
}

/** Whole numbers end before the next class begins; measured ones go up to it. */
const rangeOf = (from: number, to: number): string => {
  if (!Number.isInteger(from) || from < 1) return `${from}–${to}`;
  return to - 1 === from ? `${from}` : `${from}–${to - 1}`;
};
