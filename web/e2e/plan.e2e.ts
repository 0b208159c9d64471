import type { Page } from "playwright-core";
import { describe, expect, it } from "vitest";

import { faultsOfAccess, shoot, signIn } from "./access";
import { drawn } from "./browser";
import { changedShare } from "./golden";
import { journeys } from "./journeys";
import { effect, groundOf, handedOver, pixelOf, type Pixel, press, pullsOf, revision, swipe, take, takeByKey, tap, wantPlan } from "./planning";
import { jumpThere, pinComment, scheduleAndNot, settleComment, signInAnew } from "./reviewing";

// The town of tests/support/small_town.py: the left community has sixteen squares of 0.005 degrees
// with 50 households each, in two grids that meet at 116.31 E.
const COMMUNITY = "110199001001";
const BORDER = { lon: 116.31, lat: 39.9125 };

/** What somebody asks about. */
const DOUBTED = { lon: 116.3175, lat: 39.9075 };

const stage = journeys();

const go = (path: string, options = {}) => stage.go(stage.servers.planning + path, options);

/** Let the planner propose for the left community; the page opens what it made. */
async function makePlan(page: Page) {
  const dialog = await wantPlan(page, "综治", "和平社区");
  await dialog.getByRole("button", { name: "开始规划" }).click();
  await page.waitForURL(/\/plans\/\d+/, { timeout: 120_000 });
  await drawn(page);
  await page.waitForURL(/map=/);
}

/** Out of the band on both sides of the border: 550 and 250 households, which are findings. */
async function pushThreeByKey(page: Page) {
  await page.keyboard.press("1");
  await page.keyboard.press("r");
  for (let i = 0; i < 3; i++) await page.keyboard.press("ArrowDown");
}

/** What is wrong with what is published: from its mark to the list, and from the list to the map. */
async function findOnTheMap(page: Page) {
  await page.goto(`${stage.servers.planning}/#network=zongzhi&map=15.00/39.91000/116.32000&findings=shown`);
  await page.reload();
  await drawn(page);
  const list = page.getByRole("complementary", { name: "地图上的问题" });
  await list.getByRole("button", { name: /网格 110199001001002/ }).first().waitFor();
  expect(await list.getByRole("button", { pressed: true }).count()).toBe(0);
  const mark = await pixelOf(page, 116.315, 39.9075); // inside the second grid, where the server puts it
  await page.waitForTimeout(1500); // marks fade in
  await page.mouse.click(mark.x, mark.y);
  await list.getByRole("button", { name: /110199001001002/, pressed: true }).first().waitFor();
  await press(list.getByRole("button", { name: /110199001002002/ }).first());
  await list.getByRole("button", { name: /110199001002002/, pressed: true }).first().waitFor();
  await shoot(page, "map-findings-1440-zh");
  expect(await faultsOfAccess(page)).toEqual([]);
}

