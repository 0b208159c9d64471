import { useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";

import { GridMap, type MapWords } from "../../map/adapter";
import { DraftLayers } from "../../map/draftLayers";
import { type Gestures, listenTo } from "../../map/draftPointer";
import type { Sketch, Sketching } from "../../map/sketch";
import type { Position } from "../../state/plan/ground";
import type { View } from "../../state/viewLink";

export interface Opened {
  map: GridMap;
  layers: DraftLayers;
  /** What lines are drawn with; loaded when somebody draws the first one. */
  sketch: () => Promise<Sketch>;
  listen: (gestures: () => Gestures) => () => void;
}

interface Handlers {
  onMove: (change: Partial<View>) => void;
  onPointer: (place: View["place"]) => void;
  onSketch: (places: readonly Position[]) => void;
  onDraft: (places: readonly Position[]) => void;
  snap: Sketching["snap"];
  gestures: Gestures;
}

/** Open a map in a container, and keep telling it to the handlers of the last rendering; `drawn` while the draft stands on it and nothing moves. */
export function useDraftMap(view: View, handlers: Handlers) {
  const { i18n } = useTranslation();
  const container = useRef<HTMLDivElement>(null);
  const initial = useRef(view);
  const [opened, setOpened] = useState<Opened | null>(null);
  const [drawn, setDrawn] = useState(false);
  const latest = useRef(handlers);
  latest.current = handlers;

  useEffect(() => {
    if (container.current === null) return;
    const { center, zoom } = initial.current;
    const camera = center !== null && zoom !== null ? { center, zoom } : null;
    const words = i18n.t("libre", { returnObjects: true }) as MapWords;
    const map = new GridMap(container.current, camera, words, {
      onPick: () => undefined,
      onMove: (moved) => latest.current.onMove(moved),
      onPointer: (place) => latest.current.onPointer(place),
      onDrawn: () => undefined,
      onError: () => undefined,
    });
    void map.opened().then((libre) => {
      if (libre === null) return;
      let made: Promise<Sketch> | null = null;
      const make = async () => {
        const { Sketch } = await import("../../map/sketch");
        return new Sketch(libre, {
          onDone: (places) => latest.current.onSketch(places),
          onDraft: (places) => latest.current.onDraft(places),
          snap: (place, within_m) => latest.current.snap(place, within_m),
        });
      };
      const sketch = () => (made ??= make());
      const layers = new DraftLayers(libre);
      libre.on("movestart", () => setDrawn(false));
      libre.on("idle", () => setDrawn(layers.painted));
      setOpened({ map, layers, sketch, listen: (all) => listenTo(libre, all) });
    });
    return () => {
      // Another language makes another map: nothing more is drawn on this one.
      setOpened(null);
      map.remove();
    };
  }, [i18n]);

  useEffect(() => opened?.listen(() => latest.current.gestures), [opened]);
  return { container, opened, drawn, initial };
}
