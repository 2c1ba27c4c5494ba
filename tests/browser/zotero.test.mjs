// Zotero's own translators read every article's page to a complete item. They run
// as Zotero runs them, in a browser: the package `ztractor` carries Zotero's
// runtime and translators, and is asked to fetch nothing.

import assert from "node:assert/strict";
import { createReadStream } from "node:fs";
import { createServer } from "node:http";
import { join } from "node:path";
import { after, test } from "node:test";

import { launch, needsBrowser } from "./browser.mjs";
import { ROOT, assertNone, pagesOf, read, sites } from "./site.mjs";

const SITES = sites();
const PACKAGE = join(ROOT, "node_modules/ztractor/dist");

const server = createServer((request, answer) => {
  if (request.url === "/") return answer.setHeader("Content-Type", "text/html").end("<!doctype html><title>Zotero</title>");
  answer.setHeader("Content-Type", "text/javascript");
  createReadStream(join(PACKAGE, new URL(request.url, "http://x").pathname)).on("error", () => answer.end()).pipe(answer);
});
let browser;
after(async () => {
  server.close();
  await browser?.close();
});

test("Zotero reads every article to a complete item", needsBrowser, async () => {
  await new Promise((ready) => server.listen(0, "127.0.0.1", ready));
  browser = await launch();
  const page = await (await browser.newContext()).newPage();
  await page.goto(`http://127.0.0.1:${server.address().port}/`);
  const wrong = [];
  for (const { name, folder, address } of SITES) {
    for (const path of pagesOf(folder).filter((file) => /^(en\/)?articles\/[^/]+\/index\.html$/.test(file))) {
      const id = path.split("/").at(-2);
      const own = JSON.parse(read(folder, `articles/${id}/${id}.csl.json`))[0];
      const url = address + path.replace(/index\.html$/, "");
      const found = await page.evaluate(async ([url, html]) => {
        const { extractMetadata } = await import("/index.js");
        const { success, items, error } = await extractMetadata({ url, html, network: "deny", timeout: 30_000 });
        return { success, items: JSON.parse(JSON.stringify(items ?? [])), error: String(error ?? "") };
      }, [url, read(folder, path)]);
      const say = (what) => wrong.push(`${name}, ${path}: ${what}`);
      if (!found.success || found.items.length !== 1) {
        say(`${found.items.length} items; ${found.error}`);
        continue;
      }
      const [item] = found.items;
      const equal = (what, one, other) => (one ?? "") !== (other ?? "") && say(`${what} is «${one}», not «${other}»`);
      equal("itemType", item.itemType, "journalArticle");
      equal("title", item.title, own.title);
      equal("journal", item.publicationTitle, own["container-title"]);
      equal("volume", item.volume, own.volume);
      equal("issue", item.issue, own.issue);
      equal("pages", item.pages?.replace("–", "-"), own.page);
      equal("DOI", item.DOI, own.DOI);
      equal("language", item.language, own.language);
      equal("abstract", item.abstractNote, own.abstract);
      equal("address", item.url, url);
      const people = (list, family, given) => list.map((one) => `${one[family]}, ${one[given]}`.replaceAll("\u{A0}", " ")).join("; ");
      equal("authors", people(item.creators ?? [], "lastName", "firstName"), people(own.author ?? [], "family", "given"));
      const year = own.issued?.["date-parts"]?.[0]?.[0];
      if (year && !String(item.date).startsWith(String(year))) say(`date is «${item.date}», not ${year}`);
    }
  }
  assertNone(wrong);
  assert.ok(SITES.length === 2);
});
