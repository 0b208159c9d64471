import type { Page } from "playwright-core";
import { describe, expect, it } from "vitest";

import { faultsOfAccess, shoot, signIn } from "./access";
import { drawn } from "./browser";
import { journeys } from "./journeys";
import { printed } from "./paper";

// Walks of tests/support/patrolled_town.py: in March the first grid was walked along three of its
// four rows of households, the second and the third along one, and nobody came to the fourth.
const WORST = "110199001002002";
const FIRST = "110199001001001";

const stage = journeys();

async function enter(path: string, options = {}) {
  const page = await stage.go(stage.servers.planning + path, options);
  await signIn(page, "leader", stage.servers.password);
  await drawn(page);
  return page;
}

const row = (page: Page, code: string) => page.getByRole("row").filter({ hasText: code });
const card = (page: Page) => page.getByRole("region", { name: "所选网格" });

describe("a leader", () => {
  it("finds the worst grid and prints it, on a telephone too", async () => {
    const page = await enter("/dashboard?network=zongzhi", { width: 390, height: 844 });
    await page.getByText("2026年3月", { exact: true }).waitFor();
    await row(page, FIRST).getByText("75%").waitFor();
    expect(await faultsOfAccess(page)).toEqual([]);
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(390);
    await shoot(page, "board-390");
    // The table begins with the grid where the fewest households were passed.
    const first = page.getByRole("row").nth(1);
    expect(await first.innerText()).toContain(WORST);
    await first.getByRole("button").click();
    await card(page).getByText("本期没有轨迹进入此网格").waitFor();
    expect(page.url()).toContain(`grid=${WORST}`);
    await page.waitForURL(/map=/);
    await shoot(page, "board-grid-390");

    await printed(page, /综治 · 2026年3月1日至2026年3月\d+日 · 第 1 版网格/, "board-390");
  });

  it("goes through months, people and hours, and hands the view on as a link", async () => {
    const page = await enter("/dashboard?network=zongzhi");
    await row(page, FIRST).getByText("75%").waitFor();
    await page.getByText("夜间 18 时后").click();
    await page.getByText("队伍", { exact: true }).click();
    await page.waitForURL(/who=team&when=night/);
    await page.getByRole("button", { name: "上一月" }).click();
    await page.getByText("2026年2月", { exact: true }).waitFor();
    await page.getByText("所选人员与时段没有轨迹。").waitFor();
    await row(page, FIRST).getByText("0%").first().waitFor();
    await page.getByText("全天").click();
    await page.getByText("全部", { exact: true }).click();
    await page.getByText("所选人员与时段没有轨迹。").waitFor({ state: "detached" });
    await page.getByText("显示盲区").click();
    await page.getByText("盲区：本期无人经过的地面").waitFor();
    const link = page.url();
    const figures = await page.getByRole("region", { name: "本期概况" }).innerText();
    await page.goto(link);
    await page.reload();
    await page.getByText("2026年2月", { exact: true }).waitFor();
    await page.getByText("盲区：本期无人经过的地面").waitFor();
    expect(await page.getByRole("region", { name: "本期概况" }).innerText()).toBe(figures);
    expect(page.url()).toBe(link);
    await page.getByRole("button", { name: "English" }).click();
    await page.getByRole("heading", { name: "Patrols at a glance" }).waitFor();
    await shoot(page, "board-en");
  });

  it("is shown no figures of a network as long as none is reckoned", async () => {
    const page = await enter("/dashboard?network=fangyi");
    const figures = page.getByRole("region", { name: "本期概况" });
    await page.getByText(/天的轨迹正在按此网络计算/).waitFor();
    expect(await figures.innerText()).not.toContain("%");
    await figures.getByText(/^\d+%$/).first().waitFor();
    await page.getByText(/天的轨迹正在按此网络计算/).waitFor({ state: "detached" });
  });

  it("is told whose page it is not, and that nothing was walked yet", async () => {
    const barred = await stage.go(`${stage.servers.planning}/dashboard`);
    await signIn(barred, "worker", stage.servers.password);
    await barred.getByText("您的角色不能使用此页面").waitFor();
    const bare = await stage.go(`${stage.servers.closed}/dashboard`);
    await signIn(bare, "leader", stage.servers.password);
    await bare.getByText("还没有巡查轨迹").waitFor();
  });
});

