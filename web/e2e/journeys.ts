import type { Browser } from "playwright-core";
import { afterAll, afterEach, beforeAll, beforeEach, expect } from "vitest";

import { shoot } from "./access";
import { startBrowser, visit, type Visit } from "./browser";
import { type Start, startServers, type Servers, type Stoppable } from "./server";

export interface Journeys<S> {
  /** What runs for the journeys of this file. */
  readonly servers: S;
  /** Open an address as somebody new; what was open before is closed. */
  go: (address: string, options?: Parameters<typeof visit>[2]) => Promise<Visit["page"]>;
}

/** Gives the journeys of a file their servers and browser; each keeps to the host and breaks no script. */
export function journeys(): Journeys<Servers>;
export function journeys<S extends Stoppable>(start: Start<S>): Journeys<S>;
export function journeys(start: Start<Stoppable> = startServers): Journeys<Stoppable> {
  let servers: Stoppable;
  let browser: Browser;
  let open: Visit | null = null;

  const leave = async () => {
    const faults = open?.faults ?? [];
    await open?.context.close();
    open = null;
    expect(faults).toEqual([]);
  };

  beforeAll(async () => {
    [servers, browser] = await Promise.all([start(), startBrowser()]);
  });

  // What a journey that failed had written would bar its way when it is gone once more.
  beforeEach(async ({ task }) => {
    if ((task.result?.retryCount ?? 0) === 0) return;
    await servers.stop();
    servers = await start(true);
  });

  afterEach(async ({ task }) => {
    if (task.result?.state === "fail" && open !== null) await shoot(open.page, `failed ${task.name}`);
    await leave();
  });

  afterAll(async () => {
    await browser?.close();
    await servers?.stop();
  });

  return {
    get servers() {
      return servers;
    },
    go: async (address, options = {}) => {
      await leave();
      open = await visit(browser, address, options);
      return open.page;
    },
  };
}
