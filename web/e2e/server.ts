import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { join, resolve } from "node:path";
import { createInterface } from "node:readline";

export interface Stoppable {
  stop: () => Promise<void>;
}

export interface Servers extends Stoppable {
  /** Everybody may read. */
  open: string;
  /** Asks for a sign-in. */
  closed: string;
  /** Published, with units, accounts of all roles, and a worker. */
  planning: string;
  /** Nothing is published. */
  empty: string;
  password: string;
}

/** What `gridgeo demo` serves. */
export interface Demo extends Stoppable {
  address: string;
  /** By the names of its users, which are those of their roles. */
  passwords: Record<string, string>;
}

export const PROJECT = resolve(import.meta.dirname, "../..");
export const PYTHON = process.env["GRIDGEO_PYTHON"] ?? join(PROJECT, ".venv/bin/python");

/** Start, or take what runs already unless it has to be fresh. */
export type Start<S> = (fresh?: boolean) => Promise<S>;

/** Start the real application on a real PostGIS with a town that the journeys know by heart. */
export const startServers: Start<Servers> = (fresh) => start("web_server", "GRIDGEO_SERVERS", fresh);

/** Make the demo, and serve it, as its command does. */
export const startDemo: Start<Demo> = (fresh) => start("demo_server", "GRIDGEO_DEMO", fresh);

/** Start a module of tests/support, or take what runs: the line that it wrote is in `variable`. */
async function start<S extends Stoppable>(module: string, variable: string, fresh = false): Promise<S> {
  const running = fresh ? undefined : process.env[variable];
  if (running !== undefined) return { ...JSON.parse(running), stop: () => Promise.resolve() };
  if (!existsSync(join(PROJECT, "web/dist/index.html"))) {
    throw new Error("The page is not built: run `npm run build` first.");
  }
  const child = spawn(PYTHON, ["-m", `tests.support.${module}`], {
    cwd: PROJECT,
    stdio: ["pipe", "pipe", "pipe"],
  });
  const ended = new Promise<void>((done) => child.once("close", () => done()));
  let complaints = "";
  child.stderr.on("data", (text: Buffer) => (complaints += text.toString()));
  const line = await Promise.race([
    new Promise<string>((found) => createInterface(child.stdout).once("line", found)),
    ended.then(() => {
      throw new Error(`The servers did not start:\n${complaints}`);
    }),
  ]);
  const stop = () => {
    child.stdin.end();
    return ended;
  };
  return { ...JSON.parse(line), stop };
}
