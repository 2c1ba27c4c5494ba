// Finds in the files of search/ what a query asks for. src/output/search
// describes their forms; the rules by which words meet come with them, from
// src/text. Knows nothing of the page: that is page.js.
(() => {
"use strict";

const ALPHA = "\\p{Alphabetic}";
const JOINTS = "'\u2019\u2010\u2011\\-";
const FORMS = /[\uFB50-\uFDFF\uFE70-\uFEFC]/g;
const PLURAL = /(?:های(?:ی|م|ت|ش|مان|تان|شان)?|ها|تر(?:ین)?)$/;

/** What words are and when they are the same, by the rules of the index. */
function grammar(rules) {
  const letters = new Map(rules.letters.flatMap(([to, from]) => [...from].map((c) => [c, to])));
  const code = (c) => `\\u{${c.codePointAt(0).toString(16)}}`;
  const none = rules.dropped.map((ends) => ends.map(code).join("-")).join("");
  const dropped = new RegExp(`[${none}]`, "gu");
  const gap = new RegExp(`^[\\s${none}]*$`, "u");
  const part = new RegExp(`[\\u200C${JOINTS}]`, "u");
  const run = new RegExp(
    `(?:[${ALPHA}\\p{N}\\p{M}${none}]|(?<=${ALPHA})[${JOINTS}](?=${ALPHA})|(?<=[0-9]),(?=[0-9]{3}(?![0-9])))+`, "gu");
  const prefixes = new Set(rules.prefixes);
  const suffixes = new Set(rules.suffixes);
  const stops = new Set(rules.stop.split(/\s+/));
  const isAffix = (w) => prefixes.has(w) || suffixes.has(w);
  const cut = (w) => (w.length > rules.longest ? [...w].slice(0, rules.longest).join("") : w);

  function fold(text) {
    const plain = text.normalize("NFC").replace(FORMS, (form) => {
      const letter = form.normalize("NFKC");
      return /^\p{Alphabetic}+$/u.test(letter) ? letter : form;
    });
    const kept = plain.toLowerCase().replace(dropped, "");
    return Array.from(kept, (c) => letters.get(c) ?? c).join("")
      .replace(/[\u00C0-\u024F\u1E00-\u1EFF]/g, (c) => c.normalize("NFD")[0]);
  }

  /** The words of a text: where they stand, their parts, whether space alone is before them. */
  function words(text) {
    const found = [];
    let last = 0;
    for (const { 0: raw, index } of text.matchAll(run)) {
      const parts = raw.replaceAll(",", "").split(part).map(fold).filter(Boolean);
      if (parts.length === 0) continue;
      const near = gap.test(text.slice(last, index));
      last = index + raw.length;
      found.push({ start: index, end: last, whole: cut(parts.join("")), parts: parts.map(cut), near });
    }
    return found;
  }

  /** Whether two neighbours are a verb and its prefix, or a word and its suffix. */
  const split = (a, b) => b.near && ((a.parts.length < 2 && prefixes.has(a.whole)) || (b.parts.length < 2 && suffixes.has(b.whole)));

  /** The terms that a word of a text is found by; `next` is the word after it. */
  function terms(word, next) {
    const all = [word.whole];
    if (word.parts.length > 1) all.push(...word.parts.filter((p) => p.length > 1 && !isAffix(p)));
    if (next && split(word, next)) all.push(cut(word.whole + next.whole));
    return all;
  }

  /** Words with the affixes that stand apart from them. */
  function joined(list) {
    const out = [];
    for (const word of list) {
      const before = out.at(-1);
      if (!before || !split(before, word)) out.push({ ...word });
      else Object.assign(before, { end: word.end, whole: cut(before.whole + word.whole), parts: [...before.parts, ...word.parts] });
    }
    return out;
  }

  /** What the forms of a word have in common; at least three letters. */
  function stem(word) {
    const least = (s) => (s.length > 2 ? s : word);
    if (/^[a-z]+$/.test(word)) {
      if (/..ies$/.test(word)) return word.slice(0, -3) + "y";
      const one = word.replace(/([^sui])s$/, "$1");
      return least(one.replace(/(?:ing|ed|e)$/, (end, at) => (at > 2 ? "" : end)));
    }
    const one = least(word.replace(PLURAL, ""));
    return one === word ? least(word.replace(/(?<=[او])یی?$/, "")) : one;
  }

  /** The word as others spell it. */
  function spellings(word) {
    const all = [word];
    for (const pair of rules.aliases) {
      for (const [from, to] of [pair, [...pair].reverse()]) {
        if (word.startsWith(from)) all.push(to + word.slice(from.length));
      }
    }
    return all;
  }

  /** Whether one slip of the hand makes `b` of `a`. */
  function slip(a, b) {
    if (Math.abs(a.length - b.length) > 1) return false;
    let i = 0;
    while (i < a.length && a[i] === b[i]) i += 1;
    const [x, y] = [a.slice(i), b.slice(i)];
    if (x.length !== y.length) return x.length > y.length ? x.slice(1) === y : x === y.slice(1);
    if (x.slice(1) === y.slice(1)) return !rules.apart.some((pair) => pair.includes(x[0]) && pair.includes(y[0]));
    return x[0] === y[1] && x[1] === y[0] && x.slice(2) === y.slice(2);
  }

  return { fold, words, joined, terms, stem, spellings, slip, isAffix, prefixes, stops };
}

/** The terms of a shard, and the bytes of their documents. */
function readShard(bytes) {
  const decoder = new TextDecoder();
  const current = new Uint8Array(512);
  const terms = [];
  for (let at = 0; at < bytes.length; ) {
    const [shared, rest] = [bytes[at], bytes[at + 1]];
    current.set(bytes.subarray(at + 2, at + 2 + rest), shared);
    at += 2 + rest;
    let size = 0;
    for (let bits = 0, more = true; more; bits += 7, at += 1) {
      size |= (bytes[at] & 127) << bits;
      more = bytes[at] > 127;
    }
    terms.push({ term: decoder.decode(current.subarray(0, shared + rest)), list: bytes.subarray(at, at + size) });
    at += size;
  }
  return terms;
}

/** Calls `see(document, weight)` for each document of a term; weights are 1 to 8. */
function eachDocument(list, see) {
  for (let at = 0, document = 0; at < list.length; ) {
    let value = 0;
    for (let scale = 1, more = true; more; scale *= 128, at += 1) {
      value += (list[at] & 127) * scale;
      more = list[at] > 127;
    }
    document += Math.floor(value / 8);
    see(document, (value % 8) + 1);
  }
}

/** By document: the positions of the names in it, and the first years of its decades. */
function readFacets(bytes) {
  const all = [];
  let at = 0;
  const number = () => {
    let value = 0;
    for (let scale = 1, more = true; more; scale *= 128, at += 1) {
      value += (bytes[at] & 127) * scale;
      more = bytes[at] > 127;
    }
    return value;
  };
  while (at < bytes.length) {
    const [mask, count] = [number(), number()];
    const decades = [];
    for (let n = 0; mask >> n; n += 1) if ((mask >> n) & 1) decades.push(1890 + n * 10);
    let name = 0;
    const names = Array.from({ length: count }, () => (name += number()));
    all.push({ names, decades });
  }
  return all;
}

/** The last of the sorted `starts` that is not after `value`. */
function place(starts, value) {
  let [low, high] = [0, starts.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (starts[middle] <= value) low = middle + 1;
    else high = middle;
  }
  return Math.max(low - 1, 0);
}

/** Words of a query; what is pasted beyond them is not looked for. */
const MOST = 20;

const sums = (counts) => counts.map(((sum) => (n) => (sum += n) - n)(0));

/** Opens an index; `get(path)` gives the bytes of one of its files. */
async function open(get) {
  const json = (bytes) => JSON.parse(new TextDecoder().decode(bytes));
  const root = json(await get("index.json"));
  const language = grammar(root.rules);
  const kept = new Map();
  const load = (path, read) => {
    if (!kept.has(path)) {
      const loading = get(`${path}?v=${root.version}`).then(read);
      loading.catch(() => kept.delete(path));
      kept.set(path, loading);
    }
    return kept.get(path);
  };
  const firsts = sums(root.texts);
  const groups = sums(root.groups.map((group) => group[2]));
  const cards = root.groups[0][2];
  const size = root.texts.reduce((sum, n) => sum + n, 0);
  const kindOf = (document) => root.groups[place(groups, document)];

  // Where each article begins, by language; one that has no documents begins where the next does.
  const articles = ["fa", "en"].map((lang, n) => {
    const group = root.groups.findIndex((g) => g[0] === "article" && g[1] === lang);
    return group < 0 ? null : sums(root.articles[n]).map((at) => groups[group] + at);
  });
  const articleOf = (document) => {
    const [kind, lang] = kindOf(document);
    return kind === "article" ? place(articles[lang === "fa" ? 0 : 1], document) : null;
  };

  /** A document as it is written: `[address, title, anchor, section, text]`, or a card. */
  async function text(document) {
    const n = place(firsts, document);
    const { p, d, c } = await load(`texts/${n}.json`, json);
    if (c) return c[document - firsts[n]];
    const [page, ...rest] = d[document - firsts[n]];
    return [...p[page], ...rest];
  }

  /** Terms that begin as `start` does; of very many, those nearest to `near`. */
  async function scan(start, near = start, most = 3) {
    if (root.terms.length === 0) return [];
    let [first, last] = [place(root.terms, start), place(root.terms, `${start}\uFFFF`)];
    if (last - first >= most) {
      first = Math.max(first, place(root.terms, near) - (near === start ? 0 : 1));
      last = Math.min(last, first + most - 1);
    }
    const numbers = Array.from({ length: last - first + 1 }, (_, n) => first + n);
    const shards = await Promise.all(numbers.map((n) => load(`terms/${n}.bin`, readShard)));
    return shards.flat().filter((entry) => entry.term.startsWith(start));
  }

  /** What a word may stand for in the index: terms, each with how good it is. */
  async function meanings(word, isLast, only) {
    const found = new Map();
    const add = (entry, factor) => {
      if (factor > (found.get(entry.term)?.factor ?? 0)) found.set(entry.term, { ...entry, factor });
    };
    for (const form of language.spellings(word.whole)) {
      const stem = language.stem(form);
      const entries = await scan(stem.replace(/y$/, ""), form);
      const longer = [];
      for (const entry of entries) {
        if (entry.term === form) add(entry, 1);
        else if (only) continue;
        else if (language.stem(entry.term) === stem) add(entry, 0.7);
        else if (entry.term.startsWith(form) && form.length > (isLast ? 1 : 2)) longer.push(entry);
        else if (`${entry.term}ی` === form && form.length > 3) add(entry, 0.4);
      }
      longer.sort((a, b) => b.list.length - a.list.length);
      for (const entry of longer.slice(0, 60)) add(entry, 0.3);
    }
    return found;
  }

  /** Terms one slip away from a word, for one that is nowhere. */
  async function nearby(word) {
    if (word.length < 4 || /\d/.test(word)) return [];
    const entries = await scan(word.slice(0, 2), word, 5);
    return entries.filter((entry) => language.slip(word, entry.term));
  }

  function collect(entries, into = new Map()) {
    for (const { list, factor } of entries) {
      eachDocument(list, (document, weight) => {
        if (weight * factor > (into.get(document) ?? 0)) into.set(document, weight * factor);
      });
    }
    return into;
  }

  /** Two words that a rare word may be, as lists of both: «سیاست گذاری». */
  async function halves(word) {
    const entries = await scan(word.slice(0, 2), word, 5);
    const first = entries.filter(({ term }) => word.startsWith(term) && word.length - term.length > 2 && term.length > 2);
    const pairs = first.slice(-3).map(async (one) => [one, ...(await exactly(word.slice(one.term.length)))]);
    return (await Promise.all(pairs)).filter((pair) => pair.length === 2);
  }

  /** The documents that all of the lists have, by their least weight. */
  function common(lists, factor, into) {
    const each = lists.map((list) => collect(list.map((entry) => ({ ...entry, factor }))));
    for (const [document, weight] of each[0] ?? []) {
      const least = Math.min(weight, ...each.slice(1).map((other) => other.get(document) ?? 0));
      if (least > (into.get(document) ?? 0)) into.set(document, least);
    }
  }

  const exactly = async (term) => (await scan(term, term, 1)).filter((entry) => entry.term === term);

  /** The documents of a word of the query, the terms to mark, and what else was taken for it. */
  async function find(word, isLast, only) {
    const meant = await meanings(word, isLast, only);
    const marks = [...meant.keys()];
    const documents = collect(meant.values());
    const parts = word.parts.filter((p) => !language.isAffix(p));
    if (word.parts.length > 1 && !language.prefixes.has(word.parts[0])) {
      const lists = await Promise.all(parts.map(exactly));
      marks.push(...parts);
      common(lists, 0.6, documents);
    }
    let close = [];
    if (documents.size < 3 && !only) {
      for (const pair of await halves(word.whole)) {
        common(pair.map((entry) => [entry]), 0.6, documents);
        marks.push(...pair.map((entry) => entry.term));
      }
    }
    if (documents.size === 0 && !only) {
      const near = await nearby(word.whole);
      close = near.map((entry) => entry.term);
      marks.push(...close);
      collect(near.map((entry) => ({ ...entry, factor: 0.5 })), documents);
    }
    return { documents, marks, close };
  }

  /** Adds what the words of a query find to `scores`; `only` as they are written. */
  async function score(words, share, scores, only = false) {
    const wanted = words.filter((word) => !language.stops.has(word.whole));
    const list = wanted.length > 0 ? wanted : words;
    const found = await Promise.all(list.map((word) => find(word, word === words.at(-1), only)));
    await Promise.all(list.slice(1).map(async (word, n) => {
      if (!word.near || words.indexOf(word) !== words.indexOf(list[n]) + 1) return;
      const pair = await exactly(list[n].whole + word.whole);
      for (const side of [found[n], found[n + 1]]) {
        collect(pair.map((entry) => ({ ...entry, factor: 1 })), side.documents);
        side.marks.push(...pair.map((entry) => entry.term));
      }
    }));
    const [sum, count] = [new Map(), new Map()];
    for (const { documents } of found) {
      const rare = Math.log(1 + size / (documents.size || 1));
      for (const [document, weight] of documents) {
        sum.set(document, (sum.get(document) ?? 0) + weight * rare);
        count.set(document, (count.get(document) ?? 0) + 1);
      }
    }
    for (const [document, value] of sum) {
      const known = scores.get(document);
      const next = { value: value * share, missing: list.length - count.get(document) };
      if (!known || next.missing < known.missing || (next.missing === known.missing && next.value > known.value)) {
        scores.set(document, next);
      }
    }
    return found;
  }

  /** The cards whose names a query holds, or that hold the whole query. */
  async function named(words, scores) {
    const best = [...scores].filter(([document]) => document < cards)
      .sort(([a, x], [b, y]) => x.missing - y.missing || y.value - x.value || a - b).slice(0, 8);
    const asked = words.map((word) => word.whole);
    const rank = (names, { missing }) => Math.max(...names.map((name) => {
      const own = language.joined(language.words(name)).map((word) => word.whole);
      if (own.join("") === asked.join("")) return 3;
      if (own.length > 0 && ` ${asked.join(" ")} `.includes(` ${own.join(" ")} `)) return 2;
      return missing === 0 ? 1 : 0;
    }));
    const found = await Promise.all(best.map(async ([document, at]) => {
      const [kind, mentions, fa, en, names] = await text(document);
      return { kind, mentions, fa, en, names, rank: rank(names, at), value: at.value };
    }));
    return found.filter((card) => card.rank > 0)
      .sort((a, b) => b.rank - a.rank || b.mentions[0] + b.mentions[1] - a.mentions[0] - a.mentions[1] || b.value - a.value).slice(0, 5);
  }

  /**
   * Everything that a query finds: `cards`, the numbers of `documents`, how many
   * of these have all words (`full`), `marks` for their texts, `close` words.
   */
  async function search(query, lang) {
    const phrases = [...query.matchAll(/["«“]([^"»”]+)["»”]/g)]
      .map((match) => language.joined(language.words(match[1])).map((word) => word.whole));
    const words = language.joined(language.words(query)).slice(0, MOST);
    const scores = new Map();
    if (words.length === 0) return { cards: [], documents: [], full: 0, marks: new Set(), close: [] };
    const found = await score(words, 1, scores, phrases.length > 0);
    // A word that stands nowhere says nothing for or against a text.
    const unknown = found.filter(({ documents }) => documents.size === 0).length;
    const enough = ({ missing }) => missing - unknown <= (words.length - unknown) / 2;
    const shown = phrases.length > 0 ? [] : await named(words, scores);
    // Whoever is asked for by name is found under the name in the other language, too.
    const [own] = shown;
    if (own?.rank === 3 && own.fa && own.en) {
      const other = [own.fa, own.en].map(([, title]) => language.joined(language.words(title)))
        .filter((title) => title.map((w) => w.whole).join("") !== words.map((w) => w.whole).join(""));
      for (const title of other.slice(0, 1)) found.push(...(await score(title, 0.5, scores)));
    }
    const ranked = [...scores].filter(([document]) => document >= cards)
      .map(([document, { value, missing }]) => ({ document, missing, value: value * (kindOf(document)[1] === lang ? 1.2 : 1) }))
      .sort((a, b) => a.missing - b.missing || b.value - a.value || a.document - b.document);
    let full = ranked.findIndex((one) => one.missing > 0);
    if (full < 0) full = ranked.length;
    const most = phrases.length > 0 || full > 4 ? full : Math.min(ranked.length, full + 30);
    let documents = ranked.slice(0, most).filter(enough).map((one) => one.document);
    if (phrases.length > 0) documents = await having(phrases, documents);
    else documents = [...(await nearest(words, documents.slice(0, 10))), ...documents.slice(10)];
    return {
      cards: shown, documents, full: Math.min(full, documents.length),
      marks: new Set(found.flatMap((one) => one.marks)), close: found.flatMap((one) => one.close),
    };
  }

  /** The words of a document's fields, from `first` on: 1 is its title, 4 its text. */
  async function spelt(document, first = 4) {
    const written = (await text(document)).slice(first).join(" | ");
    return ` ${language.joined(language.words(written)).map((word) => word.whole).join(" ")} `;
  }

  /** Those of the first documents that have all phrases: of fifty, or till there are ten. */
  async function having(phrases, documents) {
    const found = [];
    for (let at = 0; at < Math.min(documents.length, 50) && found.length < 10; at += 10) {
      const some = documents.slice(at, at + 10);
      const texts = await Promise.all(some.map((document) => spelt(document)));
      found.push(...some.filter((_, n) => phrases.every((phrase) => texts[n].includes(` ${phrase.join(" ")} `))));
    }
    return found;
  }

  /** The documents with those first in which more words stand together as they were asked. */
  async function nearest(words, documents) {
    if (words.length < 2) return documents;
    const pairs = words.slice(1).map((word, n) => ` ${words[n].whole} ${word.whole} `);
    const texts = await Promise.all(documents.map((document) => spelt(document, 1)));
    const rank = new Map(documents.map((document, n) =>
      [document, n - 3 * pairs.filter((pair) => texts[n].includes(pair)).length]));
    return [...documents].sort((a, b) => rank.get(a) - rank.get(b));
  }

  /** A text in pieces, `[words, whether they are marked]`, about what is marked. */
  function excerpt(written, marks, length = 280) {
    const words = language.words(written);
    const spans = [];
    words.forEach((word, n) => {
      const [whole, ...rest] = language.terms(word, words[n + 1]);
      const pair = words[n + 1] && rest.length > 0 && marks.has(rest.at(-1)) && rest.at(-1) === whole + words[n + 1].whole;
      if (pair) spans.push([word.start, words[n + 1].end]);
      else if ([whole, ...rest].some((term) => marks.has(term)) && !(spans.at(-1)?.[1] > word.start)) spans.push([word.start, word.end]);
    });
    const within = (from) => spans.filter(([start, end]) => start >= from && end <= from + length - 60).length;
    const [best] = spans.reduce(([at, most], [start]) => (within(start) > most ? [start, within(start)] : [at, most]), [0, 0]);
    const edge = (at) => words.find((word) => word.start >= at)?.start ?? at;
    const from = best < 60 ? 0 : edge(best - 50);
    const to = written.length - from < length * 1.2 ? written.length : edge(from + length);
    const pieces = from > 0 ? [["… ", false]] : [];
    let at = from;
    for (const [start, end] of spans.filter(([s, e]) => s >= from && e <= to)) {
      pieces.push([written.slice(at, start), false], [written.slice(start, end), true]);
      at = end;
    }
    pieces.push([written.slice(at, to).trimEnd(), false]);
    if (to < written.length) pieces.push([" …", false]);
    return pieces.filter(([piece]) => piece);
  }

  /** Address and title of an article, in a language or the one that it is in. */
  async function articleTitle(article, lang) {
    const sides = lang === "en" ? [1, 0] : [0, 1];
    const side = sides.find((n) => root.articles[n][article] > 0);
    const [address, title] = await text(articles[side][article]);
    return { address, title, lang: ["fa", "en"][side] };
  }

  /**
   * What a reader can narrow down by: `names` as `[id, kind, fa, en]`, and
   * `of(document)`, positions of names and first years of decades.
   */
  async function facets() {
    const [names, all] = await Promise.all([load("names.json", json), load("facets.bin", readFacets)]);
    return { names, of: (document) => all[document] };
  }

  return { search, text, excerpt, kindOf, articleOf, articleTitle, facets, language };
}

globalThis.virastSearch = { grammar, open };
})();
