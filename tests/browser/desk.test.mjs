// The editor's desk in a browser: a reading is chosen by a click or a key, the file
// is changed accordingly, and what somebody changed meanwhile stays. Styles and
// places of the preview beside it: a style sheet is swapped without a reload, and a
// reload keeps the reader's place.

import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { createRequire } from "node:module";
import { appendFileSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, test } from "node:test";

import { launch, needsBrowser } from "./browser.mjs";
import { VIRAST, assertNone, fixtureProject } from "./site.mjs";

const AXE = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const TEXT = `+++
title = "بازار"
+++

## آغاز

شر و غرب ده راهی به بازار داشت. در بازار شیر و مست می‌فروختند. نان تافتون بود و آب چشمه.
`;
const doubt = (line, text, readings) => ({
  line,
  text,
  stands: text,
  reason: "two words are possible",
  pass: "letters",
  candidates: readings.map(([reading, likelihood]) => ({ reading, likelihood })),
});

/** The doubts of the article that the tests write; the fixture has one of its own. */
const FAIR = 'section[data-article="fair"] .doubts > li';

let project;
let folder;
let preview;
let address;
let browser;

before(async () => {
  if (needsBrowser.skip) return;
  project = fixtureProject();
  folder = join(project, "content/articles/fair");
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, "index.md"), '+++\ntitle = "بازار هفتگی"\nlanguage = "fa"\n+++\n\nخلاصه.\n');
  writeFileSync(join(folder, "text.md"), TEXT);
  const report = {
    source: { file: "fair.txt", blake3: "", lines: 9 },
    damage: [], metadata: {}, headings: [], citations: [], footnotes: [], tables: [], junk: [], corrections: [],
    doubts: [
      doubt(3, "شر", [["شرق", 0.7], ["شر", 0.3]]),
      doubt(4, "مست", [["ماست", 0.6], ["مست", 0.4]]),
      doubt(5, "تافتون", [["تافتان", 0.5], ["تافتون", 0.5]]),
      doubt(6, "چشمه", [["خیمه", 0.2], ["چشمه", 0.8]]),
    ],
  };
  writeFileSync(join(folder, "import.json"), JSON.stringify(report));
  preview = spawn(VIRAST, ["serve", "--port", "0", "--root", project], { stdio: ["ignore", "pipe", "pipe"] });
  address = await new Promise((found, failed) => {
    let said = "";
    const listen = (part) => {
      said += part;
      const match = /http:\/\/127\.0\.0\.1:\d+\//.exec(said);
      if (match) found(match[0]);
    };
    preview.stdout.on("data", listen);
    preview.stderr.on("data", listen);
    preview.on("exit", (code) => failed(new Error(`virast serve ended with ${code}:\n${said}`)));
  });
  browser = await launch();
});

after(async () => {
  await browser?.close();
  preview?.kill();
});

const text = () => readFileSync(join(folder, "text.md"), "utf8");

/** Waits until the file says so, as an editor beside the browser would see it. */
async function becomes(expected) {
  for (let n = 0; n < 150 && text() !== expected; n++) await new Promise((done) => setTimeout(done, 100));
  assert.equal(text(), expected);
}

test("axe finds nothing on the desk, in both languages, in light and dark", needsBrowser, async () => {
  const wrong = [];
  for (const colorScheme of ["light", "dark"]) {
    const context = await browser.newContext({ colorScheme });
    const page = await context.newPage();
    for (const path of ["_virast/desk/", "en/_virast/desk/"]) {
      await page.goto(new URL(path, address).href);
      await page.evaluate(AXE);
      const { violations } = await page.evaluate(() => globalThis.axe.run());
      wrong.push(...violations.map(({ id, nodes }) => `${path} ${colorScheme}: ${id} ${nodes[0].target} ${nodes[0].failureSummary}`));
    }
    await context.close();
  }
  assertNone(wrong);
});

