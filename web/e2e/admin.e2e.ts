import type { Page } from "playwright-core";
import { describe, expect, it } from "vitest";

import { faultsOfAccess, shoot, signIn } from "./access";
import { journeys } from "./journeys";

const stage = journeys();

async function enter(path: string, name: string) {
  const page = await stage.go(stage.servers.planning + path);
  await signIn(page, name, stage.servers.password);
  return page;
}

const part = (page: Page, name: string) => page.getByRole("heading", { name, level: 1 }).waitFor();
const confirm = (page: Page) => page.getByRole("tooltip").getByRole("button", { name: "确定" }).click();

describe("an administrator", () => {
  it("finds every part without a barrier", async () => {
    const page = await enter("/admin", "administrator");
    const parts = ["网络与标准", "用户与权限", "接口密钥", "导入记录", "后台任务", "审计日志"];
    for (const name of parts) {
      await page.getByRole("link", { name }).click();
      await part(page, name);
      await page.locator(".ant-spin-spinning").waitFor({ state: "detached" });
      expect(await faultsOfAccess(page), name).toEqual([]);
      await shoot(page, `admin-${parts.indexOf(name)}`);
      await page.setViewportSize({ width: 390, height: 844 });
      expect(await page.evaluate(() => document.documentElement.scrollWidth), name).toBe(390);
      expect(await faultsOfAccess(page), `${name} at 390 px`).toEqual([]);
      await shoot(page, `admin-${parts.indexOf(name)}-390`);
      await page.setViewportSize({ width: 1440, height: 900 });
    }
    await page.getByRole("link", { name: "网络与标准" }).click();
    await page.getByRole("button", { name: /综治/ }).click();
    const rules = page.getByRole("region", { name: "审核规则" });
    await rules.getByLabel("参与编制的人不能批准自己的方案").uncheck();
    await rules.getByRole("button", { name: "保存规则" }).click();
    await rules.getByRole("button", { name: "保存规则", disabled: true }).waitFor();
    expect(await faultsOfAccess(page)).toEqual([]);
    await rules.getByLabel("参与编制的人不能批准自己的方案").check();
    await rules.getByRole("button", { name: "保存规则" }).click();
    await rules.getByRole("button", { name: "保存规则", disabled: true }).waitFor();
    await page.keyboard.press("Escape");
    await page.getByRole("link", { name: "审计日志" }).click();
    await page.getByRole("button", { name: "校验完整性" }).click();
    await page.getByText(/链条完整，没有被改动/).waitFor();
  });

  it("makes an account with a role in a town, and closes it", async () => {
    const page = await enter("/admin/users", "administrator");
    const login = `li.ming.${Date.now()}`;
    await page.getByRole("button", { name: "新建账号" }).click();
    const dialog = page.getByRole("dialog");
    await dialog.getByLabel("登录名").fill(login);
    await dialog.getByLabel("姓名").fill("李明");
    await dialog.getByRole("button", { name: "添加角色" }).click();
    await dialog.getByRole("combobox", { name: "区域" }).click();
    await page.locator(".ant-select-item-option", { hasText: "和平街道" }).first().click();
    await dialog.getByRole("button", { name: "建立账号" }).click();
    await dialog.getByText("账号已建立，初始密码：").waitFor();
    await shoot(page, "admin-secret");
    expect((await dialog.locator(".secret").innerText()).trim().length).toBeGreaterThan(11);
    await dialog.getByRole("button", { name: "已保存，关闭" }).click();
    await page.getByLabel("登录名或姓名").fill(login);
    const row = page.getByRole("row").filter({ hasText: login });
    await row.getByText("领导 · 和平街道").waitFor();
    await row.getByText("待改初始密码").waitFor();
    await row.getByRole("button", { name: login }).click();
    await page.getByRole("dialog").getByRole("heading", { name: "登录与密码" }).waitFor();
    await shoot(page, "admin-user");
    await page.getByRole("button", { name: "停用账号" }).click();
    await confirm(page);
    await page.getByRole("dialog").getByText("已停用").waitFor();
  });

  it("shows a key once and ends it", async () => {
    const page = await enter("/admin/keys", "administrator");
    const name = `hotline ${Date.now()}`;
    await page.getByRole("button", { name: "新建密钥" }).click();
    const dialog = page.getByRole("dialog");
    await dialog.getByLabel("名称").fill(name);
    await dialog.getByRole("button", { name: "建立密钥" }).click();
    await dialog.getByText("密钥已建立：").waitFor();
    const secret = (await dialog.locator(".secret").innerText()).trim();
    const ask = () =>
      fetch(`${stage.servers.planning}/api/v1/jobs`, { headers: { "X-API-Key": secret } });
    expect((await ask()).status).toBe(200);
    await dialog.getByRole("button", { name: "已保存，关闭" }).click();
    await page.reload();
    const row = page.getByRole("row").filter({ hasText: name });
    await row.waitFor();
    expect(await page.content()).not.toContain(secret);
    await row.getByRole("button", { name: "吊销" }).click();
    await confirm(page);
    await row.getByRole("button", { name: "吊销" }).waitFor({ state: "detached" });
    await row.locator(".hint", { hasText: "吊销" }).waitFor();
    expect((await ask()).status).toBe(401);
  });
});

describe("somebody else", () => {
  it("is not offered what is not theirs", async () => {
    const page = await enter("/admin/users", "leader");
    await page.getByText("您的角色不能使用此页面").waitFor();
    const offered = await page.getByRole("navigation", { name: "页面" }).innerText();
    expect(offered).not.toContain("管理");
    expect(offered).not.toContain("导入");
  });
});
