import type { Page } from "playwright-core";
import { describe, expect, it } from "vitest";

import { faultsOfAccess, shoot, signIn } from "./access";
import { changedShare } from "./golden";
import { journeys } from "./journeys";
import { effect, handedOver, makePlan, pixelOf, pushByKey, revision, take } from "./planning";
import { findOnTheMap, goBack, lookNear } from "./published";
import {
  filterFindings,
  jumpThere,
  panWhilePainting,
  pinComment,
  pressPin,
  scheduleAndNot,
  sendBack,
  settleComment,
  signInAnew,
} from "./reviewing";

// The town of tests/support/small_town.py: the left community has sixteen squares of 0.005 degrees
// with 50 households each, in two grids that meet at 116.31 E.
const BORDER = { lon: 116.31, lat: 39.9125 };

/** What somebody asks about. */
const DOUBTED = { lon: 116.3175, lat: 39.9075 };

const stage = journeys();

/** Somebody else signs in, and opens the plan from the list. */
async function goOnAs(page: Page, name: string) {
  const plan = page.url();
  await page.getByRole("button", { name: "退出登录" }).click();
  await page.getByRole("link", { name: "登录" }).click();
  await signIn(page, name, stage.servers.password);
  const path = new URL(plan).pathname;
  await page.getByRole("table").getByRole("row").locator(`a[href^="${path}"]`).first().click();
  await page.waitForURL((url) => url.pathname === path);
}

describe("a plan, from the planner's proposal to a look-up", () => {
  it("by mouse", async () => {
    const page = await stage.go(`${stage.servers.planning}/plans`);
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
    await page.getByRole("button", { name: "推移边界" }).hover();
    await page.getByRole("tooltip", { name: /推移边界\s+R/ }).waitFor();
    // A lost line loses nothing: the gesture stays, the page says so, and it is sent once there is a line.
    await page.context().setOffline(true);
    await effect(page).getByRole("button", { name: /确定/ }).click();
    await effect(page).getByRole("alert").getByText("与服务器的连接已断开", { exact: false }).waitFor();
    expect(await handedOver(page)).toEqual([50, -50]);
    await shoot(page, "plan-offline-1440-zh");
    await page.context().setOffline(false);
    await effect(page).getByRole("button", { name: /确定/ }).click();
    await revision(page, 2);
    await pushByKey(page, 3); // 550 and 250 households, which are findings
    await signInAnew(page, stage.servers.password);
    await effect(page).getByRole("button", { name: /确定/ }).click();
    await revision(page, 3);
    await panWhilePainting(page);
    await page.getByRole("tab", { name: /问题 [1-9]/ }).click();
    await filterFindings(page);
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
    await goOnAs(page, "reviewer");
    await sendBack(page, "第二网格请再核对");
    await goOnAs(page, "administrator");
    await page.getByText("第二网格请再核对").first().waitFor();
    await take(page, "提交审核");
    await page.getByText("审核中", { exact: true }).waitFor();
    await goOnAs(page, "reviewer");
    await pressPin(page, DOUBTED, "此处小区尚未入住");
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
    await lookNear(page, stage.servers.planning);
    await findOnTheMap(page, stage.servers.planning);
    await goBack(page);
  }, 480_000);
});
