// What machines read of the site is what the standards say, as programs judge it
// that are none of ours: TEI by its schema, references by other readers of them,
// JSON-LD by a processor, calendars, feeds, search and the link sets by their forms.

import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { test } from "node:test";

import { plugins } from "@citation-js/core";
import "@citation-js/plugin-bibtex";
import "@citation-js/plugin-csl";
import "@citation-js/plugin-ris";
import ICAL from "ical.js";
import jsonld from "jsonld";
import { validateXML } from "xmllint-wasm";

import { ROOT, addressOf, assertNone, filesOf, pagesOf, read, sites, tags } from "./site.mjs";
import { TEI_SCHEMA, java } from "./tools.mjs";

const JAVA = java();
const VNU = join(ROOT, "node_modules/vnu-jar/build/dist/vnu.jar");
const needsTei = { skip: !JAVA ? "no Java runtime" : existsSync(TEI_SCHEMA) ? false : "no TEI schema" };

const SITES = sites();

/** Runs `look` over the files of all sites that end so; it gives what is wrong with one. */
function everywhere(ending, look) {
  const wrong = [];
  let count = 0;
  for (const site of SITES) {
    for (const path of filesOf(site.folder).filter((name) => name.endsWith(ending))) {
      count += 1;
      wrong.push(...look(read(site.folder, path), path, site).map((what) => `${site.name}, ${path}: ${what}`));
    }
  }
  assert.notEqual(count, 0, `no file ends in ${ending}`);
  assertNone(wrong);
}

// TEI.

