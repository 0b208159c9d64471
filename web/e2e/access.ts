import { mkdirSync } from "node:fs";
import { join } from "node:path";

import axe from "axe-core";
import type { Page } from "playwright-core";

const SHOTS = process.env["GRIDGEO_SHOTS"];

/** What fades in has faded in, and a list that was chosen from is gone: half of it has other colours. */
const still = (page: Page) =>
  page.waitForFunction(
    () =>
      document.getAnimations().every(({ effect }) => effect?.getComputedTiming().iterations === Infinity) &&
      (document.querySelector('[role="combobox"][aria-expanded="true"]') !== null ||
        document.querySelector(".ant-select-dropdown:not(.ant-select-dropdown-hidden)") === null),
  );

/** Choose from a list by its name, and wait until the list is gone: it covers what is pressed next. */
export async function choose(page: Page, name: string, option: string): Promise<void> {
  await page.getByRole("combobox", { name }).click();
  const list = page.locator(".ant-select-dropdown:not(.ant-select-dropdown-hidden)");
  await list.locator(".ant-select-item-option", { hasText: option }).click();
  await page.keyboard.press("Escape"); // a list to choose several from stays
  await page.waitForFunction(
    () => document.querySelector(".ant-select-dropdown:not(.ant-select-dropdown-hidden)") === null,
  );
}

/** What axe finds wrong by WCAG 2.2 AA. */
export async function faultsOfAccess(page: Page): Promise<string[]> {
  await still(page);
  await page.evaluate(axe.source);
  return page.evaluate(async () => {
    const { run } = (window as unknown as { axe: typeof import("axe-core") }).axe;
    const tags = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"];
    const { violations } = await run(document, { runOnly: tags });
    return violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html.slice(0, 160)}`);
  });
}

/** Keep a picture of the page where GRIDGEO_SHOTS names a folder. */
export async function shoot(page: Page, name: string, { fullPage = false } = {}): Promise<void> {
  if (SHOTS === undefined) return;
  mkdirSync(SHOTS, { recursive: true });
  await page.waitForTimeout(600); // of transitions, for the picture's sake alone
  await page.screenshot({ path: join(SHOTS, `${name}.png`), fullPage });
}

export async function signIn(page: Page, name: string, password: string): Promise<void> {
  await page.getByLabel("用户名").fill(name);
  await page.getByLabel("密码").fill(password);
  await page.keyboard.press("Enter");
}
