// A crawler walks from the two home pages over every link inside the site,
// under the root of a host and under a path of one: every address and every
// anchor is there, every page is reached, and no page fetches from elsewhere.
// What the pages and the sitemap say of their addresses is true.

import { existsSync, statSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { fileURLToPath, pathToFileURL } from "node:url";

import { addressOf, assertNone, pagesOf, read, sites, tags } from "./site.mjs";
import { serve } from "./server.mjs";

/** Attributes that name an address. */
const ADDRESSES = ["href", "src", "action", "poster", "data"];
/** Tags whose address the browser fetches by itself, so it must be ours. */
const FETCHED = ["script", "img", "source", "iframe", "audio", "video", "object", "embed", "track"];
/** `<link>`s that are fetched; `canonical` and `alternate` only state. */
const FETCHED_LINKS = ["stylesheet", "icon", "manifest", "preload", "modulepreload", "prefetch", "preconnect", "dns-prefetch"];

/** Whether the browser goes there without being asked. */
function isFetched({ name, attributes }) {
  if (FETCHED.includes(name)) return true;
  const kinds = (attributes.get("rel") ?? "").split(/\s+/);
  return name === "link" && kinds.some((kind) => FETCHED_LINKS.includes(kind));
}

/** Addresses in a page: `{ address, fetched, states }`; `states` when it is only said, not followed. */
function addresses(page) {
  const found = [];
  for (const tag of page) {
    const fetched = isFetched(tag);
    const states = tag.name === "link" && !fetched;
    for (const key of ADDRESSES) {
      if (tag.attributes.has(key)) found.push({ address: tag.attributes.get(key), fetched, states });
    }
    for (const part of (tag.attributes.get("srcset") ?? "").split(",")) {
      if (part.trim()) found.push({ address: part.trim().split(/\s+/)[0], fetched, states });
    }
  }
  return found;
}

/** Walks the site at `home`; gives the pages it reached and what was wrong. */
async function crawl(home) {
  const root = new URL(home);
  const pages = new Map();
  const wrong = new Set();
  const wanted = [new URL(home), new URL("en/", home)];
  const from = new Map();
  while (wanted.length > 0) {
    const url = wanted.pop();
    const key = url.origin + addressOf(url.pathname);
    if (!pages.has(key)) {
      const answer = await fetch(url, { redirect: "manual" });
      const html = (answer.headers.get("content-type") ?? "").startsWith("text/html");
      const body = html ? await answer.text() : (await answer.arrayBuffer(), "");
      const page = tags(body);
      pages.set(key, { html, ids: new Set(page.map((tag) => tag.attributes.get("id"))) });
      if (answer.status !== 200) wrong.add(`${from.get(key) ?? key} → ${key}: status ${answer.status}`);
      if (html && answer.status === 200) follow(page, url);
    }
    const anchor = decodeURIComponent(url.hash.slice(1));
    const { html, ids } = pages.get(key);
    if (html && anchor && !ids.has(anchor)) wrong.add(`${from.get(url.href) ?? ""} → ${url.href}: no such anchor`);
  }
  return { pages, wrong: [...wrong] };

  function follow(page, url) {
    for (const { address, fetched, states } of addresses(page)) {
      const target = new URL(address, url);
      if (target.protocol === "data:") continue;
      if (target.origin !== root.origin) {
        if (fetched) wrong.add(`${url.pathname} fetches ${target.href}`);
        continue;
      }
      if (states) continue;
      if (!target.pathname.startsWith(root.pathname)) wrong.add(`${url.pathname} → ${target.pathname}: outside the site`);
      if (!from.has(target.href)) {
        from.set(target.href, url.pathname);
        from.set(target.origin + addressOf(target.pathname), url.pathname);
        wanted.push(target);
      }
    }
  }
}

const [edition, fixture] = sites();

// The edition is also put where its `base_url` does not say: a link that is
// not relative shows there.
for (const { name, folder, base } of [edition, { ...edition, base: "/elsewhere/" }, fixture]) {
  test(`every link and anchor of ${name} leads somewhere under ${base}, and every page is reached`, async () => {
    const server = await serve(folder, base);
    try {
      const { pages, wrong } = await crawl(server.home);
      const reached = (path) => pages.has(new URL(encodeURI(addressOf(path)), server.home).href);
      // The page for what is missing is what a host shows; its links are those
      // of its own host, since it is shown at any address.
      const missed = pagesOf(folder).filter((path) => !reached(path) && !path.endsWith("404.html"));
      assertNone([...wrong, ...missed.map((path) => `no link leads to ${path}`)]);
    } finally {
      await server.close();
    }
  });
}

for (const { name, folder } of [edition, fixture]) {
  test(`${name} can be read from its folder, without a server`, () => {
    const wrong = [];
    for (const path of pagesOf(folder).filter((path) => !path.endsWith("404.html"))) {
      const here = pathToFileURL(join(folder, path));
      for (const { address, states } of addresses(tags(read(folder, path)))) {
        const target = new URL(address, here);
        if (states || target.protocol !== "file:") continue;
        // Here nobody turns a folder into its index.html.
        const kind = statSync(fileURLToPath(target), { throwIfNoEntry: false });
        if (!kind?.isFile()) wrong.push(`${path} → ${address}: ${kind ? "a folder" : "no file"}`);
      }
    }
    assertNone(wrong);
  });
}

/** The addresses that a page says of itself and of its twins: `canonical` and `alternate`. */
function said(html) {
  return tags(html)
    .filter((tag) => tag.name === "link" && /\b(canonical|alternate)\b/.test(tag.attributes.get("rel") ?? ""))
    .map((tag) => ({ address: tag.attributes.get("href"), lang: tag.attributes.get("hreflang") }));
}

for (const { name, folder, address } of [edition, fixture]) {
  test(`what ${name} tells search engines of its addresses is true`, () => {
    const wrong = [];
    /** The file of the site that an absolute address means, or null. */
    const fileAt = (url) => {
      if (!url.startsWith(address)) return null;
      const path = decodeURI(url.slice(address.length).split("#")[0]);
      const file = path === "" || path.endsWith("/") ? `${path}index.html` : path;
      return existsSync(join(folder, file)) ? file : null;
    };
    for (const path of pagesOf(folder)) {
      for (const { address: url, lang } of said(read(folder, path))) {
        const file = fileAt(new URL(url, address + addressOf(path)).href);
        if (!file) wrong.push(`${path} names ${url}, which is not there`);
        // A twin that does not know its twin counts for nothing.
        if (file?.endsWith(".html") && lang && file !== path) {
          const back = said(read(folder, file)).map((twin) => fileAt(twin.address));
          if (!back.includes(path)) wrong.push(`${path} names ${file} as its twin, but not the other way`);
        }
      }
    }
    const listed = [...read(folder, "sitemap.xml").matchAll(/<loc>(.*?)<\/loc>/g)].map(([, url]) => url);
    wrong.push(...listed.filter((url) => !fileAt(url)).map((url) => `sitemap.xml names ${url}, which is not there`));
    assertNone(wrong);
  });
}
