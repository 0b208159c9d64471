import type { Page } from "playwright-core";
import { describe, expect, it } from "vitest";

import { faultsOfAccess, shoot } from "./access";
import { drawn } from "./browser";
import { journeys } from "./journeys";
import { effect, press, pushByKey, revision, takeByKey } from "./planning";
import { branchAtOdds, rebase } from "./reviewing";

// The left community of tests/support/small_town.py: two grids meet at 116.31 E.
const COMMUNITY = "110199001001";
const BORDER = 116.31;

const stage = journeys();

async function signInByKey(page: Page, name: string) {
  await page.getByLabel("用户名").focus();
  await page.keyboard.type(name);
  await page.keyboard.press("Tab");
  await page.keyboard.type(stage.servers.password);
  await page.keyboard.press("Enter");
}

async function signOutAndIn(page: Page, name: string) {
  await press(page.getByRole("button", { name: "退出登录" }));
  await press(page.getByRole("link", { name: "登录" }));
  await signInByKey(page, name);
  await page.getByRole("button", { name: "退出登录" }).waitFor();
}

/** Ask for a plan of the left community, by key alone. */
async function makePlanByKey(page: Page) {
  await press(page.getByRole("button", { name: "新建方案" }).first());
  await page.getByRole("dialog").getByRole("combobox", { name: "网络" }).focus();
  await page.keyboard.press("Enter");
  await page.locator(".ant-select-item-option", { hasText: "综治" }).waitFor();
  const active = page.locator(".ant-select-item-option-active", { hasText: "综治" });
  for (let i = 0; i < 5 && !(await active.isVisible()); i++) await page.keyboard.press("ArrowDown");
  await page.keyboard.press("Enter");
  await page.getByRole("dialog").getByRole("combobox", { name: "社区" }).focus();
  await page.keyboard.type("和平社区");
  await page.locator(".ant-select-item-option", { hasText: "和平社区" }).waitFor();
  await page.keyboard.press("Enter");
  await press(page.getByRole("button", { name: "开始规划" }));
  await page.waitForURL(/\/plans\/\d+/, { timeout: 120_000 });
  await drawn(page);
}

/** Let one finding stay, with a reason; apply the first fix of another. */
async function acceptAndFix(page: Page) {
  await press(page.getByRole("tab", { name: "问题 2" }));
  const [only, listed] = [page.getByRole("checkbox", { name: "只看所选网格" }), page.locator(".finding")];
  await only.waitFor();
  await page.keyboard.press("j");
  await page.locator('.finding[aria-expanded="true"]').waitFor();
  for (const shown of [1, 2]) {
    await only.focus();
    await page.keyboard.press("Space");
    await expect.poll(() => listed.count()).toBe(shown);
  }
  await page.keyboard.press("a");
  await page.keyboard.type("三期交付前按此划分");
  await page.keyboard.press("Enter");
  await page.getByText("已作为例外保留（1）").waitFor();
  await page.getByRole("tab", { name: "问题 1" }).waitFor();
  await press(page.locator("summary").filter({ hasText: "已作为例外保留" }));
  await page.getByText("administrator 的理由：三期交付前按此划分").waitFor();
  await shoot(page, "plan-accepted-1440-zh");
  await press(page.getByRole("button", { name: "取消例外" }));
  await page.getByRole("tab", { name: "问题 2" }).waitFor();
  await page.keyboard.press("k");
  await page.keyboard.press("f");
  await page.getByRole("tab", { name: "问题 0" }).waitFor();
}

/** Give splitting another key, use it, and restore all; a brush grows and shrinks. */
async function changeKeys(page: Page) {
  const sheet = page.getByRole("dialog", { name: "快捷键" });
  const splitting = effect(page).getByRole("heading", { name: "拆分" });
  await page.keyboard.press("?");
  await press(sheet.getByRole("button", { name: /^更改“拆分网格”的按键/ }));
  await page.keyboard.press("g");
  await sheet.getByRole("button", { name: /^更改“拆分网格”的按键： ?G$/ }).waitFor();
  await page.keyboard.press("Escape");
  await sheet.waitFor({ state: "hidden" });
  await page.keyboard.press("x");
  await page.keyboard.press("g");
  await splitting.waitFor();
  await page.keyboard.press("i");
  await splitting.waitFor({ state: "detached" });
  await page.keyboard.press("?");
  await press(sheet.getByRole("button", { name: "恢复默认" }));
  await page.keyboard.press("Escape");
  await sheet.waitFor({ state: "hidden" });
  const magnet = (on: boolean) => page.getByRole("button", { name: "吸附到顶点和边", pressed: on }).waitFor();
  for (const on of [false, true]) {
    await page.keyboard.press("s");
    await magnet(on);
  }
  await page.keyboard.press("b");
  const size = effect(page).getByText(/^画笔半径/);
  for (const [key, shown] of [["]", "100 米"], ["[", "60 米"], ["[", "40 米"]] as const) {
    await page.keyboard.press(key);
    await expect.poll(() => size.innerText()).toContain(shown);
  }
  await page.keyboard.press("Escape");
}

