// The reader's settings: colours, size, face, digits. They are kept in this
// browser and nowhere else; first/settings.js puts them on the next page.
(() => {
"use strict";

const KEPT = "virast.settings";
const root = document.documentElement;
const form = document.getElementById("settings");
if (!form) return;

function kept() {
  try {
    return JSON.parse(localStorage.getItem(KEPT) ?? "{}");
  } catch {
    return {};
  }
}

function keep(settings) {
  try {
    localStorage.setItem(KEPT, JSON.stringify(settings));
  } catch {
    // They hold for this page, then.
  }
}

/** Text nodes whose digits were changed, with what stood there. */
const written = new Map();

/** Shows the digits of Persian text as 123, or as they were written. */
function showDigits(digits) {
  for (const [node, text] of written) node.data = text;
  written.clear();
  if (digits !== "latin" || root.lang !== "fa") return;
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const node = walker.currentNode;
    if (!/[۰-۹]/.test(node.data) || node.parentElement.closest("script, #settings")) continue;
    written.set(node, node.data);
    node.data = node.data.replace(/[۰-۹]/g, (digit) => digit.charCodeAt(0) - 0x6f0);
  }
}

function apply(settings) {
  for (const name of ["theme", "size", "face", "digits"]) {
    if (settings[name]) root.dataset[name] = settings[name];
    else delete root.dataset[name];
  }
  showDigits(settings.digits);
  document.dispatchEvent(new Event("virast:settings"));
}

/** The form as settings: what is as it would be unasked is left out. */
function chosen() {
  const all = [...new FormData(form)].filter(([, value]) => value && value !== "0");
  return Object.fromEntries(all);
}

function show(settings) {
  for (const input of form.elements) {
    if (input.type === "radio") input.checked = input.value === (settings[input.name] ?? "");
    else if (input.type === "range") input.value = settings[input.name] ?? "0";
  }
}

form.addEventListener("input", () => {
  // A setting that this page does not offer stays as it was.
  const absent = Object.entries(kept()).filter(([name]) => !form.elements[name]);
  const settings = { ...Object.fromEntries(absent), ...chosen() };
  keep(settings);
  apply(settings);
});
form.addEventListener("reset", (event) => {
  event.preventDefault();
  keep({});
  show({});
  apply({});
});
form.addEventListener("submit", (event) => event.preventDefault());
show(kept());
showDigits(kept().digits);
// Another tab of the same edition follows.
addEventListener("storage", (event) => {
  if (event.key !== KEPT) return;
  show(kept());
  apply(kept());
});
})();
