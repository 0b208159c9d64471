import { useTranslation } from "react-i18next";

import type { Network } from "../api/types";
import type { Version } from "../api/versions";
import { formatDate } from "../state/format";
import type { PointerPlaces } from "../state/pointerPlace";
import { PointerPlace } from "./PointerPlace";

interface Props {
  network: Network | null;
  /** The earlier version that is shown in place of the one in force. */
  earlier: Version | null;
  pointer: PointerPlaces;
  /** Longitude of the middle of the map. */
  lon: number;
}

/** Which version the map shows, since when, and where the pointer is. */
export function StatusBar({ network, earlier, pointer, lon }: Props) {
  const { t, i18n } = useTranslation();
  const version = earlier?.version ?? network?.version ?? null;
  const since = earlier?.valid_from ?? network?.valid_from ?? null;
  return (
    <footer className="status">
      {network !== null && version !== null && (
        <span>
          {t("status.version", { name: network.name, version })}
          {since !== null && (
            <>
              {i18n.language === "en" ? ", " : "，"}
              {t("status.since", { date: formatDate(since, i18n.language) })}
            </>
          )}
          {earlier !== null && <b> {t("time.earlier")}</b>}
        </span>
      )}
      <PointerPlace places={pointer} lon={lon} />
    </footer>
  );
}
