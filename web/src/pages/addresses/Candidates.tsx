import { useTranslation } from "react-i18next";

import type { Candidate, QueuedAddress, Spot } from "../../api/addresses";
import { formatDistance, formatPercent } from "../../state/format";

interface Props {
  address: QueuedAddress;
  spot: Spot | null;
  onPick: (spot: Spot) => void;
}

/** The places that the address may mean, with level, score and what speaks against them. */
export function Candidates({ address, spot, onPick }: Props) {
  const { t } = useTranslation();
  if (address.candidates.length === 0) return <p className="hint">{t("addresses.noCandidates")}</p>;
  return (
    <>
      <p className="hint">{t("addresses.how")}</p>
      <ol className="candidates" aria-label={t("addresses.candidates")}>
        {address.candidates.map((one, at) => (
          <li key={`${one.lon},${one.lat}`}>
            <button
              type="button"
              aria-pressed={spot?.lon === one.lon && spot.lat === one.lat}
              onClick={() => onPick({ lon: one.lon, lat: one.lat })}
            >
              <span className="candidate-number" aria-hidden="true">
                {at + 1}
              </span>
              <span>
                {one.address}
                <Grounds candidate={one} stated={address.stated_area_code} />
              </span>
            </button>
          </li>
        ))}
      </ol>
    </>
  );
}

function Grounds({ candidate, stated }: { candidate: Candidate; stated: string | null }) {
  const { t, i18n } = useTranslation();
  const { level, score, interpolated, spread_m: spread, area_code: area } = candidate;
  const grounds = [
    t(`finder.level.${level}`),
    t("addresses.score", { score: formatPercent(score, i18n.language) }),
    interpolated && t("addresses.interpolated"),
    spread > 50 && t("addresses.spread", { distance: formatDistance(spread, i18n.language) }),
    stated !== null && area !== stated && t("addresses.otherArea"),
  ];
  return <small>{grounds.filter(Boolean).join(" · ")}</small>;
}
