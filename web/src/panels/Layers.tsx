import "../styles/finder.css";
import "../styles/layers.css";

import { useState } from "react";
import { useTranslation } from "react-i18next";

import { useMayReadFindings } from "../api/findings";
import { outlineColor } from "../api/overlays";
import { useSession } from "../api/session";
import type { Network } from "../api/types";
import { NEAR, type Near, PALETTES, type View } from "../state/viewLink";

interface Props {
  networks: readonly Network[];
  /** The network whose grids are shown in full. */
  own: string | null;
  view: View;
  onChange: (change: Partial<View>) => void;
}

/** Units tell where few homes are: they are for those who plan. */
const PLANNING = ["administrator", "planner", "reviewer", "leader"];

/** What the map shows: colours of the grids, other networks as outlines, the ground when near. */
export function Layers(props: Props) {
  const { t } = useTranslation();
  const [open, setOpen] = useState(false);
  return (
    <div
      className="bookmarks"
      onKeyDown={(event) => event.key === "Escape" && setOpen(false)}
      onBlur={({ currentTarget, relatedTarget }) =>
        relatedTarget === null || currentTarget.contains(relatedTarget) || setOpen(false)
      }
    >
      <button
        type="button"
        className="card round"
        aria-expanded={open}
        aria-label={t("layers.label")}
        title={t("layers.label")}
        onClick={() => setOpen(!open)}
      >
        <svg viewBox="0 0 20 20" width="20" height="20" aria-hidden="true">
          <path d="M10 3l7 4-7 4-7-4zM3.5 10.5L10 14l6.5-3.5M3.5 13.5L10 17l6.5-3.5" fill="none" stroke="currentColor" strokeWidth="1.5" strokeLinejoin="round" />
        </svg>
      </button>
      {open && <LayerChoices {...props} />}
    </div>
  );
}

function LayerChoices({ networks, own, view, onChange }: Props) {
  const { t } = useTranslation();
  const roles = useSession().data?.roles ?? [];
  const mayReadFindings = useMayReadFindings();
  const others = networks.filter(({ code, version }) => code !== own && version !== null);
  const grounds = NEAR.filter((one) => one !== "units" || roles.some((role) => PLANNING.includes(role)));
  const flip = <T extends string>(list: readonly T[], one: T): T[] =>
    list.includes(one) ? list.filter((other) => other !== one) : [...list, one];
  return (
    <section className="card bookmark-list layer-list" aria-label={t("layers.label")}>
      <fieldset>
        <legend>{t("layers.palette")}</legend>
        {PALETTES.map((palette) => (
          <label key={palette}>
            <input type="radio" name="palette" checked={view.palette === palette} onChange={() => onChange({ palette })} />
            {t(`layers.palettes.${palette}`)}
          </label>
        ))}
        <label>
          <input type="checkbox" checked={view.counts} onChange={() => onChange({ counts: !view.counts })} />
          {t("layers.counts")}
        </label>
      </fieldset>
      {others.length > 0 && (
        <fieldset>
          <legend>{t("layers.outlines")}</legend>
          {others.map(({ code, name }) => (
            <label key={code}>
              <input type="checkbox" checked={view.outlines.includes(code)} onChange={() => onChange({ outlines: flip(view.outlines, code) })} />
              <span className="line-key" style={{ background: outlineColor(networks, code) }} />
              {name}
            </label>
          ))}
        </fieldset>
      )}
      <fieldset>
        <legend>{t("layers.near")}</legend>
        {grounds.map((ground: Near) => (
          <label key={ground}>
            <input type="checkbox" checked={view.near.includes(ground)} onChange={() => onChange({ near: flip(view.near, ground) })} />
            {t(`layers.grounds.${ground}`)}
          </label>
        ))}
      </fieldset>
      {view.near.includes("density") && <DensityKey />}
      {own !== null && mayReadFindings && (
        <label>
          <input type="checkbox" checked={view.findings} onChange={() => onChange({ findings: !view.findings })} />
          {t("findings.show")}
        </label>
      )}
      {own !== null && (
        <button type="button" className="action quiet" onClick={() => window.print()}>
          {t("board.print")}
        </button>
      )}
    </section>
  );
}

function DensityKey() {
  const { t } = useTranslation();
  return (
    <div className="density-key">
      <span className="density-ramp" aria-hidden="true" />
      <small>{t("layers.densityKey")}</small>
    </div>
  );
}
