// Every kind of page by other means than a mouse on a screen: by keyboard
// alone, with text twice as large, in forced colours, on paper.

import { after, before } from "node:test";

import { launch, needsBrowser, testEach } from "./browser.mjs";
import { serve } from "./server.mjs";
import { addressOf, pageOfEachKind, sites } from "./site.mjs";

const [, FIXTURE] = sites();
const KINDS = pageOfEachKind(FIXTURE.folder);

let browser;

before(async () => {
  if (needsBrowser.skip) return;
  FIXTURE.server = await serve(FIXTURE.folder, FIXTURE.base);
  browser = await launch();
});

after(async () => {
  await browser?.close();
  await FIXTURE.server?.close();
});

const addressFor = ({ path }) => FIXTURE.server.home + encodeURI(addressOf(path));
const inBrowser = { browser: () => browser };

/** Numbers everything that the keyboard should reach; one stands for a group of radio buttons. */
function stops() {
  const groups = new Set();
  const all = [...document.querySelectorAll("a[href], button, input, select, summary, [tabindex='0']")];
  const shown = all.filter((e) => e.checkVisibility({ visibilityProperty: true }) && !e.disabled
    && e.getAttribute("tabindex") !== "-1" && !e.closest("[popover]"));
  const own = shown.filter((e) => e.type !== "radio" || (!groups.has(e.name) && groups.add(e.name)));
  own.forEach((element, n) => (element.dataset.stop = n));
  return own.length;
}

/** The number of what has the focus, and whether a reader sees that it has. */
function focused() {
  const element = document.activeElement;
  if (!element || element === document.body) return null;
  const { outlineStyle, outlineWidth } = getComputedStyle(element);
  const box = element.getBoundingClientRect();
  return {
    stop: element.dataset.stop,
    name: element.outerHTML.slice(0, 90),
    hasRing: outlineStyle !== "none" && parseFloat(outlineWidth) > 0,
    isInSight: box.bottom > 0 && box.top < innerHeight && box.right > 0 && box.left < innerWidth,
  };
}

testEach("the keyboard reaches everything, shows where it is, and leaves", KINDS, inBrowser, async (page, one) => {
  await page.goto(addressFor(one));
  const count = await page.evaluate(stops);
  const seen = new Set();
  const wrong = [];
  let first;
  let hasLeft = false;
  for (let n = 0; n < count + 5 && !hasLeft; n += 1) {
    await page.keyboard.press("Tab");
    const at = await page.evaluate(focused);
    // A browser without a frame begins anew after the last.
    hasLeft = !at || at.name === first;
    first ??= at?.name;
    if (hasLeft) break;
    if (!at.hasRing) wrong.push(`${one.kind}: nothing shows the focus on ${at.name}`);
    if (!at.isInSight) wrong.push(`${one.kind}: out of sight: ${at.name}`);
    if (at.stop !== undefined) seen.add(at.stop);
  }
  if (seen.size !== count) wrong.push(`${one.kind}: reaches ${seen.size} of ${count}`);
  if (!hasLeft) wrong.push(`${one.kind}: the focus does not leave`);
  return wrong;
});

testEach("nothing lies on a heading", KINDS, { ...inBrowser, viewport: { width: 1440, height: 900 } }, async (page, one) => {
  await page.goto(addressFor(one));
  return page.evaluate((kind) => {
    const headings = [...document.querySelectorAll("main :is(h1, h2, h3, h4)")].filter((e) => e.checkVisibility());
    return headings.flatMap((heading) => {
      heading.scrollIntoView({ block: "center" });
      const [box] = heading.getClientRects();
      const seen = document.elementFromPoint(box.left + box.width / 2, box.top + box.height / 2);
      const around = getComputedStyle(heading).position;
      return around === "fixed" || !(heading.contains(seen) || seen?.contains(heading)) ? [`${kind}: «${heading.textContent}»`] : [];
    });
  }, one.kind);
});

testEach("text twice as large scrolls nothing sideways", KINDS, { ...inBrowser, viewport: { width: 1024, height: 768 } }, async (page, one) => {
  await page.goto(addressFor(one));
  return page.evaluate((kind) => {
    document.documentElement.style.fontSize = "200%";
    const { scrollWidth, clientWidth } = document.documentElement;
    return scrollWidth > clientWidth ? [`${kind}: ${scrollWidth} px wide in ${clientWidth}`] : [];
  }, one.kind);
});

testEach("forced colours leave what is drawn and where the reader is", KINDS, { ...inBrowser, forcedColors: "active" }, async (page, one) => {
  await page.goto(addressFor(one));
  await page.keyboard.press("Tab");
  const ring = await page.evaluate(focused);
  const drawn = await page.evaluate(() => {
    const paper = getComputedStyle(document.body).backgroundColor;
    const marks = [...document.querySelectorAll("svg circle, svg rect")];
    return { text: getComputedStyle(document.querySelector("h1")).color !== paper, lost: marks.filter((m) => getComputedStyle(m).fill === paper).length };
  });
  const wrong = [];
  if (!ring?.hasRing) wrong.push(`${one.kind}: no ring`);
  if (!drawn.text) wrong.push(`${one.kind}: text in the colour of the paper`);
  if (drawn.lost > 0) wrong.push(`${one.kind}: ${drawn.lost} marks in the colour of the paper`);
  return wrong;
});

testEach("paper has the text and its notes, the address, and nothing to press", KINDS, { ...inBrowser, viewport: { width: 1440, height: 900 } }, async (page, one) => {
  await page.goto(addressFor(one));
  await page.emulateMedia({ media: "print" });
  return page.evaluate((kind) => {
    const isShown = (selector) => [...document.querySelectorAll(selector)].some((e) => e.checkVisibility({ visibilityProperty: true }));
    const wrong = [];
    for (const no of ["nav", "button", "form.settings", "#card", "#resume", ".skip"]) if (isShown(no)) wrong.push(`${kind}: ${no} on paper`);
    if (!isShown("h1")) wrong.push(`${kind}: no title`);
    if (!kind.includes("404") && !isShown(".on-paper")) wrong.push(`${kind}: no address`);
    for (const note of document.querySelectorAll(".notes, .notes li")) {
      if (getComputedStyle(note).position !== "static") wrong.push(`${kind}: a note stands beside the text`);
    }
    const running = getComputedStyle(document.documentElement).getPropertyValue("--running");
    if (!running.includes(document.querySelector("h1").textContent.trim().slice(0, 5))) wrong.push(`${kind}: no running head`);
    const ink = getComputedStyle(document.body).color;
    if (ink !== "rgb(0, 0, 0)") wrong.push(`${kind}: text in ${ink}`);
    return wrong;
  }, one.kind);
});
