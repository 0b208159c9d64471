/** How long after a gesture the page shows what it does: `npm run figures`, with the built page. */
import type { Page } from "playwright-core";
import { describe, it } from "vitest";

import { signIn } from "../e2e/access";
import { drawn } from "../e2e/browser";
import { journeys } from "../e2e/journeys";
import { effect, groundOf, pixelOf, pullsOf, revision, wantPlan } from "../e2e/planning";
import { startDemo } from "../e2e/server";

const AREA = { code: "990101003001", name: "碧柳社区" };
const MOVES = 24;
const stage = journeys(startDemo);

declare global {
  interface Window {
    /** Milliseconds from each input of a kind until the frame after it was drawn. */
    waited: Record<string, number[]>;
  }
}

/** Notice every move, press and key, and when the frame that follows it is there. */
const watch = (page: Page) =>
  page.evaluate(() => {
    window.waited = {};
    for (const kind of ["pointermove", "pointerdown", "pointerup", "keydown"]) {
      window.addEventListener(
        kind,
        ({ timeStamp }) =>
          // The page is counted anew before the frame; once a task after it runs, the frame is drawn.
          requestAnimationFrame(() => setTimeout(() => (window.waited[kind] ??= []).push(performance.now() - timeStamp))),
        { capture: true },
      );
    }
  });

async function tell(page: Page, what: string) {
  await page.waitForTimeout(500);
  const waited = await page.evaluate(() => {
    const told = window.waited;
    window.waited = {};
    return told;
  });
  for (const [kind, times] of Object.entries(waited)) {
    const sorted = [...times].sort((a, b) => a - b);
    const at = (share: number) => Math.round(sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? 0);
    console.log(`${what}, ${kind}: median ${at(0.5)} ms, nine of ten within ${at(0.9)} ms, slowest ${at(1)} ms (${times.length})`);
  }
}

describe("feedback", () => {
  it("follows the pointer and the keys", async () => {
    const page = await stage.go(`${stage.servers.address}/plans`);
    await signIn(page, "planner", stage.servers.passwords["planner"] ?? "");
    const dialog = await wantPlan(page, "城管", AREA.name);
    await dialog.getByRole("button", { name: "开始规划" }).click();
    await page.waitForURL(/\/plans\/\d+/);
    await drawn(page);
    await page.waitForURL(/map=/);
    await watch(page);
    for (const key of ["x", "c", "b", "l", "r", "Escape", "i"]) {
      await page.keyboard.press(key);
      await page.waitForTimeout(400);
    }
    await tell(page, "a mode by its key");

    const [pull] = pullsOf(await groundOf(page, AREA.code));
    if (pull === undefined) throw new Error("there is no border to push");
    const [from, to] = [await pixelOf(page, ...pull.from), await pixelOf(page, ...pull.to)];
    const between = (share: number) => [from.x + share * (to.x - from.x), from.y + share * (to.y - from.y)] as const;
    await page.keyboard.press("r");
    await page.waitForTimeout(500);
    await page.evaluate(() => (window.waited = {}));
    for (let move = 0; move < MOVES; move++) {
      await page.mouse.move(from.x + move, from.y + move);
      await page.waitForTimeout(50);
    }
    await tell(page, "the border under the pointer");
    await page.mouse.move(from.x, from.y);
    await page.mouse.down();
    for (let move = 1; move <= MOVES; move++) {
      await page.mouse.move(...between(move / MOVES));
      await page.waitForTimeout(50);
    }
    await tell(page, "a border pushed");
    await page.mouse.up();
    const asked = performance.now();
    await effect(page).getByText("服务器核对").waitFor();
    await page.keyboard.press("Enter");
    await revision(page, 2);
    console.log(`until the server has it: ${Math.round(performance.now() - asked)} ms`);
    await page.evaluate(() => (window.waited = {}));
    await page.keyboard.press("b");
    await page.keyboard.press("1");
    await page.mouse.move(from.x, from.y);
    await page.mouse.down();
    for (let move = 1; move <= MOVES; move++) {
      await page.mouse.move(...between(move / MOVES));
      await page.waitForTimeout(50);
    }
    await page.mouse.up();
    await tell(page, "a brush");
  });
});
