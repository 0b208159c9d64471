import { writeFile } from "node:fs/promises";
import { join } from "node:path";

import type { Page } from "playwright-core";
import { expect } from "vitest";

import { pixel } from "./browser";

/** Print the dashboard: what says of which day it is stands on it, with the map, and no controls. */
export async function printed(page: Page, head: RegExp, name: string): Promise<void> {
  await page.evaluate(() => (window.print = () => (document.title = "printed")));
  await page.getByRole("button", { name: "打印或存为 PDF" }).click();
  expect(await page.title()).toBe("printed");
  await page.emulateMedia({ media: "print" });
  await page.getByText(head).waitFor();
  expect(await page.getByRole("navigation").isVisible()).toBe(false);
  expect(await page.getByRole("button", { name: "打印或存为 PDF" }).isVisible()).toBe(false);
  const map = await page.locator(".maplibregl-canvas").boundingBox();
  const middle = await pixel(page, (map?.x ?? 0) + (map?.width ?? 0) / 2, (map?.y ?? 0) + 90);
  expect(middle).not.toEqual([255, 255, 255]); // the map is on the paper, not a blank
  const paper = await page.pdf({ preferCSSPageSize: true });
  expect(paper.subarray(0, 5).toString()).toBe("%PDF-");
  const pages = paper.toString("latin1").match(/\/Type\s*\/Page\b/g)?.length ?? 0;
  expect(pages).toBeGreaterThanOrEqual(1);
  expect(pages).toBeLessThanOrEqual(4);
  const folder = process.env["GRIDGEO_SHOTS"];
  if (folder !== undefined) await writeFile(join(folder, `${name}.pdf`), paper);
}
