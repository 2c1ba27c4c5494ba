// A click on a paragraph's number copies the link to it.
(() => {
"use strict";

const said = document.getElementById("said");
let silent;

function say(text) {
  said.textContent = text;
  said.dataset.shown = "";
  clearTimeout(silent);
  silent = setTimeout(() => {
    delete said.dataset.shown;
    said.textContent = "";
  }, 3000);
}

// Browsers have a clipboard for pages that came safely only.
if (said && navigator.clipboard) {
  for (const link of document.querySelectorAll(".text a.number")) link.title = said.dataset.copy;
  document.addEventListener("click", async (event) => {
    const link = event.target.closest?.(".text a.number");
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
    event.preventDefault();
    history.replaceState(null, "", link.href);
    dispatchEvent(new HashChangeEvent("hashchange"));
    try {
      await navigator.clipboard.writeText(link.href);
      say(said.dataset.copied.replace("{n}", link.textContent));
    } catch {
      location.hash = link.hash;
    }
  });
}
})();
