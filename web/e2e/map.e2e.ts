import { describe, expect, it } from "vitest";

import { faultsOfAccess } from "./access";
import { drawn, pixel } from "./browser";
import { changedShare } from "./golden";
import { journeys } from "./journeys";
import { tapPixel } from "./touch";

// The town of tests/support/small_town.py: four strips of 0.01 degrees from 116.30 E; the second
// holds 520 households in town (over), the fourth 120 in the country (in band, low).
const SECOND = "116.31500";
const FOURTH = "116.33500";
const at = (lon: string, network = "zongzhi") => `/#network=${network}&map=15.5/39.91300/${lon}`;

/** A part of the map that no panel covers. */
const MIDDLE = { x: 480, y: 240, width: 440, height: 360 };

const stage = journeys();

const go = (path: string, base = stage.servers.open, options = {}) => stage.go(base + path, options);

const panel = 'aside[aria-label="网格信息"]';

describe("the map", () => {
  it("answers a click with the grid, its households and its community", async () => {
    const page = await go(at(SECOND));
    await drawn(page);
    await page.mouse.click(720, 460);
    const text = await page.locator(panel).filter({ hasText: "520" }).innerText();
    expect(text).toContain("520 户");
    expect(text).toContain("高于标准");
    expect(text).toContain("+30%");
    expect(text).toMatch(/示范区[\s\S]*和平街道[\s\S]*和平社区/);
    expect(text).toContain("110199001001002");
    expect(page.url()).toMatch(/at=39\.91\d+\/116\.31\d+/);
    expect(await page.locator(".badge-synthetic").innerText()).toBe("合成数据");
  });

  it("colours what is over the standard orange and what is low blue", async () => {
    const page = await go(at(SECOND));
    await drawn(page);
    const [overRed, , overBlue] = await pixel(page, 700, 380);
    expect(overRed - overBlue).toBeGreaterThan(60);
    await page.goto(stage.servers.open + at(FOURTH));
    await page.reload();
    await drawn(page);
    const [lowRed, , lowBlue] = await pixel(page, 700, 380);
    expect(lowBlue - lowRed).toBeGreaterThan(10);
  });

  it.each([
    ["map-deviation", ""],
    ["map-neighbours", "&palette=neighbours&outlines=fangyi"],
  ])("looks as it did: %s", async (name, choice) => {
    const page = await go(`/#network=zongzhi&map=14.00/39.91000/116.32000${choice}`);
    await drawn(page);
    expect(await changedShare(page, name, MIDDLE)).toBeLessThan(0.02);
  });

  it("works by keyboard alone", async () => {
    const page = await go(at(SECOND));
    await drawn(page);
    await page.keyboard.press("Tab");
    expect(await page.locator(":focus").innerText()).toBe("跳到地图");
    await page.keyboard.press("Enter");
    await page.locator(".crosshair").waitFor();
    await page.keyboard.press("Enter");
    await page.locator(panel).filter({ hasText: "520 户" }).waitFor();
    await page.keyboard.press("Escape");
    await page.locator(panel).waitFor({ state: "detached" });
  });

  it("says so outside of all grids and names the nearest", async () => {
    const page = await go("/#network=zongzhi&map=15/39.91000/116.35000&at=39.910000/116.350000");
    const text = await page.locator(panel).filter({ hasText: "不在任何网格内" }).innerText();
    expect(text).toMatch(/110199001002002）?，相距 85\d米/);
  });

  it("changes network and language, and remembers the language", async () => {
    const page = await go(at(SECOND));
    await drawn(page);
    await page.getByRole("radio", { name: "防疫" }).check();
    await page.mouse.click(720, 460);
    await page.locator(panel).filter({ hasText: "人" }).waitFor();
    expect(page.url()).toContain("network=fangyi");
    await page.getByRole("button", { name: "图层" }).click();
    await page.getByRole("radio", { name: "相邻网格不同色" }).check();
    await page.getByRole("checkbox", { name: "综治" }).check();
    await page.getByText("颜色本身没有含义").waitFor();
    expect(page.url()).toContain("palette=neighbours&outlines=zongzhi");
    await page.keyboard.press("Escape");
    await page.getByRole("button", { name: "English" }).click();
    await page.getByRole("heading", { name: "Grid map" }).waitFor();
    await page.reload();
    await page.getByRole("heading", { name: "Grid map" }).waitFor();
    expect(await page.locator("html").getAttribute("lang")).toBe("en");
    await page.getByText("防疫, version 1").waitFor();
  });

  it("prints without households, and fits a window at 200 % with motion reduced", async () => {
    const page = await go(at(SECOND), stage.servers.open, { width: 720, height: 450, calm: true }); // 1440 × 900 at 200 %
    await drawn(page);
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(720);
    await page.getByRole("button", { name: "图层" }).click();
    await page.getByRole("checkbox", { name: "标注户数或人口" }).uncheck();
    await page.waitForURL(/labels=codes/);
    expect(await page.getByRole("button", { name: "打印或存为 PDF" }).evaluate((one) => getComputedStyle(one).transitionDuration)).toBe("0s");
    expect(await faultsOfAccess(page)).toEqual([]);
    await page.keyboard.press("Escape");
    await page.evaluate(() => window.dispatchEvent(new Event("beforeprint")));
    await page.emulateMedia({ media: "print" });
    expect(await page.getByRole("region", { name: "网络" }).isVisible()).toBe(false);
    const inks = await page.locator("canvas.paper").evaluate((paper: HTMLCanvasElement) => {
      const drawn = paper.getContext("2d")?.getImageData(0, 0, paper.width, paper.height).data ?? [];
      return new Set(Array.from(drawn).filter((_, i) => i % 4 === 0)).size;
    });
    expect(inks).toBeGreaterThan(5); // the map is on the paper, not a blank
  });

  it("finds grids, areas and coordinates, and keeps views as bookmarks", async () => {
    const page = await go(at(SECOND));
    await drawn(page);
    const field = page.getByRole("combobox", { name: "搜索" });
    await field.fill("002002");
    await page.getByRole("option", { name: /110199001002002/ }).waitFor();
    await page.keyboard.press("ArrowDown");
    await page.keyboard.press("Enter");
    await page.locator(panel).filter({ hasText: "120 户" }).waitFor();
    await page.getByRole("button", { name: "书签" }).click();
    await page.getByLabel("书签名称").fill("东头");
    await page.getByRole("button", { name: "收藏", exact: true }).click();
    await page.getByRole("combobox", { name: "坐标系" }).selectOption("meridian");
    await page.getByText("EPSG:4548").waitFor();
    await page.mouse.move(720, 460);
    await expect.poll(() => page.locator(".pointer").innerText()).toMatch(/^\d{6}\.\d m, \d{7}\.\d m/);
    await field.fill("4420041.5, 441002.8");
    await page.getByRole("option", { name: /EPSG:4548/ }).click();
    await page.waitForURL(/at=39\.9125\d*\/116\.3(0999|1000)/);
    await field.fill("东柳村");
    await page.getByRole("option", { name: /东柳村/ }).first().click();
    await page.waitForURL((url) => !url.hash.includes("39.91250"));
    await page.getByRole("button", { name: "书签" }).click();
    await page.getByRole("button", { name: "东头", exact: true }).click();
    await page.locator(panel).filter({ hasText: "120 户" }).waitFor();
    expect(await faultsOfAccess(page)).toEqual([]);
  });

  it("goes where a link says though the map writes its own view over it at that moment", async () => {
    const page = await go(at(SECOND));
    await drawn(page);
    await page.evaluate(() => {
      const { hash } = window.location;
      window.location.hash = "#network=fangyi&map=16.00/39.91000/116.31000";
      window.history.replaceState(null, "", hash); // as a map does that comes to rest
    });
    await page.getByRole("radio", { name: "防疫", checked: true }).waitFor();
    expect(page.url()).toContain("network=fangyi");
  });

  it("fits a telephone and answers a tap", async () => {
    const page = await go(at(SECOND), stage.servers.open, { width: 390, height: 844, touch: true });
    await drawn(page);
    await tapPixel(page, { x: 195, y: 430 });
    const card = page.locator(panel).filter({ hasText: "520 户" });
    await card.waitFor();
    const box = await card.boundingBox();
    expect(box?.width).toBe(390);
    expect((box?.y ?? 0) + (box?.height ?? 0)).toBeLessThanOrEqual(844);
    const wider = await page.evaluate(() => document.documentElement.scrollWidth);
    expect(wider).toBe(390);
    expect(await faultsOfAccess(page)).toEqual([]);
  });
});

