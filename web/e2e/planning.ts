import type { Locator, Page } from "playwright-core";

import { type Ground, type Position, readGround } from "../src/state/plan/ground";
import { junctionAt, junctionsOf } from "../src/state/plan/junctions";
import { unitsSwept } from "../src/state/plan/shapes";
import { editOf, IDLE, WIDTH_BRUSHES } from "../src/state/plan/tool";
import { drawn } from "./browser";

/** Where a place is on the screen, by the view that the address tells. */
export async function pixelOf(page: Page, lon: number, lat: number) {
  const [zoom = 0, midLat = 0, midLon = 0] =
    /map=([\d.]+)\/([\d.-]+)\/([\d.-]+)/.exec(page.url())?.slice(1).map(Number) ?? [];
  const box = await page.locator(".maplibregl-canvas").boundingBox();
  if (box === null) throw new Error("there is no map");
  const world = 512 * 2 ** zoom;
  const north = (degrees: number) =>
    (Math.log(Math.tan(Math.PI / 4 + (degrees * Math.PI) / 360)) / (2 * Math.PI)) * world;
  return {
    x: box.x + box.width / 2 + ((lon - midLon) / 360) * world,
    y: box.y + box.height / 2 + north(midLat) - north(lat),
  };
}

export type Pixel = { x: number; y: number };

/** How long a press that may come too early is tried again. */
export const PATIENCE = { timeout: 60_000, interval: 500 };

export const effect = (page: Page) => page.getByRole("region", { name: "操作预览" });
/** How many households each grid gains by what is being tried. */
export async function handedOver(page: Page) {
  const text = (await effect(page).getByRole("table").innerText()).replaceAll(",", "");
  return [...text.matchAll(/(\d+)\t→\t(\d+)/g)].map(([, before, after]) => Number(after) - Number(before));
}

export const revision = (page: Page, number: number) =>
  page.getByText(`修订 ${number}`, { exact: false }).first().waitFor();

/** Ask for a plan of a community; the dialog waits for the start. */
export async function wantPlan(page: Page, network: string, community: string): Promise<Locator> {
  await page.getByRole("button", { name: "新建方案" }).first().click();
  const dialog = page.getByRole("dialog");
  await dialog.getByRole("combobox", { name: "网络" }).click();
  await page.locator(".ant-select-item-option", { hasText: network }).click();
  await dialog.getByRole("combobox", { name: "社区" }).click();
  await page.keyboard.type(community);
  await page.locator(".ant-select-item-option", { hasText: community }).click();
  await dialog.getByText("新建方案").click(); // anywhere else: the list of communities closes
  return dialog;
}

/** Let the planner propose for the left community of the small town; the page opens what it made. */
export async function makePlan(page: Page) {
  const dialog = await wantPlan(page, "综治", "和平社区");
  await dialog.getByRole("button", { name: "开始规划" }).click();
  await page.waitForURL(/\/plans\/\d+/, { timeout: 120_000 });
  await drawn(page);
  await page.waitForURL(/map=/);
}

/** Let the first grid take so many units beyond its border, as far as the preview. */
export async function pushByKey(page: Page, units: number) {
  await page.keyboard.press("1");
  await page.keyboard.press("r");
  for (let i = 0; i < units; i++) await page.keyboard.press("ArrowDown");
  await effect(page).getByText("服务器核对").waitFor();
}

/** The draft that the page shows, as the server has it. */
export async function groundOf(page: Page, area: string): Promise<Ground> {
  const { origin, pathname } = new URL(page.url());
  const answer = await page.request.get(`${origin}/api/v1${pathname}/ground?area=${area}`);
  return readGround(await answer.json());
}

/** A pull at the border of two grids, into a unit of one of them. */
export interface Pull {
  from: Position;
  to: Position;
  /** Numbers of the grid that grows, and of the other. */
  gains: number;
  gives: number;
  /** Households that change hands. */
  households: number;
}

/** So far from a junction a press means the border, and not all that meet there. */
const CLEAR_M = 50;
/** A pull ends a little behind the place inside the unit, which it means for certain. */
const BEYOND = 1.05;

/** Every pull that the draft allows, from the middles of shared edges; those with the most households first. */
export function pullsOf(ground: Ground): Pull[] {
  const junctions = junctionsOf(ground, ground.owner);
  const all = ground.edges.flatMap(({ from: start, to: end, left, right }) => {
    const from: Position = [(start[0] + end[0]) / 2, (start[1] + end[1]) / 2];
    if (right < 0 || junctionAt(junctions, from, CLEAR_M) !== null) return [];
    return [[left, right], [right, left]].flatMap(([grows = 0, shrinks = 0]): Pull[] => {
      const [gains = 0, gives = 0] = [ground.owner[grows], ground.owner[shrinks]];
      const [lon, lat] = ground.units[shrinks]?.point ?? from;
      const to: Position = [from[0] + BEYOND * (lon - from[0]), from[1] + BEYOND * (lat - from[1])];
      const units = unitsSwept(ground, from, to, IDLE.radius_m * WIDTH_BRUSHES).filter((unit) => ground.owner[unit] === gives);
      const { local } = editOf(ground, { ...IDLE, mode: "push", grid: gains, other: gives, units });
      const owner = local?.owner ?? null;
      if (gains === gives || owner === null) return [];
      const moved = ground.units.filter((_, unit) => owner[unit] !== ground.owner[unit]);
      return [{ from, to, gains, gives, households: moved.reduce((sum, unit) => sum + unit.households, 0) }];
    });
  });
  return all.filter(({ households }) => households > 0).sort((a, b) => b.households - a.households);
}

/** Take a step of the review, and say yes. */
export async function take(page: Page, step: string) {
  await page.getByRole("button", { name: step, exact: true }).click();
  await page.getByRole("tooltip").getByRole("button", { name: step, exact: true }).click();
}

/** Press a control without a mouse. */
export async function press(control: Locator) {
  await control.focus();
  await control.page().keyboard.press("Enter");
}

export async function takeByKey(page: Page, step: string) {
  await press(page.getByRole("button", { name: step, exact: true }));
  await press(page.getByRole("tooltip").getByRole("button", { name: step, exact: true }));
}
