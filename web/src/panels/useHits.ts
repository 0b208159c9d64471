import { useDeferredValue, useEffect, useState } from "react";
import { useTranslation } from "react-i18next";

import { reasonOf } from "../api/client";
import { useAllAreas, useFoundAddresses, useFoundGrids } from "../api/search";
import type { Bounds } from "../api/types";
import { readCoordinates, showCoordinates } from "../state/coordinates";
import { formatDistance } from "../state/format";
import { areasFound, type DraftedGrid, gridsFound, type Hit, mayBeAddress } from "../state/hits";
import { useProjection } from "../state/useProjection";

const REST_MS = 220;

/** What is searched beside areas and addresses. */
export interface Ground {
  /** The network whose published grids are searched. */
  network: string | null;
  /** Grids of a draft, in place of published ones. */
  drafted?: readonly DraftedGrid[];
  /** Longitude of the middle of the map: which zone coordinates in metres are in. */
  lon: number;
}

/** What a text means: coordinates in the chosen system, grids, areas, addresses. */
export function useHits(text: string, { network, drafted, lon }: Ground) {
  const { t, i18n } = useTranslation();
  const asked = useRested(text.trim());
  const { system, projection } = useProjection(lon);
  const pair = readCoordinates(asked, system);
  const words = pair === null ? asked : "";
  const grids = useFoundGrids(drafted === undefined ? network : null, words);
  const areas = useAllAreas(words.length > 1);
  const addresses = useFoundAddresses(mayBeAddress(words) ? words : "");
  const hits: Hit[] = [];
  if (pair !== null && projection !== null) {
    const [east, north] = projection.back(pair);
    hits.push({
      kind: "place",
      key: "place",
      label: showCoordinates(pair, system),
      note: projection.code,
      place: { lon: east, lat: north },
      bounds: null,
    });
  }
  for (const { code, name, bounds } of grids.data ?? []) {
    hits.push({ kind: "grid", key: code, label: name || code, note: code, place: null, bounds: bounds as Bounds });
  }
  for (const { code, name } of gridsFound(drafted ?? [], words)) {
    hits.push({ kind: "grid", key: code, label: name || code, note: code, place: null, bounds: null });
  }
  for (const { code, name, level, bounds } of areasFound(areas.data ?? [], words)) {
    const note = t(`finder.level.${level}`, { defaultValue: level });
    hits.push({ kind: "area", key: code, label: name, note, place: null, bounds: bounds as Bounds });
  }
  for (const { address, level, lon: east, lat, spread_m } of addresses.data ?? []) {
    const off = t("finder.within", { distance: formatDistance(spread_m, i18n.language) });
    const note = `${t(`finder.level.${level}`, { defaultValue: level })} · ${off}`;
    hits.push({ kind: "address", key: `${address}-${east}-${lat}`, label: address, note, place: { lon: east, lat }, bounds: null });
  }
  const error = grids.error ?? areas.error ?? addresses.error;
  return {
    hits: useDeferredValue(hits),
    busy: asked !== text.trim() || grids.isFetching || areas.isFetching || addresses.isFetching,
    fault: error === null ? null : (reasonOf(error, i18n.language) ?? t("state.offline")),
  };
}

/** A text once nobody has typed for a moment. */
function useRested(text: string): string {
  const [rested, setRested] = useState(text);
  useEffect(() => {
    const timer = setTimeout(() => setRested(text), REST_MS);
    return () => clearTimeout(timer);
  }, [text]);
  return rested;
}
