import { useTranslation } from "react-i18next";

import type { Network } from "../api/types";
import { formatDate } from "../state/format";
import type { View } from "../state/viewLink";

interface Props {
  network: Network | null;
  pointer: View["place"];
}

/** Which version the map shows, since when, and where the pointer is. */
export function StatusBar({ network, pointer }: Props) {
  const { t, i18n } = useTranslation();
  const version = network?.version ?? null;
  return (
    <footer className="status">
      {network !== null && version !== null && (
        <span>
          {t("status.version", { name: network.name, version })}
          {network.valid_from !== null && (
            <>
              {i18n.language === "en" ? ", " : "，"}
              {t("status.since", { date: formatDate(network.valid_from, i18n.language) })}
            </>
          )}
        </span>
      )}
      <span className="pointer">
        {pointer === null
          ? t("map.hint")
          : t("status.pointer", { lon: pointer.lon.toFixed(5), lat: pointer.lat.toFixed(5) })}
        <span className="crs"> EPSG:4326</span>
      </span>
    </footer>
  );
}
