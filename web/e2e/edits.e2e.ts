import type { Page } from "playwright-core";
import { describe, expect, it } from "vitest";

import { type Ground, type Position } from "../src/state/plan/ground";
import { junctionsOf } from "../src/state/plan/junctions";
import { unitsOf } from "../src/state/plan/actions";
import { begin, editOf, IDLE, type Mode } from "../src/state/plan/tool";
import { faultsOfAccess, shoot, signIn } from "./access";
import { contrastAt, drawn } from "./browser";
import { type Hand, HANDS, type Spot } from "./hands";
import { journeys } from "./journeys";
import { effect, groundOf, handedOver, makePlan, PATIENCE, pixelOf, type Pull, pullsOf, revision } from "./planning";

// The left community of tests/support/small_town.py: sixteen squares with 50 households each.
const COMMUNITY = "110199001001";
const UNIT = 50;

const stage = journeys();

/** The places that the gestures are about: one grid grows, and the other gives. */
interface Scene {
  grid: number;
  other: number;
  pull: Pull;
  /** A unit of the other grid that the border passes next, one of its own that may go there, one that may go alone. */
  theirs: Spot;
  ours: Spot;
  alone: Spot;
}

function sceneOf(ground: Ground): Scene {
  const pull = pullsOf(ground).find(({ households }) => households === UNIT);
  if (pull === undefined) throw new Error("no pull moves one unit");
  const { gains, gives } = pull;
  return {
    grid: gains,
    other: gives,
    pull,
    theirs: spotOf(ground, "paint", gains, gives),
    ours: spotOf(ground, "erase", gains, gains),
    alone: spotOf(ground, "draw", gains, gains),
  };
}

/** The first unit of an owner that may be taken for a grid by a way of editing. */
function spotOf(ground: Ground, mode: Mode, grid: number, owner: number): Spot {
  const may = (unit: number) => editOf(ground, { ...begin(IDLE, mode, grid), name: "-", units: [unit] }).local?.owner != null;
  const unit = ground.units[unitsOf(ground.owner, owner).find(may) ?? NaN];
  if (unit === undefined) throw new Error(`nothing to ${mode}`);
  return { code: unit.code, place: unit.point };
}

const inside = (ground: Ground, grid: number): Position => ground.units[ground.owner.indexOf(grid)]?.point ?? [0, 0];
const codeOf = (ground: Ground, grid: number) => ground.grids.get(grid)?.code ?? "";
/** Its place in the list, which goes by codes. */
const placeOf = (ground: Ground, grid: number) =>
  [...ground.grids.values()].map(({ code }) => code).sort().indexOf(codeOf(ground, grid)) + 1;

/** Each way of editing: its tool, its key, the gesture, and what the page says it would do. */
const EDITS: readonly [string, string | null, (hand: Hand, scene: Scene, ground: Ground) => Promise<void>, RegExp | number[]][] = [
  ["涂画划入", "b", (hand, { theirs }) => hand.paint(theirs), [-UNIT, UNIT]],
  ["涂画划出", "e", (hand, { ours }) => hand.paint(ours), [-UNIT, UNIT]],
  ["套索划入", "l", (hand, { theirs }) => hand.circle(theirs), [-UNIT, UNIT]],
  ["推移边界", "r", (hand, { pull }) => hand.push(pull), [-UNIT, UNIT]],
  ["合并", "c", (hand, { other }, ground) => hand.pick(codeOf(ground, other), inside(ground, other)), /→\t800/],
  ["拆分", "x", ({ page }) => effect(page).getByLabel("份数").fill("4"), /(–\t→\t\d+[^]*){3}/],
  ["新建网格", "n", (hand, { alone }) => hand.paint(alone), /–\t→\t50/],
];

/** Try each way of editing: its effect is shown, and it is left. */
async function tryEach(hand: Hand, scene: Scene, ground: Ground) {
  for (const [tool, key, gesture, wanted] of EDITS) {
    await hand.tool(tool, key);
    await gesture(hand, scene, ground);
    await effect(hand.page).getByText("服务器核对").waitFor();
    if (wanted instanceof RegExp) expect(await effect(hand.page).getByRole("table").innerText(), tool).toMatch(wanted);
    else expect((await handedOver(hand.page)).sort(), tool).toEqual(wanted);
    await shoot(hand.page, `edit-${EDITS.findIndex(([name]) => name === tool)}-${hand.page.viewportSize()?.width}`);
    await hand.leave();
    await effect(hand.page).waitFor({ state: "detached" });
  }
}

/** Choose the grid that is worked on, by the map or by its number. */
async function choose(hand: Hand, ground: Ground, grid: number) {
  await hand.grid(placeOf(ground, grid), inside(ground, grid));
  const chosen = hand.page.getByRole("list", { name: "网格" }).getByRole("button", { pressed: true });
  await chosen.filter({ hasText: codeOf(ground, grid).slice(-6) }).waitFor();
}

