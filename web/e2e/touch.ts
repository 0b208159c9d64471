import type { Locator, Page } from "playwright-core";

import { type Pixel, pixelOf } from "./planning";

type Phase = "touchStart" | "touchMove" | "touchEnd";

async function finger(page: Page) {
  const session = await page.context().newCDPSession(page);
  return (type: Phase, touchPoints: Pixel[]) => session.send("Input.dispatchTouchEvent", { type, touchPoints });
}

/** A finger that rested before it was lifted throws nothing: a tap that stops what still glides presses nothing. */
const REST_MS = 100;

/** Draw a finger over the map, from place to place. */
export async function swipe(page: Page, from: Pixel, ...places: Pixel[]) {
  const touch = await finger(page);
  await touch("touchStart", [from]);
  for (const place of places) await touch("touchMove", [place]);
  await page.waitForTimeout(REST_MS);
  await touch("touchEnd", []);
}

/** Put a finger down and lift it at once: waiting for a busy page in between would be a long press. */
export async function tapPixel(page: Page, place: Pixel) {
  const touch = await finger(page);
  await Promise.all([touch("touchStart", [place]), touch("touchEnd", [])]);
}

/** Tap a place of the map. */
export const tap = async (page: Page, lon: number, lat: number) => tapPixel(page, await pixelOf(page, lon, lat));

/** Tap a control once it stands still and nothing covers it. */
export async function tapControl(control: Locator) {
  await control.tap({ trial: true });
  const box = await control.boundingBox();
  if (box === null) throw new Error("the control is gone");
  await tapPixel(control.page(), { x: box.x + box.width / 2, y: box.y + box.height / 2 });
}
