/** What a link to a map restores: network, view, the place that was asked about, what is shown. */
export const PALETTES = ["deviation", "neighbours"] as const;
export type Palette = (typeof PALETTES)[number];
export const NEAR = ["units", "density"] as const;
export type Near = (typeof NEAR)[number];

export interface View {
  network: string | null;
  zoom: number | null;
  center: [lon: number, lat: number] | null;
  place: { lon: number; lat: number } | null;
  palette: Palette;
  /** Whether labels tell households or persons beside the code. */
  counts: boolean;
  /** Other networks, drawn as outlines. */
  outlines: readonly string[];
  /** What is drawn of the ground when near. */
  near: readonly Near[];
  /** Whether what is wrong with the network is marked. */
  findings: boolean;
  /** An earlier version of the network; null for the one in force. */
  version: number | null;
  /** Of a plan: community, code of the chosen grid, and the panel that is open. */
  area: string | null;
  grid: string | null;
  panel: string | null;
}

const NO_CAMERA = { zoom: null, center: null };
export const NO_VIEW: View = {
  network: null,
  ...NO_CAMERA,
  place: null,
  palette: "deviation",
  counts: true,
  outlines: [],
  near: [],
  findings: false,
  version: null,
  area: null,
  grid: null,
  panel: null,
};

const NETWORK = /^[A-Za-z][\w-]{0,31}$/;
const CODE = /^[\w-]{1,64}$/;

/** Read a link's fragment; parts that make no sense are left out. */
export function readView(fragment: string): View {
  const parts = new URLSearchParams(fragment.replace(/^#/, ""));
  const fitting = (name: string, pattern: RegExp) => {
    const text = parts.get(name);
    return text !== null && pattern.test(text) ? text : null;
  };
  const list = (name: string) => [...new Set((parts.get(name) ?? "").split(","))];
  const [placeLat, placeLon] = numbers(parts.get("at"), 2);
  return {
    network: fitting("network", NETWORK),
    ...cameraOf(parts.get("map")),
    place:
      placeLon !== undefined && placeLat !== undefined && onGlobe(placeLon, placeLat)
        ? { lon: placeLon, lat: placeLat }
        : null,
    palette: PALETTES.find((one) => one === parts.get("palette")) ?? "deviation",
    counts: parts.get("labels") !== "codes",
    outlines: list("outlines").filter((code) => NETWORK.test(code)),
    near: NEAR.filter((one) => list("near").includes(one)),
    findings: parts.get("findings") === "shown",
    version: Number(fitting("version", /^[1-9]\d{0,8}$/)) || null,
    area: fitting("area", CODE),
    grid: fitting("grid", CODE),
    panel: fitting("panel", /^[a-z]{1,20}$/),
  };
}

/** Write the fragment of a link; coordinates to about ten centimetres. */
export function writeView(view: View): string {
  const parts: string[] = [];
  const add = (name: string, value: string | number | null) => {
    if (value !== null && value !== "") parts.push(`${name}=${value}`);
  };
  add("network", view.network);
  if (view.zoom !== null && view.center !== null) {
    const [lon, lat] = view.center;
    add("map", `${view.zoom.toFixed(2)}/${lat.toFixed(5)}/${lon.toFixed(5)}`);
  }
  if (view.place !== null) add("at", `${view.place.lat.toFixed(6)}/${view.place.lon.toFixed(6)}`);
  if (view.palette !== "deviation") add("palette", view.palette);
  if (!view.counts) add("labels", "codes");
  add("outlines", view.outlines.join(","));
  add("near", view.near.join(","));
  if (view.findings) add("findings", "shown");
  add("version", view.version);
  add("area", view.area);
  add("grid", view.grid);
  add("panel", view.panel);
  return `#${parts.join("&")}`;
}

/** Whether two views look at the same part of the ground, as closely as links tell it. */
export const sameCamera = (one: Pick<View, "zoom" | "center">, other: Pick<View, "zoom" | "center">) =>
  writeView({ ...NO_VIEW, ...one }) === writeView({ ...NO_VIEW, ...other });

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
