import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import type { Page } from "playwright-core";
import { describe, expect, it } from "vitest";

import { choose, faultsOfAccess, shoot, signIn } from "./access";
import { drawn } from "./browser";
import { compare } from "./comparing";
import { journeys } from "./journeys";
import { printed } from "./paper";
import { effect, groundOf, handedOver, pixelOf, pullsOf, revision, take, wantPlan } from "./planning";
import { PROJECT, PYTHON, startDemo } from "./server";

// Of the demo whose seed is in tests/support/demo_server.py: the whole community is one grid of 城管,
// drawn by hand, with more households than its standard allows.
const CROWDED = { area: "990101003001", name: "碧柳社区", network: "chengguan", most: 2500, least: 800 };
// Grids of 党建 are drawn by hand; those of 综治 were planned since.
const OUTDATED = { area: "990101004001", name: "吉江社区" };

const stage = journeys(startDemo);

async function enter(path: string, role: string, options = {}) {
  const page = await stage.go(stage.servers.address + path, options);
  await signIn(page, role, stage.servers.passwords[role] ?? "");
  return page;
}

async function ask(page: Page, path: string) {
  const answer = await page.request.get(`${stage.servers.address}/api/v1${path}`);
  expect(answer.status(), path).toBe(200);
  return answer.json();
}

/** Let the planner propose several drafts; open the one whose smallest grid is smallest. */
async function planAgain(page: Page) {
  const dialog = await wantPlan(page, "城管", CROWDED.name);
  await dialog.getByRole("checkbox", { name: "给出多个不同方案供比较" }).check();
  await dialog.getByRole("button", { name: "开始规划" }).click();
  const rows = dialog.getByRole("row").filter({ has: page.getByRole("button", { name: "打开" }) });
  await rows.nth(1).waitFor();
  expect(await faultsOfAccess(page)).toEqual([]);
  await shoot(page, "demo-alternatives-1440-zh");
  await rows.last().getByRole("button", { name: "打开" }).click();
  await page.waitForURL(/\/plans\/\d+/);
  await drawn(page);
  await page.waitForURL(/map=/);
}

/** Push the shared border so far that the smaller grid has too few households. */
async function pushTooFar(page: Page) {
  const ground = await groundOf(page, CROWDED.area);
  const counts = new Map<number, number>();
  ground.units.forEach(({ households }, unit) => {
    const grid = ground.owner[unit] as number;
    counts.set(grid, (counts.get(grid) ?? 0) + households);
  });
  const pull = pullsOf(ground).find(({ gains, gives, households }) => {
    const left = (counts.get(gives) ?? 0) - households;
    return left > 0 && left < CROWDED.least && (counts.get(gains) ?? 0) + households <= CROWDED.most;
  });
  if (pull === undefined) throw new Error("no push leaves too few");
  await page.getByRole("button", { name: "推移边界" }).click();
  const [from, to] = [await pixelOf(page, ...pull.from), await pixelOf(page, ...pull.to)];
  await page.mouse.move(from.x, from.y);
  const pair = [pull.gains, pull.gives].map((grid) => ground.grids.get(grid)?.code.slice(-6));
  const named = await page.getByText("可推移：").innerText();
  for (const code of pair) expect(named).toContain(code);
  await page.mouse.down();
  await page.mouse.move(to.x, to.y, { steps: 5 });
  await effect(page).getByText("服务器核对").waitFor();
  await page.mouse.up();
  expect((await handedOver(page)).sort((a, b) => a - b)).toEqual([-pull.households, pull.households]);
  await shoot(page, "demo-push-1440-zh");
  await effect(page).getByRole("button", { name: /确定/ }).click();
  await revision(page, 2);
}