test("a click and a key put a reading into the file, and the next doubt has the focus", needsBrowser, async () => {
  const page = await browser.newPage();
  try {
    await page.goto(new URL("articles/fair/", address).href);
    await page.locator("#virast-desk a").click();
    await page.locator(FAIR).first().waitFor();
    assert.equal(await page.locator(FAIR).count(), 4);
    await page.getByRole("button", { name: /^شرق/ }).click();
    const first = TEXT.replace("شر و غرب", "شرق و غرب");
    await becomes(first);
    await page.waitForFunction((f) => document.querySelectorAll(f).length === 3, FAIR);
    await page.waitForFunction(() => document.activeElement?.matches(".doubts > li"));
    const number = await page.evaluate(() => {
      const buttons = [...document.activeElement.querySelectorAll("form button[name]")];
      return buttons.findIndex((b) => ["ماست", "تافتان"].includes(b.value)) + 1;
    });
    const chosen = await page.evaluate((n) => document.activeElement.querySelectorAll("form button[name]")[n - 1].value, number);
    const second = chosen === "ماست" ? first.replace(" مست", " ماست") : first.replace("تافتون", "تافتان");
    // The save before reloads the page, which takes no key at that moment: then it is pressed again.
    for (let tries = 0; tries < 10 && text() !== second; tries += 1) {
      const focused = await page.evaluate((c) => [...document.activeElement.querySelectorAll("form button[name]")].some((b) => b.value === c), chosen).catch(() => false);
      if (focused) await page.keyboard.press(String(number));
      await page.waitForTimeout(500);
    }
    await becomes(second);
    await page.waitForFunction((f) => document.querySelectorAll(f).length === 2, FAIR);
    // A reading of one's own.
    const left = page.locator(FAIR).first();
    const stands = await left.locator("button[data-stands]").getAttribute("value");
    const before = text();
    await left.locator("input[name=own]").fill("خوانش");
    await left.locator("form.own button").click();
    await becomes(before.replace(stands, "خوانش"));
  } finally {
    await page.close();
  }
});

test("what was changed meanwhile stays, and the desk says so", needsBrowser, async () => {
  const context = await browser.newContext();
  const page = await context.newPage();
  try {
    await page.goto(new URL("en/_virast/desk/", address).href);
    // This page hears of no change: it still shows the text as it was.
    await page.evaluate(() => document.querySelectorAll('input[name="seen"]').forEach((field) => { field.value = "0".repeat(32); }));
    appendFileSync(join(folder, "text.md"), "");
    const before = text();
    await page.locator(".doubts > li button[name]").first().click();
    await page.locator("#desk-said", { hasText: "changed meanwhile" }).waitFor({ timeout: 15_000 });
    assert.equal(text(), before);
  } finally {
    await context.close();
  }
});

test("another site's page can send what it likes and nothing is written", needsBrowser, async () => {
  const page = await browser.newPage();
  try {
    await page.goto(new URL("_virast/desk/", address).href);
    const form = await page.evaluate(() => {
      const form = document.querySelector(".doubts form");
      return new URLSearchParams(new FormData(form, form.querySelector("button"))).toString();
    });
    const before = text();
    // The same machine by another name is another origin.
    await page.goto(address.replace("127.0.0.1", "localhost"));
    const status = await page.evaluate(
      async ([url, body]) => {
        const headers = { "content-type": "application/x-www-form-urlencoded" };
        return fetch(url, { method: "POST", mode: "no-cors", headers, body }).then((a) => a.type, () => "refused");
      },
      [new URL("_virast/decide", address).href, form],
    );
    assert.ok(["opaque", "refused"].includes(status), status);
    await new Promise((done) => setTimeout(done, 500));
    assert.equal(text(), before);
  } finally {
    await page.close();
  }
});

test("a style sheet is swapped without a reload, and a reload keeps the place", needsBrowser, async () => {
  const page = await browser.newPage({ viewport: { width: 800, height: 400 } });
  try {
    const about = join(project, "content/pages/about.md");
    const good = readFileSync(about, "utf8");
    const lines = Array.from({ length: 40 }, (_, n) => `بند ${n} از نوشته‌ای بلند، تا صفحه از پنجره بلندتر شود.`);
    writeFileSync(about, `${good}\n${lines.join("\n\n")}\n`);
    await page.goto(new URL("pages/about/", address).href);
    const mark = page.getByText("بند 30 از", { exact: false }).or(page.getByText("بند ۳۰ از", { exact: false })).first();
    await mark.waitFor({ timeout: 15_000 });
    await mark.scrollIntoViewIfNeeded();
    const where = async () => Math.round((await mark.boundingBox()).y);
    const before = await where();
    await page.evaluate(() => { globalThis.notReloaded = true; });
    appendFileSync(join(project, "themes/matn/styles/base.css"), "\nh1 { outline: 7px solid rgb(1 2 3); }\n");
    await page.waitForFunction(() => getComputedStyle(document.querySelector("h1")).outlineWidth === "7px");
    assert.equal(await page.evaluate(() => globalThis.notReloaded), true);
    assert.equal(await where(), before);
    // A paragraph more above the reader's place moves nothing.
    writeFileSync(about, `${good}\nسطری تازه بالای همه.\n\nو یکی دیگر.\n\n${lines.join("\n\n")}\n`);
    await page.waitForFunction(() => !globalThis.notReloaded && document.readyState === "complete");
    await page.waitForFunction((y) => {
      const all = [...document.querySelectorAll("main p")];
      const mark = all.find((p) => /بند (30|۳۰) از/.test(p.textContent));
      return mark && Math.abs(mark.getBoundingClientRect().y - y) < 60;
    }, before);
  } finally {
    await page.close();
  }
});
