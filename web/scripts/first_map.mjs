// How long until the first useful map, and how much comes over the line: node scripts/first_map.mjs ADDRESS
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
  const began = performance.now();
  await page.goto(address);
  await page.waitForSelector('.map[data-ready="true"]', { timeout: 120_000 });
  const seconds = (performance.now() - began) / 1000;
  // What came over the line, compressed; what the browser had is 0.
  const got = await page.evaluate(() =>
    performance.getEntriesByType("resource").map(({ name, transferSize }) => ({ name, transferSize })),
  );
  const sum = (pattern) => {
    const found = got.filter(({ name, transferSize }) => pattern.test(name) && transferSize > 0);
    return { count: found.length, kB: Math.round(found.reduce((all, one) => all + one.transferSize, 0) / 1000) };
  };
  const [scripts, tiles] = [sum(/\.m?js(\?|$)/), sum(/\.mvt/)];
  console.log(
    `${visit}: ${seconds.toFixed(2)} s; ${scripts.kB} kB of scripts in ${scripts.count} files; ${tiles.kB} kB in ${tiles.count} tiles`,
  );
  await page.close();
}
await browser.close();