describe("a planner", () => {
  it.each([
    [390, 844],
    [1440, 900],
  ])("places the addresses that wait, and takes it back, at %i × %i", async (width, height) => {
    const page = await stage.go(`${stage.servers.planning}/dashboard?network=zongzhi`, { width, height });
    await signIn(page, "planner", stage.servers.password);
    await page.getByRole("link", { name: "在地图上处理待落位地址" }).click();
    await drawn(page);
    await page.getByText("还有 4 条待处理").waitFor();
    const work = page.getByRole("region", { name: "正在处理的地址" });
    await work.getByRole("heading", { name: "和平社区供销社楼501" }).waitFor();
    expect(await faultsOfAccess(page)).toEqual([]);
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(width);
    await shoot(page, `addresses-${width}`);

    // Two are written alike: the map's middle by keyboard, and on with Enter.
    await page.locator(".maplibregl-canvas").focus();
    await page.keyboard.press("Enter");
    await work.getByText(/第00\d网格（110199001001/).waitFor();
    await work.getByText("写法相同的 2 条地址将一并落位。").waitFor();
    await shoot(page, `addresses-spot-${width}`);
    await page.keyboard.press("Enter");
    await page.getByRole("complementary").getByText("已落位 2 条地址，移动 100 户住户").waitFor();

    // The next one has candidates: one of them is taken, seen and confirmed.
    await work.getByRole("heading", { name: "和平社区丽园小区9幢301室" }).waitFor();
    await work.getByRole("button", { name: /丽园小区/ }).first().click();
    await work.getByText("最近的地址").waitFor();
    expect(await faultsOfAccess(page)).toEqual([]);
    await shoot(page, `addresses-candidate-${width}`);
    await work.getByRole("button", { name: "落位于此" }).click();

    // The last one is none.
    await work.getByRole("heading", { name: "？？" }).waitFor();
    await work.getByRole("button", { name: "不予落位" }).click();
    await work.getByRole("button", { name: "不是地址" }).click();
    await work.getByRole("button", { name: "移出队列" }).click();
    await page.getByText("没有待处理的地址：都已落位。").waitFor();
    await page.getByRole("tab", { name: "最近处理" }).click();
    await page.getByText(/落位 2 条，移动 100 户住户/).waitFor();
    expect(await faultsOfAccess(page)).toEqual([]);
    await shoot(page, `addresses-done-${width}`);
    for (const left of [1, 2, 4]) {
      await page.getByRole("button", { name: /^撤销对/ }).first().click();
      await page.getByText(`还有 ${left} 条待处理`).waitFor();
    }
    await work.getByRole("heading", { name: "和平社区供销社楼501" }).waitFor();
  });

  it.each([
    [390, 844],
    [1440, 900],
  ])("reads the share of placed addresses and the queue in English, at %i × %i", async (width, height) => {
    const page = await stage.go(`${stage.servers.planning}/dashboard?network=zongzhi`, { width, height });
    await signIn(page, "planner", stage.servers.password);
    await page.getByRole("button", { name: "English" }).click();
    const card = page.getByRole("heading", { name: "Addresses that have a place" });
    await card.scrollIntoViewIfNeeded();
    expect(await faultsOfAccess(page)).toEqual([]);
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(width);
    await shoot(page, `addresses-card-en-${width}`, { fullPage: true });
    await page.getByRole("link", { name: "Place those that wait, on the map" }).click();
    await drawn(page);
    await page.getByText("4 waiting").waitFor();
    expect(await faultsOfAccess(page)).toEqual([]);
    await shoot(page, `addresses-en-${width}`);
    await page.locator(".maplibregl-canvas").focus();
    await page.keyboard.press("Enter");
    await page.getByText("addresses written alike will be placed together").waitFor();
    await shoot(page, `addresses-spot-en-${width}`);
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(width);
  });
});
