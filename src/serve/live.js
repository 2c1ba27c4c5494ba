// The preview's script. When the site was made anew it loads this page again, at
// the same place, if it is another now; puts a changed style sheet in the place of
// the old one; and shows what is wrong with the content until it is mended. The
// published site never has it.
"use strict";

(() => {
  const own = document.currentScript;
  // What this page was made of, and what its style sheet is called.
  const page = own.dataset.page;
  const KEPT = "virast-place";
  const isPersian = document.documentElement.lang !== "en";

  // The place is kept by the paragraph at the top of the window, known by its words
  // (its number changes with what is written above it), else by its id: what was
  // written above moves the text, not the reader.
  const words = (mark) => mark.textContent.replace(mark.querySelector(":scope > .number")?.textContent ?? "", "").trim().slice(0, 200);

  // What holds others with an id is no place.
  const places = () => [...document.querySelectorAll("main [id]:not(:has([id]))")];

  function keepPlace() {
    const marks = places();
    const top = marks.find((mark) => mark.getBoundingClientRect().bottom > 0);
    const place = {
      path: location.pathname,
      y: scrollY,
      id: scrollY > 0 ? top?.id : undefined,
      words: scrollY > 0 && top ? words(top) : undefined,
      offset: top?.getBoundingClientRect().top,
    };
    sessionStorage.setItem(KEPT, JSON.stringify(place));
  }

  function findPlace() {
    const place = JSON.parse(sessionStorage.getItem(KEPT) ?? "null");
    sessionStorage.removeItem(KEPT);
    if (place?.path !== location.pathname) return;
    const same = place.words && places().filter((mark) => words(mark) === place.words);
    const mark = same?.length === 1 ? same[0] : place.id && document.getElementById(place.id);
    const y = mark ? scrollY + mark.getBoundingClientRect().top - place.offset : place.y;
    scrollTo({ top: y, behavior: "instant" });
  }

  function showProblems(problems) {
    document.getElementById("virast-problems")?.remove();
    if (problems.length === 0) return;
    const panel = document.createElement("section");
    panel.id = "virast-problems";
    panel.lang = isPersian ? "fa" : "en";
    panel.dir = isPersian ? "rtl" : "ltr";
    panel.setAttribute("role", "alert");
    const title = document.createElement("h2");
    const count = problems.length.toLocaleString(isPersian ? "fa" : "en");
    title.textContent = isPersian
      ? `${count} خطا: آنچه می‌بینید آخرین نسخهٔ بی‌خطاست`
      : `${count} ${problems.length === 1 ? "error" : "errors"}: the last good site is shown`;
    panel.append(title);
    for (const problem of problems) {
      explain(isPersian ? problem.fa : problem.en, panel);
      // The message itself is the program's and in English.
      const text = document.createElement("pre");
      text.lang = "en";
      text.dir = "auto";
      text.textContent = problem.text;
      panel.append(text);
    }
    document.body.prepend(panel);
  }

  // What the editor's guide says of a problem: paragraphs, and a list of what to do.
  function explain(section, panel) {
    let list;
    for (const line of section.split("\n").filter((line) => line.trim())) {
      const isItem = line.startsWith("- ");
      const element = document.createElement(isItem ? "li" : "p");
      (isItem ? line.slice(2) : line).split("`").forEach((part, n) => {
        const code = n % 2 === 1 && document.createElement("code");
        if (code) Object.assign(code, { textContent: part, dir: "auto" });
        element.append(code || part);
      });
      if (isItem && !list) panel.append((list = document.createElement("ul")));
      (isItem ? list : panel).append(element);
    }
  }

  // The new sheet is loaded before the old one goes, so that nothing flashes.
  function swapStyles(styles) {
    const old = document.querySelector('link[rel="stylesheet"]:not([href^="/_virast/"])');
    const href = old?.getAttribute("href");
    const at = href?.lastIndexOf("assets/") ?? -1;
    if (at < 0 || !styles || href.endsWith(styles)) return;
    const link = old.cloneNode();
    link.href = href.slice(0, at) + styles;
    link.addEventListener("load", () => old.remove());
    old.after(link);
  }

  async function look() {
    const state = await (await fetch("/_virast/state.json")).json();
    showProblems(state.problems);
    if (state.problems.length > 0) return;
    const now = await fetch(location.pathname, { method: "HEAD" });
    if (now.headers.get("x-virast-page") !== page) {
      // What somebody is writing on the desk is not taken away.
      if ([...document.querySelectorAll(".desk input[name=own]")].some((field) => field.value)) return;
      keepPlace();
      location.reload();
      return;
    }
    swapStyles(state.styles);
  }

  // The way to the editor's desk, in the page's language, at its foot.
  const way = document.createElement("p");
  const link = document.createElement("a");
  link.href = isPersian ? "/_virast/desk/" : "/en/_virast/desk/";
  link.textContent = isPersian ? "میز ویراستار" : "The editor’s desk";
  way.id = "virast-desk";
  way.append(link);
  document.querySelector("footer")?.append(way);

  let running = Promise.resolve();
  const changes = new EventSource("/_virast/events");
  changes.addEventListener("message", () => {
    running = running.then(look).catch(() => {});
  });
  if (sessionStorage.getItem(KEPT)) {
    history.scrollRestoration = "manual";
    findPlace();
    addEventListener("load", () => { history.scrollRestoration = "auto"; }, { once: true });
  }
})();
