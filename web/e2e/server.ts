import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { join, resolve } from "node:path";
import { createInterface } from "node:readline";

export interface Servers {
  /** Everybody may read. */
  open: string;
  /** Asks for a sign-in. */
  closed: string;
  /** Published, with units, accounts of all roles, and a worker. */
  planning: string;
  /** Nothing is published. */
  empty: string;
  password: string;
  stop: () => Promise<void>;
}

export const PROJECT = resolve(import.meta.dirname, "../..");
export const PYTHON = process.env["GRIDGEO_PYTHON"] ?? join(PROJECT, ".venv/bin/python");

/** Start the real application on a real PostGIS with a town that the journeys know by heart. */
export async function startServers(): Promise<Servers> {
  const running = process.env["GRIDGEO_SERVERS"]; // the line that tests.support.web_server wrote
  if (running !== undefined) return { ...JSON.parse(running), stop: () => Promise.resolve() };
  if (!existsSync(join(PROJECT, "web/dist/index.html"))) {
    throw new Error("The page is not built: run `npm run build` first.");
  }
  const child = spawn(PYTHON, ["-m", "tests.support.web_server"], {
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
  return { ...(JSON.parse(line) as Omit<Servers, "stop">), stop };
}
