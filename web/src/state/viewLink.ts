/** What a link to the map restores: network, view, and the place that was asked about. */
export interface View {
  network: string | null;
  zoom: number | null;
  center: [lon: number, lat: number] | null;
  place: { lon: number; lat: number } | null;
}

const NO_CAMERA = { zoom: null, center: null };
export const NO_VIEW: View = { network: null, ...NO_CAMERA, place: null };

/** Read a link's fragment; parts that make no sense are left out. */
export function readView(fragment: string): View {
  const parts = new URLSearchParams(fragment.replace(/^#/, ""));
  const network = parts.get("network");
  const camera = cameraOf(parts.get("map"));
  const [placeLat, placeLon] = numbers(parts.get("at"), 2);
  return {
    network: network !== null && /^[A-Za-z][\w-]{0,31}$/.test(network) ? network : null,
    ...camera,
    place:
      placeLon !== undefined && placeLat !== undefined && onGlobe(placeLon, placeLat)
        ? { lon: placeLon, lat: placeLat }
        : null,
  };
}

/** Write the fragment of a link; coordinates to about ten centimetres. */
export function writeView(view: View): string {
  const parts: string[] = [];
  if (view.network !== null) parts.push(`network=${view.network}`);
  if (view.zoom !== null && view.center !== null) {
    const [lon, lat] = view.center;
    parts.push(`map=${view.zoom.toFixed(2)}/${lat.toFixed(5)}/${lon.toFixed(5)}`);
  }
  if (view.place !== null) parts.push(`at=${view.place.lat.toFixed(6)}/${view.place.lon.toFixed(6)}`);
  return `#${parts.join("&")}`;
}

function cameraOf(text: string | null): Pick<View, "zoom" | "center"> {
  const [zoom, lat, lon] = numbers(text, 3);
  if (zoom === undefined || lat === undefined || lon === undefined) return NO_CAMERA;
  return zoom >= 0 && zoom <= 22 && onGlobe(lon, lat) ? { zoom, center: [lon, lat] } : NO_CAMERA;
}

function numbers(text: string | null, count: number): number[] {
  const found = (text ?? "").split("/").map((part) => (part.trim() === "" ? NaN : Number(part)));
  return found.length === count && found.every(Number.isFinite) ? found : [];
}

const onGlobe = (lon: number, lat: number) => Math.abs(lon) <= 180 && Math.abs(lat) <= 90;
