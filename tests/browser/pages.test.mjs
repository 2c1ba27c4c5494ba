// The pages in a browser, under the content policy of `_headers`: no axe
// violation in light or dark, nothing that scrolls sideways on a small phone,
// text without JavaScript, no word in the console, no request that leaves the site.

import { createRequire } from "node:module";
import { readFileSync } from "node:fs";
import { after, before, test } from "node:test";

import { launch, needsBrowser, testEach } from "./browser.mjs";
import { serve } from "./server.mjs";
import { addressOf, assertNone, pageOfEachKind, pagesOf, sites } from "./site.mjs";

const AXE = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const SITES = sites();
const KINDS = SITES.flatMap((site) => pageOfEachKind(site.folder).map((page) => ({ ...page, site })));
const PAGES = SITES.flatMap((site) => pagesOf(site.folder).map((path) => ({ path, site })));
/** The width at which WCAG 2.2 (1.4.10) asks for one column. */
const PHONE = { width: 320, height: 640 };

let browser;

before(async () => {
  if (needsBrowser.skip) return;
  for (const site of SITES) site.server = await serve(site.folder, site.base);
  browser = await launch();
});

after(async () => {
  await browser?.close();
  for (const site of SITES) await site.server?.close();
});

const addressFor = ({ site, path }) => site.server.home + encodeURI(addressOf(path));
const nameOf = ({ site, kind, path }) => `${site.name}, ${kind ?? path}`;
const inBrowser = { browser: () => browser };

/** What axe finds in the page that is open: a line a rule, with the first place it is broken. */
async function violations(page, label, options) {
  await page.evaluate(AXE);
  const { violations } = await page.evaluate((o) => globalThis.axe.run(document, o), options);
  return violations.map(({ id, nodes }) => {
    const why = nodes[0].failureSummary.replace(/\s+/g, " ");
    return `${label}: ${id}, ${nodes.length} times, such as ${nodes[0].target.join(" ")}: ${why}`;
  });
}

testEach("axe finds nothing on a page of each kind", KINDS, { ...inBrowser, colorScheme: "light" }, async (page, one) => {
  await page.goto(addressFor(one));
  return violations(page, nameOf(one), {});
});

// The same page in other colours: only what depends on them is asked again.
const COLOURS = { runOnly: ["color-contrast", "link-in-text-block"] };

testEach("axe finds nothing on a page of each kind in dark", KINDS, { ...inBrowser, colorScheme: "dark" }, async (page, one) => {
  await page.goto(addressFor(one));
  return violations(page, nameOf(one), COLOURS);
});

testEach("every kind of page shows its text without JavaScript", KINDS, { ...inBrowser, javaScriptEnabled: false }, async (page, one) => {
  await page.goto(addressFor(one));
  const title = (await page.locator("h1").first().innerText()).trim();
  const shown = (await page.locator("main").innerText()).trim();
  const wrong = [];
  if (!title) wrong.push(`${nameOf(one)}: no heading`);
  if (shown.length <= title.length) wrong.push(`${nameOf(one)}: nothing but its heading`);
  if (/undefined|\[object |NaN/.test(shown)) wrong.push(`${nameOf(one)}: a value that is none`);
  return wrong;
});

testEach("no page scrolls sideways at 320 pixels", PAGES, { ...inBrowser, viewport: PHONE }, async (page, one) => {
  await page.goto(addressFor(one));
  const culprit = await page.evaluate(() => {
    const { scrollWidth, clientWidth } = document.documentElement;
    if (scrollWidth <= clientWidth) return null;
    // What sticks out farthest, innermost first.
    const reach = (e) => Math.max(e.getBoundingClientRect().right - clientWidth, -e.getBoundingClientRect().left);
    const [widest] = [...document.body.querySelectorAll("*")].reverse().sort((a, b) => reach(b) - reach(a));
    return `${scrollWidth} px wide, because of <${widest.outerHTML.slice(1, 100).replace(/\s+/g, " ")}`;
  });
  return culprit ? [`${nameOf(one)}: ${culprit}`] : [];
});

test("pages load without a word in the console and ask nobody else", needsBrowser, async () => {
  const context = await browser.newContext();
  const wrong = [];
  try {
    // The policy's violations are told in the console too.
    context.on("console", (m) => {
      if (["error", "warning"].includes(m.type())) wrong.push(`${m.location().url}: ${m.text()}`);
    });
    context.on("weberror", (e) => wrong.push(`${e.page()?.url()}: ${e.error()}`));
    context.on("request", (r) => {
      const ours = [...SITES.map((site) => site.server.home), "data:"];
      if (!ours.some((start) => r.url().startsWith(start))) wrong.push(`asks for ${r.url()}`);
    });
    context.on("response", (r) => {
      if (r.status() >= 400 && !r.url().includes("favicon.ico")) wrong.push(`${r.url()}: status ${r.status()}`);
    });
    const page = await context.newPage();
    for (const one of KINDS) {
      const answer = await page.goto(addressFor(one), { waitUntil: "load" });
      const policy = answer.headers()["content-security-policy"] ?? "";
      if (!policy.includes("default-src 'none'")) wrong.push(`${nameOf(one)}: no content policy`);
    }
  } finally {
    await context.close();
  }
  assertNone(wrong);
});
