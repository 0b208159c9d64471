import { readFileSync } from "node:fs";

import type { Page } from "playwright-core";
import { expect } from "vitest";

import { choose, faultsOfAccess, shoot } from "./access";

/** Who would change hands by the publication, as a file for table programs. */
async function saveHandover(page: Page) {
  const plan = /\/plans\/\d+/.exec(page.url())?.[0] ?? "";
  const answer = await page.request.get(`${new URL(page.url()).origin}/api/v1${plan}/compare`);
  const { handover } = await answer.json();
  expect(handover.households).toBeGreaterThan(0);
  const [file] = await Promise.all([
    page.waitForEvent("download"),
    page.getByRole("button", { name: `下载交接清单（${handover.households.toLocaleString("zh-CN")} 户）` }).click(),
  ]);
  const [mark, ...lines] = [...readFileSync(await file.path(), "utf8")];
  expect(mark).toBe("\ufeff"); // by which they know UTF-8
  const [head, ...rows] = lines.join("").trim().split("\r\n").map((line) => line.split(","));
  expect(head).toEqual(["原网格", "新网格", "划分单元数", "户数", "人数"]);
  const keys = ["from", "to", "units", "households", "persons"];
  expect(rows).toEqual(handover.moves.map((move: Record<string, unknown>) => keys.map((key) => String(move[key]))));
}

/** The draft beside what is published, and beside the other draft. */
export async function compare(page: Page) {
  await page.getByRole("tab", { name: "比较" }).click();
  await saveHandover(page);
  await page.getByRole("checkbox", { name: "在地图上左右对比" }).check();
  const line = page.locator(".swipe-handle");
  await line.waitFor();
  const at = async () => Number(await line.getAttribute("aria-valuenow"));
  const before = await at();
  await line.press("ArrowRight");
  expect(await at()).toBe(before + 4);
  const box = await line.boundingBox();
  if (box === null) throw new Error("the line is nowhere");
  await page.mouse.move(box.x + box.width / 2, box.y + box.height / 2);
  await page.mouse.down();
  await page.mouse.move(box.x - 200, box.y + box.height / 2, { steps: 3 });
  await page.mouse.up();
  expect(await at()).toBeLessThan(before);
  await choose(page, "比较对象", "草稿");
  await page.getByText(/相同的网格 0 个，不同的 2 个/).waitFor();
  await page.getByRole("checkbox", { name: "在地图上左右对比", exact: true }).check();
  await line.waitFor();
  await page.waitForTimeout(500);
  await shoot(page, "demo-compare-1440-zh");
  expect(await faultsOfAccess(page)).toEqual([]);
  await page.getByRole("checkbox", { name: "在地图上左右对比", exact: true }).uncheck();
  await line.waitFor({ state: "detached" });
  await page.getByRole("tab", { name: "网格" }).click();
}
