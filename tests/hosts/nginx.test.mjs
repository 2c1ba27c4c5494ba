// nginx serves what was published, with the configuration that the program
// gives, at the root of a host and under a path: a crawler follows every link;
// headers, compressed copies, wrong addresses and moved pages are as promised.

import assert from "node:assert/strict";
import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { gunzipSync } from "node:zlib";

import { Project, tree } from "./project.mjs";
import { freePort, nginx, startNginx } from "./servers.mjs";

const needsNginx = { skip: nginx() ? false : "no nginx" };

/** Publishes a project to nginx under a path of a host of this machine. */
async function published(from, base) {
  const port = await freePort();
  const target = `[publish.site]\nkind = "folder"\npath = "../www"\nhost = "nginx"`;
  const project = new Project(from, `http://127.0.0.1:${port}${base}`, target);
  const about = project.read("content/pages/about.md");
  project.write("content/pages/about.md", about.replace("+++\n", '+++\nformerly = ["old-about"]\n'));
  project.virast(["publish", "site", "--build"]);
  const server = await startNginx(project.virast(["publish", "site", "--server-config"]), port);
  return { project, www: join(project.home, "www"), home: `${server.origin}${base}`, close: server.close };
}

/** Fails with what is wrong, the first of it by name. */
function assertNone(wrong) {
  assert.equal(wrong.length, 0, wrong.slice(0, 20).join("\n"));
}

/** Follows every link inside the site; gives the paths reached and what was wrong. */
async function crawl(home) {
  const wanted = [new URL(home).href, new URL("en/", home).href];
  const seen = new Set(wanted);
  const wrong = [];
  while (wanted.length > 0) {
    const url = wanted.pop();
    const answer = await fetch(url, { redirect: "manual" });
    const body = Buffer.from(await answer.arrayBuffer());
    if (answer.status !== 200) wrong.push(`${url}: status ${answer.status}`);
    if (!(answer.headers.get("content-type") ?? "").startsWith("text/html")) continue;
    for (const [, address] of body.toString("utf8").matchAll(/\s(?:href|src|action)="([^"]+)"/g)) {
      const to = new URL(address.replaceAll("&amp;", "&"), url);
      to.hash = "";
      to.search = "";
      if (!to.href.startsWith(home) || seen.has(to.href)) continue;
      seen.add(to.href);
      wanted.push(to.href);
    }
  }
  return { seen, wrong };
}

