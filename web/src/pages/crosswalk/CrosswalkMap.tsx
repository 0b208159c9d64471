import { useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";

import { useOverlays } from "../../api/overlays";
import { BASE, useTileJson } from "../../api/queries";
import type { Network } from "../../api/types";
import { GridMap, type MapWords } from "../../map/adapter";
import type { Shape } from "../../map/shapes";
import { aroundAll } from "../../state/places";

const PADDING = { top: 30, bottom: 40, left: 30, right: 520 };
const PADDING_NARROW = { top: 20, bottom: 420, left: 20, right: 20 };
const NO_GROUND = [] as const;

interface Props {
  a: Network | null;
  b: Network | null;
  shapes: readonly Shape[];
}

/** The first network's grids, the second one's outlines, and what the page points at. */
export function CrosswalkMap({ a, b, shapes }: Props) {
  const { t, i18n } = useTranslation();
  const container = useRef<HTMLDivElement>(null);
  const [map, setMap] = useState<GridMap | null>(null);
  const [ready, setReady] = useState(false);
  const base = useTileJson(BASE, 0);
  const tiles = useTileJson(a?.code ?? null, a?.version ?? null);
  const [networks, outlined] = useSides(a, b);
  const overlays = useOverlays(networks, outlined, NO_GROUND);

  useEffect(() => {
    if (container.current === null) return;
    const words = i18n.t("libre", { returnObjects: true }) as MapWords;
    const nothing = () => undefined;
    const made = new GridMap(container.current, null, words, {
      onPick: nothing,
      onMove: nothing,
      onPointer: nothing,
      onDrawn: () => setReady(true),
      onError: nothing,
    });
    setMap(made);
    return () => made.remove();
  }, [i18n]);

  useEffect(() => {
    if (map !== null && base.data !== undefined) map.showGround(base.data);
  }, [map, base.data]);

  const standard = a?.standard ?? null;
  useEffect(() => {
    if (map === null || standard === null || tiles.data === undefined) return;
    map.showGrids(tiles.data, standard.urban, { field: standard.unit, unit: "" }, "deviation");
  }, [map, standard, tiles.data]);
  useEffect(() => map?.showOverlays(overlays), [map, overlays]);

  const bounds = a?.bounds ?? null;
  useEffect(() => {
    map?.showShapes(shapes);
    const box = aroundAll(shapes.map(({ geometry }) => geometry)) ?? bounds;
    const narrow = window.matchMedia("(max-width: 719px)").matches;
    if (box !== null) map?.fit(box, narrow ? PADDING_NARROW : PADDING);
  }, [map, shapes, bounds]);

  useEffect(() => map?.element.setAttribute("aria-label", t("crosswalk.mapLabel")), [map, t]);
  return (
    <div className="map" data-ready={ready}>
      <div className="map-canvas" ref={container} />
    </div>
  );
}

/** The two networks as lists that stay the same objects while the sides do. */
function useSides(a: Network | null, b: Network | null): [Network[], string[]] {
  const key = `${a?.code}/${b?.code}/${b?.version}`;
  const kept = useRef<{ key: string; lists: [Network[], string[]] }>({ key: "", lists: [[], []] });
  if (kept.current.key !== key) {
    const networks = [a, b].filter((one) => one !== null);
    kept.current = { key, lists: [networks, b === null ? [] : [b.code]] };
  }
  return kept.current.lists;
}
