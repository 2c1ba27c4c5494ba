// How the pages look where layout matters most, against pictures that are kept
// in tests/fixtures/golden: the fixture's article wide and on a phone, its home
// page, and search.
//
//   UPDATE_GOLDEN=1 node --test tests/browser/golden.test.mjs
//
// keeps what is there now. Look at it before you commit it.

import assert from "node:assert/strict";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, test } from "node:test";

import { launch, needsBrowser } from "./browser.mjs";
import { serve } from "./server.mjs";
import { ROOT, SITE, sites } from "./site.mjs";

const [, FIXTURE] = sites();
const FOLDER = join(ROOT, "tests/fixtures/golden");
/** How many points may differ, for each that has ink: another version of the browser smooths letters otherwise. */
const TOLERANCE = 0.2;
/** How much of a colour's range a point may be off before it differs. */
const SLACK = 64;
const PICTURES = [
  ["wide", "articles/salt-road/#part-text", { viewport: { width: 1440, height: 1000 } }],
  ["phone", "en/articles/salt-road/", { viewport: { width: 375, height: 800 }, colorScheme: "dark" }],
  ["home", "", { viewport: { width: 1000, height: 800 } }],
  ["search", "en/search/?q=salt", { viewport: { width: 1200, height: 800 } }],
];

let browser;
let home;

before(async () => {
  if (needsBrowser.skip) return;
  FIXTURE.server = await serve(FIXTURE.folder, FIXTURE.base);
  home = FIXTURE.server.home;
  browser = await launch();
});

after(async () => {
  await browser?.close();
  await FIXTURE.server?.close();
});

/** How many points of a picture differ from the one that is kept, for each that has ink there. Runs in a page. */
async function difference([one, kept, slack]) {
  const points = async (data) => {
    const bitmap = await createImageBitmap(await (await fetch(`data:image/png;base64,${data}`)).blob());
    const context = new OffscreenCanvas(bitmap.width, bitmap.height).getContext("2d");
    context.drawImage(bitmap, 0, 0);
    return context.getImageData(0, 0, bitmap.width, bitmap.height);
  };
  const [a, b] = [await points(one), await points(kept)];
  if (a.width !== b.width || a.height !== b.height) return 1;
  const isOff = (x, n, y, m) => [0, 1, 2].some((c) => Math.abs(x.data[n + c] - y.data[m + c]) > slack);
  let [count, ink] = [0, 0];
  for (let n = 0; n < a.data.length; n += 4) {
    if (isOff(a, n, b, n)) count += 1;
    if (isOff(b, n, b, 0)) ink += 1;
  }
  return count / ink;
}

/**
 * Waits until the faces are there, and puts the page at its anchor once more: a
 * face that comes after the browser has scrolled may move the lines above it.
 * Runs in a page.
 */
async function settle() {
  await document.fonts.ready;
  const frame = () => new Promise(requestAnimationFrame);
  await frame();
  document.getElementById(location.hash.slice(1))?.scrollIntoView({ behavior: "instant" });
  await frame();
  await frame();
}

for (const [name, path, options] of PICTURES) {
  test(`${name} looks as it is kept`, needsBrowser, async () => {
    const context = await browser.newContext(options);
    try {
      const page = await context.newPage();
      await page.goto(home + path, { waitUntil: "networkidle" });
      await page.evaluate(settle);
      const picture = await page.screenshot({ animations: "disabled" });
      const file = join(FOLDER, `${name}.png`);
      if (process.env.UPDATE_GOLDEN) {
        mkdirSync(FOLDER, { recursive: true });
        writeFileSync(file, picture);
        return;
      }
      assert.ok(existsSync(file), `no ${file}: UPDATE_GOLDEN=1 keeps it`);
      const blank = await context.newPage();
      const share = await blank.evaluate(difference, [picture.toString("base64"), readFileSync(file).toString("base64"), SLACK]);
      const seen = join(SITE, "..", `golden-${name}.png`);
      if (share > TOLERANCE) writeFileSync(seen, picture);
      assert.ok(share <= TOLERANCE, `${(share * 100).toFixed(1)} % of its ink differs: ${seen}`);
      // A comparison that finds nothing in a page without its text would find nothing anywhere.
      await page.evaluate(() => document.querySelector("main").replaceChildren());
      const emptied = (await page.screenshot()).toString("base64");
      const lost = await blank.evaluate(difference, [emptied, readFileSync(file).toString("base64"), SLACK]);
      assert.ok(lost > TOLERANCE, `only ${(lost * 100).toFixed(1)} % is lost with the text`);
    } finally {
      await context.close();
    }
  });
}
