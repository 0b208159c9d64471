import { useSyncExternalStore } from "react";
import { useTranslation } from "react-i18next";

import { showCoordinates } from "../state/coordinates";
import type { PointerPlaces } from "../state/pointerPlace";
import { type System, SYSTEMS } from "../state/systems";
import { chooseSystem, useProjection } from "../state/useProjection";

/** Where the pointer is, in the coordinate system that the reader chooses here. */
export function PointerPlace({ places, lon }: { places: PointerPlaces; lon: number }) {
  const { t } = useTranslation();
  const pointer = useSyncExternalStore(places.listen, places.now);
  const { system, projection } = useProjection(lon);
  return (
    <span className="pointer">
      {pointer === null || projection === null
        ? t("map.hint")
        : showCoordinates(projection.forward([pointer.lon, pointer.lat]), system)}
      <select aria-label={t("finder.system")} value={system} onChange={(event) => chooseSystem(event.target.value as System)}>
        {SYSTEMS.map((one) => (
          <option key={one} value={one}>
            {t(`finder.systems.${one}`)}
          </option>
        ))}
      </select>
      <span className="crs">{projection?.code ?? ""}</span>
    </span>
  );
}
