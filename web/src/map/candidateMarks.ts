/** Numbered marks at the places that an address may mean. */
import { type Map as LibreMap, Marker } from "maplibre-gl";

export interface Mark {
  lon: number;
  lat: number;
}

/** Marks over everything else; the list beside the map says the same to the keyboard. */
export class CandidateMarks {
  readonly #map: LibreMap;
  #marks: Marker[] = [];

  constructor(map: LibreMap) {
    this.#map = map;
  }

  /** Show these places in place of those before. */
  show(places: readonly Mark[], onChoose: (at: number) => void): void {
    for (const mark of this.#marks) mark.remove();
    this.#marks = places.map(({ lon, lat }, at) => {
      const element = document.createElement("div");
      element.className = "candidate-mark";
      element.setAttribute("aria-hidden", "true");
      element.textContent = String(at + 1);
      element.addEventListener("click", (event) => {
        event.stopPropagation(); // the map would take it for a place of its own
        onChoose(at);
      });
      return new Marker({ element, anchor: "bottom-left" }).setLngLat([lon, lat]).addTo(this.#map);
    });
  }

  /** Set one apart, or none. */
  choose(at: number | null): void {
    this.#marks.forEach((mark, i) => {
      mark.getElement().dataset["chosen"] = String(i === at);
    });
  }
}
