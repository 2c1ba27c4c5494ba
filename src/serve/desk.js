// The script of the editor's desk: a reading is chosen by a click or a key, without
// leaving the page. Without it the same forms are sent, and the desk is loaded again.
"use strict";

(() => {
  const KEPT = "virast-doubt";
  const desk = document.querySelector(".desk");
  const said = document.getElementById("desk-said");
  if (!desk || !said) return;

  const all = () => [...desk.querySelectorAll(".doubts > li")];
  const go = (doubt) => {
    if (!doubt) return;
    doubt.focus({ preventScroll: true });
    doubt.scrollIntoView({ block: "center" });
  };
  const beside = (doubt, step) => {
    const list = all();
    return list[list.indexOf(doubt) + step];
  };

  // The text is another now: what else is chosen of it was seen beside that.
  function renew(article, seen) {
    const section = desk.querySelector(`section[data-article="${CSS.escape(article)}"]`);
    for (const field of section?.querySelectorAll('input[name="seen"]') ?? []) field.value = seen;
  }

  let running = Promise.resolve();
  function choose(form, button) {
    const doubt = form.closest("li");
    if (doubt.getAttribute("aria-busy")) return;
    doubt.setAttribute("aria-busy", "true");
    const next = beside(doubt, 1) ?? beside(doubt, -1);
    if (next) sessionStorage.setItem(KEPT, next.id);
    go(next);
    // One after the other: each brings the state of the text that the last left.
    running = running.then(() => send(form, button, doubt));
  }

  async function send(form, button, doubt) {
    try {
      const answer = await fetch(form.action, {
        method: "POST",
        headers: { accept: "application/json" },
        body: new URLSearchParams(new FormData(form, button)),
      });
      if (!answer.ok) {
        const why = (await answer.text()).trim();
        said.textContent = answer.status === 409 && why.includes("has changed") ? desk.dataset.changed : desk.dataset.failed + why;
        doubt.removeAttribute("aria-busy");
        go(doubt);
        return;
      }
      const { seen, stands } = await answer.json();
      renew(new FormData(form).get("article"), seen);
      said.textContent = stands ? desk.dataset.stands : desk.dataset.later;
      doubt.remove();
    } catch (error) {
      said.textContent = desk.dataset.failed + error.message;
      doubt.removeAttribute("aria-busy");
    }
  }

  desk.addEventListener("submit", (event) => {
    if (!event.target.closest(".doubts")) return;
    event.preventDefault();
    choose(event.target, event.submitter);
  });

  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.target.matches("input, textarea")) return;
    const doubt = document.activeElement?.closest?.(".doubts > li");
    const step = { j: 1, ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step && (doubt || event.key === "j")) {
      event.preventDefault();
      go(doubt ? beside(doubt, step) : all()[0]);
      return;
    }
    const form = doubt?.querySelector("form");
    if (!form) return;
    const buttons = [...form.querySelectorAll("button")];
    const button = event.key === "k" ? form.querySelector("button[data-stands]") : buttons[Number(event.key) - 1];
    if (!button) return;
    event.preventDefault();
    choose(form, button);
  });

  const kept = sessionStorage.getItem(KEPT);
  sessionStorage.removeItem(KEPT);
  if (kept) go(document.getElementById(kept));
})();
