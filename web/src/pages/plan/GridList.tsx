import { useTranslation } from "react-i18next";

import { CLASSES, classOf, NO_CLASS_COLOR } from "../../state/classes";
import { formatCount, formatShare } from "../../state/format";
import type { Figures } from "../../state/plan/figures";
import type { Ground } from "../../state/plan/ground";
import { orderedGrids } from "./usePlanKeys";
import type { Planning } from "./usePlanning";

/** The colour of a grid's class; a band of the network's holds for its community. */
export function colorOf(ground: Ground, figures: Figures | undefined, area: string | null): string {
  const band = ground.bands.get(area ?? "") ?? [...ground.bands.values()][0];
  if (figures === undefined || band === undefined) return NO_CLASS_COLOR;
  return classOf(figures.deviation, figures.band, band)?.color ?? NO_CLASS_COLOR;
}

/** Last digits that tell neighbours apart. */
export const shortCode = (code: string): string => code.slice(-6);

/** All grids of the community; the number keys pick the first nine. */
export function GridList({ planning }: { planning: Planning }) {
  const { t, i18n } = useTranslation();
  const { ground, figures, tool, start } = planning;
  if (ground === null || figures === null) return null;
  return (
    <ol className="grid-list" aria-label={t("plan.grids")}>
      {orderedGrids(planning).map((number, i) => {
        const grid = ground.grids.get(number);
        const held = figures.get(number);
        return (
          <li key={number}>
            <button
              type="button"
              aria-pressed={tool.grid === number}
              onClick={() => start("inspect", tool.grid === number ? null : number)}
            >
              <span className="swatch" style={{ background: colorOf(ground, held, grid?.area_code ?? null) }} />
              <span className="grid-name">
                {grid?.name || grid?.code}
                <small>{shortCode(grid?.code ?? "")}</small>
              </span>
              {grid?.locked === true && <span className="tag">{t("plan.locked")}</span>}
              {grid !== undefined && grid.status !== "draft" && grid.status !== "active" && (
                <span className="tag">{t(`grid.status.${grid.status}`)}</span>
              )}
              <b data-band={held?.band ?? undefined}>{formatCount(held?.count ?? 0, i18n.language)}</b>
              <span className="deviation">
                {held?.deviation == null ? "–" : formatShare(held.deviation, i18n.language)}
              </span>
              {i < 9 && <kbd aria-hidden="true">{i + 1}</kbd>}
            </button>
          </li>
        );
      })}
      <li className="list-key" aria-hidden="true">
        {CLASSES.map(({ key, color }) => (
          <span key={key} style={{ background: color }} title={t(`legend.${key}`)} />
        ))}
      </li>
    </ol>
  );
}
