import type { Page } from "playwright-core";
import { expect } from "vitest";

import { faultsOfAccess, shoot } from "./access";
import { drawn } from "./browser";
import { PATIENCE, pixelOf, press } from "./planning";

/** What is wrong with what is published: from its mark to the list, and from the list to the map. */
export async function findOnTheMap(page: Page, address: string) {
  await page.goto(`${address}/#network=zongzhi&map=15.00/39.91000/116.32000&findings=shown`);
  await page.reload();
  await drawn(page);
  const list = page.getByRole("complementary", { name: "地图上的问题" });
  await list.getByRole("button", { name: /网格 110199001001002/ }).first().waitFor();
  expect(await list.getByRole("button", { pressed: true }).count()).toBe(0);
  await expect
    .poll(async () => {
      const mark = await pixelOf(page, 116.315, 39.9075); // inside the second grid, where the server puts it
      await page.mouse.click(mark.x, mark.y); // beside it as long as it fades in
      return list.getByRole("button", { name: /110199001001002/, pressed: true }).count();
    }, PATIENCE)
    .toBeGreaterThan(0);
  await press(list.getByRole("button", { name: /110199001002002/ }).first());
  await list.getByRole("button", { name: /110199001002002/, pressed: true }).first().waitFor();
  await shoot(page, "map-findings-1440-zh");
  expect(await faultsOfAccess(page)).toEqual([]);
}

/** Make the first version hold again, as the next one. */
export async function goBack(page: Page) {
  await page.getByRole("slider").focus();
  await page.keyboard.press("Home");
  await page.getByRole("button", { name: "回退到此版" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByLabel("回退的理由").fill("新边界穿过小区");
  expect(await faultsOfAccess(page)).toEqual([]);
  await shoot(page, "map-rollback-1440-zh");
  // The list of versions may come long after the network that has one more.
  await page.route(/\/versions\?/, async (route) => {
    await page.waitForTimeout(1000);
    await route.continue();
  });
  await dialog.getByRole("button", { name: "回退到此版" }).click();
  await page.getByText(/综治 第 3 版/).waitFor();
  await page.locator('input[type="range"][aria-valuetext^="第 3 版"]').waitFor();
}
