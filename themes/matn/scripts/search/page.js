// The search page: shows what find.js finds as it is typed. Its markup and its
// words are in templates/search.html.
(() => {
"use strict";

/** Results that are shown at a time, and articles that are offered to choose from. */
const PAGE = 10;
const ARTICLES = 6;

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

  const marked = (written, length) => index.excerpt(written, found.marks, length)
    .map(([piece, isMarked]) => (isMarked ? element("mark", piece) : piece));

  function card({ kind, mentions, fa, en }) {
    const item = one("card").content.cloneNode(true).firstElementChild;
    const [own, other] = lang === "en" ? [en, fa] : [fa, en];
    const [[address, title], language] = own ? [own, lang] : [other, lang === "en" ? "fa" : "en"];
    const link = item.querySelector("a");
    link.href = root.dataset.site + address;
    link.append(element("bdi", title, language));
    if (own && other) item.querySelector("[data-part=other]").append(element("bdi", other[1], lang === "en" ? "fa" : "en"));
    item.querySelector("[data-part=about]").textContent = `${say(kind)}${say("comma")}${counted("mentions", mentions)}`;
    return item;
  }

  async function result(document) {
    const [address, title, anchor, section, text] = await index.text(document);
    const item = one("result").content.cloneNode(true).firstElementChild;
    speak(item, index.kindOf(document)[1]);
    const link = item.querySelector("a");
    link.href = `${root.dataset.site}${address}${anchor && `#${anchor}`}`;
    link.append(...marked(title, 1000));
    item.querySelector("[data-part=section]").append(...marked(section, 1000));
    item.querySelector("[data-part=text]").append(...marked(text));
    return item;
  }

  /** What a document counts as, in each of the lists to choose from. */
  const facets = {
    kind: (document) => index.kindOf(document)[0],
    lang: (document) => index.kindOf(document)[1],
    article: (document) => index.articleOf(document),
  };
  const chosen = (name) => new FormData(form).getAll(name);
  const choices = (name) => [...form.querySelectorAll(`input[name=${name}]`)];

  /** How many documents each choice has; those that have none go. */
  async function offer() {
    const list = one("articles");
    const before = new Set(chosen("article"));
    const counts = Object.fromEntries(Object.keys(facets).map((name) => [name, new Map()]));
    for (const document of found.documents) {
      for (const [name, of] of Object.entries(facets)) {
        const value = String(of(document) ?? "");
        counts[name].set(value, (counts[name].get(value) ?? 0) + 1);
      }
    }
    counts.article.delete("");
    const most = [...counts.article].sort((a, b) => b[1] - a[1] || a[0] - b[0]).slice(0, ARTICLES);
    const labels = await Promise.all(most.map(async ([article]) => {
      const { title, lang: language } = await index.articleTitle(Number(article), lang);
      const label = one("choice").content.cloneNode(true).firstElementChild;
      Object.assign(label.querySelector("input"), { value: article, checked: before.has(article) });
      label.querySelector("[data-part=name]").append(element("bdi", title, language));
      return label;
    }));
    list.replaceChildren(...labels);
    for (const name of Object.keys(facets)) {
      for (const input of choices(name)) {
        const count = counts[name].get(input.value) ?? 0;
        input.closest("label").hidden = count === 0 && !input.checked;
        input.closest("label").querySelector("[data-part=count]").textContent = number(count);
      }
      form.querySelector(`[data-facet=${name}]`).hidden = counts[name].size < 2 && chosen(name).length === 0;
    }
  }

  const passing = () => found.documents.filter((document) => Object.entries(facets).every(([name, of]) => {
    const wanted = chosen(name);
    return wanted.length === 0 || wanted.includes(String(of(document)));
  }));

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
    list(0);
  });
  more.addEventListener("click", () => list(shown));
  root.addEventListener("keydown", walk);

  const asked = new URLSearchParams(location.search);
  box.value = asked.get("q") ?? "";
  for (const name of ["kind", "lang"]) {
    for (const input of choices(name)) input.checked = asked.getAll(name).includes(input.value);
  }
  if (box.value) run();
}

start(document.getElementById("search"));
})();
