import { existsSync } from "node:fs";

import { type Browser, type BrowserContext, chromium, type Page } from "playwright-core";

const CANDIDATES = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"];

/** Long enough for a machine that does much else; what works answers in a second. */
const WAIT_MS = 90_000;

export async function startBrowser(): Promise<Browser> {
  const executablePath = process.env["GRIDGEO_CHROMIUM"] ?? CANDIDATES.find(existsSync);
  if (executablePath === undefined) {
    throw new Error("There is no Chromium; install it, or name it in GRIDGEO_CHROMIUM.");
  }
  const args = ["--use-gl=angle", "--use-angle=swiftshader", "--enable-unsafe-swiftshader"];
  // Chromium's own sandbox refuses to run as root.
  if (process.getuid?.() === 0) args.push("--no-sandbox");
  return chromium.launch({ executablePath, args });
}

export interface Visit {
  page: Page;
  context: BrowserContext;
  /** Requests to other hosts, and errors of scripts or of the content policy. */
  faults: string[];
}

/** Open a page of ours, and write down everything that must not happen on it. */
export async function visit(
  browser: Browser,
  address: string,
  { width = 1440, height = 900, touch = false, calm = false } = {},
): Promise<Visit> {
  const context = await browser.newContext({
    viewport: { width, height },
    hasTouch: touch,
    reducedMotion: calm ? "reduce" : "no-preference",
  });
  context.setDefaultTimeout(WAIT_MS);
  const page = await context.newPage();
  const faults: string[] = [];
  const own = new URL(address).origin;
  page.on("request", (request) => {
    const url = new URL(request.url());
    const local = url.protocol === "data:" || url.protocol === "blob:";
    if (!local && url.origin !== own) faults.push(`request to ${url.href}`);
  });
  page.on("pageerror", (error) => faults.push(error.message));
  page.on("console", (message) => {
    if (/Content Security Policy/i.test(message.text())) faults.push(message.text());
  });
  await page.goto(address);
  return { page, context, faults };
}

export const drawn = (page: Page) =>
  page.waitForSelector('.map[data-ready="true"]', { timeout: WAIT_MS });

/** The colours of some pixels as they stand on the screen: red, green, blue, and what covers. */
async function pixels(page: Page, clip: { x: number; y: number; width: number; height: number }): Promise<number[]> {
  const shot = await page.screenshot({ clip });
  return page.evaluate(async (png) => {
    const image = new Image();
    image.src = `data:image/png;base64,${png}`;
    await image.decode();
    const canvas = document.createElement("canvas");
    const context = canvas.getContext("2d");
    if (context === null) throw new Error("no canvas");
    [canvas.width, canvas.height] = [image.width, image.height];
    context.drawImage(image, 0, 0);
    return Array.from(context.getImageData(0, 0, image.width, image.height).data);
  }, shot.toString("base64"));
}

export async function pixel(page: Page, x: number, y: number): Promise<[number, number, number]> {
  const [red = 0, green = 0, blue = 0] = await pixels(page, { x, y, width: 1, height: 1 });
  return [red, green, blue];
}

const SIDE = 24;

/** How far the colours around a pixel differ: nothing on even ground, much where it is hatched. */
export async function contrastAt(page: Page, x: number, y: number): Promise<number> {
  const all = await pixels(page, { x: x - SIDE / 2, y: y - SIDE / 2, width: SIDE, height: SIDE });
  const reds = all.filter((_, i) => i % 4 === 0);
  return Math.max(...reds) - Math.min(...reds);
}
