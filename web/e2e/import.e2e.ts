import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import type { Page } from "playwright-core";
import { describe, expect, it } from "vitest";

import { faultsOfAccess, shoot, signIn } from "./access";
import { journeys } from "./journeys";

const stage = journeys();
const folder = mkdtempSync(join(tmpdir(), "gridgeo-import-"));

async function enter(options = {}) {
  const page = await stage.go(`${stage.servers.planning}/import`, options);
  await signIn(page, "administrator", stage.servers.password);
  await page.getByText("把文件拖到这里").waitFor();
  return page;
}

const drop = (page: Page, path: string) => page.locator('input[type="file"]').setInputFiles(path);

describe("an administrator", () => {
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
