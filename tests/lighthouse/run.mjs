// Lighthouse on the pages that a reader meets first, with its phone settings,
// from a server that compresses as hosts do:
//
//   make lighthouse
//
// Fails when a figure is lower than it may be. Lighthouse brings two hundred
// packages and measures the machine too, so it is no part of `make test`; its
// figures are in docs/ARCHITECTURE.md.

import { readFileSync } from "node:fs";
import { createServer } from "node:http";
import { createRequire } from "node:module";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { gzipSync } from "node:zlib";

import { headerRules } from "../browser/server.mjs";
import { ROOT, SITE, filesOf } from "../browser/site.mjs";
import { chromium } from "../browser/tools.mjs";

const LEAST = { performance: 98, accessibility: 100, "best-practices": 100, seo: 100 };
const MEDIA = { html: "text/html; charset=utf-8", css: "text/css", js: "text/javascript", json: "application/json", svg: "image/svg+xml", woff2: "font/woff2", txt: "text/plain" };
const packages = createRequire(join(process.env.LIGHTHOUSE ?? join(ROOT, "target/lighthouse"), "package.json"));
const { default: lighthouse } = await import(pathToFileURL(packages.resolve("lighthouse")).href);
const { launch } = await import(pathToFileURL(packages.resolve("chrome-launcher")).href);

/** The site, compressed beforehand, under its own headers. */
function serve() {
  const files = new Map(filesOf(SITE).map((path) => {
    const bytes = readFileSync(join(SITE, path));
    return [path, path.endsWith(".woff2") ? [bytes, {}] : [gzipSync(bytes), { "content-encoding": "gzip" }]];
  }));
  const rules = headerRules(readFileSync(join(SITE, "_headers"), "utf8"));
  const server = createServer((request, response) => {
    const path = decodeURI(new URL(request.url, "http://x").pathname);
    const name = path.slice(1).replace(/(^|\/)$/, "$1index.html");
    const [body, headers] = files.get(name) ?? [null, {}];
    for (const rule of rules) if (rule.matches(path)) for (const [key, value] of rule.headers) response.setHeader(key, value);
    const media = MEDIA[name.split(".").pop()] ?? "application/octet-stream";
    response.writeHead(body ? 200 : 404, { "content-type": media, ...headers }).end(body);
  });
  return new Promise((ready) => server.listen(0, "127.0.0.1", () => ready(server)));
}

/** The largest article: it has the most to load. */
const [article] = filesOf(SITE).filter((path) => /^articles\/[^/]+\/index\.html$/.test(path))
  .sort((a, b) => readFileSync(join(SITE, b)).length - readFileSync(join(SITE, a)).length);
const PAGES = [article, "timeline/index.html", "index.html"].flatMap((path) => [path, `en/${path}`])
  .map((path) => path.replace(/index\.html$/, ""));

const server = await serve();
const chrome = await launch({ chromePath: chromium(), chromeFlags: ["--headless=new", "--no-sandbox", "--disable-gpu"] });
try {
  const home = `http://127.0.0.1:${server.address().port}/`;
  for (const path of process.argv.length > 2 ? process.argv.slice(2) : PAGES) {
    const { lhr } = await lighthouse(home + path, { port: chrome.port, logLevel: "silent", onlyCategories: Object.keys(LEAST) });
    const figures = Object.entries(lhr.categories).map(([name, { score }]) => [name, Math.round(score * 100)]);
    const times = ["first-contentful-paint", "largest-contentful-paint", "total-blocking-time", "cumulative-layout-shift"];
    console.log(`/${path}  ${figures.map(([name, n]) => `${name} ${n}`).join("  ")}  (${times.map((t) => lhr.audits[t].displayValue).join(", ")})`);
    for (const [name, n] of figures) {
      if (n >= LEAST[name]) continue;
      process.exitCode = 1;
      for (const { id } of lhr.categories[name].auditRefs) {
        const { score, title, displayValue, details } = lhr.audits[id];
        if (score === null || score >= 0.9) continue;
        const nodes = (details?.items ?? []).slice(0, 3).map((item) => item.node?.snippet ?? item.url ?? item.description ?? "");
        console.log(`    ${name}: ${title} ${displayValue ?? ""} ${nodes.join(" | ").slice(0, 300)}`);
      }
    }
  }
} finally {
  chrome.kill();
  server.close();
}
