import { useEffect, useMemo, useRef, useState } from "react";
import { useTranslation } from "react-i18next";

import type { Community, QueuedAddress, Spot } from "../../api/addresses";
import { useOverlays } from "../../api/overlays";
import { BASE, useTileJson } from "../../api/queries";
import { useGridShape } from "../../api/search";
import type { Bounds, Network } from "../../api/types";
import { CandidateMarks } from "../../map/candidateMarks";
import { useStillMap } from "../../map/useStillMap";
import { boundsOfGeometry } from "../../state/places";

const NO_GROUND = [] as const;
const PADDING = { top: 50, bottom: 30, left: 40, right: 40 };

interface Props {
  network: Network | null;
  areas: readonly Community[];
  address: QueuedAddress | null;
  spot: Spot | null;
  /** Code of the grid that the spot falls in. */
  grid: string | null;
  onPick: (spot: Spot) => void;
}

/** Borders of the grids, the candidates of the address at work, and the spot; a click or Enter says where it is. */
export function PlacingMap({ network, areas, address, spot, grid, onPick }: Props) {
  const { t } = useTranslation();
  const pick = useRef(onPick);
  pick.current = onPick;
  const { container, map } = useStillMap(t("addresses.map"), (lon, lat) => onPick({ lon, lat }));
  const [marks, setMarks] = useState<CandidateMarks | null>(null);
  const base = useTileJson(BASE, 0);
  const networks = useMemo(() => (network === null ? [] : [network]), [network]);
  const outlined = useMemo(() => networks.map(({ code }) => code), [networks]);
  const overlays = useOverlays(networks, outlined, NO_GROUND);

  useEffect(() => {
    setMarks(null);
    void map?.opened().then((libre) => libre !== null && setMarks(new CandidateMarks(libre)));
  }, [map]);

  useEffect(() => {
    if (map !== null && base.data !== undefined) map.showGround(base.data);
  }, [map, base.data]);

  useEffect(() => map?.showOverlays(overlays), [map, overlays]);

  const shapeOf = useGridShape();
  const shape = useRef(shapeOf);
  shape.current = shapeOf;
  const of = network?.code ?? null;
  useEffect(() => {
    let over = false;
    const show = async () => {
      const found = of === null || grid === null ? null : await shape.current(of, grid);
      if (!over) map?.showShapes(found === null ? [] : [{ geometry: found.geometry, role: "taken" }]);
    };
    show().catch(() => undefined); // the panel says what went wrong
    return () => {
      over = true;
    };
  }, [map, of, grid]);

  const bounds = boundsFor(address, areas) ?? network?.bounds ?? null;
  const sight = useSame(bounds);
  const id = address?.id ?? null;
  useEffect(() => {
    if (map !== null && sight !== null) map.fit(sight, PADDING);
  }, [map, sight, id]);

  const candidates = useSame(address?.candidates ?? []);
  useEffect(() => {
    marks?.show(candidates, (at) => {
      const chosen = candidates[at];
      if (chosen !== undefined) pick.current({ lon: chosen.lon, lat: chosen.lat });
    });
  }, [marks, candidates]);
  useEffect(() => {
    const at = candidates.findIndex(({ lon, lat }) => lon === spot?.lon && lat === spot.lat);
    marks?.choose(at < 0 ? null : at);
    map?.pin(at < 0 ? spot : null);
  }, [map, marks, candidates, spot]);

  useEffect(() => {
    if (map === null) return;
    const canvas = map.element;
    const pickMiddle = (event: KeyboardEvent) => {
      if (event.key !== "Enter" || event.isComposing) return;
      event.preventDefault(); // else the same press confirms the place, whose button has the focus by then
      pick.current(map.center());
    };
    canvas.addEventListener("keydown", pickMiddle);
    return () => canvas.removeEventListener("keydown", pickMiddle);
  }, [map]);

  return (
    <div className="map placing-map" data-ready={marks !== null}>
      <div className="map-canvas" ref={container} />
      <div className="crosshair" aria-hidden="true" />
      <p className="key-hint" aria-hidden="true">
        {t("addresses.keyHint")}
      </p>
    </div>
  );
}

/** What to look at: the candidates, or else the community that the address names. */
function boundsFor(address: QueuedAddress | null, areas: readonly Community[]): Bounds | null {
  const coordinates = (address?.candidates ?? []).map(({ lon, lat }) => [lon, lat]);
  const stated = areas.find(({ code }) => code === address?.stated_area_code);
  return boundsOfGeometry({ coordinates }) ?? ((stated?.bounds as Bounds | undefined) ?? null);
}

/** The same object for as long as the values are the same: answers bring new ones each time. */
function useSame<T>(value: T): T {
  const kept = useRef(value);
  if (JSON.stringify(kept.current) !== JSON.stringify(value)) kept.current = value;
  return kept.current;
}