describe("the demo", () => {
  it("shows a leader the worst grid, and prints it", async () => {
    const page = await enter("/dashboard?network=zongzhi", "leader");
    await drawn(page);
    await page.getByText("2025年6月", { exact: true }).waitFor();
    const { items } = await ask(page, "/networks/zongzhi/patrols/coverage?from=2025-06-02&to=2025-06-30");
    const shares = items.flatMap((row: { households_share: number | null }) => row.households_share ?? []);
    const worst = items.find((row: { households_share: number | null }) => row.households_share === Math.min(...shares));
    const first = page.getByRole("row").nth(1);
    await first.filter({ hasText: worst.grid }).waitFor();
    await shoot(page, "board-1440");
    expect(await faultsOfAccess(page)).toEqual([]);
    await first.getByRole("button").click();
    await page.getByRole("region", { name: "所选网格" }).getByText("最长间隔").waitFor();
    expect(page.url()).toContain(`grid=${worst.grid}`);
    await page.waitForURL(/map=/);
    await printed(page, /综治 · 2025年6月2日至2025年6月30日 · 第 2 版网格/, "board-1440");
  });

  it("is planned, pushed, mended, approved and published, and a look-up tells", async () => {
    const page = await enter("/plans", "planner");
    const [before] = (await ask(page, `/networks/chengguan/grids?area=${CROWDED.area}`)).items;
    expect(before.band_status).toBe("over");
    await planAgain(page);
    await compare(page);
    await pushTooFar(page);
    await page.getByRole("tab", { name: /问题 [1-9]/ }).click();
    await page.getByRole("checkbox", { name: "只看所选网格" }).waitFor();
    await page.keyboard.press("j");
    await page.locator('.finding[aria-expanded="true"]').waitFor();
    await shoot(page, "demo-finding-1440-zh");
    expect(await faultsOfAccess(page)).toEqual([]);
    await page.keyboard.press("f");
    await revision(page, 3);
    await page.getByRole("tab", { name: "问题 0" }).waitFor();
    const ground = await groundOf(page, CROWDED.area);
    const plan = page.url();
    await take(page, "提交审核");
    await page.getByText("审核中", { exact: true }).waitFor();

    await page.getByRole("button", { name: "退出登录" }).click();
    await page.getByRole("link", { name: "登录" }).click();
    await signIn(page, "reviewer", stage.servers.passwords["reviewer"] ?? "");
    await page.getByRole("button", { name: "退出登录" }).waitFor();
    await page.goto(plan);
    await take(page, "批准");
    await take(page, "发布");
    await page.getByText("已发布为第 2 版。").waitFor();

    // Ground that was in the only grid and is in another one now.
    const moved = ground.units.find((_, unit) => ground.grids.get(ground.owner[unit] as number)?.code !== before.code);
    const [lon, lat] = moved?.point ?? [0, 0];
    const code = ground.grids.get(moved === undefined ? NaN : (ground.owner[ground.units.indexOf(moved)] as number))?.code;
    // The server loads what was published within seconds.
    await expect
      .poll(async () => {
        const [answer] = (await ask(page, `/locate?lon=${lon}&lat=${lat}&network=chengguan`)).answers;
        return [answer.grid.code, answer.version];
      }, { timeout: 60_000, interval: 500 })
      .toEqual([code, 2]);
    await page.goto(`${stage.servers.address}/#network=chengguan&map=15.00/${lat.toFixed(5)}/${lon.toFixed(5)}`);
    await page.reload();
    await drawn(page);
    const { x, y } = await pixelOf(page, lon, lat);
    await page.mouse.click(x, y);
    const card = page.locator('aside[aria-label="网格信息"]').filter({ hasText: "第 2 版" });
    await card.waitFor();
    expect(await card.innerText()).toContain(code);
    await shoot(page, "demo-lookup-1440-zh");
    expect(await faultsOfAccess(page)).toEqual([]);
  }, 480_000);

  it("takes in a GBK shapefile in GCJ-02 as a network, and aligns it with another", async () => {
    const page = await enter("/import", "administrator");
    await page.getByText("把文件拖到这里").waitFor();
    expect(await faultsOfAccess(page)).toEqual([]);
    await shoot(page, "import-file");
    const { items } = await ask(page, "/networks/dangjian/grids?limit=200");
    const features = await Promise.all(items.map(({ code }: { code: string }) => ask(page, `/networks/dangjian/grids/${code}`)));
    const path = join(mkdtempSync(join(tmpdir(), "gridgeo-demo-")), "平安网格.zip");
    execFileSync(PYTHON, ["-m", "tests.support.drawn_by_hand", path], { cwd: PROJECT, input: JSON.stringify(features) });
    await page.locator('input[type="file"]').setInputFiles(path);
    await page.getByText("坐标疑似 GCJ-02（火星坐标）").waitFor();
    await page.getByText(/若不转换，位置会偏 \d\d\d米/).waitFor();
    await page.getByText("新网络", { exact: true }).click();
    await page.getByLabel("网络名称").fill("平安");
    await page.getByLabel("代码（小写字母）").fill("pingan");
    expect(await faultsOfAccess(page)).toEqual([]);
    await shoot(page, "import-look", { fullPage: true });
    await page.getByRole("button", { name: "预览", exact: true }).click();
    await page.getByText("新增").first().waitFor();
    await shoot(page, "import-preview", { fullPage: true });
    await page.getByRole("button", { name: "开始导入" }).click();
    await page.getByText(`导入完成：新增 ${items.length}`, { exact: false }).waitFor();
    await page.getByRole("link", { name: "与其他网络比对、对齐" }).click();

    await choose(page, "网络乙", "综治");
    await page.getByText(/一致：/).waitFor();
    const pair = page.locator(".worst button").first();
    await pair.click();
    await page.locator('.worst button[aria-pressed="true"]').waitFor();
    await shoot(page, "crosswalk-pairs");
    expect(await faultsOfAccess(page)).toEqual([]);
    await page.getByRole("button", { name: "生成 Excel 对照表" }).click();
    const made = page.getByRole("link", { name: "下载对照表" });
    await made.waitFor();
    const book = page.waitForEvent("download");
    await made.click();
    expect(readFileSync(await (await book).path()).subarray(0, 2).toString()).toBe("PK"); // a workbook is a ZIP
    await page.setViewportSize({ width: 390, height: 844 });
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(390);
    expect(await faultsOfAccess(page)).toEqual([]);
    await shoot(page, "crosswalk-390");
    await page.setViewportSize({ width: 1440, height: 900 });
    await page.getByRole("tab", { name: "矩阵" }).click();
    await page.getByRole("table").first().waitFor();
    expect(await faultsOfAccess(page)).toEqual([]);
    await page.getByRole("tab", { name: "对齐" }).click();
    await page.getByRole("combobox", { name: "社区" }).click();
    await page.keyboard.type(OUTDATED.name); // the list of all is longer than its window
    await page.locator(".ant-select-item-option", { hasText: OUTDATED.name }).click();
    await page.keyboard.press("Escape");
    await page.getByRole("button", { name: "提出对齐方案" }).click();
    await page.getByText(/共 \d+ 户变更所属网格（至少 \d+ 户）；之后仍有 0 个网格不满足关系/).waitFor();
    await shoot(page, "crosswalk-align");
    const first = page.getByRole("region", { name: "提案" }).getByRole("checkbox").first();
    const all = page.getByRole("button", { name: /采纳 (\d+)\/\1 项/ });
    await first.uncheck(); // one is left, and taken after all
    await all.waitFor({ state: "detached" });
    await first.check();
    await all.click();
    await page.waitForURL(/\/plans\/\d+/);
    await drawn(page);
    // What was drawn by hand is divided now as the other network is.
    const model = (await ask(page, `/networks/zongzhi/grids?area=${OUTDATED.area}`)).items;
    const list = page.getByRole("list", { name: "网格" });
    for (const { households } of model) await list.getByText(String(households), { exact: true }).first().waitFor();
    expect(await faultsOfAccess(page)).toEqual([]);
  });
});
