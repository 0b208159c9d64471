// What each page needs before it can show itself, compressed: its own scripts and all that these import.
import { readdirSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { gzipSync } from "node:zlib";

const DIST = resolve(import.meta.dirname, "../dist");
const ASSETS = join(DIST, "assets");
const STATIC_IMPORT = /(?:^|[;}\s])import\s*(?:[\w$*{}\s,]+?from\s*)?["']\.\/([\w.-]+\.js)["']/g;

/** Scripts of the built application with their compressed sizes and what they import at once. */
function readScripts() {
  const scripts = new Map();
  for (const name of readdirSync(ASSETS).filter((one) => one.endsWith(".js"))) {
    const text = readFileSync(join(ASSETS, name));
    const imports = [...text.toString().matchAll(STATIC_IMPORT)].map(([, other]) => other);
    scripts.set(name, { gzip: gzipSync(text, { level: 9 }).length, imports });
  }
  return scripts;
}

/** Bytes by page: `{ MapPage: 505123, … }`; `parts` has the scripts of each, the largest first. */
export function pageSizes() {
  const scripts = readScripts();
  const [, entry] = /<script type="module"[^>]+src="\/assets\/([\w.-]+\.js)"/.exec(readFileSync(join(DIST, "index.html"), "utf8")) ?? [];
  const pages = {};
  for (const name of scripts.keys()) {
    const page = /^([A-Z]\w+Page)-/.exec(name)?.[1];
    if (page === undefined) continue;
    const needed = new Set();
    const take = (one) => {
      if (needed.has(one) || !scripts.has(one)) return;
      needed.add(one);
      scripts.get(one).imports.forEach(take);
    };
    [entry, name].forEach(take);
    const parts = [...needed].map((one) => [one, scripts.get(one).gzip]).sort((a, b) => b[1] - a[1]);
    pages[page] = { gzip: parts.reduce((sum, [, size]) => sum + size, 0), parts };
  }
  return pages;
}

if (process.argv[1] === import.meta.filename) {
  for (const [page, { gzip, parts }] of Object.entries(pageSizes())) {
    console.log(`${page}: ${(gzip / 1000).toFixed(0)} kB in ${parts.length} files`);
    if (process.argv.includes("--parts")) for (const [name, size] of parts) console.log(`  ${(size / 1000).toFixed(1)} ${name}`);
  }
}
