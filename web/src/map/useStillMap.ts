import { useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";

import { GridMap, type MapWords } from "./adapter";

const nothing = () => undefined;
const QUIET = { onMove: nothing, onPointer: nothing, onDrawn: nothing, onError: nothing };

/** A map that shows something, and tells no more than where it was pressed; `label` says what it shows, for who cannot see it. */
export function useStillMap(label: string, onPick: (lon: number, lat: number) => void = nothing) {
  const { i18n } = useTranslation();
  const pick = useRef(onPick);
  pick.current = onPick;
  const container = useRef<HTMLDivElement>(null);
  const [map, setMap] = useState<GridMap | null>(null);
  useEffect(() => {
    if (container.current === null) return;
    const words = i18n.t("libre", { returnObjects: true }) as MapWords;
    const made = new GridMap(container.current, null, words, {
      ...QUIET,
      onPick: (lon, lat) => pick.current(lon, lat),
    });
    void made.opened().then((libre) => libre !== null && setMap(made));
    return () => {
      // Another language makes another map: nothing more is drawn on this one.
      setMap(null);
      made.remove();
    };
  }, [i18n]);
  useEffect(() => map?.element.setAttribute("aria-label", label), [map, label]);
  return { container, map };
}
