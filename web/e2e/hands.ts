import type { Locator, Page } from "playwright-core";
import { expect } from "vitest";

import type { Position } from "../src/state/plan/ground";
import { effect, pixelOf, press, type Pixel, type Pull } from "./planning";
import { swipe, tap, tapControl } from "./touch";

/** A unit with its code and a place inside. */
export interface Spot {
  code: string;
  place: Position;
}

/** One of the ways by which everything on the planning page can be done. */
export interface Hand {
  page: Page;
  press: (control: Locator) => Promise<void>;
  /** Take up a way of editing by its button or its key; not every one has a key. */
  tool: (name: string, key: string | null) => Promise<void>;
  /** Work on a grid: its place in the list, and a place inside. */
  grid: (number: number, inside: Position) => Promise<void>;
  paint: (unit: Spot) => Promise<void>;
  circle: (unit: Spot) => Promise<void>;
  /** Say which other grid is meant. */
  pick: (code: string, inside: Position) => Promise<void>;
  line: (from: Position, to: Position) => Promise<void>;
  push: (pull: Pull) => Promise<void>;
  /** Lead a junction 0.0045 degrees to the east. */
  junction: (at: Position) => Promise<void>;
  status: (name: string) => Promise<void>;
  commit: () => Promise<void>;
  leave: () => Promise<void>;
}

/** Half the side of a unit of the town, in degrees. */
const HALF = 0.0025;
const EAST = 0.0045;
const AROUND = [[-1, -1], [1, -1], [1, 1], [-1, 1], [-1, -0.9]] as const;

const ringOf = (page: Page, [lon, lat]: Position) =>
  Promise.all(AROUND.map(([x, y]) => pixelOf(page, lon + x * HALF * 0.8, lat + y * HALF * 0.8)));

/** What mouse and finger have in common: they press and drag. */
function pointing(page: Page, push: (control: Locator) => Promise<void>, drag: (...places: Pixel[]) => Promise<void>, click: (place: Position) => Promise<void>): Hand {
  const ways = effect(page);
  const option = (name: string) => page.locator(".ant-select-item-option", { hasText: name });
  return {
    page,
    press: push,
    tool: (name) => push(page.getByRole("button", { name, exact: true })),
    grid: async (_, inside) => click(inside),
    paint: ({ place }) => click(place),
    circle: async ({ place }) => drag(...(await ringOf(page, place))),
    pick: async (_, inside) => click(inside),
    line: async (from, to) => {
      for (const place of [from, to, to]) await click(place);
    },
    push: async ({ from, to }) => drag(await pixelOf(page, ...from), await pixelOf(page, ...to)),
    junction: async ([lon, lat]) => drag(await pixelOf(page, lon, lat), await pixelOf(page, lon + EAST, lat)),
    status: async (name) => {
      await push(page.getByRole("combobox", { name: "状态" }));
      await push(option(name));
    },
    commit: () => push(ways.getByRole("button", { name: /确定/ })),
    leave: () => push(ways.getByRole("button", { name: /取消/ })),
  };
}

const byMouse = (page: Page): Hand =>
  pointing(
    page,
    (control) => control.click(),
    async (from, ...places) => {
      if (from === undefined) return;
      await page.mouse.move(from.x, from.y);
      await page.mouse.down();
      for (const { x, y } of places) await page.mouse.move(x, y, { steps: 3 });
      await page.mouse.up();
    },
    async (place) => {
      const { x, y } = await pixelOf(page, ...place);
      await page.mouse.click(x, y);
    },
  );

const byFinger = (page: Page): Hand =>
  pointing(
    page,
    tapControl,
    async (from, ...places) => {
      if (from !== undefined) await swipe(page, from, ...places);
    },
    (place) => tap(page, ...place),
  );

/** Pixels by which an arrow key moves the map. */
const ARROW = 100;

function byKeys(page: Page): Hand {
  const key = (chord: string) => page.keyboard.press(chord);
  const tick = async (name: RegExp) => {
    await effect(page).getByRole("checkbox", { name }).focus();
    await key("Space");
  };
  const units = ({ code }: Spot) => tick(new RegExp(code.slice(-8)));
  const corner = async (place: Position) => {
    await page.locator(".maplibregl-canvas").focus();
    const off = async () => {
      const [box, { x, y }] = [await page.locator(".maplibregl-canvas").boundingBox(), await pixelOf(page, ...place)];
      return { x: x - (box?.x ?? 0) - (box?.width ?? 0) / 2, y: y - (box?.y ?? 0) - (box?.height ?? 0) / 2 };
    };
    const { x, y } = await off();
    for (let i = 0; i < Math.round(Math.abs(x) / ARROW); i++) await key(x > 0 ? "ArrowRight" : "ArrowLeft");
    for (let i = 0; i < Math.round(Math.abs(y) / ARROW); i++) await key(y > 0 ? "ArrowDown" : "ArrowUp");
    await expect.poll(async () => Math.max(...Object.values(await off()).map(Math.abs))).toBeLessThanOrEqual(ARROW / 2 + 1);
    await key("p");
  };
  return {
    page,
    press,
    tool: (name, chord) => (chord === null ? press(page.getByRole("button", { name, exact: true })) : key(chord)),
    grid: (number) => key(String(number)),
    paint: units,
    circle: units,
    pick: (code) => tick(new RegExp(code)),
    line: async (from, to) => {
      await corner(from);
      await corner(to);
    },
    push: () => key("ArrowDown"),
    junction: async () => {
      for (let i = 0; i < 4; i++) await key("]"); // to 400 m, of which a step is half
      await effect(page).getByRole("combobox", { name: "交汇点" }).focus();
      await key("ArrowDown");
      for (let i = 0; i < 2; i++) await press(effect(page).getByRole("button", { name: "向东" }));
    },
    status: async (name) => {
      await page.getByRole("combobox", { name: "状态" }).focus();
      await key("Enter");
      const active = page.locator(".ant-select-item-option-active", { hasText: name });
      for (let i = 0; i < 3 && !(await active.isVisible()); i++) await key("ArrowDown");
      await key("Enter");
    },
    commit: async () => {
      // Enter presses a button that has the focus; anywhere else it commits.
      const onButton = await page.evaluate(() => document.activeElement?.matches("button, select") ?? false);
      if (onButton) await press(effect(page).getByRole("button", { name: /确定/ }));
      else await key("Enter");
    },
    leave: () => key("Escape"),
  };
}

export const HANDS = [
  ["by mouse", byMouse, { width: 1440, height: 900 }],
  ["by finger", byFinger, { width: 390, height: 844, touch: true }],
  ["by keyboard alone", byKeys, { width: 1440, height: 900, calm: true }],
] as const;
