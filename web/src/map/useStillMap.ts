import { useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";

import { GridMap, type MapWords } from "./adapter";

const nothing = () => undefined;
const QUIET = { onPick: nothing, onMove: nothing, onPointer: nothing, onDrawn: nothing, onError: nothing };

/** A map that shows something and asks for nothing; `label` says what, for who cannot see it. */
export function useStillMap(label: string) {
  const { i18n } = useTranslation();
  const container = useRef<HTMLDivElement>(null);
  const [map, setMap] = useState<GridMap | null>(null);
  useEffect(() => {
    if (container.current === null) return;
    const words = i18n.t("libre", { returnObjects: true }) as MapWords;
    const made = new GridMap(container.current, null, words, QUIET);
    void made.opened().then((libre) => libre !== null && setMap(made));
    return () => made.remove();
  }, [i18n]);
  useEffect(() => map?.element.setAttribute("aria-label", label), [map, label]);
  return { container, map };
}
