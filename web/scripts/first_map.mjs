// How long until the grids stand on the map, until all is drawn, and how much comes over the line: node scripts/first_map.mjs ADDRESS
import { existsSync } from "node:fs";

import { chromium } from "playwright-core";

const [address] = process.argv.slice(2);
if (address === undefined) {
  console.error("usage: first_map.mjs ADDRESS");
  process.exit(2);
}
const BROWSERS = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"];
const browser = await chromium.launch({
  executablePath: process.env.GRIDGEO_CHROMIUM ?? BROWSERS.find(existsSync),
  args: ["--use-gl=angle", "--use-angle=swiftshader", "--enable-unsafe-swiftshader", ...(process.getuid?.() === 0 ? ["--no-sandbox"] : [])],
});
const context = await browser.newContext({ viewport: { width: 1440, height: 900 } });
for (const visit of ["first visit", "second visit", "third visit"]) {
  const page = await context.newPage();
  // What came over the line, compressed, also for the map's worker; what the browser had is none.
  const got = [];
  page.on("requestfinished", (request) => got.push(request));
  const sum = async (pattern) => {
    const sizes = await Promise.all(got.filter((request) => pattern.test(request.url())).map((request) => request.sizes()));
    const sent = sizes.map(({ responseBodySize }) => responseBodySize).filter((size) => size > 0);
    return { count: sent.length, kB: Math.round(sent.reduce((all, one) => all + one, 0) / 1000) };
  };
  const began = performance.now();
  await page.goto(address);
  const until = async (state) => {
    await page.waitForSelector(`.map[data-${state}="true"]`, { timeout: 120_000 });
    return ((performance.now() - began) / 1000).toFixed(2);
  };
  const useful = await until("useful");
  const drawn = await until("ready");
  const [scripts, tiles] = [await sum(/\.m?js(\?|$)/), await sum(/\.mvt/)];
  console.log(
    `${visit}: grids after ${useful} s, all drawn after ${drawn} s; ${scripts.kB} kB of scripts in ${scripts.count} files; ${tiles.kB} kB in ${tiles.count} tiles`,
  );
  await page.close();
}
await browser.close();
