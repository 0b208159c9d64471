import { useTranslation } from "react-i18next";

import type { Totals } from "../../api/board";
import { formatCount, formatDistance, formatPercent, formatPoints } from "../../state/format";

/** The period in six figures. */
export function Figures({ totals }: { totals: Totals | null }) {
  const { t, i18n } = useTranslation();
  const language = i18n.language;
  const percent = (share: number | null | undefined) =>
    share == null ? "–" : formatPercent(share, language);
  const count = (value: number) => formatCount(value, language);
  const of = totals === null ? "" : t("board.figures.of", { all: count(totals.grids) });
  const trend =
    totals?.trend == null
      ? t("board.figures.noTrend")
      : t("board.figures.trend", { points: formatPoints(totals.trend, language) });
  return (
    <section className="tiles" aria-label={t("board.figures.label")} aria-busy={totals === null}>
      <Tile term={t("board.figures.households")} note={totals === null ? "" : trend}>
        {percent(totals?.households_share)}
      </Tile>
      <Tile term={t("board.figures.ground")}>{percent(totals?.ground_share)}</Tile>
      <Tile term={t("board.figures.met")} note={of}>
        {totals === null ? "–" : count(totals.met)}
      </Tile>
      <Tile
        term={t("board.figures.silent")}
        note={(totals?.without_data ?? 0) > 0 ? t("board.figures.silentHint") : of}
        warn={(totals?.without_data ?? 0) > 0}
      >
        {totals === null ? "–" : count(totals.without_data)}
      </Tile>
      <Tile term={t("board.figures.hours")}>
        {totals === null
          ? "–"
          : t("board.figures.hoursValue", { hours: count(Math.round(totals.minutes / 60)) })}
      </Tile>
      <Tile term={t("board.figures.distance")}>
        {totals === null ? "–" : formatDistance(totals.distance_m, language)}
      </Tile>
    </section>
  );
}

interface TileProps {
  term: string;
  note?: string;
  warn?: boolean;
  children: React.ReactNode;
}

/** One figure with its name above and a word on it below. */
export const Tile = ({ term, note = "", warn = false, children }: TileProps) => (
  <div className="card tile" data-warn={warn}>
    <h2>{term}</h2>
    <p className="tile-figure">{children}</p>
    <p className="hint">{note}</p>
  </div>
);
