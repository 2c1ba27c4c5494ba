// Where the reader is: the contents follow, the switch leads to the same place
// in the other language, and the place is kept for the next visit, in this
// browser alone. Also what paper says at the head of each page.
(() => {
"use strict";

const KEPT = "virast.places";
/** Pages whose place is kept; the oldest go. */
const MOST = 40;
const root = document.documentElement;
const main = document.getElementById("part-main");
const title = document.querySelector("h1")?.textContent.trim() ?? "";
root.style.setProperty("--running", JSON.stringify(title));

const byAnchor = (id) => document.getElementById(id);

/** The last of the places, which are in reading order, that is above a line of the window. */
function reached(places, line = innerHeight / 3) {
  let [low, high] = [0, places.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (places[middle].getBoundingClientRect().top <= line) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}

// The contents.

const contents = document.querySelector("nav.contents");
const entries = [...(contents?.querySelectorAll("a[href^='#']") ?? [])]
  .map((link) => [link, byAnchor(decodeURIComponent(link.hash.slice(1)))])
  .filter(([, heading]) => heading)
  .sort(([, a], [, b]) => (a.compareDocumentPosition(b) & Node.DOCUMENT_POSITION_FOLLOWING ? -1 : 1));
const headings = entries.map(([, heading]) => heading);
let current;

function follow() {
  const [link] = entries[reached(headings)] ?? [];
  if (link === current) return;
  current?.removeAttribute("aria-current");
  current = link;
  if (!link) return;
  link.setAttribute("aria-current", "location");
  // Only the list itself may scroll, never the page.
  const [frame, box] = [contents.getBoundingClientRect(), link.getBoundingClientRect()];
  if (box.top < frame.top || box.bottom > frame.bottom) contents.scrollTop += box.top - frame.top - frame.height / 2;
}

// The switch.

const way = document.querySelector("nav.switch a[data-twin]");
const anchors = [...main.querySelectorAll("p[id], li[id], h2[id], h3[id], h4[id], section[id]")]
  .filter((place) => !place.closest(".notes"));
const shared = way?.dataset.shared?.split(" ");

/** The anchor by which the twin has a place, if it does: of a paragraph, its number. */
function twin(place) {
  const id = place.querySelector(":scope > .number")?.id ?? place.id;
  if (/^(text-|t\d)/.test(id)) return "part-text";
  if (!shared || id.startsWith("part-")) return id;
  return shared.includes(/^p\d+$/.test(id) ? "p*" : id) ? id : null;
}

function point() {
  if (!way) return;
  let hash = "";
  for (let n = scrollY < 80 ? -1 : reached(anchors, 60); n >= 0 && !hash; n -= 1) hash = twin(anchors[n]) ?? "";
  way.href = `${way.href.split(/[?#]/)[0]}${location.search}${hash && `#${hash}`}`;
}

// The place that is kept.

const numbered = [...main.querySelectorAll(".article .text p[id]")];
const offer = document.getElementById("resume");

function places() {
  try {
    return JSON.parse(localStorage.getItem(KEPT) ?? "[]");
  } catch {
    return [];
  }
}

function keep() {
  const at = numbered[reached(numbered)];
  const others = places().filter(([path]) => path !== location.pathname);
  // Whoever is back at the head has no place to go on from.
  const own = at && scrollY > 200 ? [[location.pathname, at.id, number(at), title, root.lang]] : [];
  try {
    localStorage.setItem(KEPT, JSON.stringify([...own, ...others].slice(0, MOST)));
  } catch {
    // Then the next visit begins at the head.
  }
}

const number = (paragraph) => paragraph.querySelector(".number")?.textContent ?? "";

function suggest() {
  const isHome = main.querySelector(".home") !== null;
  const [path, id, at, name] = places().find(([path, , , , lang]) =>
    (isHome ? lang === root.lang : path === location.pathname)) ?? [];
  if (!offer || !id || (!isHome && (location.hash || numbered.length === 0))) return;
  const link = offer.querySelector("a");
  link.href = isHome ? `${path}#${id}` : `#${id}`;
  link.textContent = offer.dataset[isHome ? "elsewhere" : "here"].replace("{n}", at).replace("{title}", name);
  offer.hidden = false;
  const leave = () => (offer.hidden = true);
  offer.querySelector("button").addEventListener("click", leave);
  link.addEventListener("click", leave);
}

let isWaiting = false;
let settled;

function move() {
  isWaiting = false;
  follow();
  point();
  clearTimeout(settled);
  if (numbered.length > 0) settled = setTimeout(keep, 400);
}

suggest();
// Nothing of this is needed before the page is seen.
requestAnimationFrame(() => setTimeout(() => {
  follow();
  point();
}));
addEventListener("scroll", () => {
  if (isWaiting) return;
  isWaiting = true;
  requestAnimationFrame(move);
}, { passive: true });
// A query is in the address before the switch is used.
way?.addEventListener("pointerenter", point);
way?.addEventListener("focus", point);
})();
