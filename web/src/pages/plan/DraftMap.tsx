import { useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";

import type { Finding } from "../../api/draft";
import { BASE, useTileJson } from "../../api/queries";
import { GridMap, type MapWords } from "../../map/adapter";
import { DraftLayers } from "../../map/draftLayers";
import { type Gestures, listenTo } from "../../map/draftPointer";
import { Sketch, type SketchKind } from "../../map/sketch";
import { formatCount } from "../../state/format";
import { boundsOf } from "../../state/plan/figures";
import { NEW_GRID, type Mode } from "../../state/plan/tool";
import type { View } from "../../state/viewLink";
import { dressUnits } from "./dressUnits";
import { shortCode } from "./GridList";
import { useGestures } from "./useGestures";
import type { Planning } from "./usePlanning";

interface Props {
  planning: Planning;
  findings: readonly Finding[];
  view: View;
  onMove: (change: Partial<View>) => void;
}

const PADDING = { top: 40, bottom: 150, left: 80, right: 400 };
const PADDING_NARROW = { top: 76, bottom: 390, left: 60, right: 20 };
const SKETCHED: Partial<Record<Mode, SketchKind>> = { split: "linestring", lasso: "freehand" };

interface Opened {
  map: GridMap;
  layers: DraftLayers;
  sketch: Sketch;
  listen: (gestures: () => Gestures) => () => void;
}

/** The draft on the map, and the gestures on it. */
export function DraftMap({ planning, findings, view, onMove }: Props) {
  const { t, i18n } = useTranslation();
  const container = useRef<HTMLDivElement>(null);
  const initial = useRef(view);
  const [opened, setOpened] = useState<Opened | null>(null);
  const { gestures, hovered, borders, onSketch } = useGestures(planning);
  const latest = useRef({ onMove, onSketch, gestures });
  latest.current = { onMove, onSketch, gestures };
  const base = useTileJson(BASE, 0);
  const { ground, owner, figures, tool } = planning;

  useEffect(() => {
    if (container.current === null) return;
    const { center, zoom } = initial.current;
    const camera = center !== null && zoom !== null ? { center, zoom } : null;
    const words = i18n.t("libre", { returnObjects: true }) as MapWords;
    const map = new GridMap(container.current, camera, words, {
      onPick: () => undefined,
      onMove: (moved) => latest.current.onMove(moved),
      onPointer: () => undefined,
      onDrawn: () => undefined,
      onError: () => undefined,
    });
    void map.opened().then((libre) => {
      if (libre === null) return;
      const sketch = new Sketch(libre, (places) => latest.current.onSketch(places));
      setOpened({ map, layers: new DraftLayers(libre), sketch, listen: (all) => listenTo(libre, all) });
    });
    return () => map.remove();
  }, [i18n]);

  useEffect(() => {
    if (opened !== null && base.data !== undefined) opened.map.showGround(base.data, "draft-fill");
  }, [opened, base.data]);

  const fitted = useRef<string | null>(initial.current.center === null ? null : "");
  const area = ground?.units[0]?.area ?? "";
  useEffect(() => {
    if (opened === null || ground === null) return;
    opened.layers.showGround(ground);
    if (fitted.current === area || (fitted.current === "" && initial.current.center !== null)) {
      fitted.current = area;
      return;
    }
    fitted.current = area;
    const narrow = window.matchMedia("(max-width: 719px)").matches;
    opened.map.fit(boundsOf(ground, ground.units.keys()), narrow ? PADDING_NARROW : PADDING);
  }, [opened, ground, area]);

  useEffect(() => {
    if (opened === null || ground === null || owner === null || figures === null) return;
    opened.layers.paint(dressUnits(ground, owner, figures, tool.units));
    const unit = i18n.language === "en" ? "" : ` ${t(`network.${ground.count}`)}`;
    opened.layers.showLabels(
      [...figures.values()].map(({ number, count, label }) => ({
        place: label,
        text: number === NEW_GRID ? t("plan.newGrid") : shortCode(ground.grids.get(number)?.code ?? ""),
        figure: `${formatCount(count, i18n.language)}${unit}`,
      })),
    );
  }, [opened, ground, owner, figures, tool.units, t, i18n.language]);

  useEffect(() => {
    opened?.layers.showBorders(borders, tool.grid, hovered);
  }, [opened, borders, tool.grid, hovered]);

  useEffect(() => {
    const marks = findings.flatMap(({ id, severity, geometry }) =>
      geometry == null ? [] : [{ id, severity, geometry }],
    );
    opened?.layers.showMarks(marks);
  }, [opened, findings]);

  useEffect(() => opened?.listen(() => latest.current.gestures), [opened]);

  const sketched = SKETCHED[tool.mode] ?? null;
  useEffect(() => {
    if (opened === null || sketched === null) return;
    opened.sketch.start(sketched);
    return () => opened.sketch.stop();
  }, [opened, sketched]);

  useEffect(() => {
    opened?.map.element.setAttribute("aria-label", t("plan.mapLabel"));
  }, [opened, t]);

  return (
    <div className="map" data-ready={opened !== null} data-mode={tool.mode}>
      <div className="map-canvas" ref={container} />
    </div>
  );
}
