import "../styles/time.css";

import { useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";

import type { Network, TileJson } from "../api/types";
import { GridMap, type MapWords } from "./adapter";

interface Props {
  /** The map below, which this one follows. */
  main: GridMap;
  network: Network;
  tiles: TileJson;
  base: TileJson | null;
  /** What lies on the left, and what on the right of the line. */
  names: readonly [string, string];
}

const STEP = 4;
const within = (share: number) => Math.max(2, Math.min(98, share));

/** Another state of the grids over the map, to the right of a line that can be moved. */
export function Swipe({ main, network, tiles, base, names }: Props) {
  const { t, i18n } = useTranslation();
  const container = useRef<HTMLDivElement>(null);
  const whole = useRef<HTMLDivElement>(null);
  const [map, setMap] = useState<GridMap | null>(null);
  const [share, setShare] = useState(40);

  useEffect(() => {
    if (container.current === null) return;
    const nothing = () => undefined;
    const words = i18n.t("libre", { returnObjects: true }) as MapWords;
    const made = new GridMap(container.current, main.camera(), words, {
      onPick: nothing,
      onMove: nothing,
      onPointer: nothing,
      onDrawn: nothing,
      onError: nothing,
    });
    // The pointer reaches the map below alone, and the keyboard too.
    made.element.tabIndex = -1;
    const end = main.whileMoving((camera) => made.show(camera));
    setMap(made);
    return () => {
      end();
      made.remove();
    };
  }, [main, i18n]);

  useEffect(() => {
    if (map === null) return;
    if (base !== null) map.showGround(base);
    map.showGrids(tiles, network.standard.urban, { field: network.standard.unit, unit: "" }, "deviation");
  }, [map, base, tiles, network]);

  const drag = (event: React.PointerEvent<HTMLButtonElement>) => {
    const box = whole.current?.getBoundingClientRect();
    if (box === undefined || !event.currentTarget.hasPointerCapture(event.pointerId)) return;
    setShare(within(((event.clientX - box.left) / box.width) * 100));
  };
  const press = (event: React.KeyboardEvent) => {
    const step = event.key === "ArrowLeft" ? -STEP : event.key === "ArrowRight" ? STEP : null;
    if (step === null) return;
    event.preventDefault();
    event.stopPropagation();
    setShare((now) => within(now + step));
  };
  return (
    <div className="swipe" ref={whole}>
      <div className="map-canvas" style={{ clipPath: `inset(0 0 0 ${share}%)` }} aria-hidden="true" ref={container} />
      <span className="swipe-name" style={{ right: `calc(${100 - share}% + 26px)` }}>
        {names[0]}
      </span>
      <span className="swipe-name" style={{ left: `calc(${share}% + 26px)` }}>
        {names[1]}
      </span>
      <button
        type="button"
        className="swipe-handle"
        role="slider"
        aria-label={t("time.swipe")}
        aria-valuemin={0}
        aria-valuemax={100}
        aria-valuenow={Math.round(share)}
        style={{ left: `${share}%` }}
        onPointerDown={(event) => event.currentTarget.setPointerCapture(event.pointerId)}
        onPointerMove={drag}
        onKeyDown={press}
      />
    </div>
  );
}
