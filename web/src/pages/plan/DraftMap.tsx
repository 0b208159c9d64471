import { useEffect, useMemo, useRef } from "react";
import { useTranslation } from "react-i18next";

import type { Finding } from "../../api/draft";
import { BASE, useTileJson } from "../../api/queries";
import type { Comment } from "../../api/review";
import type { Network } from "../../api/types";
import { useChord, useCommand } from "../../keys/useKeys";
import type { Target } from "../../map/MapView";
import type { SketchKind } from "../../map/sketch";
import { formatCount } from "../../state/format";
import { boundsOf } from "../../state/plan/figures";
import { markPlace } from "../../state/places";
import { NEW_GRID, type Mode } from "../../state/plan/tool";
import type { Overlay } from "../../state/overlay";
import type { View } from "../../state/viewLink";
import { dressUnits } from "./dressUnits";
import { shortCode } from "./GridList";
import type { Swiped } from "./ComparePanel";
import type { Pointing } from "./ReviewPanel";
import { SwipedGrids } from "./SwipedGrids";
import { useDraftMap } from "./useDraftMap";
import { useGestures } from "./useGestures";
import type { Planning } from "./usePlanning";

interface Props {
  planning: Planning;
  findings: readonly Finding[];
  comments: readonly Comment[];
  pointing: Pointing;
  view: View;
  /** What was searched for last. */
  target: Target | null;
  overlays: readonly Overlay[];
  network: Network | null;
  swiped: Swiped | null;
  onMove: (change: Partial<View>) => void;
  onPointer: (place: View["place"]) => void;
  onPin: (number: number) => void;
  onFinding: (id: string) => void;
}

const PADDING = { top: 70, bottom: 40, left: 80, right: 400 };
const PADDING_NARROW = { top: 116, bottom: 390, left: 20, right: 20 };
const SKETCHED: Partial<Record<Mode, SketchKind>> = { split: "linestring", lasso: "freehand" };

const paddingNow = () => (window.matchMedia("(max-width: 719px)").matches ? PADDING_NARROW : PADDING);

/** The draft on the map, and the gestures on it. */
export function DraftMap({ planning, findings, comments, pointing, view, target, overlays, network, swiped, ...handlers }: Props) {
  const { t, i18n } = useTranslation();
  const { gestures, hovered, borders, press, ...drawing } = useGestures(planning);
  const pointed = useMemo(
    () => ({
      ...gestures,
      onPin: handlers.onPin,
      onFinding: handlers.onFinding,
      onClick: (place: readonly [number, number]) =>
        pointing.about === "place" ? pointing.set("place", place) : gestures.onClick(place),
    }),
    [gestures, handlers.onPin, handlers.onFinding, pointing],
  );
  const { container, opened, drawn, initial } = useDraftMap(view, { ...handlers, ...drawing, gestures: pointed });
  useCommand("press", () => {
    if (opened === null) return;
    const { lon, lat } = opened.map.center();
    if (pointing.about === "place") pointing.set("place", [lon, lat]);
    else press([lon, lat]);
  });
  const base = useTileJson(BASE, 0);
  const { ground, owner, figures, tool } = planning;

  useEffect(() => {
    if (opened !== null && base.data !== undefined) opened.map.showGround(base.data, "draft-fill");
  }, [opened, base.data]);

  useEffect(() => opened?.map.showOverlays(overlays), [opened, overlays]);

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
    opened.map.fit(boundsOf(ground, ground.units.keys()), paddingNow());
  }, [opened, ground, area, initial]);

  useEffect(() => {
    if (opened !== null && view.center !== null && view.zoom !== null) {
      opened.map.show({ center: view.center, zoom: view.zoom });
    }
  }, [opened, view.center, view.zoom]);

  useEffect(() => {
    opened?.map.pin(target?.place ?? null);
    if (opened === null || target === null) return;
    if (target.bounds !== null) opened.map.fit(target.bounds, paddingNow());
    else if (target.place !== null) opened.map.goTo(target.place.lon, target.place.lat);
  }, [opened, target]);

  useEffect(() => {
    if (opened === null || ground === null || owner === null || figures === null) return;
    opened.layers.paint(dressUnits(ground, owner, figures, tool.units, view.palette));
    const unit = i18n.language === "en" ? "" : ` ${t(`network.${ground.count}`)}`;
    opened.layers.showLabels(
      [...figures.values()].map(({ number, count, label }) => ({
        place: label,
        text: number === NEW_GRID ? t("plan.newGrid") : shortCode(ground.grids.get(number)?.code ?? ""),
        figure: view.counts ? `${formatCount(count, i18n.language)}${unit}` : "",
      })),
    );
  }, [opened, ground, owner, figures, tool.units, view.palette, view.counts, t, i18n.language]);

  useEffect(() => {
    opened?.layers.showBorders(borders, tool.grid, hovered);
  }, [opened, borders, tool.grid, hovered]);

  useEffect(() => {
    const marks = findings.flatMap(({ id, rule, severity, geometry }) => {
      const place = geometry == null ? null : markPlace(geometry);
      return geometry == null || place === null ? [] : [{ id, rule, severity, geometry, place }];
    });
    opened?.layers.showMarks(marks);
  }, [opened, findings]);

  useEffect(() => {
    const pins = comments.flatMap(({ number, place, resolved }) =>
      place === null ? [] : [{ number, place, open: !resolved }],
    );
    const wanted = pointing.place === null ? [] : [{ number: 0, place: pointing.place, open: true }];
    opened?.layers.showPins([...pins, ...wanted]);
  }, [opened, comments, pointing.place]);

  useEffect(() => opened?.layers.showLine(tool.line), [opened, tool.line]);

  const nameOf = (number: string) => shortCode(ground?.grids.get(Number(number))?.code ?? "");
  const held = hovered.length === 0 ? null : hovered.map((pair) => pair.split(",").map(nameOf).join(" | ")).join("; ");

  const sketched = SKETCHED[tool.mode] ?? null;
  useEffect(() => {
    if (opened === null || sketched === null) return;
    const sketch = opened.sketch();
    void sketch.then((made) => made.start(sketched));
    return () => void sketch.then((made) => made.stop());
  }, [opened, sketched]);

  useEffect(() => {
    opened?.map.element.setAttribute("aria-label", t("plan.mapLabel"));
  }, [opened, t]);

  return (
    <div className="map" data-ready={drawn} data-mode={pointing.about === "place" ? "point" : tool.mode}>
      <div className="map-canvas" ref={container} />
      <div className="crosshair" aria-hidden="true" />
      <p className="key-hint" aria-hidden="true">
        {t("plan.keyHint", { key: useChord("press") })}
      </p>
      {held !== null && <p className="card held-borders">{t("plan.held", { grids: held })}</p>}
      {opened !== null && network !== null && swiped !== null && (
        <SwipedGrids main={opened.map} network={network} swiped={swiped} name={planning.plan.data?.name ?? ""} base={base.data ?? null} />
      )}
    </div>
  );
}
