import "maplibre-gl/dist/maplibre-gl.css";
import "../../styles/map.css";

import { Button, Modal } from "antd";
import { useEffect, useMemo } from "react";
import { useTranslation } from "react-i18next";

import { reasonOf } from "../../api/client";
import { BASE, useTileJson } from "../../api/queries";
import { useSplitProposal } from "../../api/tasks";
import type { Shape } from "../../map/shapes";
import { useStillMap } from "../../map/useStillMap";
import { formatCount, formatShare } from "../../state/format";
import { aroundAll } from "../../state/places";

const PADDING = { top: 24, bottom: 24, left: 24, right: 24 };
const NO_SHAPES: readonly Shape[] = [];

interface Props {
  network: string;
  grid: string;
  onPlan: () => void;
  onClose: () => void;
}

/** How a reserved grid that has filled up would be split: on the map, and as a table. */
export default function SplitProposal({ network, grid, onPlan, onClose }: Props) {
  const { t, i18n } = useTranslation();
  const { data, error } = useSplitProposal(network, grid);
  const shapes = useMemo(
    () => data?.parts.map(({ geometry }, i): Shape => ({ geometry, role: i % 2 === 0 ? "a" : "b", label: `${i + 1}` })) ?? NO_SHAPES,
    [data],
  );
  return (
    <Modal
      open
      width={720}
      title={t("plans.tasks.proposal", { grid })}
      onCancel={onClose}
      footer={
        <>
          <Button onClick={onClose}>{t("plans.close")}</Button>
          <Button type="primary" onClick={onPlan}>
            {t("plans.new")}
          </Button>
        </>
      }
    >
      {error !== null && (
        <p className="form-error" role="alert">
          {reasonOf(error, i18n.language) ?? t("state.offline")}
        </p>
      )}
      {error === null && <Drawn shapes={shapes} />}
      {data !== undefined && (
        <table className="proposal-parts">
          <thead>
            <tr>
              <th scope="col">{t("plans.tasks.part")}</th>
              <th scope="col">{t("grid.count")}</th>
              <th scope="col">{t("grid.deviation")}</th>
              <th scope="col">{t("plans.tasks.units")}</th>
            </tr>
          </thead>
          <tbody>
            {data.parts.map((part, i) => (
              <tr key={i}>
                <th scope="row">{i + 1}</th>
                <td>{formatCount(part.count, i18n.language)}</td>
                <td>{formatShare(part.deviation, i18n.language)}</td>
                <td>{formatCount(part.units, i18n.language)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </Modal>
  );
}

function Drawn({ shapes }: { shapes: readonly Shape[] }) {
  const { t } = useTranslation();
  const base = useTileJson(BASE, 0);
  const { container, map } = useStillMap(t("plans.tasks.map"));
  useEffect(() => {
    if (base.data !== undefined) map?.showGround(base.data);
  }, [map, base.data]);
  useEffect(() => {
    map?.showShapes(shapes);
    const box = aroundAll(shapes.map(({ geometry }) => geometry));
    if (box !== null) map?.fit(box, PADDING);
  }, [map, shapes]);
  return (
    <div className="map-in-dialog">
      <div className="map" data-ready={map !== null}>
        <div className="map-canvas" ref={container} />
      </div>
    </div>
  );
}
