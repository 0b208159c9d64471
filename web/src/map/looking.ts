/** Where a map looks: what it shows, and how it goes elsewhere. */
import type { Map as LibreMap } from "maplibre-gl";

import type { Bounds } from "../api/types";
import { sameCamera } from "../state/viewLink";

export interface Camera {
  center: [lon: number, lat: number];
  zoom: number;
}

/** Near enough to see houses. */
const NEAR_ZOOM = 16;

export class LookingMap {
  constructor(protected readonly map: LibreMap) {}

  /** Show a whole box, clear of the panels that lie over the map. */
  fit(bounds: Bounds, padding: { top: number; bottom: number; left: number; right: number }): void {
    this.map.fitBounds(bounds, { padding, maxZoom: 16, animate: false });
  }

  /** Bring a place into the part of the map that no panel covers. */
  reveal(lon: number, lat: number, covered: { top: number; right: number; bottom: number }): void {
    const at = this.map.project([lon, lat]);
    const { clientWidth, clientHeight } = this.map.getContainer();
    const { top, right, bottom } = covered;
    if (at.x > clientWidth - right || at.y < top || at.y > clientHeight - bottom) {
      this.map.easeTo({ center: [lon, lat], offset: [-right / 2, (top - bottom) / 2] });
    }
  }

  /** Look where a link or a bookmark says; nothing moves when the map is there already. */
  show(camera: Camera): void {
    if (sameCamera(camera, this.camera())) return;
    this.map.jumpTo(camera);
  }

  camera(): Camera {
    const { lng, lat } = this.map.getCenter();
    return { center: [lng, lat], zoom: this.map.getZoom() };
  }

  /** What the map shows. */
  bounds(): Bounds {
    const seen = this.map.getBounds();
    return [seen.getWest(), seen.getSouth(), seen.getEast(), seen.getNorth()];
  }

  /** Tell where the map looks at every step of a movement, until the answer is called. */
  whileMoving(tell: (camera: Camera) => void): () => void {
    const heard = this.map.on("move", () => tell(this.camera()));
    return () => heard.unsubscribe();
  }

  /** Go near a place that somebody searched for. */
  goTo(lon: number, lat: number): void {
    this.map.easeTo({ center: [lon, lat], zoom: Math.max(this.map.getZoom(), NEAR_ZOOM) });
  }

  /** Where the middle of the map is: what the keyboard picks. */
  center(): { lon: number; lat: number } {
    const { lng, lat } = this.map.getCenter();
    return { lon: lng, lat };
  }
}
