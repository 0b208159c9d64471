import type { Page } from "playwright-core";
import { expect } from "vitest";

import { faultsOfAccess, shoot } from "./access";
import { effect, pixelOf, take } from "./planning";

type Place = { lon: number; lat: number };

/** The session ends in the middle of a gesture: the page asks for the password, and the gesture is still there. */
export async function signInAnew(page: Page, password: string) {
  const gesture = await effect(page).getByRole("table").innerText();
  await page.context().clearCookies();
  await page.keyboard.press("Enter");
  await page.getByText("登录已过期", { exact: false }).waitFor();
  await shoot(page, "plan-expired-1440-zh");
  expect(await faultsOfAccess(page)).toEqual([]);
  await page.getByLabel("密码").fill(password);
  await page.keyboard.press("Enter");
  await page.getByLabel("密码").waitFor({ state: "detached" });
  expect(await effect(page).getByRole("table").innerText()).toBe(gesture);
}

/** Go back to what was done first, and on to what was done last. */
export async function jumpThere(page: Page) {
  const grids = async () => {
    await page.getByRole("tab", { name: "网格" }).click();
    const counts = await page.getByRole("list", { name: "网格" }).innerText();
    await page.getByRole("tab", { name: "历史" }).click();
    return counts;
  };
  const last = await grids();
  const steps = page.locator(".history li:not([data-undone=true]) button:enabled");
  const undone = page.locator(".history li[data-undone=true] button:enabled");
  await steps.last().click();
  await undone.first().waitFor();
  await expect.poll(grids, { timeout: 30_000 }).not.toBe(last); // history and grids are asked for apart
  await undone.first().click();
  await undone.first().waitFor({ state: "detached" });
  await expect.poll(grids, { timeout: 30_000 }).toBe(last);
}

/** Say something about a place of the map. */
export async function pinComment(page: Page, { lon, lat }: Place, text: string) {
  await page.getByRole("tab", { name: /审核/ }).click();
  await page.getByText("地图上一点", { exact: true }).click();
  const { x, y } = await pixelOf(page, lon, lat);
  await page.mouse.click(x, y);
  await page.getByLabel("留言内容").fill(text);
  await page.getByRole("button", { name: "发表" }).click();
  await page.locator(".threads").getByText(text).waitFor();
  await shoot(page, "plan-pin-1440-zh");
  expect(await faultsOfAccess(page)).toEqual([]);
}

/** Answer what was said, and settle it. */
export async function settleComment(page: Page, text: string) {
  await page.getByRole("tab", { name: /审核/ }).click();
  const thread = page.locator(".threads li").filter({ hasText: text });
  await thread.getByLabel("回复内容").fill("已核实");
  await thread.getByRole("button", { name: "回复" }).click();
  await thread.getByText("已核实").waitFor();
  await thread.getByRole("button", { name: "解决", exact: true }).click();
  await page.getByText("已解决（1）").waitFor();
}

/** Set the day of a publication, and take it back. */
export async function scheduleAndNot(page: Page) {
  await take(page, "定期发布");
  await page.getByText(/将于 .*自动发布/).waitFor();
  await shoot(page, "plan-scheduled-1440-zh");
  await take(page, "取消定期发布");
  await page.getByText(/将于 .*自动发布/).waitFor({ state: "detached" });
}
