// Take a picture of each main view in both languages: node scripts/shots.mjs ADDRESS NAME PASSWORD FOLDER
import { existsSync, mkdirSync } from "node:fs";
import { join } from "node:path";

import { chromium } from "playwright-core";

const [address, name, password, folder] = process.argv.slice(2);
if (folder === undefined) {
  console.error("usage: shots.mjs ADDRESS NAME PASSWORD FOLDER");
  process.exit(2);
}
const BROWSERS = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"];
const QUIET_MS = 1500; // until labels have faded in
const TILES_MS = 4000; // until a second map, or one under an empty list, has its tiles
const PATIENCE_MS = 120_000;

const browser = await chromium.launch({
  executablePath: process.env.GRIDGEO_CHROMIUM ?? BROWSERS.find(existsSync),
  args: ["--use-gl=angle", "--use-angle=swiftshader", "--enable-unsafe-swiftshader", ...(process.getuid?.() === 0 ? ["--no-sandbox"] : [])],
});
mkdirSync(folder, { recursive: true });
for (const language of ["zh-CN", "en"]) await takeAll(language);
await browser.close();

async function takeAll(language) {
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 }, baseURL: address });
  context.setDefaultTimeout(PATIENCE_MS);
  await context.addInitScript((chosen) => localStorage.setItem("gridgeo.language", chosen), language);
  const signedIn = await context.request.post("/api/v1/session", { data: { name, password } });
  if (!signedIn.ok()) throw new Error(`The sign-in was refused: ${await signedIn.text()}`);
  const page = await context.newPage();
  const shoot = async (view) => {
    await page.waitForTimeout(QUIET_MS);
    await page.screenshot({ path: join(folder, `web-${view}-${language === "en" ? "en" : "zh"}.png`) });
  };
  const drawn = () => page.waitForSelector('.map[data-ready="true"]');
  const open = async (path) => {
    await page.goto("about:blank"); // the same page with another fragment would not load anew
    await page.goto(path);
  };
  const { items: networks } = await ask(context, "/api/v1/networks");
  const [network] = networks.filter(({ version }) => version !== null);
  const other = networks.find(({ code, version }) => version !== null && code !== network?.code);
  const { items: plans } = await ask(context, "/api/v1/plans");
  const plan = plans.find(({ state }) => state === "draft") ?? plans[0];
  if (network === undefined || plan === undefined) throw new Error("There has to be a published network and a plan.");

  await open(`/#network=${network.code}`);
  await drawn();
  await page.mouse.click(760, 470);
  await page.locator("aside.detail h2").waitFor();
  await shoot("map");
  await open(`/#network=${network.code}&palette=neighbours${other === undefined ? "" : `&outlines=${other.code}`}`);
  await drawn();
  await page.locator(".finder-row .round").first().click();
  await shoot("layers");
  await open(`/#network=${network.code}&findings=shown`);
  await drawn();
  await page.locator(".finding-list button").first().waitFor();
  await shoot("map-findings");
  await open("/dashboard");
  await drawn();
  await page.getByRole("table").first().waitFor();
  await shoot("dashboard");
  await open("/import");
  await page.locator('input[type="file"]').waitFor({ state: "attached" });
  await shoot("import");
  await open("/admin/networks");
  await page.locator("button.linklike").first().click();
  await page.locator(".review-rules").waitFor();
  await shoot("admin-networks");
  await open("/addresses");
  await page.locator(".addresses-side").waitFor();
  await page.waitForTimeout(TILES_MS);
  await shoot("addresses");
  await open("/plans");
  await page.getByRole("table").getByRole("link").first().waitFor();
  await shoot("plans");
  for (const panel of ["grids", "findings", "review", "compare"]) {
    await open(`/plans/${plan.id}#panel=${panel}`);
    await drawn();
    if (panel === "compare") {
      await page.locator(".compare input[type=checkbox]").first().check();
      await page.waitForTimeout(TILES_MS);
    }
    await shoot(`plan-${panel}`);
  }
  if (other !== undefined) {
    await open(`/crosswalk?a=${network.code}&b=${other.code}`);
    await page.locator(".agreement").waitFor();
    await drawn();
    await shoot("crosswalk");
    await page.getByRole("tab").nth(1).click();
    await shoot("crosswalk-matrix");
  }
  await context.close();
}

async function ask(context, path) {
  return (await context.request.get(path)).json();
}
