import { execFileSync } from "node:child_process";
import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import type { Page } from "playwright-core";
import { describe, expect, it } from "vitest";

import { choose, faultsOfAccess, shoot, signIn } from "./access";
import { drawn } from "./browser";
import { journeys } from "./journeys";
import { PROJECT, PYTHON } from "./server";

const stage = journeys();
const folder = mkdtempSync(join(tmpdir(), "gridgeo-import-"));

async function enter(options = {}) {
  const page = await stage.go(`${stage.servers.planning}/import`, options);
  await signIn(page, "administrator", stage.servers.password);
  await page.getByText("把文件拖到这里").waitFor();
  return page;
}

const drop = (page: Page, path: string) => page.locator('input[type="file"]').setInputFiles(path);

/** A network as a department would send it: a shapefile in GBK and GCJ-02, a border too far east. */
function drawnByHand(): string {
  const path = join(folder, "城管网格.zip");
  execFileSync(PYTHON, ["-m", "tests.support.drawn_by_hand", path], { cwd: PROJECT });
  return path;
}

describe("an administrator", () => {
  it("takes in a GBK shapefile in GCJ-02 as a network, and aligns it with another", async () => {
    const page = await enter();
    expect(await faultsOfAccess(page)).toEqual([]);
    await shoot(page, "import-file");
    await drop(page, drawnByHand());
    await page.getByText("坐标疑似 GCJ-02（火星坐标）").waitFor();
    expect(await page.getByText(/若不转换，位置会偏 5\d\d米/).count()).toBe(1);
    await page.getByText("新网络", { exact: true }).click();
    await page.getByLabel("网络名称").fill("城管");
    await page.getByLabel("代码（小写字母）").fill("chengguan");
    expect(await faultsOfAccess(page)).toEqual([]);
    await shoot(page, "import-look", { fullPage: true });
    await page.getByRole("button", { name: "预览", exact: true }).click();
    await page.getByText("新增").first().waitFor();
    await shoot(page, "import-preview", { fullPage: true });
    await page.getByRole("button", { name: "开始导入" }).click();
    await page.getByText(/导入完成：新增 2/).waitFor();
    await page.getByRole("link", { name: "与其他网络比对、对齐" }).click();

    await choose(page, "网络乙", "综治");
    await page.getByText(/一致：/).waitFor();
    await shoot(page, "crosswalk-pairs");
    expect(await faultsOfAccess(page)).toEqual([]);
    await page.setViewportSize({ width: 390, height: 844 });
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(390);
    expect(await faultsOfAccess(page)).toEqual([]);
    await shoot(page, "crosswalk-390");
    await page.setViewportSize({ width: 1440, height: 900 });
    await page.getByRole("tab", { name: "对齐" }).click();
    await choose(page, "社区", "和平社区");
    await page.getByRole("button", { name: "提出对齐方案" }).click();
    await page.getByText(/共 200 户变更所属网格/).waitFor();
    await shoot(page, "crosswalk-align");
    await page.getByRole("button", { name: /采纳 2\/2 项/ }).click();
    await page.waitForURL(/\/plans\/\d+/);
    await drawn(page);
    await page.getByRole("list", { name: "网格" }).getByText("400").first().waitFor();
    expect(await faultsOfAccess(page)).toEqual([]);
  });

  it("is told which rows cannot be used, on a telephone too", async () => {
    const page = await enter({ width: 390, height: 844 });
    const path = join(folder, "网格员.csv");
    writeFileSync(path, "工号,姓名\nW901,李明\n,王芳\nW902,\n");
    await drop(page, path);
    await page.getByRole("heading", { name: "字段对应" }).waitFor();
    await page.getByRole("button", { name: "预览" }).click();
    await page.getByRole("heading", { name: "2 行不能采用" }).waitFor({ timeout: 60_000 });
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(390);
    expect(await faultsOfAccess(page)).toEqual([]);
    await shoot(page, "import-rejected-390");
    const [file] = await Promise.all([
      page.waitForEvent("download"),
      page.getByRole("link", { name: "下载这些行" }).click(),
    ]);
    expect(file.suggestedFilename()).toBe("rejected.csv");
    await page.getByRole("button", { name: "返回修改" }).click();
    await page.getByRole("button", { name: "换一个文件" }).click();
    await page.getByText("把文件拖到这里").waitFor();
  });

  it("is refused a file that is none of those that may be read", async () => {
    const page = await enter();
    const path = join(folder, "plan.pdf");
    writeFileSync(path, "%PDF-1.7\n");
    await drop(page, path);
    await page.getByRole("alert").waitFor();
    await page.getByText("把文件拖到这里").waitFor();
  });
});
