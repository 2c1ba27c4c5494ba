// Reading an article: the contents follow, the switch keeps the place, cards
// and notes say what a link stands for, links are copied, the place and the
// settings are kept, and without scripts nothing of this is missed. On the
// timeline choices are made in place.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";

import { launch, needsBrowser } from "./browser.mjs";
import { serve } from "./server.mjs";
import { sites } from "./site.mjs";

const [, FIXTURE] = sites();
const WIDE = { viewport: { width: 1440, height: 900 } };
const PHONE = { viewport: { width: 375, height: 812 }, hasTouch: true, isMobile: true };

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

/** A page in a tab of its own, under the content policy; nothing may go wrong in it. */
function look(name, path, options, act) {
  test(name, needsBrowser, async () => {
    const context = await browser.newContext(options);
    try {
      const page = await context.newPage();
      page.setDefaultTimeout(10_000);
      const errors = [];
      page.on("pageerror", (error) => errors.push(String(error)));
      page.on("console", (m) => m.type() === "error" && errors.push(m.text()));
      await page.goto(home + path);
      // A face that comes moves the lines, and what the pointer is on with them.
      await page.evaluate(() => document.fonts.ready);
      await act(page, context);
      assert.deepEqual(errors, []);
    } finally {
      await context.close();
    }
  });
}

const ARTICLE = "articles/salt-road/";
const card = (page) => page.locator("#card");
const isOpen = (page) => card(page).evaluate((element) => element.matches(":popover-open"));
const top = (page, selector) => page.locator(selector).evaluate((e) => e.getBoundingClientRect().top);
/** Scrolls a place to the head of the window and lets the page follow. */
async function scrollTo(page, selector) {
  await page.locator(selector).evaluate((element) => element.scrollIntoView({ block: "start" }));
  await page.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))));
}

look("the contents show where the reader is", ARTICLE, WIDE, async (page) => {
  const shown = () => page.locator("nav.contents [aria-current]").getAttribute("href");
  for (const place of ["#findings", "#text-s2", "#text-s1"]) {
    await scrollTo(page, place);
    assert.equal(await shown(), place);
  }
  assert.equal(await page.locator("nav.contents [aria-current]").count(), 1);
});