/** Make the first version hold again, as the next one. */
async function goBack(page: Page) {
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

describe("a plan, from the planner's proposal to a look-up", () => {
  it("by mouse", async () => {
    const page = await go("/plans");
    await signIn(page, "administrator", stage.servers.password);
    await makePlan(page);
    await page.getByRole("button", { name: "推移边界" }).click();
    const [from, to] = [
      await pixelOf(page, BORDER.lon, BORDER.lat),
      await pixelOf(page, BORDER.lon + 0.0045, BORDER.lat),
    ];
    await page.mouse.move(from.x, from.y);
    await page.mouse.down();
    await page.mouse.move(to.x, to.y, { steps: 5 });
    await page.mouse.up();
    await effect(page).getByText("服务器核对").waitFor();
    expect(await handedOver(page)).toEqual([50, -50]);
    await page.mouse.move(5, 5);
    expect(await changedShare(page, "plan-push", { x: 460, y: 240, width: 440, height: 320 })).toBeLessThan(0.02);
    await shoot(page, "plan-push-1440-zh");
    // A lost line loses nothing: the gesture stays, the page says so, and it is sent once there is a line.
    await page.context().setOffline(true);
    await effect(page).getByRole("button", { name: /确定/ }).click();
    await effect(page).getByRole("alert").getByText("与服务器的连接已断开", { exact: false }).waitFor();
    expect(await handedOver(page)).toEqual([50, -50]);
    await shoot(page, "plan-offline-1440-zh");
    await page.context().setOffline(false);
    await effect(page).getByRole("button", { name: /确定/ }).click();
    await revision(page, 2);
    await pushThreeByKey(page);
    await effect(page).getByText("服务器核对").waitFor();
    await signInAnew(page, stage.servers.password);
    await effect(page).getByRole("button", { name: /确定/ }).click();
    await revision(page, 3);
    await page.getByRole("tab", { name: /问题 [1-9]/ }).click();
    await page.locator(".finding").first().click();
    await shoot(page, "plan-findings-1440-zh");
    expect(await faultsOfAccess(page)).toEqual([]);
    await page.getByRole("button", { name: /采用/ }).first().click();
    await revision(page, 4);
    await page.getByRole("tab", { name: "问题 0" }).waitFor();
    await page.getByRole("tab", { name: "网格" }).click();
    await page.keyboard.press("2");
    await page.getByRole("combobox", { name: "状态" }).click();
    await page.locator(".ant-select-item-option", { hasText: "暂停" }).click();
    await revision(page, 5);
    await page.getByRole("tab", { name: "历史" }).click();
    await page.getByRole("button", { name: "边界沿革" }).click();
    await page.getByRole("region", { name: "边界沿革" }).getByText("110199001001001 | 110199001001002").waitFor();
    await shoot(page, "plan-border-1440-zh");
    await jumpThere(page);
    await pinComment(page, DOUBTED, "此处小区尚未入住");
    await take(page, "提交审核");
    await page.getByText("审核中", { exact: true }).waitFor();
    await page.getByRole("button", { name: "退出登录" }).click();
    await page.getByRole("link", { name: "登录" }).click();
    await signIn(page, "reviewer", stage.servers.password);
    await page.getByRole("table").getByRole("row").filter({ hasText: "审核中" }).getByRole("link").first().click();
    await settleComment(page, "此处小区尚未入住");
    await take(page, "批准");
    await shoot(page, "plan-approve-1440-zh");
    await scheduleAndNot(page);
    await take(page, "发布");
    await page.getByText("已发布为第 2 版。").waitFor();
    await page.goto(`${stage.servers.planning}/#network=zongzhi&map=15/39.91/116.31&at=39.9125/116.3075`);
    await page.reload();
    await page.locator('aside[aria-label="网格信息"]').filter({ hasText: "第 2 版" }).waitFor();
    await page.getByRole("button", { name: "沿革" }).click();
    const life = page.getByRole("region", { name: "沿革" });
    await life.getByText("第 1 版").waitFor();
    expect(await life.innerText()).toMatch(/第 2 版 边界调整[\s\S]*administrator：将[\s\S]*reviewer：审核通过/);
    await life.getByText("第 1 版").scrollIntoViewIfNeeded();
    await shoot(page, "grid-life-1440-zh");
    expect(await faultsOfAccess(page)).toEqual([]);
    await page.goto(`${stage.servers.planning}/plans`);
    const tasks = page.getByRole("region", { name: "待办" });
    await tasks.getByText(/已暂停/).waitFor();
    await shoot(page, "plans-tasks-1440-zh");
    expect(await faultsOfAccess(page)).toEqual([]);
    await findOnTheMap(page);
    await goBack(page);
  }, 480_000);

  it("by keyboard alone, and every step can be taken back", async () => {
    const page = await go("/plans");
    await page.getByLabel("用户名").focus();
    await page.keyboard.type("administrator");
    await page.keyboard.press("Tab");
    await page.keyboard.type(stage.servers.password);
    await page.keyboard.press("Enter");
    await page.getByRole("button", { name: "新建方案" }).first().focus();
    await page.keyboard.press("Enter");
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
    await page.getByRole("button", { name: "开始规划" }).focus();
    await page.keyboard.press("Enter");
    await page.waitForURL(/\/plans\/\d+/, { timeout: 120_000 });
    await drawn(page);
    await pushThreeByKey(page);
    await effect(page).getByText("服务器核对").waitFor();
    await shoot(page, "plan-keys-1440-zh");
    expect(await page.locator("[data-live]").innerText()).toMatch(/400 → 550/);
    await page.keyboard.press("Enter");
    await revision(page, 2);
    await page.keyboard.press("Control+z");
    await revision(page, 3);
    await page.keyboard.press("Control+Shift+z");
    await revision(page, 4);
    await page.getByRole("tab", { name: /问题 [1-9]/ }).focus();
    await page.keyboard.press("Enter");
    await page.getByRole("checkbox", { name: "只看所选网格" }).waitFor();
    await page.keyboard.press("j");
    await page.keyboard.press("f");
    await revision(page, 5);
    await page.getByRole("tab", { name: "问题 0" }).waitFor();
    // What was pushed is put back now, and what changes nothing is not published: push a little.
    for (const key of ["1", "r", "ArrowDown"]) await page.keyboard.press(key);
    await effect(page).getByText("服务器核对").waitFor();
    await page.keyboard.press("Enter");
    await revision(page, 6);
    await takeByKey(page, "提交审核");
    await page.getByText("审核中", { exact: true }).waitFor();
    await press(page.getByRole("button", { name: "退出登录" }));
    await press(page.getByRole("link", { name: "登录" }));
    await page.getByLabel("用户名").focus();
    await page.keyboard.type("reviewer");
    await page.keyboard.press("Tab");
    await page.keyboard.type(stage.servers.password);
    await page.keyboard.press("Enter");
    await press(page.getByRole("table").getByRole("link").first());
    await takeByKey(page, "批准");
    await takeByKey(page, "发布");
    await page.getByText(/已发布为第 \d+ 版。/).waitFor();
    await press(page.getByRole("link", { name: "地图", exact: true }));
    await page.getByRole("radio", { name: "综治", checked: true }).waitFor(); // not the plan's map
    await drawn(page);
    await page.locator(".maplibregl-canvas").focus();
    await page.keyboard.press("Enter"); // asks about the middle of the map
    await page.locator('aside[aria-label="网格信息"]').filter({ hasText: /第 \d+ 版/ }).waitFor();
  }, 480_000);
});

/** Each way of editing by finger: its effect is shown, and it is left or done. */
async function editByFinger(page: Page) {
  const tool = (name: string) => page.getByRole("button", { name, exact: true }).tap();
  const leave = () => effect(page).getByRole("button", { name: /取消/ }).tap();
  const checked = () => effect(page).getByText("服务器核对").waitFor();
  const ground = await groundOf(page, COMMUNITY);
  const pull = pullsOf(ground).find(({ households }) => households === 50);
  if (pull === undefined) throw new Error("no pull moves one unit");
  const { from, to, gains, gives } = pull;
  const inside = (grid: number) => ground.units[ground.owner.indexOf(grid)]?.point ?? [0, 0];
  await tap(page, ...inside(gains));
  const chosen = page.getByRole("list", { name: "网格" }).getByRole("button", { pressed: true });
  await chosen.filter({ hasText: ground.grids.get(gains)?.code.slice(-6) ?? "" }).waitFor();
  await tool("涂画划入");
  await swipe(page, await pixelOf(page, to[0] + 0.0005, to[1]), await pixelOf(page, to[0] - 0.0005, to[1]));
  await checked();
  expect((await handedOver(page)).sort()).toEqual([-50, 50]);
  await shoot(page, "plan-paint-390-zh");
  expect(await faultsOfAccess(page)).toEqual([]);
  await leave();

  await tool("套索划入");
  const ring = [[-1, -1], [1, -1], [1, 1], [-1, 1], [-1, -0.9]] as const;
  const places = await Promise.all(ring.map(([x, y]) => pixelOf(page, to[0] + x * 0.002, to[1] + y * 0.002)));
  await swipe(page, places[0] as Pixel, ...places.slice(1));
  await checked();
  expect((await handedOver(page)).sort()).toEqual([-50, 50]);
  await shoot(page, "plan-lasso-390-zh");
  await leave();

  await tool("拆分");
  const own = ground.units.filter((_, unit) => ground.owner[unit] === gains).map(({ point }) => point);
  const [lons, lats] = [own.map(([lon]) => lon), own.map(([, lat]) => lat)];
  const middle = (Math.min(...lats) + Math.max(...lats)) / 2 + 0.0001;
  const ends = [Math.min(...lons) - 0.0035, Math.max(...lons) + 0.0035, Math.max(...lons) + 0.0035];
  for (const lon of ends) await tap(page, lon, middle);
  await checked();
  expect(await effect(page).getByRole("table").innerText()).toMatch(/–\t→\t\d+/); // a grid that is new
  await shoot(page, "plan-split-390-zh");
  await leave();

  await tool("合并");
  await tap(page, ...inside(gives));
  await checked();
  expect(await effect(page).getByRole("table").innerText()).toContain("→\t800");
  await shoot(page, "plan-merge-390-zh");
  await leave();

  await tool("推移边界");
  await swipe(page, await pixelOf(page, ...from), await pixelOf(page, ...to));
  await checked();
  expect((await handedOver(page)).sort()).toEqual([-50, 50]);
  await shoot(page, "plan-push-390-zh");
  await effect(page).getByRole("button", { name: /确定/ }).tap();
  await revision(page, 2);
}

describe("the planning page", () => {
  it("fits a telephone, and a finger paints", async () => {
    const page = await go("/plans", { width: 390, height: 844, touch: true });
    await signIn(page, "administrator", stage.servers.password);
    await page.getByRole("table").getByRole("link").first().waitFor();
    await shoot(page, "plans-390-zh");
    expect(await faultsOfAccess(page)).toEqual([]);
    await makePlan(page);
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(390);
    await shoot(page, "plan-390-zh");
    await editByFinger(page);
    expect(await faultsOfAccess(page)).toEqual([]);
  }, 480_000);

  it("speaks English, and shows its keys", async () => {
    const page = await go("/plans");
    await signIn(page, "administrator", stage.servers.password);
    await page.getByRole("button", { name: "English" }).click();
    await page.getByRole("table").getByRole("link").first().click();
    await drawn(page);
    await shoot(page, "plan-1440-en");
    await page.keyboard.press("?");
    await page.getByRole("dialog", { name: "Keyboard shortcuts" }).waitFor();
    await shoot(page, "keys-1440-en");
    expect(await faultsOfAccess(page)).toEqual([]);
  }, 480_000);
});
