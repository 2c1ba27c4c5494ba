// The search page: shows what find.js finds as it is typed. Its markup and its
// words are in templates/search.html.
(() => {
"use strict";

/** In a text of a language: runs of the other script; chains of figures. */
const RUNS = {
  fa: /[A-Za-zÀ-ɏ](?:[^؀-ۿ()\u200C]*[A-Za-zÀ-ɏ0-9])?|[0-9۰-۹]+(?:-[0-9۰-۹]+){2,}/g,
  en: /[؀-ۿ](?:[؀-ۿ\s\u200C«»:–-]*[؀-ۿ])?/g,
};

/** Results that are shown at a time, and what a list offers to choose from. */
const PAGE = 10;
const CHOICES = 8;

function start(root) {
  const one = (name) => root.querySelector(`[data-part="${name}"]`);
  const [form, status, more] = [root.querySelector("form"), one("status"), one("more")];
  const box = form.elements.q;
  const lang = document.documentElement.lang;
  const number = (n) => n.toLocaleString(lang);
  const say = (name, values = {}) => root.dataset[name].replace(/\{(\w+)\}/g, (_, key) => values[key]);
  const counted = (name, n) => say(n === 1 ? `${name}One` : name, { n: number(n) });
  const ways = { fa: "rtl", en: "ltr" };
  const speak = (element, language) => Object.assign(element, { lang: language, dir: ways[language] });
  let index;
  let latest = 0;
  let found;
  let shown;
  /** The facets, once they are loaded. */
  let deep;
  const asked = new URLSearchParams(location.search);

  const get = async (path) => {
    // The root says of which version the others are, so it is never taken from a cache unasked.
    const answer = await fetch(root.dataset.index + path, { cache: path.includes("?") ? "default" : "no-cache" });
    if (!answer.ok) throw new Error(`${path}: ${answer.status}`);
    return new Uint8Array(await answer.arrayBuffer());
  };

  function element(name, text, language) {
    const made = document.createElement(name);
    made.textContent = text ?? "";
    return language ? speak(made, language) : made;
  }

  /**
   * A text with its marks as nodes: runs of the other script, and figures that
   * belong together, are kept together as on the pages (src/render/html/bidi.rs).
   */
  function marked(written, language, length) {
    const pieces = index.excerpt(written, found.marks, length);
    const whole = pieces.map(([piece]) => piece).join("");
    const runs = [...whole.matchAll(RUNS[language])].map(({ 0: run, index: at }) => [at, at + run.length]);
    const nodes = [];
    let [at, into, end] = [0, nodes, 0];
    const put = (piece, isMarked) => {
      if (at >= end) into = nodes;
      const run = runs.find(([start]) => start === at);
      if (run) {
        const other = { fa: "en", en: "fa" }[language];
        const made = speak(document.createElement("span"), other);
        if (!/\p{L}/u.test(whole.slice(...run))) made.lang = language;
        nodes.push(made);
        [into, end] = [made, run[1]];
      }
      const text = language === "fa" && (into === nodes || into.lang === "fa") ? figures(piece, into === nodes) : piece;
      const node = isMarked ? element("mark", text) : document.createTextNode(text);
      if (into === nodes) nodes.push(node);
      else into.append(node);
      at += piece.length;
    };
    for (const [piece, isMarked] of pieces) {
      const [from, to] = [at, at + piece.length];
      const cuts = [from, ...runs.flat().filter((cut) => cut > from && cut < to), to];
      cuts.slice(1).forEach((cut, n) => put(whole.slice(cuts[n], cut), isMarked));
    }
    return nodes;
  }

  function figures(text, hasRanges) {
    const persian = text.replace(/[0-9]/g, (digit) => String.fromCharCode(0x6f0 + Number(digit)));
    return hasRanges ? persian.replace(/([۰-۹])-(?=[۰-۹])/g, "$1–") : persian;
  }

  function card({ kind, mentions, fa, en }) {
    const item = one("card").content.cloneNode(true).firstElementChild;
    const [own, other] = lang === "en" ? [en, fa] : [fa, en];
    const [[address, title], language] = own ? [own, lang] : [other, lang === "en" ? "fa" : "en"];
    const link = item.querySelector("a");
    link.href = root.dataset.site + address;
    link.append(element("bdi", title, language));
    if (own && other) item.querySelector("[data-part=other]").append(element("bdi", other[1], lang === "en" ? "fa" : "en"));
    item.querySelector("[data-part=about]").textContent = `${say(kind)}${say("comma")}${counted("mentions", mentions[lang === "en" ? 1 : 0])}`;
    return item;
  }

  async function result(place) {
    const [address, title, anchor, section, text] = await index.text(place);
    const item = one("result").content.cloneNode(true).firstElementChild;
    const [, language] = index.kindOf(place);
    speak(item, language);
    const link = item.querySelector("a");
    link.href = `${root.dataset.site}${address}${anchor && `#${anchor}`}`;
    link.append(...marked(title, language, 1000));
    item.querySelector("[data-part=section]").append(...marked(section, language, 1000));
    item.querySelector("[data-part=text]").append(...marked(text, language));
    return item;
  }

  /**
   * What can be chosen from: what a document counts as, as texts; for a list
   * that depends on what is found, what it says; and whether it needs the facets,
   * which are loaded when they are asked for.
   */
  const facets = {
    kind: { of: (document) => [index.kindOf(document)[0]] },
    lang: { of: (document) => [index.kindOf(document)[1]] },
    article: { of: (document) => [index.articleOf(document)].filter((n) => n !== null), label: articleLabel },
    person: { of: (document) => namesOf(document, ["person"]), label: nameLabel, isDeep: true },
    organization: { of: (document) => namesOf(document, ["organization"]), label: nameLabel, isDeep: true },
    state: { of: (document) => namesOf(document, ["state", "group"]), label: nameLabel, isDeep: true },
    decade: { of: (document) => deep?.of(document).decades ?? [], label: decadeLabel, isDeep: true },
  };
  const chosen = (name) => new FormData(form).getAll(name);
  const choices = (name) => [...form.querySelectorAll(`input[name=${name}]`)];
  const valuesOf = (name, document) => facets[name].of(document).map(String);
  /** Facets by name whose documents are known. */
  const known = () => Object.keys(facets).filter((name) => deep || !facets[name].isDeep);

  function namesOf(document, kinds) {
    const names = deep?.of(document).names.map((n) => deep.names[n]) ?? [];
    return names.filter(([, kind]) => kinds.includes(kind)).map(([id]) => id);
  }

  async function articleLabel(article) {
    const { title, lang: language } = await index.articleTitle(Number(article), lang);
    return element("bdi", title, language);
  }

  function nameLabel(id) {
    const [, , fa, en] = deep.names.find(([own]) => own === id) ?? [];
    const language = (lang === "en" ? en : fa) ? lang : lang === "en" ? "fa" : "en";
    return element("bdi", (language === "en" ? en : fa) ?? id, language);
  }

  function decadeLabel(decade) {
    return element("bdi", say("decade", { n: Number(decade).toLocaleString(lang, { useGrouping: false }) }));
  }

  /** Whether a document passes what is chosen, in all lists but one. */
  function passes(document, but) {
    return known().every((name) => {
      const wanted = name === but ? [] : chosen(name);
      return wanted.length === 0 || valuesOf(name, document).some((value) => wanted.includes(value));
    });
  }
  const passing = () => found.documents.filter((document) => passes(document));

  /** How many documents each value of a list has, of those that pass the other lists. */
  function counts(name) {
    const all = new Map();
    for (const document of found.documents.filter((one) => passes(one, name))) {
      for (const value of valuesOf(name, document)) all.set(value, (all.get(value) ?? 0) + 1);
    }
    return all;
  }

  /** The values that a list offers: those that most documents have, and what is chosen. */
  function offered(name, all) {
    const picked = new Set(chosen(name));
    const most = [...all].filter(([value]) => !picked.has(value)).sort((a, b) => b[1] - a[1]).slice(0, CHOICES - Math.min(picked.size, CHOICES));
    const values = [...picked, ...most.map(([value]) => value)];
    return name === "decade" ? values.sort() : values;
  }

  async function offer() {
    if (!deep && (one("narrow").open || Object.keys(facets).some((name) => facets[name].isDeep && asked.has(name)))) {
      deep = await index.facets();
      one("narrow").open = true;
    }
    for (const name of known().filter((name) => facets[name].label)) {
      const picked = new Set([...chosen(name), ...asked.getAll(name)]);
      asked.delete(name);
      const all = counts(name);
      for (const value of picked) all.set(value, all.get(value) ?? 0);
      const values = offered(name, all);
      const labels = await Promise.all(values.map(async (value) => {
        const label = one("choice").content.cloneNode(true).firstElementChild;
        Object.assign(label.querySelector("input"), { name, value, checked: picked.has(value) });
        label.querySelector("[data-part=name]").append(await facets[name].label(value));
        return label;
      }));
      form.querySelector(`[data-facet=${name}] div`).replaceChildren(...labels);
    }
    count();
  }

  /** Says how many documents each choice has; those that have none go. */
  function count() {
    for (const name of known()) {
      const all = counts(name);
      for (const input of choices(name)) {
        const n = all.get(input.value) ?? 0;
        input.closest("label").hidden = n === 0 && !input.checked;
        input.closest("label").querySelector("[data-part=count]").textContent = number(n);
      }
      form.querySelector(`[data-facet=${name}]`).hidden = all.size < 2 && chosen(name).length === 0;
    }
  }

  function announce(documents) {
    const parts = [];
    if (found.close.length > 0) parts.push(say("close", { words: [...new Set(found.close)].slice(0, 3).join(say("comma")) }));
    if (found.full === 0 && documents.length > 0) parts.push(say("partly"));
    if (found.cards.length > 0) parts.push(counted("cards", found.cards.length));
    parts.push(documents.length > 0 ? counted("found", documents.length) : say("none"));
    status.textContent = parts.join(" ");
  }

  async function list(from) {
    const turn = latest;
    const documents = passing();
    const items = await Promise.all(documents.slice(from, from + PAGE).map(result));
    if (turn !== latest) return;
    if (from === 0) one("results").replaceChildren(...items);
    else one("results").append(...items);
    shown = from + items.length;
    more.hidden = shown >= documents.length;
    if (from === 0) announce(documents);
    else items[0]?.querySelector("a").focus();
  }

  function keep() {
    const address = new URLSearchParams([...new FormData(form)].filter(([name, value]) => value && name !== "article"));
    history.replaceState(null, "", `?${address}`);
  }

  async function run() {
    const turn = ++latest;
    const query = box.value.trim();
    try {
      index ??= await virastSearch.open(get);
      const next = await index.search(query, lang);
      if (turn !== latest) return;
      found = next;
      keep();
      await offer();
      if (turn !== latest) return;
      one("cards").replaceChildren(...found.cards.map(card));
      one("choices").hidden = found.documents.length === 0;
      await list(0);
      if (query === "") status.textContent = "";
      one("failed").hidden = true;
    } catch (error) {
      one("failed").hidden = false;
      throw error;
    }
  }

  function walk(event) {
    const stops = [box, ...root.querySelectorAll("li a")];
    const at = stops.indexOf(document.activeElement);
    const to = { ArrowDown: at + 1, ArrowUp: at - 1, Escape: 0 }[event.key];
    if (at < 0 || to === undefined || !stops[to] || (event.key === "Escape" && at === 0)) return;
    event.preventDefault();
    stops[to].focus();
  }

  if (location.protocol === "file:") {
    one("local").hidden = false;
    return;
  }
  let waiting;
  box.addEventListener("input", () => {
    clearTimeout(waiting);
    waiting = setTimeout(run, 150);
  });
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    clearTimeout(waiting);
    run();
  });
  form.addEventListener("change", (event) => {
    if (event.target === box || !found) return;
    keep();
    count();
    list(0);
  });
  one("narrow").addEventListener("toggle", () => {
    if (one("narrow").open && found && !deep) offer();
  });
  more.addEventListener("click", () => list(shown));
  root.addEventListener("keydown", walk);

  box.value = asked.get("q") ?? "";
  for (const name of ["kind", "lang"]) {
    for (const input of choices(name)) input.checked = asked.getAll(name).includes(input.value);
  }
  if (box.value) run();
}

start(document.getElementById("search"));
})();
