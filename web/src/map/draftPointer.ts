/** Gestures on the draft: where the pointer goes down, drags and comes up, by mouse or finger. */
import type { Map as LibreMap, MapMouseEvent, MapTouchEvent } from "maplibre-gl";

import type { Position } from "../state/plan/ground";
import { metresPerPixel } from "../state/scale";
import { PIN_LAYER } from "./draftLayers";
import { pressedMark } from "./draftMarks";

/** How near a border is taken hold of, in pixels: a finger hides what it points at. */
const HOLD_PX = { mouse: 12, finger: 22 };

export interface Gestures {
  /** Whether a drag from here is an edit; else the map pans. What lies within `hold_m` metres is meant. */
  takes: (place: Position, hold_m: number) => boolean;
  onHover: (place: Position, hold_m: number) => void;
  onDrag: (from: Position, to: Position, hold_m: number) => void;
  onClick: (place: Position) => void;
  /** A comment's pin was pressed. */
  onPin: (number: number) => void;
  /** The mark of a finding was pressed. */
  onFinding: (id: string) => void;
}

const at = (event: MapMouseEvent | MapTouchEvent): Position => [event.lngLat.lng, event.lngLat.lat];

/**
 * Listen until the answer is called. The gestures are asked for at each event: they change while
 * a drag goes on, which must not end it.
 */
export function listenTo(map: LibreMap, gestures: () => Gestures): () => void {
  let from: Position | null = null;
  let dragged = false;
  const hold = (event: MapMouseEvent | MapTouchEvent) =>
    HOLD_PX["points" in event ? "finger" : "mouse"] * metresPerPixel(event.lngLat.lat, map.getZoom());
  const down = (event: MapMouseEvent | MapTouchEvent) => {
    dragged = false; // no click follows a drag that would have said so
    if ("points" in event && event.points.length > 1) return; // two fingers zoom
    if (!gestures().takes(at(event), hold(event))) return;
    event.preventDefault();
    from = at(event);
    gestures().onDrag(from, from, hold(event));
  };
  const move = (event: MapMouseEvent | MapTouchEvent) => {
    if (from === null) return gestures().onHover(at(event), hold(event));
    dragged = true;
    gestures().onDrag(from, at(event), hold(event));
  };
  const up = () => {
    from = null;
  };
  const click = (event: MapMouseEvent) => {
    if (dragged) return;
    const pin = map.queryRenderedFeatures(event.point, { layers: [PIN_LAYER] })[0];
    if (pin !== undefined) return gestures().onPin(Number(pin.properties["number"]));
    // While somebody edits, a mark is in the way of what lies below.
    const finding = gestures().takes(at(event), hold(event)) ? null : pressedMark(map, event.point);
    if (finding === null) gestures().onClick(at(event));
    else if (finding !== "") gestures().onFinding(finding);
  };
  const heard = [
    map.on("mousedown", down),
    map.on("touchstart", down),
    map.on("mousemove", move),
    map.on("touchmove", move),
    map.on("mouseup", up),
    map.on("touchend", up),
    map.on("click", click),
  ];
  return () => {
    for (const one of heard) one.unsubscribe();
  };
}
