import { useState } from "react";
import { useTranslation } from "react-i18next";

import type { Band, Network } from "../api/types";
import type { Palette } from "../state/viewLink";
import { breaksOf, CLASSES, countsOf, NO_CLASS_COLOR } from "../state/classes";

/** Open where there is room for it; a tap away on a telephone. */
const OPEN_AT_FIRST = "(min-width: 720px)";

export function Legend({ network, palette }: { network: Network; palette: Palette }) {
  const { t } = useTranslation();
  const [open, setOpen] = useState(() => window.matchMedia(OPEN_AT_FIRST).matches);
  const { urban, rural, unit } = network.standard;
  const word = t(`network.${unit}`);
  const differs = rural.minimum !== urban.minimum || rural.maximum !== urban.maximum;
  return (
    <section className="card legend" aria-label={t("legend.title")}>
      <h2>
        <button type="button" aria-expanded={open} onClick={() => setOpen(!open)}>
          {t(palette === "neighbours" ? "layers.palettes.neighbours" : differs ? "legend.titlePercent" : "legend.title")}
          <span className="fold" aria-hidden="true" />
        </button>
      </h2>
      {open && palette === "neighbours" && <p className="standard">{t("layers.neighboursHint")}</p>}
      {open && palette === "deviation" && (
        <>
          <Ramp ticks={differs ? percents(urban) : countsOf(urban).map(String)} />
          <p className="standard">
            {t("legend.standard", { ...urban, unit: word })}
            {differs && (
              <>
                <br />
                {t("legend.rural", { ...rural, unit: word })}
              </>
            )}
          </p>
          <p className="no-class">
            <span className="swatch" style={{ background: NO_CLASS_COLOR }} />
            {t("legend.none")}
          </p>
        </>
      )}
      {open && (
        <p className="no-class">
          <span className="swatch hatched" />
          {t("legend.waiting")}
        </p>
      )}
    </section>
  );
}

/** Where town and country differ, one count would be wrong for one of them. */
const percents = (band: Band): string[] =>
  breaksOf(band).map((share) => `${share < 0 ? "−" : "+"}${Math.round(Math.abs(share) * 100)}`);

function Ramp({ ticks }: { ticks: string[] }) {
  const { t } = useTranslation();
  return (
    <div className="ramp">
      <ol className="colors">
        {CLASSES.map(({ key, color }) => (
          <li key={key} style={{ background: color }} title={t(`legend.${key}`)}>
            <span className="hidden">{t(`legend.${key}`)}</span>
          </li>
        ))}
      </ol>
      <ol className="ticks" aria-hidden="true">
        {ticks.map((tick, i) => (
          <li key={tick} style={{ left: `${((i + 1) / CLASSES.length) * 100}%` }}>
            {tick}
          </li>
        ))}
      </ol>
      <p className="band-mark" aria-hidden="true">
        {t("legend.band")}
      </p>
    </div>
  );
}
