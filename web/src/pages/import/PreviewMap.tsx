import "maplibre-gl/dist/maplibre-gl.css";
import "../../styles/map.css";

import { useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";

import type { PreviewResult } from "../../api/imports";
import { BASE, useTileJson } from "../../api/queries";
import { GridMap, type MapWords } from "../../map/adapter";
import { PreviewLayers } from "../../map/previewLayers";
import { extentOf } from "../../state/importing/extent";

const PADDING = { top: 30, bottom: 30, left: 30, right: 60 };
const nothing = () => undefined;
const QUIET = { onPick: nothing, onMove: nothing, onPointer: nothing, onDrawn: nothing, onError: nothing };

/** Rows over the base map: whether they lie on their buildings is seen before anything is written. */
export default function PreviewMap({ rows }: { rows: PreviewResult["features"] }) {
  const { t, i18n } = useTranslation();
  const container = useRef<HTMLDivElement>(null);
  const [opened, setOpened] = useState<{ map: GridMap; layers: PreviewLayers } | null>(null);
  const base = useTileJson(BASE, 0);

  useEffect(() => {
    if (container.current === null) return;
    const words = i18n.t("libre", { returnObjects: true }) as MapWords;
    const map = new GridMap(container.current, null, words, QUIET);
    void map.opened().then((libre) => {
      if (libre !== null) setOpened({ map, layers: new PreviewLayers(libre) });
    });
    return () => map.remove();
  }, [i18n]);

  useEffect(() => {
    if (opened !== null && base.data !== undefined) opened.map.showGround(base.data, "preview-fills");
  }, [opened, base.data]);

  useEffect(() => {
    if (opened === null) return;
    opened.layers.show(rows);
    const extent = extentOf(rows.features);
    if (extent !== null) opened.map.fit(extent, PADDING);
  }, [opened, rows]);

  useEffect(() => {
    opened?.map.element.setAttribute("aria-label", t("importing.map"));
  }, [opened, t]);

  return (
    <div className="map" data-ready={opened !== null}>
      <div className="map-canvas" ref={container} />
    </div>
  );
}