test("every TEI file is valid by the schema of everything that TEI has", needsTei, () => {
  const folder = mkdtempSync(join(tmpdir(), "virast-tei-"));
  try {
    const files = SITES.flatMap(({ folder: site }, n) =>
      filesOf(site).filter((path) => path.endsWith(".tei.xml")).map((path) => {
        const copy = join(folder, `${n}-${basename(path)}`);
        // The schema is TEI 3.0's; `standOff` came with 4.0. Its lists are judged
        // where 3.0 has such lists: in a division at the back, relations in a list
        // of what is related.
        const whole = read(site, path);
        const lists = /<standOff>(.*)<\/standOff>/s.exec(whole)?.[1] ?? "";
        const related = lists.replace(/<listRelation.*<\/listRelation>/s, (all) => `<listOrg><org><p/></org>${all}</listOrg>`);
        const rest = whole.replace(/<standOff>.*<\/standOff>/s, "");
        const hasBack = rest.includes("</back>");
        const end = rest.lastIndexOf(hasBack ? "</back>" : "</text>");
        const division = hasBack ? `<div>${related}</div>` : `<back><div>${related}</div></back>`;
        const text = lists ? `${rest.slice(0, end)}${division}${rest.slice(end)}` : rest;
        writeFileSync(copy, text);
        return copy;
      }));
    assert.notEqual(files.length, 0);
    const driver = "nu.validator.vendor.thaiopensource.relaxng.util.Driver";
    const done = spawnSync(JAVA, ["-Xss16m", "-cp", VNU, driver, TEI_SCHEMA, ...files], { encoding: "utf8", maxBuffer: 16 << 20 });
    assert.equal(done.error, undefined);
    assertNone(done.stdout.split("\n").filter(Boolean));
    assert.equal(done.status, 0, done.stderr);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});

// References.

const read_as = (type, data) => plugins.input.chain(data, { forceType: type, generateGraph: false });
const plainDate = (date) => JSON.stringify(date?.["date-parts"]?.map((parts) => parts.map(Number)) ?? []);
const people = (list = []) => list.map(({ family, given, literal }) => [family ?? literal, given].filter(Boolean).join("; ").replace(/\u{A0}/gu, " ")).join(" | ");
const dashed = (pages = "") => pages.replace(/[–—]|--/g, "-");
/** Without what marks up a title in one form alone. */
const words = (text = "") => text.replace(/<[^>]*>|[{}]/g, "").replace(/\s+/g, " ").trim();

/** What must be equal in all forms of a reference. */
function facts(item) {
  return {
    title: words(item.title),
    container: words(item["container-title"]),
    // BibLaTeX's `and others` is no name; RIS and CSL say it in a note.
    authors: people(item.author?.filter(({ family, literal }) => (family ?? literal) !== "others")),
    editors: people(item.editor),
    volume: item.volume ?? "",
    issue: item.issue ?? item.number ?? "",
    pages: dashed(item.page),
    year: JSON.stringify(item.issued?.["date-parts"]?.[0]?.[0] ? Number(item.issued["date-parts"][0][0]) : null),
    doi: item.DOI ?? "",
    url: item.URL ?? "",
  };
}

function differences(one, other, named, but = []) {
  return Object.keys(one).filter((key) => !but.includes(key) && String(one[key]) !== String(other[key])).map((key) => `${named}: ${key} is «${other[key]}», in CSL-JSON «${one[key]}»`);
}

test("RIS and BibLaTeX read by another program say what CSL-JSON says", () => {
  everywhere(".csl.json", (text, path, { folder }) => {
    const wrong = [];
    const items = JSON.parse(text);
    const forms = { "@biblatex/text": ".bib", "@ris/file": ".ris" };
    for (const [type, ending] of Object.entries(forms)) {
      const found = read_as(type, read(folder, path.replace(/\.csl\.json$/, ending)));
      if (found.length !== items.length) wrong.push(`${ending}: ${found.length} references of ${items.length}`);
      const byKey = new Map(found.map((item) => [item["citation-key"] ?? item["citation-label"] ?? item.id, item]));
      for (const [n, item] of items.entries()) {
        const same = byKey.get(item.id) ?? (type === "@ris/file" ? found[n] : undefined);
        if (!same) wrong.push(`${ending}: no ${item.id}`);
        // Readers of RIS agree on no tag for the number of a report.
        else wrong.push(...differences(facts(item), facts(same), `${ending} ${item.id}`, item.type === "report" && ending === ".ris" ? ["issue"] : []));
      }
    }
    return wrong;
  });
});

// JSON-LD.

/** schema.org's context, as far as it matters here: every word is schema.org's. */
const CONTEXT = {
  "@context": {
    "@vocab": "http://schema.org/",
    ...Object.fromEntries(["url", "sameAs", "item", "license", "contentUrl"].map((name) => [name, { "@type": "@id" }])),
  },
};
const documentLoader = async (url) => {
  assert.equal(url, "https://schema.org");
  return { contextUrl: null, documentUrl: url, document: CONTEXT };
};

/** Paths of what is empty in a value. */
function* empty(value, path = "") {
  if (value === null || value === "" || (Array.isArray(value) && value.length === 0)) yield `${path} is empty`;
  else if (typeof value === "object") {
    if (!Array.isArray(value) && Object.keys(value).length === 0) yield `${path} is empty`;
    for (const [key, inner] of Object.entries(value)) yield* empty(inner, `${path}/${key}`);
  }
}

async function judged(data) {
  const wrong = [...empty(data)];
  const expanded = await jsonld.expand(data, { documentLoader, safe: true });
  if (expanded.length === 0) wrong.push("expands to nothing");
  const triples = await jsonld.toRDF(data, { documentLoader, safe: true });
  if (triples.length < 3) wrong.push(`only ${triples.length} statements`);
  return wrong;
}

test("JSON-LD of pages and of things expands, loses nothing and has no empty value", async () => {
  const wrong = [];
  let [pages, things] = [0, 0];
  for (const { name, folder } of SITES) {
    for (const path of filesOf(folder)) {
      const blocks = [];
      if (path.endsWith(".jsonld")) blocks.push((things += 1) && read(folder, path));
      else if (path.endsWith(".html")) {
        for (const [, block] of read(folder, path).matchAll(/<script type="application\/ld\+json">(.*?)<\/script>/gs)) blocks.push((pages += 1) && block);
      }
      for (const block of blocks) {
        try {
          wrong.push(...(await judged(JSON.parse(block))).map((what) => `${name}, ${path}: ${what}`));
        } catch (error) {
          wrong.push(`${name}, ${path}: ${error.message} ${JSON.stringify(error.details ?? "").slice(0, 200)}`);
        }
      }
    }
  }
  assertNone(wrong);
  assert.ok(pages > 100 && things > 100, `${pages} pages, ${things} things`);
});

test("every actor, organization and event has JSON-LD at an address that its pages name", () => {
  for (const { folder } of SITES) {
    const pages = pagesOf(folder).filter((path) => /^(en\/)?(actors|organizations|events)\/[^/]+\/index\.html$/.test(path));
    assert.notEqual(pages.length, 0);
    const wrong = pages.filter((path) => {
      const link = tags(read(folder, path)).find(({ name, attributes }) => name === "link" && attributes.get("type") === "application/ld+json");
      if (!link) return true;
      const file = join(path, "..", link.attributes.get("href"));
      const id = JSON.parse(read(folder, file))["@id"];
      const graph = JSON.parse(/<script type="application\/ld\+json">(.*?)<\/script>/s.exec(read(folder, path))[1])["@graph"];
      return !graph.some((node) => node["@id"] === id);
    });
    assertNone(wrong);
  }
});

// Calendar, feeds, sitemap, search.

test("the calendar has every event whose day is known, as another program reads it", () => {
  everywhere(".ics", (text, path, { folder }) => {
    const wrong = text.split("\r\n").filter((line) => Buffer.byteLength(line) > 75).map((line) => `a line of ${Buffer.byteLength(line)} bytes`);
    const calendar = new ICAL.Component(ICAL.parse(text));
    for (const name of ["prodid", "version"]) if (!calendar.getFirstPropertyValue(name)) wrong.push(`no ${name}`);
    const events = calendar.getAllSubcomponents("vevent").map((event) => new ICAL.Event(event));
    for (const event of events) {
      const lacks = !event.uid || !event.summary || !event.component.getFirstPropertyValue("dtstamp");
      if (lacks || (event.endDate && event.endDate.compare(event.startDate) <= 0)) wrong.push(`${event.uid} is not whole`);
    }
    if (new Set(events.map((event) => event.uid)).size !== events.length) wrong.push("two events of one uid");
    // A month or a year is no day, and is given out as none.
    const isDay = (edtf = "") => edtf.split("/").every((end) => /^\d{4}-\d\d-\d\d$/.test(end));
    const dated = JSON.parse(read(folder, "data/events.json")).filter((event) => isDay(event.date?.edtf));
    if (events.length !== dated.length) wrong.push(`${events.length} events of ${dated.length} whose day is known`);
    return wrong;
  });
});

/** The XML document of a text, as tags in order with their text. */
function xml(text) {
  const done = spawnSync("xmllint", ["--noout", "-"], { input: text, encoding: "utf8" });
  if (!done.error) assert.equal(done.status, 0, done.stderr);
  return [...text.matchAll(/<([\w:]+)((?:\s+[\w:]+="[^"]*")*)\s*(?:\/>|>([^<]*))/g)].map(([, name, rest, inner]) => ({
    name,
    text: inner ?? "",
    attributes: Object.fromEntries([...rest.matchAll(/([\w:]+)="([^"]*)"/g)].map(([, key, value]) => [key, value])),
  }));
}

/** What libxml2 finds wrong with all files of this name, by a schema. */
async function bySchema(name, options, spoil) {
  const found = [];
  let count = 0;
  for (const site of SITES) {
    for (const path of filesOf(site.folder).filter((file) => basename(file) === name)) {
      const contents = read(site.folder, path);
      const judge = async (text) => (await validateXML({ xml: [{ fileName: basename(path), contents: text }], ...options })).errors;
      found.push(...(await judge(contents)).map((error) => `${site.name}, ${path}: ${error.rawMessage ?? error.message}`));
      // The judge is awake: of a broken file it says so.
      assert.notEqual(spoil(contents), contents);
      assert.notDeepEqual(await judge(spoil(contents)), [], `${path}, spoiled`);
      count += 1;
    }
  }
  assert.notEqual(count, 0, name);
  assertNone(found);
}

const schema = (name) => read(ROOT, `tests/browser/schemas/${name}`);

test("feeds are valid by the rules of RFC 4287", () =>
  bySchema("atom.xml", { schema: [schema("atom.rng")], extension: "relaxng" }, (text) => text.replace(/<updated>[^<]*<\/updated>/, "")));

test("search descriptions are valid by the rules of OpenSearch 1.1", () =>
  bySchema("opensearch.xml", { schema: [schema("opensearch.rng")], extension: "relaxng" }, (text) => text.replace(/template="[^"]*"/, "")));

test("sitemaps are valid by the schema of sitemaps.org", () =>
  bySchema("sitemap.xml", {
    schema: [schema("sitemap.xsd")],
    preload: [
      { fileName: "sitemap-0.9.xsd", contents: read(ROOT, "node_modules/sitemap/schema/sitemap.xsd") },
      { fileName: "alternates.xsd", contents: schema("alternates.xsd") },
    ],
  }, (text) => text.replace("<loc>", "<where>").replace("</loc>", "</where>")));

test("feeds have all that Atom asks for", () => {
  everywhere("atom.xml", (text) => {
    const wrong = [];
    const need = (where, part, names) => names.forEach((name) => !new RegExp(`<${name}[ >]`).test(part) && wrong.push(`${where} has no ${name}`));
    const entries = [...text.matchAll(/<entry[ >].*?<\/entry>/gs)].map(([entry]) => entry);
    const head = text.replace(/<entry[ >].*?<\/entry>/gs, "");
    need("the feed", head, ["id", "title", "updated"]);
    if (!/rel="self"/.test(head)) wrong.push("the feed has no link to itself");
    for (const entry of entries) {
      need("an entry", entry, ["id", "title", "updated", "summary"]);
      if (!/rel="alternate"/.test(entry)) wrong.push("an entry has no page");
      if (!/<author>/.test(entry + head)) wrong.push("an entry has no author");
    }
    const ids = entries.map((entry) => /<id>(.*?)<\/id>/.exec(entry)[1]);
    if (new Set(ids).size !== ids.length) wrong.push("two entries of one id");
    for (const { text: when } of xml(text).filter(({ name }) => ["updated", "published"].includes(name))) {
      if (!/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/.test(when)) wrong.push(`${when} is no time`);
    }
    return wrong;
  });
});

test("the sitemap has every page once, with its twin", () => {
  everywhere("sitemap.xml", (text, path, { folder, address }) => {
    const found = xml(text);
    const listed = found.filter(({ name }) => name === "loc").map((tag) => tag.text);
    const pages = pagesOf(folder).filter((page) => page.endsWith("index.html"));
    // Pages that only lead on to where a page is now are no pages.
    const own = pages.filter((page) => !/http-equiv="refresh"/.test(read(folder, page))).map((page) => address + addressOf(page));
    const wrong = own.filter((page) => !listed.includes(page)).map((page) => `${page} is missing`);
    wrong.push(...listed.filter((page, n) => !own.includes(page) || listed.indexOf(page) !== n).map((page) => `${page} is too much`));
    const twins = found.filter(({ name }) => name === "xhtml:link").map((tag) => tag.attributes);
    wrong.push(...twins.filter(({ href }) => !own.includes(href)).map(({ href }) => `${href} is no page`));
    if (!twins.some(({ hreflang }) => hreflang === "x-default")) wrong.push("no x-default");
    return wrong;
  });
});

test("browsers can search the site by its OpenSearch description", () => {
  everywhere("opensearch.xml", (text, path, { folder, address }) => {
    const found = xml(text);
    const value = (name) => found.find((tag) => tag.name === name)?.text ?? "";
    const wrong = [];
    if (found[0].attributes.xmlns !== "http://a9.com/-/spec/opensearch/1.1/") wrong.push("another name space");
    for (const [name, most] of [["ShortName", 16], ["LongName", 48], ["Description", 1024]]) {
      if (!value(name) || [...value(name)].length > most) wrong.push(`${name} is «${value(name)}»`);
    }
    const results = found.find((tag) => tag.name === "Url" && tag.attributes.type === "text/html")?.attributes.template ?? "";
    if (!results.endsWith("?q={searchTerms}")) wrong.push(`results at ${results}`);
    const page = results.replace(address, "").replace(/\?.*/, "index.html");
    const box = tags(read(folder, page)).find(({ name, attributes }) => name === "input" && attributes.get("name") === "q");
    if (!box) wrong.push("the search page has no box of that name");
    return wrong;
  });
});

// Signposting and cards.

test("an article's page says where its parts are, and its link set says the same", () => {
  everywhere(".linkset.json", (text, path, { folder, address }) => {
    const wrong = [];
    const sets = JSON.parse(text).linkset;
    for (const set of sets.filter((set) => set["cite-as"])) {
      const page = `${set.anchor.replace(address, "")}index.html`;
      const head = tags(read(folder, page)).filter(({ name }) => name === "link").map(({ attributes }) => attributes);
      for (const [rel, targets] of Object.entries(set).filter(([rel]) => rel !== "anchor")) {
        for (const { href, type } of targets) {
          if (!head.some((link) => link.get("rel") === rel && link.get("href") === href)) wrong.push(`${page} has no ${rel} ${href}`);
          if (href.startsWith(address) && !existsSync(join(folder, href.replace(address, "").replace(/\/$/, "/index.html")))) wrong.push(`${href} is not there`);
          if (["item", "describedby"].includes(rel) && !type) wrong.push(`${href} has no type`);
        }
      }
      if (set["cite-as"].length !== 1 || set["cite-as"][0].href !== set.anchor) wrong.push("cite-as is not the page");
    }
    const back = sets.filter((set) => set.collection || set.describes);
    if (back.length < 5) wrong.push(`${back.length} ways back`);
    return wrong;
  });
});

test("every page has a drawn card, which is an image of the size it says", () => {
  const wrong = [];
  for (const { name, folder, address } of SITES) {
    for (const path of pagesOf(folder).filter((page) => page.endsWith("index.html"))) {
      const html = read(folder, path);
      if (/http-equiv="refresh"/.test(html)) continue;
      const property = (key) => tags(html).find(({ attributes }) => attributes.get("property") === key)?.attributes.get("content");
      const image = property("og:image");
      const file = image?.startsWith(address) && join(folder, image.replace(address, ""));
      if (!file || !existsSync(file)) wrong.push(`${name}, ${path}: ${image}`);
      else if (!property("og:image:alt")) wrong.push(`${name}, ${path}: no words for ${image}`);
    }
    for (const path of filesOf(folder).filter((file) => file.endsWith(".png") && file.includes("card."))) {
      const bytes = Buffer.from(read(folder, path), "latin1");
      if (bytes.length > 100_000) wrong.push(`${path}: ${bytes.length} bytes`);
    }
  }
  assertNone(wrong);
});