/** Split along a line, then lead the junction that this made: all borders that meet there move. */
async function splitAndLead(hand: Hand, ground: Ground, grid: number) {
  const { page } = hand;
  const own = unitsOf(ground.owner, grid).map((unit) => ground.units[unit]?.point ?? [0, 0]);
  const [lons, lats] = [own.map(([lon]) => lon), own.map(([, lat]) => lat)];
  const middle = (Math.min(...lats) + Math.max(...lats)) / 2 + 0.0001;
  await hand.tool("拆分", "x");
  await hand.line([Math.min(...lons) - 0.0035, middle], [Math.max(...lons) + 0.0035, middle]);
  await effect(page).getByText("服务器核对").waitFor();
  await shoot(page, `edit-line-${page.viewportSize()?.width}`);
  await hand.commit();
  await revision(page, 2);
  const halves = await groundOf(page, COMMUNITY);
  const [junction, ...others] = junctionsOf(halves, halves.owner);
  if (junction === undefined || others.length > 0) throw new Error("there has to be one junction");
  await hand.tool("推移边界", "r");
  await hand.junction(junction.place);
  await effect(page).getByText("服务器核对").waitFor();
  const moved = await handedOver(page);
  expect(moved.length).toBe(junction.grids.length);
  expect(moved.reduce((sum, one) => sum + one, 0)).toBe(0);
  await shoot(page, `edit-junction-${page.viewportSize()?.width}`);
  await hand.commit();
  await revision(page, 3);
}

/** Give one unit a grid of its own, for one purpose. */
async function cutOut(hand: Hand, grid: number) {
  const { page } = hand;
  const alone = spotOf(await groundOf(page, COMMUNITY), "dedicate", grid, grid);
  await hand.tool("划出专属网格", null);
  await effect(page).getByLabel("名称").fill("商业街");
  await hand.paint(alone);
  await effect(page).getByText("服务器核对").waitFor();
  await hand.commit();
  await revision(page, 4);
  await page.getByRole("list", { name: "网格" }).getByText("商业街").waitFor();
}

/** Name, status, trigger and lock of a grid; a locked one is not painted, and the page says why. */
async function describeGrid(hand: Hand, grid: number, other: number) {
  const { page } = hand;
  const ground = await groundOf(page, COMMUNITY);
  const theirs = spotOf(ground, "paint", grid, other);
  const card = page.getByRole("region", { name: "网格属性" });
  await card.getByLabel("名称").fill("南片");
  await hand.press(card.getByRole("button", { name: "保存" }).first());
  await revision(page, 5);
  const [lon, lat] = ground.units[unitsOf(ground.owner, grid).at(-1) ?? NaN]?.point ?? [0, 0];
  const beside = async () => {
    const { x, y } = await pixelOf(page, lon + 0.0012, lat + 0.0012); // of the label, the mark and the borders
    return contrastAt(page, x, y);
  };
  await drawn(page);
  expect(await beside()).toBeLessThan(20);
  await hand.status("预留");
  await revision(page, 6);
  await expect.poll(beside, PATIENCE).toBeGreaterThan(20); // hatched
  await card.getByLabel("入住达到此数即提醒").fill("300");
  await hand.press(card.getByRole("button", { name: "保存" }).nth(2));
  await revision(page, 7);
  const row = page.getByRole("list", { name: "网格" }).getByRole("button").filter({ hasText: "南片" });
  await row.getByText("预留").waitFor();
  await hand.tool("锁定", "q");
  await row.getByText("锁定").waitFor();
  await hand.tool("涂画划入", "b");
  await hand.paint(theirs);
  await effect(page).getByRole("alert").getByText("已锁定", { exact: false }).waitFor();
  expect(await effect(page).getByRole("button", { name: /确定/ }).isDisabled()).toBe(true);
  expect(await faultsOfAccess(page)).toEqual([]);
  await shoot(page, `edit-locked-${page.viewportSize()?.width}`);
  await hand.leave();
  await hand.tool("解锁", "q");
  await row.getByText("锁定").waitFor({ state: "detached" });
}

/** Take the last step back, and bring it back. */
async function backAndForth(hand: Hand) {
  const { page } = hand;
  const name = page.getByRole("list", { name: "网格" }).getByText("预留");
  await hand.tool("撤销", "Control+z");
  await hand.tool("撤销", "Control+z");
  await name.waitFor({ state: "detached" });
  await hand.tool("重做", "Control+Shift+z");
  await name.waitFor();
}

describe("everything that changes a draft", () => {
  it.each(HANDS)("%s", async (_, handOf, options) => {
    const page: Page = await stage.go(`${stage.servers.planning}/plans`, options);
    const hand = handOf(page);
    await signIn(page, "administrator", stage.servers.password);
    await makePlan(page);
    await drawn(page);
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(options.width);
    const ground = await groundOf(page, COMMUNITY);
    const scene = sceneOf(ground);
    await choose(hand, ground, scene.grid);
    await tryEach(hand, scene, ground);
    await splitAndLead(hand, ground, scene.grid);
    await cutOut(hand, scene.grid);
    await describeGrid(hand, scene.grid, scene.other);
    await backAndForth(hand);
  }, 480_000);
});
