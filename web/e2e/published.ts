import type { Page } from "playwright-core";
import { expect } from "vitest";

import { faultsOfAccess, shoot } from "./access";
import { drawn } from "./browser";
import { PATIENCE, pixelOf, press } from "./planning";

/** Units with their households and the density of homes, when near; an address that was searched for. */
export async function lookNear(page: Page, address: string) {
  await page.goto(`${address}/#network=zongzhi&map=16.00/39.91000/116.31000`);
  await page.reload();
  await drawn(page);
  const middle = { x: 560, y: 300, width: 200, height: 200 };
  const bare = await page.screenshot({ clip: middle });
  await page.getByRole("button", { name: "图层" }).click();
  const tiles = page.waitForResponse(/\/tiles\/.*units/);
  for (const name of ["划分单元与户数", "住户密度"]) await page.getByRole("checkbox", { name }).check();
  expect((await tiles).status()).toBe(200);
  await page.waitForURL(/near=units,density/);
  await page.getByText(/每平方千米 0 户/).waitFor();
  await expect.poll(async () => (await page.screenshot({ clip: middle })).equals(bare), PATIENCE).toBe(false);
  await shoot(page, "map-near-1440-zh");
  expect(await faultsOfAccess(page)).toEqual([]);
  await page.keyboard.press("Escape");
  await page.getByRole("combobox", { name: "搜索" }).fill("丽园小区1幢");
  await page.getByRole("option", { name: /丽园小区1幢/ }).first().click();
  await page.waitForURL(/at=39\.9105\d*\/116\.3045/);
}

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
