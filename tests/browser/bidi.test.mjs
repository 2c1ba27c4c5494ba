// Lines of two scripts: where each character stands on the screen, against the
// order in which a reader expects it.
//
// A case of bidi.json is a line as an editor writes it, and its pieces in
// reading order with `|` between. In Persian a piece stands to the left of the
// one before, and so does each letter in it, but Latin letters and figures stand
// from left to right. In English all is the other way round, and what stands in
// `{…}` is a piece whose own pieces run from right to left.

import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, test } from "node:test";

import { launch, needsBrowser } from "./browser.mjs";
import { serve } from "./server.mjs";
import { ROOT, VIRAST, assertNone, fixtureProject } from "./site.mjs";

const CASES = JSON.parse(readFileSync(join(ROOT, "tests/fixtures/bidi.json"), "utf8"));

let browser;
let server;

before(async () => {
  if (needsBrowser.skip) return;
  const project = fixtureProject();
  const pages = join(project, "content/pages");
  mkdirSync(pages, { recursive: true });
  for (const [lang, name] of [["fa", "lines.md"], ["en", "lines.en.md"]]) {
    const lines = CASES[lang].map(([line]) => line).join("\n\n");
    const note = lines.includes("[^1]") ? "\n[^1]: …\n" : "";
    writeFileSync(join(pages, name), `+++\ntitle = "‹›"\n+++\n\n${lines}\n${note}`);
  }
  const built = spawnSync(VIRAST, ["build", "--root", project], { encoding: "utf8" });
  assert.equal(built.status, 0, built.stderr);
  server = await serve(join(project, "public"), "/some/path/");
  browser = await launch();
});

after(async () => {
  await browser?.close();
  await server?.close();
});

/** The characters of each line in the order of the text: `[character, left, right]`. */
function measure() {
  return [...document.querySelectorAll(".text > p")].map((line) => {
    line.style.whiteSpace = "nowrap";
    const walker = document.createTreeWalker(line, NodeFilter.SHOW_TEXT);
    const found = [];
    for (let node = walker.nextNode(); node; node = walker.nextNode()) {
      if (node.parentElement.closest(".number")) continue;
      for (let n = 0; n < node.length; n += 1) {
        const range = document.createRange();
        range.setStart(node, n);
        range.setEnd(node, n + 1);
        const box = range.getBoundingClientRect();
        found.push([node.data[n], box.left, box.right]);
      }
    }
    // White space at the ends of a line has no place.
    while (found.length > 0 && /\s/.test(found[0][0])) found.shift();
    while (found.length > 0 && /\s/.test(found.at(-1)[0])) found.pop();
    return found;
  });
}

/** Pieces as a tree: `["rtl", piece, …]`, where a piece is a text or a tree. */
function pieces(written, direction) {
  const tree = [direction];
  let [into, above] = [tree, null];
  for (const part of written.split(/([|{}])/).filter((part) => part && part !== "|")) {
    if (part === "{") {
      const inner = [direction === "rtl" ? "ltr" : "rtl"];
      into.push(inner);
      [into, above] = [inner, into];
    } else if (part === "}") [into, above] = [above, null];
    else into.push(part);
  }
  return tree;
}

const textOf = (piece) => (typeof piece === "string" ? piece : piece.slice(1).map(textOf).join(""));
/** Latin letters and figures run from left to right wherever they stand. */
const wayOf = (text, around) => (/[A-Za-z0-9۰-۹]/.test(text) ? "ltr" : /[؀-ۿ]/.test(text) ? "rtl" : around);

/** What is wrong with the places of a piece's characters, in words. */
function wrong(piece, places, around) {
  if (typeof piece === "string") {
    return inOrder(places.map((place) => [place]), wayOf(piece, around), piece);
  }
  const [way, ...inner] = piece;
  const parts = [];
  let at = 0;
  for (const part of inner) {
    const length = textOf(part).length;
    parts.push(places.slice(at, at + length));
    at += length;
  }
  return inOrder(parts, way, textOf(piece)) ?? inner.map((part, n) => wrong(part, parts[n], way)).find(Boolean);
}

/** Each group stands wholly after the one before, in its direction. */
function inOrder(groups, way, text) {
  // Half-spaces and vowel marks have no place of their own, and letters that join share a border.
  const boxes = groups.map((group) => group.filter(([c, left, right]) => !/[\p{M}\u200C]/u.test(c) && right - left > 0.5))
    .filter((group) => group.length > 0)
    .map((group) => [Math.min(...group.map((p) => p[1])), Math.max(...group.map((p) => p[2])), group.map((p) => p[0]).join("")]);
  for (const [n, [left, right, own]] of boxes.entries()) {
    if (n === 0) continue;
    const [before, after, last] = boxes[n - 1];
    const isRight = way === "rtl" ? right <= before + 1.5 : left >= after - 1.5;
    if (!isRight) return `in «${text}», «${own}» stands on the wrong side of «${last}»`;
  }
  return undefined;
}

for (const [lang, path] of [["fa", "pages/lines/"], ["en", "en/pages/lines/"]]) {
  test(`no line of two scripts is reordered wrongly: ${CASES[lang].length} in ${lang}`, needsBrowser, async () => {
    const context = await browser.newContext({ viewport: { width: 1400, height: 900 } });
    try {
      const page = await context.newPage();
      await page.goto(server.home + path);
      await page.evaluate(() => document.fonts.ready);
      const lines = await page.evaluate(measure);
      assert.equal(lines.length, CASES[lang].length);
      assertNone(CASES[lang].flatMap(([written, expected], n) => {
        const tree = pieces(expected, lang === "fa" ? "rtl" : "ltr");
        const shown = lines[n].map(([character]) => character).join("");
        if (shown !== textOf(tree)) return [`${written}: shown as «${shown}»`];
        const found = wrong(tree, lines[n], tree[0]);
        return found ? [`${written}: ${found}`] : [];
      }));
    } finally {
      await context.close();
    }
  });
}

test("the measure sees a line that is reordered", needsBrowser, async () => {
  const context = await browser.newContext();
  try {
    const page = await context.newPage();
    await page.setContent('<div class="text"><p dir="rtl">دو پیمان NATO, CSTO را</p></div>');
    const [line] = await page.evaluate(measure);
    assert.match(wrong(pieces("دو پیمان |NATO|, |CSTO| را", "rtl"), line, "rtl"), /wrong side/);
  } finally {
    await context.close();
  }
});
