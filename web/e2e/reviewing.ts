import type { Page } from "playwright-core";
import { expect } from "vitest";

import { choose, faultsOfAccess, shoot } from "./access";
import { drawn } from "./browser";
import { effect, groundOf, PATIENCE, pixelOf, press, take } from "./planning";

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

/** While the space bar is held down a drag moves the map, and paints nothing. */
export async function panWhilePainting(page: Page) {
  await page.keyboard.press("b");
  const before = page.url();
  await page.mouse.move(500, 400);
  await page.keyboard.down("Space");
  await page.mouse.down();
  await page.mouse.move(560, 430, { steps: 3 });
  await page.mouse.up();
  await page.keyboard.up("Space");
  await page.waitForURL((url) => url.href !== before);
  await effect(page).getByText("已选 0 个", { exact: false }).waitFor();
  await page.keyboard.press("Escape");
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
  await page.getByText(new RegExp(`^${lon.toFixed(3)}\\d\\d°, ${lat.toFixed(3)}\\d\\d°$`)).waitFor();
  await page.getByLabel("留言内容").fill(text);
  await page.getByRole("button", { name: "发表" }).click();
  await page.locator(".threads").getByText(text).waitFor();
  await shoot(page, "plan-pin-1440-zh");
  expect(await faultsOfAccess(page)).toEqual([]);
}

/** Press the pin of what was said about a place: its thread comes into sight. */
export async function pressPin(page: Page, { lon, lat }: Place, text: string) {
  await drawn(page);
  const thread = page.locator('.thread[data-chosen="true"]').filter({ hasText: text });
  await expect
    .poll(async () => {
      const { x, y } = await pixelOf(page, lon, lat);
      await page.mouse.click(x, y); // beside it as long as the map comes to rest
      return thread.count();
    }, PATIENCE)
    .toBe(1);
}

/** Answer what was said, and settle it. */
export async function settleComment(page: Page, text: string) {
  const thread = page.locator(".threads li").filter({ hasText: text });
  await thread.getByLabel("回复内容").fill("已核实");
  await thread.getByRole("button", { name: "回复" }).click();
  await thread.getByText("已核实").waitFor();
  await thread.getByRole("button", { name: "解决", exact: true }).click();
  await page.getByText("已解决（1）").waitFor();
}

/** Send a plan back to its planner, who reads on it what is to be changed. */
export async function sendBack(page: Page, why: string) {
  await page.getByRole("button", { name: "退回修改", exact: true }).click();
  const asked = page.getByRole("tooltip");
  const send = asked.getByRole("button", { name: "退回修改", exact: true });
  expect(await send.isDisabled()).toBe(true); // nobody is sent back without a reason
  await asked.getByLabel("需要修改什么").fill(why);
  await send.click();
  await page.getByText(why, { exact: false }).first().waitFor();
  await shoot(page, "plan-sent-back-1440-zh");
  expect(await faultsOfAccess(page)).toEqual([]);
}

/** Show the findings of one severity alone, and all again. */
export async function filterFindings(page: Page) {
  const groups = page.locator(".findings section");
  await groups.first().waitFor();
  const all = await groups.count();
  await choose(page, "严重程度", "说明");
  await page.getByText("没有问题。").waitFor();
  expect(await groups.count()).toBe(0);
  await page.locator(".findings .ant-select-clear").click();
  await expect.poll(() => groups.count()).toBe(all);
}

/** Set the day of a publication, and take it back. */
export async function scheduleAndNot(page: Page) {
  await take(page, "定期发布");
  await page.getByText(/将于 .*自动发布/).waitFor();
  await shoot(page, "plan-scheduled-1440-zh");
  await take(page, "取消定期发布");
  await page.getByText(/将于 .*自动发布/).waitFor({ state: "detached" });
}

/**
 * Keep the plan as a branch, and give there one unit that the first grid took a grid of its own: once the
 * plan is published, both have changed the same grid. Gives the branch's address; the page is back on the plan.
 */
export async function branchAtOdds(page: Page, area: string, border: number): Promise<string> {
  const plan = page.url();
  await page.keyboard.press("Control+s");
  await press(page.getByRole("button", { name: "打开" }));
  await page.getByRole("heading", { name: "·分支" }).waitFor();
  await drawn(page);
  const { units, owner } = await groundOf(page, area);
  const taken = units.find(({ point }, unit) => owner[unit] === Math.min(...owner) && point[0] > border);
  await page.keyboard.press("1");
  await page.keyboard.press("n");
  await effect(page).getByRole("checkbox", { name: new RegExp(taken?.code.slice(-8) ?? "none") }).focus();
  await page.keyboard.press("Space");
  await effect(page).getByText("服务器核对").waitFor();
  await page.keyboard.press("Enter");
  await effect(page).waitFor({ state: "detached" });
  const branch = page.url();
  await page.goto(plan);
  await drawn(page);
  return branch;
}

/** Bring a draft onto what was published since, and choose where both changed the same grid. */
export async function rebase(page: Page) {
  const panel = page.getByRole("region", { name: "移到最新版本上" });
  await press(panel.getByRole("button", { name: "移到最新版本上" }));
  const conflict = panel.getByRole("group", { name: /网格 \d+ 双方都改了（50 户）/ });
  await conflict.waitFor();
  expect(await panel.getByRole("button", { name: "按所选处理" }).isDisabled()).toBe(true);
  await press(conflict.getByRole("button", { name: "在地图上查看" }));
  await shoot(page, "plan-rebase-1440-zh");
  expect(await faultsOfAccess(page)).toEqual([]);
  await conflict.getByRole("radio", { name: /^按已发布/ }).focus();
  await page.keyboard.press("Space");
  await press(panel.getByRole("button", { name: "按所选处理" }));
  const done = page.getByRole("status").filter({ hasText: /已移到第 \d+ 版之上/ });
  await done.waitFor();
  expect(await done.getByRole("table").innerText()).toMatch(/50\t→\t–/); // the grid of its own is no more
  await shoot(page, "plan-rebased-1440-zh");
}
