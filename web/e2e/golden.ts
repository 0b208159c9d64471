import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import type { Page } from "playwright-core";

const FOLDER = join(import.meta.dirname, "golden");
/** Letters are drawn a little otherwise from one release of a browser to the next. */
const CHANNEL = 40;
const STEP_MS = 200;
const REST_MS = 5_000;

interface Region {
  x: number;
  y: number;
  width: number;
  height: number;
}

/** A region when it has come to rest: what the map fades in has faded in. */
async function atRest(page: Page, clip: Region): Promise<Buffer> {
  const until = Date.now() + REST_MS;
  let last = await page.screenshot({ clip, animations: "disabled" });
  for (;;) {
    await page.waitForTimeout(STEP_MS);
    const next = await page.screenshot({ clip, animations: "disabled" });
    if (next.equals(last) || Date.now() > until) return next;
    last = next;
  }
}

/**
 * The share of a region's pixels that are not those of its picture in e2e/golden, from 0 to 1.
 * GRIDGEO_GOLDEN=1 writes the picture anew, to be looked at and reviewed.
 */
export async function changedShare(page: Page, name: string, clip: Region): Promise<number> {
  const shot = await atRest(page, clip);
  const path = join(FOLDER, `${name}.png`);
  if (process.env["GRIDGEO_GOLDEN"] === "1") {
    mkdirSync(FOLDER, { recursive: true });
    writeFileSync(path, shot);
  }
  if (!existsSync(path)) throw new Error(`There is no ${path}; run with GRIDGEO_GOLDEN=1 and look at it.`);
  const pictures = [readFileSync(path), shot].map((png) => png.toString("base64"));
  return page.evaluate(
    async ([golden, now, channel]) => {
      const pixels = async (png: string) => {
        const image = new Image();
        image.src = `data:image/png;base64,${png}`;
        await image.decode();
        const canvas = new OffscreenCanvas(image.width, image.height);
        const context = canvas.getContext("2d");
        if (context === null) throw new Error("no canvas");
        context.drawImage(image, 0, 0);
        return context.getImageData(0, 0, image.width, image.height).data;
      };
      const [a, b] = await Promise.all([pixels(golden as string), pixels(now as string)]);
      if (a.length !== b.length) return 1;
      let changed = 0;
      for (let i = 0; i < a.length; i += 4) {
        const away = Math.max(...[0, 1, 2].map((k) => Math.abs((a[i + k] ?? 0) - (b[i + k] ?? 0))));
        if (away > (channel as number)) changed += 1;
      }
      return (4 * changed) / a.length;
    },
    [...pictures, CHANNEL] as const,
  );
}