describe("when something is missing", () => {
  it("asks for a sign-in, says when it was wrong, and goes on when it was right", async () => {
    const page = await go("/", stage.servers.closed);
    await page.getByRole("heading", { name: "请登录" }).waitFor();
    expect(await faultsOfAccess(page)).toEqual([]);
    await page.getByLabel("用户名").fill("leader");
    await page.getByLabel("密码").fill("not the password");
    await page.keyboard.press("Enter");
    await page.getByRole("alert").waitFor();
    await page.getByLabel("密码").fill(stage.servers.password);
    await page.getByRole("button", { name: "登录" }).click();
    await page.getByText("综治", { exact: true }).waitFor();
    await drawn(page);
  });

  it("says that there is no network yet", async () => {
    const page = await go("/", stage.servers.empty);
    await page.getByText("还没有任何网络").waitFor();
  });

  it("says that the server is away, and comes back when it does", async () => {
    const page = await go("/", stage.servers.empty);
    await page.getByText("还没有任何网络").waitFor();
    await page.route("**/api/v1/networks", (route) => route.abort());
    await page.reload();
    await page.getByText("无法连接服务器").waitFor({ timeout: 20_000 });
    await page.unroute("**/api/v1/networks");
    await page.getByRole("button", { name: "重试" }).click();
    await page.getByText("还没有任何网络").waitFor();
  });
});
