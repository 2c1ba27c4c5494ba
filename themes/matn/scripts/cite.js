// "Cite this": the paragraph that the address names joins the citation, which can
// be copied as text, BibTeX or RIS.
(() => {
"use strict";

const place = document.querySelector("section.cite");
if (!place) return;
const part = (name) => place.querySelector(`[data-part="${name}"]`);
const address = part("address");
const page = address.href;
const said = document.getElementById("said");

/** The numbered paragraph that the address names: its number and its own link. */
function named() {
  let at = null;
  try {
    at = document.getElementById(decodeURIComponent(location.hash.slice(1)));
  } catch {
    // No text's address has such signs.
  }
  const number = at?.closest(".text p")?.querySelector(":scope > .number");
  return number ? { number: number.textContent, link: page + number.hash } : null;
}

function show() {
  const at = named();
  part("paragraph").textContent = at ? place.dataset.paragraph.replace("{n}", at.number) : "";
  address.href = address.textContent = at?.link ?? page;
}

/** A file of a reference manager with the paragraph in it. */
function withParagraph(form, file) {
  const at = named();
  if (!at) return file;
  const what = place.dataset.paragraph.replace("{n}", at.number).replace(/\.$/, "");
  if (form === "ris") {
    const lines = file.split("\r\n").filter((line) => !line.startsWith("UR  - "));
    lines.splice(lines.findIndex((line) => line.startsWith("ER  -")), 0, `UR  - ${at.link}`, `N1  - ${what}`);
    return lines.join("\r\n");
  }
  const kept = file.replace(/^ {2}url = .*\n/m, "");
  return kept.replace(/\}\s*$/, `  url = {${at.link.replace(/[%#_&]/g, "\\$&")}},\n  pagination = {paragraph},\n  note = {${what}},\n}\n`);
}

async function textOf(form) {
  if (form === "text") return place.querySelector(".entry").innerText.replace(/\s+/g, " ").trim();
  const answer = await fetch(place.dataset[form]);
  if (!answer.ok) throw new Error(answer.statusText);
  return withParagraph(form, await answer.text());
}

addEventListener("hashchange", show);
show();

// Without a clipboard the links lead to the files, as they do without a script.
if (navigator.clipboard) {
  place.querySelector("button").hidden = false;
  place.addEventListener("click", async (event) => {
    const way = event.target.closest("[data-form]");
    if (!way || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
    event.preventDefault();
    try {
      await navigator.clipboard.writeText(await textOf(way.dataset.form));
      said.textContent = place.dataset.copied;
      said.dataset.shown = "";
      setTimeout(() => delete said.dataset.shown, 3000);
    } catch {
      if (way.href) location.href = way.href;
    }
  });
}
})();
