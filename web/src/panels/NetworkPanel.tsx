import { useTranslation } from "react-i18next";

import type { Network } from "../api/types";
import { formatCount, formatPercent } from "../state/format";

interface Props {
  networks: Network[];
  chosen: Network | null;
  onChoose: (code: string) => void;
}

/** The switcher between networks, and the chosen one in figures. */
export function NetworkPanel({ networks, chosen, onChoose }: Props) {
  const { t } = useTranslation();
  return (
    <section className="card network" aria-label={t("network.label")}>
      <fieldset className="switcher">
        <legend>{t("network.label")}</legend>
        {networks.map((network) => (
          <label key={network.code} className="option">
            <input
              type="radio"
              name="network"
              value={network.code}
              checked={network.code === chosen?.code}
              onChange={() => onChoose(network.code)}
              ref={network.code === chosen?.code ? bringIntoView : undefined}
            />
            <span>{network.name}</span>
          </label>
        ))}
      </fieldset>
      {chosen !== null && chosen.version !== null && <Figures network={chosen} />}
    </section>
  );
}

/** On a telephone the switcher scrolls sideways. */
function bringIntoView(option: HTMLInputElement | null): void {
  option?.scrollIntoView({ block: "nearest", inline: "nearest" });
}

function Figures({ network }: { network: Network }) {
  const { t, i18n } = useTranslation();
  const { grids, households, in_band, under, over } = network.counts;
  const judged = in_band + under + over;
  const count = (value: number) => formatCount(value, i18n.language);
  return (
    <div className="figures" aria-live="polite">
      <p className="totals">
        <b>{count(grids)}</b> {t("network.grids")}
        <b>{count(households)}</b> {t("network.households")}
      </p>
      {judged > 0 && (
        <>
          <div
            className="share"
            role="img"
            aria-label={t("network.inBandShare", {
              share: formatPercent(in_band / judged, i18n.language),
            })}
          >
            <Bar name="under" share={under / judged} />
            <Bar name="in_band" share={in_band / judged} />
            <Bar name="over" share={over / judged} />
          </div>
          <ul className="share-words">
            <li data-band="under">
              {t("network.under")} <b>{count(under)}</b>
            </li>
            <li data-band="in_band">
              {t("network.inBand")} <b>{count(in_band)}</b>
            </li>
            <li data-band="over">
              {t("network.over")} <b>{count(over)}</b>
            </li>
          </ul>
        </>
      )}
    </div>
  );
}

const Bar = ({ name, share }: { name: string; share: number }) =>
  share > 0 ? <span data-band={name} style={{ flexGrow: share }} /> : null;