for (const [from, base] of [["edition", "/"], ["fixture", "/editions/asia/"]]) {
  test(`the ${from} under ${base}`, needsNginx, async (t) => {
    const { project, www, home, close } = await published(from, base);
    t.after(close);
    const get = (path, headers = {}) => fetch(new URL(path, home), { redirect: "manual", headers });

    await t.test("every link is followed and every page reached", async () => {
      const { seen, wrong } = await crawl(home);
      assertNone(wrong);
      const pages = [...tree(www).keys()].filter((path) => path.endsWith(".html") && !path.endsWith("404.html"));
      const address = (path) => new URL(path, home).href;
      const folder = (path) => address(path.replace(/index\.html$/, ""));
      assertNone(pages.filter((path) => !seen.has(address(path)) && !seen.has(folder(path))));
      assert.ok(pages.length > 20, `${pages.length} pages`);
    });

    await t.test("headers are those of the one description", async () => {
      const page = await get("");
      assert.match(page.headers.get("content-security-policy"), /default-src 'none'.*frame-ancestors 'none'/);
      assert.equal(page.headers.get("x-content-type-options"), "nosniff");
      assert.equal(page.headers.get("referrer-policy"), "strict-origin-when-cross-origin");
      assert.equal(page.headers.get("cache-control"), "public, max-age=0, must-revalidate");
      assert.equal(page.headers.get("content-type"), "text/html; charset=utf-8");
      const names = [...tree(www).keys()];
      const named = (form) => names.find((name) => form.test(name));
      const types = [
        [/^assets\/.*\.css$/, "text/css; charset=utf-8"],
        [/^assets\/.*\.js$/, "text/javascript; charset=utf-8"],
        [/^assets\/.*\.woff2$/, "font/woff2"],
        [/\.tei\.xml$/, "application/tei+xml"],
        [/\.csl\.json$/, "application/vnd.citationstyles.csl+json"],
        [/\.bib$/, "application/x-bibtex; charset=utf-8"],
        [/\.epub$/, "application/epub+zip"],
        [/\.csv$/, "text/csv; charset=utf-8"],
        [/\.ics$/, "text/calendar; charset=utf-8"],
        [/^data\/works\.json$/, "application/json"],
      ];
      for (const [form, type] of types) {
        const name = named(form);
        if (!name) continue; // A theme without fonts has none to serve.
        const answer = await get(name);
        assert.equal(answer.headers.get("content-type"), type, name);
        const kept = name.startsWith("assets/") ? "public, max-age=31536000, immutable" : "public, max-age=0, must-revalidate";
        assert.equal(answer.headers.get("cache-control"), kept, name);
        assert.ok(answer.headers.has("content-security-policy"), name);
        const open = /\.(bib|ris|csl\.json|tei\.xml|epub|csv|ics)$/.test(name) ? "*" : null;
        assert.equal(answer.headers.get("access-control-allow-origin"), open, name);
      }
    });

    await t.test("compressed copies are served to those who take them", async () => {
      assert.equal(await (await get("index.html", { "accept-encoding": "identity" })).text(), readFileSync(join(www, "index.html"), "utf8"));
      const packed = await get("index.html", { "accept-encoding": "gzip" });
      assert.equal(packed.headers.get("content-encoding"), "gzip");
      const copy = gunzipSync(readFileSync(join(www, "index.html.gz"))).toString("utf8");
      assert.equal(copy, readFileSync(join(www, "index.html"), "utf8"));
      assert.equal(Number(packed.headers.get("content-length")), readFileSync(join(www, "index.html.gz")).length);
    });

    await t.test("wrong addresses, moved pages and files for hosts", async () => {
      for (const [path, page] of [["no/such/page/", "404.html"], ["en/nowhere", "en/404.html"]]) {
        const answer = await get(path);
        assert.equal(answer.status, 404, path);
        assert.equal(await answer.text(), readFileSync(join(www, page), "utf8"), path);
      }
      for (const [old, now] of [["pages/old-about/", "pages/about/"], ["en/pages/old-about/", "en/pages/about/"]]) {
        const answer = await get(old);
        assert.equal(answer.status, 301, old);
        assert.equal(answer.headers.get("location"), `${base}${now}`);
        assert.equal((await get(now)).status, 200, now);
      }
      const folder = await get("pages/about");
      assert.equal(folder.status, 301);
      assert.equal(folder.headers.get("location"), `${base}pages/about/`);
      for (const path of [".virast-manifest", ".redirects.conf"]) assert.equal((await get(path)).status, 404, path);
    });

    await t.test("--verify proves it, and names what is not as it was sent", async () => {
      const said = await project.run(["publish", "site", "--verify"]);
      assert.match(said, /verified http:\/\/127\.0\.0\.1:\d+.* \d+ files as they were sent, \d+ redirects/);
      assert.doesNotMatch(said, /note:/);
      const file = join(www, "en/index.html");
      const page = readFileSync(file);
      rmSync(file);
      writeFileSync(file, "somebody was here");
      rmSync(join(www, "robots.txt"));
      // Published again both are put right; so somebody comes between.
      const { child, done } = project.start(["publish", "site", "--verify"]);
      child.stdout.on("data", (text) => {
        if (!`${text}`.includes("published")) return;
        rmSync(file);
        writeFileSync(file, "somebody was here again");
      });
      await new Promise((closed) => child.once("close", closed));
      const end = await done;
      assert.equal(end.status, 2, end.said());
      assert.match(end.said(), /en\/index\.html: has other bytes/);
      assert.doesNotMatch(end.said(), /robots\.txt: /);
      project.virast(["publish", "site"]);
      assert.deepEqual(readFileSync(file), page);
    });
  });
}
