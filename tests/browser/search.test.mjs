// The search page in a browser, under the content policy of `_headers`: what
// must meet meets, what is found is announced and marked, all by keyboard, the
// address keeps the query, and a query loads little.

import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { pathToFileURL } from "node:url";

import { launch, needsBrowser } from "./browser.mjs";
import { serve } from "./server.mjs";
import { ROOT, SITE, VIRAST, assertNone, fixtureProject } from "./site.mjs";
import { GROUPS, VECTORS, writeVectorPages } from "./vectors.mjs";

const AXE = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
/** What a reader may ask: query, language of the page, where it is, what the paragraph holds. */
const QUERIES = JSON.parse(readFileSync(join(ROOT, "tests/fixtures/search-queries.json"), "utf8"));
/** Bytes that a first query may load with everything, and a later one. */
const FIRST = 350_000;
const LATER = 60_000;

let browser;
let small;
let edition;
let folder;

before(async () => {
  if (needsBrowser.skip) return;
  const project = fixtureProject();
  writeVectorPages(project);
  const built = spawnSync(VIRAST, ["build", "--root", project], { encoding: "utf8" });
  assert.equal(built.status, 0, built.stderr);
  folder = join(project, "public");
  small = await serve(folder, "/some/path/");
  edition = await serve(SITE);
  browser = await launch();
});

after(async () => {
  await browser?.close();
  await small?.close();
  await edition?.close();
});

/** Opens a page in a tab of its own for `look(page)`. */
async function inTab(address, look, options = {}) {
  const context = await browser.newContext(options);
  try {
    const page = await context.newPage();
    page.setDefaultTimeout(10_000);
    const errors = [];
    page.on("pageerror", (error) => errors.push(String(error)));
    // From a folder a browser refuses fonts that are preloaded, and says so.
    const isNoise = () => address.startsWith("file:");
    page.on("console", (m) => m.type() === "error" && !isNoise() && errors.push(m.text()));
    await page.goto(address);
    await look(page);
    assert.deepEqual(errors, []);
  } finally {
    await context.close();
  }
}

const status = (page) => page.getByRole("status");
const results = (page) => page.locator(".found li");

/** How many passages the page says it has found. */
async function count(page) {
  const [, n] = /(\d+|One) passage/.exec(await status(page).innerText());
  return n === "One" ? 1 : Number(n);
}

/** The text of a place of the edition, as it is on its page. */
async function textAt(path, hash) {
  const html = await (await fetch(edition.origin + path)).text();
  const start = hash ? html.indexOf(` id="${hash.slice(1)}"`) : html.indexOf("<main");
  return html.slice(start, html.indexOf("</p>", start)).replace(/<[^>]+>/g, "");
}

/** Types a query and waits until it is answered. */
async function ask(page, query) {
  await page.locator(".found").evaluate((list) => list.replaceChildren(document.createElement("li")));
  await page.getByRole("searchbox").fill(query);
  await page.getByRole("searchbox").press("Enter");
  await page.waitForFunction(() => !document.querySelector(".found li:empty"));
}

test("what must meet meets, and what must not does not", needsBrowser, async () => {
  await inTab(`${small.home}search/`, async (page) => {
    for (const [g, group] of GROUPS.entries()) {
      const apart = g >= VECTORS.meet.length;
      for (const [w, word] of group.entries()) {
        await ask(page, word);
        const links = await results(page).locator(".where a").evaluateAll((all) => all.map((a) => a.href));
        const own = links.map((href) => new RegExp(`pages/g${g}-w(\\d+)/index.html#p-[a-z2-9]{5}$`).exec(href)?.[1]);
        const found = own.filter(Boolean).map(Number).sort();
        assert.deepEqual(found, apart ? [w] : [...group.keys()], `${word} of ${group.join("، ")}`);
      }
    }
  });
});

test("a name is found first, in either script", needsBrowser, async () => {
  await inTab(`${edition.home}search/`, async (page) => {
    for (const name of ["طالبان", "طالبـان", "Taliban", "taliban"]) {
      await ask(page, name);
      const first = page.locator(".found-names li").first();
      assert.equal(await first.locator("a").innerText(), "طالبان", name);
      assert.match(await first.locator("a").evaluate((a) => a.href), /\/actors\/taliban\/index\.html$/);
      assert.ok((await results(page).count()) > 3, name);
    }
  });
});