look("the switch leads to the same place in the other language", ARTICLE, { viewport: { width: 800, height: 400 } }, async (page) => {
  const way = () => page.locator("nav.switch a").evaluate((link) => new URL(link.href).hash);
  assert.equal(await way(), "");
  for (const [place, twin] of [["#findings", "#findings"], ["#p1", "#p1"], ["#text-s2", "#part-text"], ["#t1", "#part-text"]]) {
    await scrollTo(page, place);
    assert.equal(await way(), twin, place);
  }
  await scrollTo(page, "#findings");
  await page.locator("nav.switch a").evaluate((link) => link.click());
  await page.waitForURL(/\/en\/.*#findings$/);
  assert.ok(Math.abs(await top(page, "#findings")) < 100);
});

look("the switch keeps what was searched for", "search/?q=%D9%86%D9%85%DA%A9", {}, async (page) => {
  await page.locator(".found li").first().waitFor();
  await page.locator("nav.switch a").click();
  await page.waitForURL(/\/en\/search\/.*q=/);
  assert.equal(await page.getByRole("searchbox").inputValue(), "نمک");
});

/** Rests the pointer on a link until its card has a part: a page that still moves under the pointer closes a card. */
async function rest(page, link, part) {
  await link.scrollIntoViewIfNeeded();
  for (let n = 0; n < 4; n += 1) {
    await page.mouse.move(1, 1);
    await link.hover();
    if (await part.waitFor({ timeout: 2500 }).then(() => true, () => false)) return;
  }
  await part.waitFor();
}

look("a name has a card under the pointer, which stays while the pointer is on it", ARTICLE, WIDE, async (page) => {
  const name = page.locator(".text a.name", { hasText: "پرویز دریایی" }).first();
  await rest(page, name, card(page).locator(".name"));
  assert.match(await card(page).innerText(), /شخص[^]*پرویز دریایی[^]*Parviz Daryayi/);
  await card(page).hover();
  await page.waitForTimeout(400);
  assert.ok(await isOpen(page));
  await page.keyboard.press("Escape");
  assert.ok(!(await isOpen(page)));
  assert.ok(page.url().endsWith(ARTICLE));
});

look("a citation has a card at the focus, described by it, and Enter goes on", ARTICLE, WIDE, async (page) => {
  const cite = page.locator(".digest .text a.cite").first();
  await page.locator(".digest .text p .number").first().focus();
  for (let n = 0; n < 12 && !(await cite.evaluate((link) => link === document.activeElement)); n += 1) {
    await page.keyboard.press("Tab");
  }
  await card(page).locator(".gloss").waitFor();
  assert.match(await card(page).locator(".gloss").innerText(), /دریایی/);
  assert.equal(await cite.getAttribute("aria-describedby"), "card");
  await page.keyboard.press("Tab");
  await page.waitForFunction(() => !document.activeElement.matches(".cite") || !document.querySelector("#card:popover-open .gloss"));
  await page.keyboard.press("Shift+Tab");
  await page.keyboard.press("Enter");
  await page.waitForURL(/bibliography\/index\.html#daryayi-1398$/);
});

look("the first tap shows a card, the second goes on", ARTICLE, PHONE, async (page) => {
  const name = page.locator(".text a.name").first();
  await name.evaluate((link) => link.scrollIntoView({ block: "end" }));
  await name.tap();
  await card(page).locator("p.name").waitFor();
  assert.ok(page.url().endsWith(ARTICLE));
  const box = await card(page).boundingBox();
  assert.ok(Math.abs(box.y + box.height - 812) < 2, "the card lies at the foot");
  const tapped = await name.boundingBox();
  assert.ok(tapped.y > 0 && tapped.y + tapped.height <= box.y, "what was tapped stands above it");
  await page.locator("h1").tap();
  assert.ok(!(await isOpen(page)));
  await name.tap();
  await card(page).locator("[data-part=go]").tap();
  await page.waitForURL(/actors|organizations/);
});

look("a note's card says the note on a phone", ARTICLE, PHONE, async (page) => {
  await page.locator(".full .mark a").nth(1).tap();
  await card(page).locator(".gloss").waitFor();
  assert.match(await card(page).innerText(), /forty days/);
  assert.equal(await card(page).locator(".back").count(), 0);
});

look("notes stand beside their lines on a wide screen, and never on each other", ARTICLE, WIDE, async (page) => {
  const places = await page.evaluate(() => [...document.querySelectorAll(".article .notes li")].map((note) => {
    const mark = document.getElementById(note.querySelector(".back").hash.slice(1));
    const [box, line] = [note.getBoundingClientRect(), mark.getBoundingClientRect()];
    const text = mark.closest(".text").getBoundingClientRect();
    return { gap: box.top - line.top, isOutside: box.right <= text.left, top: box.top, bottom: box.bottom, left: box.left };
  }));
  assert.equal(places.length, 3);
  for (const [n, place] of places.entries()) {
    assert.ok(place.isOutside && place.left >= 0, `note ${n + 1} stands in the margin`);
    assert.ok(place.gap > -20, `note ${n + 1} stands at its line`);
    if (n > 0) assert.ok(place.top >= places[n - 1].bottom, `note ${n + 1} stands under the one before`);
  }
  assert.ok(places.filter(({ gap }) => Math.abs(gap) < 20).length >= 2);
});

look("notes stand below the text on a narrow screen", ARTICLE, { viewport: { width: 900, height: 900 } }, async (page) => {
  for (const part of [".digest", ".full"]) {
    const [text, notes] = [await page.locator(`${part} > .text`).boundingBox(), await page.locator(`${part} > .notes`).boundingBox()];
    assert.ok(notes.y >= text.y + text.height, part);
  }
});

look("a click on a paragraph's number copies its link and says so", ARTICLE, { ...WIDE, permissions: ["clipboard-read", "clipboard-write"] }, async (page) => {
  await page.locator("#p2").click();
  await page.locator("#said[data-shown]").waitFor();
  assert.match(await page.locator("#said").innerText(), /۲/);
  const lasting = await page.locator("p:has(> #p2)").getAttribute("id");
  assert.match(lasting, /^p-[a-z2-9]{5}$/);
  assert.equal(await page.evaluate(() => navigator.clipboard.readText()), `${home}${ARTICLE}#${lasting}`);
});

look("an article is cited with the paragraph that one has come to, as text, BibTeX and RIS", ARTICLE, { ...WIDE, permissions: ["clipboard-read", "clipboard-write"] }, async (page) => {
  const copied = async (form) => {
    await page.locator(`section.cite [data-form="${form}"]`).click();
    await page.locator("#said[data-shown]").waitFor();
    // What was copied before may come late on a busy machine.
    await page.waitForFunction(async ([before, begins]) => {
      const now = await navigator.clipboard.readText();
      return now !== before && now.startsWith(begins);
    }, [last, { text: "", bibtex: "@", ris: "TY" }[form]]);
    return (last = await page.evaluate(() => navigator.clipboard.readText()));
  };
  let last = "";
  const whole = await copied("text");
  assert.match(whole, /راه نمک/);
  assert.ok(whole.endsWith(`/${ARTICLE}`), whole);
  await page.locator("#p2").click();
  const lasting = await page.locator("p:has(> #p2)").getAttribute("id");
  last = await page.evaluate(() => navigator.clipboard.readText());
  const text = await copied("text");
  assert.match(text, new RegExp(`بند ۲\\..*#${lasting}$`));
  const bibtex = await copied("bibtex");
  assert.match(bibtex, new RegExp(`url = \\{.*${lasting}\\},\\n.*note = \\{بند ۲\\},\\n\\}`, "s"));
  assert.equal(bibtex.match(/url = /g).length, 1);
  const ris = await copied("ris");
  assert.match(ris, new RegExp(`UR  - .*#${lasting}\\r?\\nN1  - بند ۲\\r?\\nER  - `));
});

look("the place is kept, offered on the next visit and at home", ARTICLE, { viewport: { width: 800, height: 400 } }, async (page) => {
  assert.ok(await page.locator("#resume").isHidden());
  await scrollTo(page, "#t2");
  const lasting = await page.locator("p:has(> #t2)").getAttribute("id");
  await page.waitForFunction((id) => localStorage.getItem("virast.places")?.includes(id), lasting);
  await page.goto(home + ARTICLE);
  assert.match(await page.locator("#resume a").innerText(), /۲/);
  await page.locator("#resume a").click();
  assert.ok(page.url().endsWith(`#${lasting}`));
  assert.ok(await page.locator("#resume").isHidden());
  await page.goto(home);
  await page.locator("#resume a").click();
  await page.waitForURL((url) => url.hash === `#${lasting}`);
});

look("settings hold on the next page, in this browser alone, and can be undone", ARTICLE, { ...WIDE, colorScheme: "light" }, async (page, context) => {
  const look = () => page.evaluate(() => ({
    size: getComputedStyle(document.documentElement).fontSize,
    paper: getComputedStyle(document.body).backgroundColor,
    face: getComputedStyle(document.querySelector(".text p")).fontFamily.split(",")[0],
    number: document.querySelector("#p2").textContent,
  }));
  const before = await look();
  await page.locator(".to-settings").focus();
  await page.keyboard.press("Enter");
  await page.locator("#settings").waitFor();
  await page.getByRole("radio", { name: "تیره" }).check();
  await page.getByRole("slider").focus();
  await page.keyboard.press("End");
  await page.getByRole("radio", { name: "ساده" }).check();
  await page.getByRole("radio", { name: "123" }).check();
  const chosen = await look();
  assert.equal(chosen.number, "2");
  assert.notEqual(chosen.paper, before.paper);
  assert.notEqual(chosen.face, before.face);
  assert.ok(parseFloat(chosen.size) > 1.5 * parseFloat(before.size));
  await page.keyboard.press("Escape");
  assert.ok(await page.evaluate(() => document.activeElement.matches(".to-settings")));
  await page.reload();
  assert.deepEqual(await look(), chosen);
  assert.deepEqual(await context.cookies(), []);
  await page.locator(".to-settings").click();
  await page.locator("#settings button[type=reset]").click();
  assert.deepEqual(await look(), before);
});

look("the choices of the timeline are made in place, as many as each says, and kept in the address", "timeline/", WIDE, async (page) => {
  const shown = () => page.locator(".chronicle li[data-in]:visible").count();
  const all = await shown();
  await page.locator(".choices details").evaluateAll((groups) => groups.forEach((group) => (group.open = true)));
  const choices = page.locator(".choices .cloud li");
  assert.ok((await choices.count()) > 5);
  let narrowed = 0;
  for (const choice of await choices.all()) {
    const count = Number((await choice.locator(".count").textContent()).replace(/[۰-۹]/g, (digit) => "۰۱۲۳۴۵۶۷۸۹".indexOf(digit)));
    await choice.locator("a").click();
    assert.equal(await shown(), count, await choice.textContent());
    const address = page.url();
    assert.match(address, /\?in=[a-z0-9-]+$/);
    narrowed += Number(count < all);
    await choice.locator("a").click();
    assert.equal(await shown(), all);
    if (narrowed !== 1) continue;
    // The address alone makes the same choice.
    await page.goto(address);
    assert.equal(await shown(), count);
    await page.locator("[data-clear] a").click();
    assert.equal(await shown(), all);
    await page.locator(".choices details").evaluateAll((groups) => groups.forEach((group) => (group.open = true)));
  }
  assert.ok(narrowed > 0);
  await page.locator("svg.timeline a").first().hover();
  assert.equal(await page.locator("svg.timeline a title").count(), 1);
});

look("without scripts the text, its notes, its ways and its other language are there", ARTICLE, { ...WIDE, javaScriptEnabled: false }, async (page) => {
  assert.ok(await page.locator("#settings, #card, #resume").evaluateAll((all) => all.every((e) => !e.checkVisibility())));
  assert.ok(!(await page.locator(".to-settings").isVisible()));
  const text = await page.locator(".full > .text").boundingBox();
  const notes = await page.locator(".full > .notes").boundingBox();
  assert.ok(notes.y >= text.y + text.height);
  await page.locator(".full .mark a").first().click();
  assert.match(page.url(), /#text-note-1$/);
  await page.locator("nav.contents a[href='#findings']").click();
  assert.match(page.url(), /#findings$/);
  await page.locator("nav.switch a").click();
  await page.waitForURL(/\/en\/articles\/salt-road\//);
});
