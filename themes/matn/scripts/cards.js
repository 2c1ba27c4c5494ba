// Cards: what a name, a citation or a note mark in running text stands for,
// where the pointer rests, where the focus is, or at the first tap. A card says
// nothing that its link does not lead to, so nothing needs it.
(() => {
"use strict";

const SLOW = 250;
const DOCKED = matchMedia("(max-width: 40rem)");
const card = document.getElementById("card");
if (!card?.showPopover) return;
const [text, go] = [card.querySelector("[data-part=text]"), card.querySelector("[data-part=go]")];
const site = new URL(card.dataset.site || "./", location.href);
const files = Number(card.dataset.files);
const kept = new Map();
let open = null;
let timer;
let pointer = "";

/** What a link is to: `[language, key]` of its card, or the note it marks. */
function target(link) {
  if (link.getAttribute("role") === "doc-noteref") return document.getElementById(link.hash.slice(1));
  const url = new URL(link.href);
  if (url.origin !== site.origin || !url.pathname.startsWith(site.pathname)) return null;
  const path = url.pathname.slice(site.pathname.length);
  const [, en, folder] = /^(en\/)?(.*?)\/index\.html$/.exec(path) ?? [];
  if (/^(actors|organizations|events)\/[^/]+$/.test(folder)) return [en ? "en" : "fa", folder];
  if (folder === "bibliography" && url.hash) return [en ? "en" : "fa", folder + decodeURIComponent(url.hash)];
  return null;
}

/** In which file a card stands; src/render/view/cards.rs counts in the same way. */
const place = (key) => [...new TextEncoder().encode(key)].reduce((sum, byte) => (sum * 31 + byte) % 65521, 0) % files;

async function read([lang, key]) {
  const path = `cards/${lang}/${place(key)}.json`;
  if (!kept.has(path)) {
    kept.set(path, fetch(new URL(path, site)).then((answer) => (answer.ok ? answer.json() : {})).catch(() => ({})));
  }
  return (await kept.get(path))[key];
}

function line(name, html) {
  if (!html) return [];
  const made = document.createElement("p");
  made.className = name;
  made.insertAdjacentHTML("afterbegin", html);
  return [made];
}

function ofNote(note) {
  const copy = note.cloneNode(true);
  for (const part of copy.querySelectorAll(".back, [id]")) part.className === "back" ? part.remove() : part.removeAttribute("id");
  const made = document.createElement("div");
  made.className = "gloss";
  made.append(...copy.childNodes);
  return [made];
}

async function lines(found) {
  if (!Array.isArray(found)) return ofNote(found);
  const said = await read(found);
  if (!said) return [];
  const [kind, title, other, gloss, count] = said;
  return [...line("eyebrow", kind), ...line("name", title), ...line("other", other), ...line("gloss", gloss), ...line("count", count)];
}

/** Beside the line of the link that the pointer is at; styles dock it on a phone. */
function stand(link, x, y) {
  const boxes = [...link.getClientRects()];
  const box = boxes.find((b) => y !== undefined && y >= b.top && y <= b.bottom && x >= b.left && x <= b.right) ?? boxes[0];
  if (!box) return;
  const { offsetWidth: wide, offsetHeight: high } = card;
  if (DOCKED.matches) {
    // It lies at the foot; what was tapped stays in sight above it.
    if (pointer === "touch") scrollBy(0, Math.max(0, box.bottom + 12 + high - innerHeight));
    return;
  }
  const isRtl = document.documentElement.dir === "rtl";
  const left = isRtl ? box.right - wide : box.left;
  const below = box.bottom + 8 + high <= innerHeight || box.top - 8 - high < 0;
  card.style.left = `${Math.max(8, Math.min(left, innerWidth - wide - 8))}px`;
  card.style.top = `${below ? box.bottom + 8 : box.top - 8 - high}px`;
}

async function show(link, event) {
  const found = target(link);
  if (!found) return false;
  // A note that stands beside its mark needs no card.
  if (!Array.isArray(found) && found.closest(".is-beside")) return false;
  open = link;
  const made = await lines(found);
  if (open !== link) return true;
  if (made.length === 0) {
    open = null;
    return false;
  }
  text.replaceChildren(...made);
  go.href = link.href;
  go.hidden = pointer !== "touch";
  card.showPopover();
  stand(link, event?.clientX, event?.clientY);
  link.setAttribute("aria-describedby", "card");
  return true;
}

function close() {
  clearTimeout(timer);
  if (!open) return;
  open.removeAttribute("aria-describedby");
  open = null;
  card.hidePopover();
}

const later = (act, wait) => {
  clearTimeout(timer);
  timer = setTimeout(act, wait);
};
const linkOf = (event) => event.target.closest?.(":is(.text, .notes, .abstract) a:is(.name, .cite, [role=doc-noteref], :not([class]))");

document.addEventListener("pointerdown", (event) => {
  pointer = event.pointerType;
  if (!card.contains(event.target) && linkOf(event) !== open) close();
}, true);
document.addEventListener("pointerover", (event) => {
  if (event.pointerType === "touch") return;
  if (card.contains(event.target)) clearTimeout(timer);
  const link = linkOf(event);
  if (!link) return;
  pointer = event.pointerType;
  if (link === open) clearTimeout(timer);
  else later(() => { close(); show(link, event); }, SLOW);
});
document.addEventListener("pointerout", (event) => {
  if (event.pointerType === "touch") return;
  if (linkOf(event) || card.contains(event.target)) later(close, SLOW);
});
document.addEventListener("focusin", (event) => {
  if (card.contains(event.target)) return;
  const link = linkOf(event);
  if (link === open) return;
  close();
  if (!link?.matches(":focus-visible") || pointer === "touch") return;
  pointer = "";
  show(link);
});
document.addEventListener("keydown", (event) => {
  pointer = "";
  if (event.key === "Escape") close();
});
document.addEventListener("click", async (event) => {
  const link = linkOf(event);
  if (!link || pointer !== "touch" || link === open || !target(link)) return;
  event.preventDefault();
  close();
  if (!(await show(link, event))) location.href = link.href;
});
addEventListener("scroll", () => pointer !== "touch" && close(), { passive: true });
})();
