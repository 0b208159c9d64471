/** Marks of findings as images of the map; drawn from the same paths as those of the lists. */
import type { Map as LibreMap } from "maplibre-gl";

import { LOOKS, SEVERITIES } from "../state/severity";

const SIDE = 20;
const RATIO = 3; // sharp on screens of any density
const HALO = 2.4;

export const severityImageOf = (severity: string) => `severity-${severity}`;

/** Which image a feature has by its severity. */
export const severityImage = [
  "match",
  ["get", "severity"],
  ...SEVERITIES.flatMap((severity) => [severity, severityImageOf(severity)]),
  severityImageOf("info"),
] as never;

/** The gravest lie on top, and stay where there is no room for all. */
export const severityOrder = ["match", ["get", "severity"], ...SEVERITIES.flatMap((one, i) => [one, i]), SEVERITIES.length] as never;

export function addSeverityImages(map: LibreMap): void {
  for (const severity of SEVERITIES) {
    const name = severityImageOf(severity);
    if (!map.hasImage(name)) map.addImage(name, draw(LOOKS[severity]), { pixelRatio: RATIO });
  }
}

function draw({ outline, sign, color }: (typeof LOOKS)["error"]): ImageData {
  const side = (SIDE + 2 * HALO) * RATIO;
  const canvas = document.createElement("canvas");
  canvas.width = canvas.height = Math.ceil(side);
  const context = canvas.getContext("2d");
  if (context === null) return new ImageData(1, 1);
  context.scale(RATIO, RATIO);
  context.translate(HALO, HALO);
  const shape = new Path2D(outline);
  context.lineJoin = "round";
  context.lineWidth = HALO;
  context.strokeStyle = "#ffffff";
  context.stroke(shape);
  context.fillStyle = color;
  context.fill(shape);
  context.fillStyle = "#ffffff";
  context.fill(new Path2D(sign));
  return context.getImageData(0, 0, canvas.width, canvas.height);
}
