import { useState } from "react";
import { useTranslation } from "react-i18next";

import type { Band, Network } from "../api/types";
import { CLASSES, countsOf, NO_CLASS_COLOR } from "../state/classes";

/** Open where there is room for it; a tap away on a telephone. */
const OPEN_AT_FIRST = "(min-width: 720px)";

export function Legend({ network }: { network: Network }) {
  const { t } = useTranslation();
  const [open, setOpen] = useState(() => window.matchMedia(OPEN_AT_FIRST).matches);
  const { urban, rural, unit } = network.standard;
  const word = t(`network.${unit}`);
  const differs = rural.minimum !== urban.minimum || rural.maximum !== urban.maximum;
  return (
    <section className="card legend" aria-label={t("legend.title")}>
      <h2>
        <button type="button" aria-expanded={open} onClick={() => setOpen(!open)}>
          {t("legend.title")}
          <span className="fold" aria-hidden="true" />
        </button>
      </h2>
      {open && (
        <>
          <Ramp band={urban} unit={word} />
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
    </section>
  );
}

function Ramp({ band, unit }: { band: Band; unit: string }) {
  const { t } = useTranslation();
  const counts = countsOf(band);
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
        {counts.map((count, i) => (
          <li key={i} style={{ left: `${((i + 1) / CLASSES.length) * 100}%` }}>
            {count}
          </li>
        ))}
      </ol>
      <p className="band-mark" aria-hidden="true">
        <span>{t("legend.band")}</span>
      </p>
      <span className="hidden">{unit}</span>
    </div>
  );
}
