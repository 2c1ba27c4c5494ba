// The preview's script: reloads the page when the site was made anew and shows
// what is wrong with the content. The published site never has it.
"use strict";

(() => {
  let seen = null;

  async function show() {
    const problems = await (await fetch("/_virast/problems.json")).json();
    document.getElementById("virast-problems")?.remove();
    if (problems.length === 0) return false;
    const panel = document.createElement("section");
    panel.id = "virast-problems";
    panel.lang = "en";
    panel.dir = "ltr";
    panel.setAttribute("role", "alert");
    const title = document.createElement("h2");
    title.textContent = problems.length === 1 ? "1 error in the content" : `${problems.length} errors in the content`;
    panel.append(title);
    for (const problem of problems) {
      const text = document.createElement("pre");
      text.textContent = problem;
      panel.append(text);
    }
    document.body.prepend(panel);
    return true;
  }

  const changes = new EventSource("/_virast/events");
  changes.addEventListener("message", async (event) => {
    const first = seen === null;
    seen = event.data;
    const broken = await show();
    // The browser keeps the scroll place over a reload of the same address.
    if (!first && !broken) location.reload();
  });
})();
