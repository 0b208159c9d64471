import { useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";

import type { Bounds, Network, TileJson } from "../api/types";
import type { Overlay } from "../state/overlay";
import type { View } from "../state/viewLink";
import { GridMap, type MapWords } from "./adapter";
import type { Camera } from "./looking";
import { usePaper } from "./usePaper";

/** A place or a box to look at; another object is another wish, also for the same place. */
export interface Target {
  place: View["place"];
  bounds: Bounds | null;
}

interface Props {
  view: View;
  network: Network | null;
  tiles: TileJson | null;
  base: TileJson | null;
  /** Code of the grid to outline. */
  chosen: string | null;
  /** What was searched for last. */
  target: Target | null;
  overlays: readonly Overlay[];
  onPick: (lon: number, lat: number) => void;
  onFinding: (id: string) => void;
  onMove: (camera: Camera) => void;
  onSee: (bounds: Bounds) => void;
  onPointer: (place: View["place"]) => void;
  onError: (message: string) => void;
}

/** Wide enough for panels beside the map; below, they lie under it. */
const WIDE = "(min-width: 720px)";

/** Room for the panels, in pixels. */
const BESIDE_PANELS = { top: 24, bottom: 32, right: 64, left: 348 };
const UNDER_PANELS = { top: 176, bottom: 40, right: 16, left: 16 };

export function MapView({ view, network, tiles, base, chosen, target, overlays, ...events }: Props) {
  const { t, i18n } = useTranslation();
  const container = useRef<HTMLDivElement>(null);
  const handlers = useRef(events);
  handlers.current = events;
  const initial = useRef(view);
  const [map, setMap] = useState<GridMap | null>(null);
  const [ready, setReady] = useState(false);
  const [useful, setUseful] = useState(false);

  useEffect(() => {
    if (container.current === null) return;
    const { center, zoom } = initial.current;
    const camera = center !== null && zoom !== null ? { center, zoom } : null;
    const words = i18n.t("libre", { returnObjects: true }) as MapWords;
    const made = new GridMap(container.current, camera, words, {
      onPick: (lon, lat) => handlers.current.onPick(lon, lat),
      onFinding: (id) => handlers.current.onFinding(id),
      onMove: (moved) => handlers.current.onMove(moved),
      onSee: (bounds) => handlers.current.onSee(bounds),
      onPointer: (place) => handlers.current.onPointer(place),
      onGrids: () => setUseful(true),
      onDrawn: () => setReady(true),
      onError: (message) => handlers.current.onError(message),
    });
    setMap(made);
    return () => made.remove();
  }, [i18n]);

  useEffect(() => {
    if (map === null || base === null) return;
    if (network?.version == null) map.showGround(base);
    else map.showGroundAfterGrids(base);
  }, [map, base, network]);

  const standard = network?.standard ?? null;
  useEffect(() => {
    if (map === null || standard === null || tiles === null) return;
    // English has no room for its long words on a label.
    const unit = i18n.language === "en" ? "" : ` ${t(`network.${standard.unit}`)}`;
    const count = view.counts ? { field: standard.unit, unit } : null;
    map.showGrids(tiles, standard.urban, count, view.palette);
  }, [map, standard, tiles, view.palette, view.counts, t, i18n.language]);

  useEffect(() => map?.showOverlays(overlays), [map, overlays]);

  useEffect(() => map?.choose(chosen), [map, chosen, tiles, view.palette, view.counts, i18n.language]);

  const paper = usePaper(map);
  const fitted = useRef(initial.current.center !== null);
  useEffect(() => {
    if (map === null || fitted.current || !network?.bounds) return;
    fitted.current = true;
    const wide = window.matchMedia(WIDE).matches;
    map.fit(network.bounds, wide ? BESIDE_PANELS : UNDER_PANELS);
  }, [map, network]);

  useEffect(() => {
    if (map !== null && view.center !== null && view.zoom !== null) {
      map.show({ center: view.center, zoom: view.zoom });
    }
  }, [map, view.center, view.zoom]);

  useEffect(() => {
    if (map === null || target === null) return;
    const wide = window.matchMedia(WIDE).matches;
    if (target.bounds !== null) map.fit(target.bounds, wide ? BESIDE_PANELS : UNDER_PANELS);
    else if (target.place !== null) map.goTo(target.place.lon, target.place.lat);
  }, [map, target]);

  useEffect(() => {
    map?.pin(view.place);
    if (map === null || view.place === null) return;
    const wide = window.matchMedia(WIDE).matches;
    const covered = wide
      ? { top: 0, right: 380, bottom: 0 }
      : { top: 212, right: 0, bottom: window.innerHeight * 0.5 };
    map.reveal(view.place.lon, view.place.lat, covered);
  }, [map, view.place]);

  useEffect(() => {
    if (map === null) return;
    const canvas = map.element;
    canvas.setAttribute("aria-label", t("map.label"));
    const pickMiddle = (event: KeyboardEvent) => {
      if (event.key !== "Enter" || event.isComposing) return;
      const { lon, lat } = map.center();
      handlers.current.onPick(lon, lat);
    };
    canvas.addEventListener("keydown", pickMiddle);
    return () => canvas.removeEventListener("keydown", pickMiddle);
  }, [map, t]);

  return (
    <div className="map" id="map" data-useful={useful} data-ready={ready}>
      <div className="map-canvas" ref={container} />
      <canvas className="paper" ref={paper} aria-hidden="true" />
      <div className="crosshair" aria-hidden="true" />
      <p className="key-hint" aria-hidden="true">
        {t("map.keyHint")}
      </p>
    </div>
  );
}
