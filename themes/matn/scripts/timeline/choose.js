// The choices of the timeline in place: one of each sort, together. Without
// this each is a link to a page of its own, which a new tab still opens.
(() => {
"use strict";

const nav = document.querySelector(".choices");
const events = [...document.querySelectorAll(".chronicle li[data-in]")];
const status = document.querySelector(".chronicle [role=status]");
if (!nav || !events.length) return;
// A choice is known to events by its place among the choices, and to an address by
// its own: kinds/law/ is kind-law, actors/russia/ is russia.
const SORTS = { kinds: "kind-", decades: "decade-" };
const links = [...nav.querySelectorAll(".cloud a")];
const names = links.map((link) => {
  const [, sort, name] = /([^/]+)\/([^/]+)\/index\.html$/.exec(link.getAttribute("href")) ?? [];
  return `${SORTS[sort] ?? ""}${name}`;
});
const clear = nav.querySelector("[data-clear]");
const within = new Map(events.map((event) => [event, new Set(event.dataset.in.split(" ").map(Number))]));
const marks = new Map();
for (const mark of document.querySelectorAll("svg.timeline a")) {
  const event = document.getElementById(mark.getAttribute("href").slice(1));
  if (event) marks.set(event, mark);
}

// What a mark is, said when somebody points at it: the list below has it in words.
document.querySelector("svg.timeline")?.addEventListener("pointerover", ({ target }) => {
  const mark = target.closest("a");
  if (!mark || mark.querySelector("title")) return;
  const event = document.getElementById(mark.getAttribute("href").slice(1));
  if (!event) return;
  const title = document.createElementNS("http://www.w3.org/2000/svg", "title");
  title.textContent = `${event.querySelector(".what a").textContent}, ${event.querySelector(".when").firstElementChild.textContent}`;
  mark.prepend(title);
});

/** What the address asks for: the places of the choices that it names. */
function asked() {
  const wanted = new URLSearchParams(location.search).get("in")?.split(",") ?? [];
  return [...links.keys()].filter((n) => wanted.includes(names[n]));
}

function show(chosen) {
  let count = 0;
  for (const event of events) {
    const is = chosen.every((n) => within.get(event).has(n));
    event.hidden = !is;
    marks.get(event)?.classList.toggle("out", !is);
    if (is) count += 1;
  }
  for (const year of document.querySelectorAll(".chronicle .year")) {
    year.hidden = !year.querySelector("li:not([hidden])");
  }
  for (const [n, link] of links.entries()) {
    if (chosen.includes(n)) link.setAttribute("aria-current", "true");
    else link.removeAttribute("aria-current");
  }
  clear.hidden = !chosen.length;
  const { one, many, none } = status.dataset;
  const number = count.toLocaleString(document.documentElement.lang === "fa" ? "fa-IR" : "en");
  status.textContent = count === 0 ? none : (count === 1 ? one : many).replace("{n}", number);
}

function choose(chosen) {
  const to = new URL(location.href);
  to.hash = "";
  if (chosen.length) to.searchParams.set("in", chosen.map((n) => names[n]).join(","));
  else to.searchParams.delete("in");
  history.pushState(null, "", to.href.replaceAll("%2C", ","));
  show(chosen);
}

nav.addEventListener("click", (event) => {
  const link = event.target.closest?.("a");
  if (!link || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
  const n = links.indexOf(link);
  const isClear = Boolean(link.closest("[data-clear]"));
  if (n < 0 && !isClear) return;
  event.preventDefault();
  if (isClear) {
    choose([]);
    links[0].focus();
    return;
  }
  const chosen = asked();
  const sort = link.closest("ul");
  const others = chosen.filter((other) => !sort.contains(links[other]));
  choose(chosen.includes(n) ? others : [...others, n]);
});
addEventListener("popstate", () => show(asked()));
// Without a choice the page is as it came.
if (asked().length) show(asked());
})();