/** Say something about the place in the middle of the map. */
async function remarkByKey(page: Page) {
  await press(page.getByRole("tab", { name: "审核" }));
  await page.getByRole("radio", { name: "地图上一点" }).focus();
  await page.keyboard.press("Space");
  await page.locator(".maplibregl-canvas").focus();
  for (let i = 0; i < 2; i++) await page.keyboard.press("ArrowLeft"); // into the community
  await drawn(page);
  await page.keyboard.press("p");
  await page.getByText(/^116\.\d{5}°, 39\.\d{5}°$/).first().waitFor();
  await page.getByLabel("留言内容").focus();
  await page.keyboard.type("x 与 b 不是快捷键"); // keys rest while somebody types
  await press(page.getByRole("button", { name: "发表" }));
  await page.locator(".threads").getByText("x 与 b 不是快捷键").waitFor();
  await press(page.getByRole("button", { name: "解决", exact: true }));
  await press(page.getByRole("tab", { name: "网格" }));
}

describe("a plan, from the planner's proposal to a look-up", () => {
  it("by keyboard alone, and every step can be taken back", async () => {
    const page = await stage.go(`${stage.servers.planning}/plans`);
    await signInByKey(page, "administrator");
    await makePlanByKey(page);
    await pushByKey(page, 3);
    await shoot(page, "plan-keys-1440-zh");
    expect(await page.locator("[data-live]").innerText()).toMatch(/400 → 550/);
    await page.keyboard.press("Enter");
    await revision(page, 2);
    await page.keyboard.press("Control+z");
    await revision(page, 3);
    await page.keyboard.press("Control+Shift+z");
    await revision(page, 4);
    await acceptAndFix(page);
    await changeKeys(page);
    await remarkByKey(page);
    // What was pushed is put back now, and what changes nothing is not published: push a little.
    await pushByKey(page, 1);
    await page.keyboard.press("Enter");
    await revision(page, 6);
    const branch = await branchAtOdds(page, COMMUNITY, BORDER);
    await takeByKey(page, "提交审核");
    await page.getByText("审核中", { exact: true }).waitFor();
    await signOutAndIn(page, "reviewer");
    await press(page.getByRole("table").getByRole("row").filter({ hasText: "审核中" }).getByRole("link").first());
    await takeByKey(page, "批准");
    await takeByKey(page, "发布");
    await page.getByText(/已发布为第 \d+ 版。/).waitFor();
    await press(page.getByRole("link", { name: "地图", exact: true }));
    await page.getByRole("radio", { name: "综治", checked: true }).waitFor(); // not the plan's map
    await drawn(page);
    await page.locator(".maplibregl-canvas").focus();
    await page.keyboard.press("Enter"); // asks about the middle of the map
    await page.locator('aside[aria-label="网格信息"]').filter({ hasText: /第 \d+ 版/ }).waitFor();
    await signOutAndIn(page, "administrator");
    await page.goto(branch);
    await drawn(page);
    await rebase(page);
  }, 480_000);

  it("in English, with a sheet of its keys", async () => {
    const page = await stage.go(`${stage.servers.planning}/plans`);
    await signInByKey(page, "administrator");
    await press(page.getByRole("button", { name: "English" }));
    await press(page.getByRole("table").getByRole("link").first());
    await drawn(page);
    await shoot(page, "plan-1440-en");
    await page.keyboard.press("?");
    await page.getByRole("dialog", { name: "Keyboard shortcuts" }).waitFor();
    await shoot(page, "keys-1440-en");
    expect(await faultsOfAccess(page)).toEqual([]);
  });
});
