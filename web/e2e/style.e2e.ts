import { readFileSync } from "node:fs";
import { join, resolve } from "node:path";

import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

import { startBrowser } from "./browser";
import { startServers, type Servers } from "./server";

const MAPLIBRE = resolve(import.meta.dirname, "../node_modules/maplibre-gl/dist");
const SHOTS = process.env["GRIDGEO_SHOTS"];

// A page of somebody else's making: MapLibre with nothing but the address of the style.
const PAGE = `<!doctype html><meta charset="utf-8"><link rel="stylesheet" href="/lib/maplibre-gl.css">
<style>body{margin:0}#map{position:absolute;inset:0}</style><div id="map"></div>
<script type="module">
import { Map, setWorkerUrl } from "/lib/maplibre-gl.mjs";
setWorkerUrl("/lib/maplibre-gl-worker.mjs");
window.faults = [];
// Without a local font family every sign has to come from the server.
window.map = new Map({
  container: "map", style: "/api/v1/styles/zongzhi.json", center: [116.32, 39.91], zoom: 14.2,
  localIdeographFontFamily: false, canvasContextAttributes: { preserveDrawingBuffer: true },
});
map.on("error", (event) => window.faults.push(String(event.error)));
map.once("idle", () => (document.body.dataset.idle = "true"));
</script>`;

let servers: Servers;
let browser: Browser;

beforeAll(async () => {
  [servers, browser] = await Promise.all([startServers(), startBrowser()]);
});

afterAll(async () => {
  await browser?.close();
  await servers?.stop();
});

async function draw(width: number, height: number) {
  const page = await browser.newPage({ viewport: { width, height } });
  const asked: string[] = [];
  page.on("request", (request) => asked.push(request.url()));
  await page.route(`${servers.open}/page.html`, (route) =>
    route.fulfill({ contentType: "text/html", body: PAGE }),
  );
  await page.route(`${servers.open}/lib/*`, (route) => {
    const name = new URL(route.request().url()).pathname.slice("/lib/".length);
    const contentType = name.endsWith(".css") ? "text/css" : "text/javascript";
    return route.fulfill({ contentType, body: readFileSync(join(MAPLIBRE, name)) });
  });
  await page.goto(`${servers.open}/page.html`);
  await page.waitForSelector('body[data-idle="true"]', { state: "attached" });
  if (SHOTS !== undefined) await page.screenshot({ path: join(SHOTS, `style-${width}.png`) });
  return { page, asked };
}

describe("the style", () => {
  it.each([
    [1440, 900],
    [390, 844],
  ])("is drawn by MapLibre with Chinese labels at %i × %i, from this host alone", async (width, height) => {
    const { page, asked } = await draw(width, height);
    const shown = await page.evaluate(() => {
      const map = (window as unknown as { map: import("maplibre-gl").Map }).map;
      const names = map.queryRenderedFeatures({ layers: ["area-names"] });
      return {
        faults: (window as unknown as { faults: string[] }).faults,
        grids: map.queryRenderedFeatures({ layers: ["grid-fill"] }).length,
        labels: map.queryRenderedFeatures({ layers: ["grid-labels"] }).length,
        names: names.map((feature) => String(feature.properties["name"])),
      };
    });
    expect(shown.faults).toEqual([]);
    expect(shown.grids).toBeGreaterThan(0);
    expect(shown.labels).toBeGreaterThan(0);
    expect(shown.names.join()).toMatch(/[一-鿿]/);
    const others = asked.filter((url) => !url.startsWith(servers.open) && !/^(blob|data):/.test(url));
    expect(others).toEqual([]);
    expect(asked.some((url) => /\/glyphs\/.*\.pbf$/.test(url))).toBe(true);
    await page.close();
  });
});
