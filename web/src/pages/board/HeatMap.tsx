import "maplibre-gl/dist/maplibre-gl.css";
import "../../styles/map.css";

import { useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";

import { useGridBounds } from "../../api/board";
import { BASE, useTileJson } from "../../api/queries";
import type { Network } from "../../api/types";
import { GridMap, type MapWords } from "../../map/adapter";
import type { Camera } from "../../map/looking";
import { HEAT_LAYER, HeatLayers } from "../../map/heatLayers";
import type { Board } from "../../state/board/boardLink";

interface Props {
  board: Board;
  network: Network;
  /** Address of the pictures, with {z}, {x} and {y}. */
  picture: string | null;
  spots: object | null;
  onMove: (camera: Camera) => void;
  onGrid: (code: string) => void;
}

const PADDING = { top: 24, bottom: 24, left: 24, right: 24 };

export default function HeatMap({ board, network, picture, spots, ...events }: Props) {
  const { t, i18n } = useTranslation();
  const container = useRef<HTMLDivElement>(null);
  const handlers = useRef(events);
  handlers.current = events;
  const initial = useRef(board);
  const [opened, setOpened] = useState<{ map: GridMap; layers: HeatLayers } | null>(null);
  const [ready, setReady] = useState(false);
  const base = useTileJson(BASE, 0);
  const tiles = useTileJson(network.code, network.version);
  const bounds = useGridBounds(network.code, board.grid);

  useEffect(() => {
    if (container.current === null) return;
    const words = i18n.t("libre", { returnObjects: true }) as MapWords;
    const on = {
      onPick: () => undefined,
      onMove: (moved: Camera) => handlers.current.onMove(moved),
      onPointer: () => undefined,
      onDrawn: () => setReady(true),
      onError: () => undefined,
    };
    const map = new GridMap(container.current, initial.current.camera, words, on, { printed: true });
    void map.opened().then((libre) => {
      if (libre === null) return;
      setOpened({ map, layers: new HeatLayers(libre, (code) => handlers.current.onGrid(code)) });
    });
    return () => {
      // Another language makes another map: nothing more is drawn on this one.
      setOpened(null);
      map.remove();
    };
  }, [i18n]);

  useEffect(() => {
    if (opened !== null && base.data !== undefined) opened.map.showGround(base.data, HEAT_LAYER);
  }, [opened, base.data]);
  useEffect(() => {
    if (opened !== null && tiles.data !== undefined) opened.layers.showGrids(tiles.data);
  }, [opened, tiles.data]);
  useEffect(() => {
    if (opened !== null && picture !== null) opened.layers.showHeat(picture);
  }, [opened, picture]);
  useEffect(() => opened?.layers.choose(board.grid), [opened, board.grid, tiles.data]);
  useEffect(() => opened?.layers.showBlindSpots(spots), [opened, spots]);

  // A link's own camera stays; afterwards the map goes where the reader's choice is.
  const shown = useRef(board.camera === null ? null : network.code);
  useEffect(() => {
    if (opened === null || !network.bounds || shown.current === network.code) return;
    shown.current = network.code;
    opened.map.fit(network.bounds, PADDING);
  }, [opened, network]);
  const visited = useRef(board.camera === null ? null : board.grid);
  useEffect(() => {
    if (opened === null || bounds.data === undefined || visited.current === board.grid) return;
    visited.current = board.grid;
    opened.map.fit(bounds.data, PADDING);
  }, [opened, bounds.data, board.grid]);

  useEffect(() => {
    opened?.map.element.setAttribute("aria-label", t("board.heat.map"));
  }, [opened, t]);

  return (
    <div className="map" data-ready={ready}>
      <div className="map-canvas" ref={container} />
    </div>
  );
}
