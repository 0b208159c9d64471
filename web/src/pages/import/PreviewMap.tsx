import "maplibre-gl/dist/maplibre-gl.css";
import "../../styles/map.css";

import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";

import type { PreviewResult } from "../../api/imports";
import { BASE, useTileJson } from "../../api/queries";
import { PreviewLayers } from "../../map/previewLayers";
import { useStillMap } from "../../map/useStillMap";
import { extentOf } from "../../state/importing/extent";

const PADDING = { top: 30, bottom: 30, left: 30, right: 60 };

/** Rows over the base map: whether they lie on their buildings is seen before anything is written. */
export default function PreviewMap({ rows }: { rows: PreviewResult["features"] }) {
  const { t } = useTranslation();
  const { container, map } = useStillMap(t("importing.map"));
  const [layers, setLayers] = useState<PreviewLayers | null>(null);
  const base = useTileJson(BASE, 0);

  useEffect(() => {
    void map?.opened().then((libre) => libre !== null && setLayers(new PreviewLayers(libre)));
  }, [map]);

  useEffect(() => {
    if (layers !== null && base.data !== undefined) map?.showGround(base.data, "preview-fills");
  }, [map, layers, base.data]);

  useEffect(() => {
    if (layers === null) return;
    layers.show(rows);
    const extent = extentOf(rows.features);
    if (extent !== null) map?.fit(extent, PADDING);
  }, [map, layers, rows]);

  return (
    <div className="map" data-ready={layers !== null}>
      <div className="map-canvas" ref={container} />
    </div>
  );
}
