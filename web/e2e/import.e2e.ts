import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import type { Browser, Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";

import { faultsOfAccess, shoot, signIn } from "./access";
import { startBrowser, visit, type Visit } from "./browser";
import { startServers, type Servers } from "./server";

let servers: Servers;
let browser: Browser;
let open: Visit | null = null;
const folder = mkdtempSync(join(tmpdir(), "gridgeo-import-"));

beforeAll(async () => {
  [servers, browser] = await Promise.all([startServers(), startBrowser()]);
});

afterAll(async () => {
  await browser?.close();
  await servers?.stop();
});

/** Every journey keeps to the host and breaks no script. */
afterEach(async () => {
  const faults = open?.faults ?? [];
  await open?.context.close();
  open = null;
  expect(faults).toEqual([]);
});

async function enter(options = {}) {
  open = await visit(browser, `${servers.planning}/import`, options);
  await signIn(open.page, "administrator", servers.password);
  await open.page.getByText("把文件拖到这里").waitFor();
  return open.page;
}

const drop = (page: Page, path: string) => page.locator('input[type="file"]').setInputFiles(path);

/** The town's grids as a department would send them: a shapefile in GBK, moved by GCJ-02. */
async function shiftedShapefile(): Promise<string> {
  const query = "format=shp&crs=gcj02&encoding=gbk";
  const answer = await fetch(`${servers.planning}/api/v1/networks/zongzhi/download?${query}`);
  const path = join(folder, "网格.zip");
  writeFileSync(path, Buffer.from(await answer.arrayBuffer()));
  return path;
}

describe("an administrator", () => {
  it("is shown that a GBK shapefile lies in GCJ-02, and how far off it would be", async () => {
    const page = await enter();
    expect(await faultsOfAccess(page)).toEqual([]);
    await shoot(page, "import-file");
    await drop(page, await shiftedShapefile());
    await page.getByText("坐标疑似 GCJ-02（火星坐标）").waitFor();
    expect(await page.getByText(/若不转换，位置会偏 5\d\d米/).count()).toBe(1);
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