test("a result is marked as it was written, in its own direction, and leads there", needsBrowser, async () => {
  await inTab(`${edition.home}en/search/?q=taliban`, async (page) => {
    await results(page).first().waitFor();
    assert.match(await status(page).innerText(), /\d+ passages found/);
    assert.equal(await results(page).first().locator("mark").first().innerText(), "Taliban");
    await page.getByRole("checkbox", { name: /Persian/ }).check();
    const persian = results(page).first();
    await page.waitForFunction(() => document.querySelector(".found li")?.lang === "fa");
    assert.equal(await persian.getAttribute("dir"), "rtl");
    assert.match(page.url(), /q=taliban&lang=fa/);
    await page.reload();
    await page.waitForFunction(() => document.querySelector(".found li")?.lang === "fa");
    await persian.locator(".where a").click();
    await page.waitForURL(/index\.html(#.+)?$/);
    const { hash } = new URL(page.url());
    if (hash) assert.equal(await page.locator(hash).count(), 1);
  });
});

test("a phrase is found as it stands", needsBrowser, async () => {
  await inTab(`${edition.home}search/`, async (page) => {
    await ask(page, "«پیمان امنیت جمعی»");
    const texts = await results(page).locator(".excerpt").allInnerTexts();
    assert.ok(texts.length > 0);
    for (const text of texts.slice(0, 3)) assert.match(text.replace(/\s+/g, " "), /پیمان امنیت (جمعی|دسته)/);
  });
});

test("queries made of facts find the paragraph that has them among the first five", needsBrowser, async () => {
  const missed = [];
  for (const lang of ["fa", "en"]) {
    await inTab(`${edition.home}${lang === "en" ? "en/" : ""}search/`, async (page) => {
      for (const [query, , place, holds] of QUERIES.filter((one) => one[1] === lang)) {
        await ask(page, query);
        const first = await results(page).evaluateAll((all) => all.slice(0, 5).map((item) =>
          [new URL(item.querySelector("a").href).pathname, item.querySelector("a").hash, item.innerText]));
        const isFound = await Promise.all(first.map(async ([path, hash, shown]) => {
          if (!path.replace(/^\/(en\/)?/, "").startsWith(place)) return false;
          return new RegExp(holds).test(`${shown} ${await textAt(path, hash)}`.replace(/\s+/g, " "));
        }));
        if (!isFound.includes(true)) missed.push(`${query}: ${first.map((one) => one.slice(0, 2).join("")).join(" ")}`);
      }
    });
  }
  assertNone(missed);
});

test("what is found can be narrowed down by name and decade, and the address keeps it", needsBrowser, async () => {
  await inTab(`${edition.home}en/search/?q=drugs`, async (page) => {
    await results(page).first().waitFor();
    const all = await count(page);
    await page.locator("[data-part=narrow] summary").click();
    const decade = page.locator("input[name=decade][value='1990']");
    await decade.waitFor();
    const said = Number(await decade.locator("xpath=..").locator("[data-part=count]").innerText());
    assert.ok(said > 0 && said < all);
    await decade.check();
    const counted = (n) => page.waitForFunction((text) => document.querySelector("[data-part=status]").textContent.includes(text), `${n} passage`);
    await counted(said);
    const person = page.locator("label:has(input[name=person]):visible").first();
    const both = Number(await person.locator("[data-part=count]").innerText());
    assert.ok(both > 0 && both <= said);
    await person.locator("input").check();
    await page.waitForURL(/person=/);
    if (both > 1) await counted(both);
    for (const name of ["article", "organization", "state"]) {
      assert.ok((await page.locator(`input[name=${name}]`).count()) > 1, name);
    }
    assert.match(page.url(), /decade=1990/);
    await page.reload();
    await page.locator("input[name=decade][value='1990']:checked").waitFor();
    if (both > 1) await counted(both);
  });
});

test("Latin words and figures in a Persian result stand as on its page", needsBrowser, async () => {
  await inTab(`${small.home}search/?q=${encodeURIComponent("دوازده سکه")}`, async (page) => {
    await results(page).first().waitFor();
    const text = page.locator(".found .excerpt", { hasText: "Brook" }).first();
    assert.equal(await text.locator("span[lang=en][dir=ltr]").first().innerText(), "Brook, 2004: 51");
    assert.match(await text.innerText(), /۱۳۷۷/);
  });
});

test("the keyboard alone goes to the box, to the results and back", needsBrowser, async () => {
  await inTab(edition.home, async (page) => {
    await page.keyboard.press("/");
    await page.keyboard.type("روسیه");
    await page.keyboard.press("Enter");
    await page.waitForURL(/search\/.*q=/);
    await results(page).first().waitFor();
  });
  await inTab(`${edition.home}timeline/`, async (page) => {
    await page.keyboard.press("/");
    await page.waitForURL(/search\/index\.html$/);
    await page.keyboard.press("/");
    await page.keyboard.type("روسیه");
    await results(page).first().waitFor();
    const at = () => page.evaluate(() => [...document.querySelectorAll("#search li a")].indexOf(document.activeElement));
    await page.keyboard.press("ArrowDown");
    assert.equal(await at(), 0);
    await page.keyboard.press("ArrowDown");
    assert.equal(await at(), 1);
    await page.keyboard.press("Escape");
    assert.equal(await page.evaluate(() => document.activeElement.type), "search");
    await page.keyboard.press("ArrowDown");
    await page.keyboard.press("Enter");
    await page.waitForURL(/(actors|organizations|articles|events|pages)\//);
  });
});

test("without a script, and from a folder, it says so and names another way", needsBrowser, async () => {
  await inTab(`${edition.home}search/`, async (page) => {
    assert.ok(await page.locator("noscript a, .failure a").first().isVisible());
  }, { javaScriptEnabled: false });
  await inTab(pathToFileURL(join(folder, "search/index.html")).href, async (page) => {
    await page.locator("[data-part=local]").waitFor();
    assert.ok(await page.locator("[data-part=local] a").isVisible());
  });
});

test("nothing found is said, and what is nearly so is named", needsBrowser, async () => {
  await inTab(`${edition.home}en/search/`, async (page) => {
    await ask(page, "qqqwwweee");
    assert.equal(await status(page).innerText(), "No passage found.");
    await ask(page, "Uzbekstan");
    assert.match(await status(page).innerText(), /close to it: uzbekistan/);
    assert.ok((await results(page).count()) > 0);
  });
});

for (const colorScheme of ["light", "dark"]) {
  test(`axe finds nothing among results in ${colorScheme}`, needsBrowser, async () => {
    for (const address of ["search/?q=روسیه", "en/search/?q=Uzbekistan"]) {
      await inTab(edition.home + encodeURI(address), async (page) => {
        await results(page).first().waitFor();
        await page.evaluate(AXE);
        const { violations } = await page.evaluate(() => globalThis.axe.run());
        assert.deepEqual(violations.map((v) => [v.id, v.nodes.map((n) => n.target)]), []);
      }, { colorScheme });
    }
  });
}

test("results fit a small phone", needsBrowser, async () => {
  await inTab(`${edition.home}search/?q=${encodeURIComponent("سازمان همکاری شانگهای")}`, async (page) => {
    await results(page).first().waitFor();
    const [wide, room] = await page.evaluate(() => [document.documentElement.scrollWidth, document.documentElement.clientWidth]);
    assert.ok(wide <= room, `${wide} px wide in ${room}`);
  }, { viewport: { width: 320, height: 640 } });
});

test("a query loads little", needsBrowser, async () => {
  const context = await browser.newContext();
  try {
    const page = await context.newPage();
    let bytes = 0;
    const bodies = [];
    page.on("response", (answer) => bodies.push(answer.body().then((body) => (bytes += body.length), () => 0)));
    const loaded = async () => {
      await page.waitForLoadState("networkidle");
      await Promise.all(bodies);
      const sum = bytes;
      bytes = 0;
      return sum;
    };
    await page.goto(`${edition.home}search/?q=${encodeURIComponent("پیمان تاشکند")}`);
    await results(page).first().waitFor();
    const first = await loaded();
    assert.ok(first < FIRST, `the first query loads ${first} bytes`);
    for (const query of ["طالبان", "opium 1999", "قدرت نرم روسیه", "Uzbekistan", "می شود", "«امنیت جمعی»"]) {
      await ask(page, query);
      const later = await loaded();
      assert.ok(later < LATER, `«${query}» loads ${later} bytes`);
    }
  } finally {
    await context.close();
  }
});
