// A bucket of an S3 server (moto): media types and caching, only what changed,
// foreign objects, a server that drops requests, publishes that are killed.

import assert from "node:assert/strict";
import { rmSync } from "node:fs";
import { after, before, test } from "node:test";

import { Project, tree } from "./project.mjs";
import { moto, startMoto, startProxy } from "./servers.mjs";

const needsMoto = { skip: moto() ? false : "no S3 server" };

const SECRET = "a-secret-that-is-never-shown";
const KEYS = { AWS_ACCESS_KEY_ID: "publisher", AWS_SECRET_ACCESS_KEY: SECRET, AWS_REGION: "us-east-1" };

/** What a bucket has no use for. */
const FOR_HOSTS = ["_headers", "_redirects", ".nojekyll"];

let server;
before(async () => (server = moto() && (await startMoto())));
after(() => server?.close());

let buckets = 0;

/** A bucket behind a proxy, and a project that is published to it. */
async function place(t, options = {}) {
  const name = `edition-${(buckets += 1)}`;
  const proxy = await startProxy(server.origin, options);
  t.after(proxy.close);
  await fetch(`${server.origin}/${name}`, { method: "PUT" });
  // Everybody may read, as of a bucket that is a site.
  const Resource = `arn:aws:s3:::${name}/*`;
  const Statement = [{ Effect: "Allow", Principal: "*", Action: "s3:GetObject", Resource }];
  const body = JSON.stringify({ Version: "2012-10-17", Statement });
  await fetch(`${server.origin}/${name}?policy`, { method: "PUT", body });
  const target = `[publish.site]\nkind = "s3"\nbucket = "${name}"\nendpoint = "${proxy.origin}"\n` +
    `url = "${server.origin}/${name}/"`;
  const project = new Project("fixture", "https://edition.example/", target);
  project.virast(["build"]);
  const object = (path) => fetch(`${server.origin}/${name}/${path}`);
  const publish = (words = [], more = {}) => project.run(["publish", "site", ...words], { env: KEYS, ...more });
  return { name, proxy, project, object, publish };
}

/** The keys of a bucket, sorted. */
async function keys(name) {
  const found = [];
  for (let from = ""; ; ) {
    const answer = await fetch(`${server.origin}/${name}?list-type=2${from}`);
    const text = await answer.text();
    found.push(...[...text.matchAll(/<Key>([^<]*)<\/Key>/g)].map(([, key]) => key));
    const next = /<NextContinuationToken>([^<]*)</.exec(text);
    if (!next) return found.sort();
    from = `&continuation-token=${encodeURIComponent(next[1])}`;
  }
}

/** What the bucket should hold, of ours. */
function wanted(project) {
  const files = tree(project.path("public"));
  FOR_HOSTS.forEach((path) => files.delete(path));
  return files;
}

/** Fails unless the bucket holds the site, byte for byte, and these foreign objects. */
async function assertHolds({ name, project, object }, foreign = []) {
  const site = wanted(project);
  assert.deepEqual(await keys(name), [...site.keys(), ...foreign].sort());
  for (const [path, bytes] of site) {
    if (path === ".virast-manifest") continue; // It lists less: what a bucket has no use for.
    assert.ok(Buffer.from(await (await object(path)).arrayBuffer()).equals(bytes), path);
  }
}

const uploads = (requests) => requests.filter((r) => r.method === "PUT").map((r) => r.path.split("/").slice(2).join("/"));
const removals = (requests) => requests.filter((r) => r.method === "DELETE").map((r) => r.path.split("/").slice(2).join("/"));
const edit = (project, sentence) => {
  project.write("content/pages/about.en.md", `${project.read("content/pages/about.en.md")}\n${sentence}\n`);
  project.virast(["build"]);
};

test("types, caching, only what changed, and nothing of others", needsMoto, async (t) => {
  const here = await place(t);
  const { name, proxy, project, object, publish } = here;
  await fetch(`${server.origin}/${name}/theirs/note.txt`, { method: "PUT", body: "not ours" });

  const dry = await publish(["--dry-run"]);
  assert.match(dry, /would publish/);
  assert.deepEqual(uploads(proxy.requests), []);

  await publish(["--verify"]);
  await assertHolds(here, ["theirs/note.txt"]);
  const types = {
    ".html": "text/html; charset=utf-8",
    ".css": "text/css; charset=utf-8",
    ".bib": "application/x-bibtex; charset=utf-8",
    ".csl.json": "application/vnd.citationstyles.csl+json",
    ".tei.xml": "application/tei+xml",
    ".epub": "application/epub+zip",
    ".ics": "text/calendar; charset=utf-8",
    "works.json": "application/json",
    "atom.xml": "application/atom+xml",
  };
  for (const [ending, type] of Object.entries(types)) {
    const path = [...wanted(project).keys()].find((key) => key.endsWith(ending));
    const answer = await object(path);
    assert.equal(answer.headers.get("content-type"), type, path);
    const kept = path.startsWith("assets/") ? "public, max-age=31536000, immutable" : "public, max-age=0, must-revalidate";
    assert.equal(answer.headers.get("cache-control"), kept, path);
  }
  const order = uploads(proxy.requests);
  const firstPage = order.findIndex((path) => path.endsWith(".html"));
  const lastAsset = order.findLastIndex((path) => path.startsWith("assets/"));
  assert.ok(lastAsset >= 0 && lastAsset < firstPage, "assets come before pages");
  assert.equal(order.at(-1), ".virast-manifest");

  proxy.requests.length = 0;
  await publish();
  assert.deepEqual(uploads(proxy.requests), [], "nothing changed, nothing is sent");

  edit(project, "A second printing.");
  proxy.requests.length = 0;
  await publish();
  const sent = uploads(proxy.requests).filter((path) => path !== ".virast-manifest");
  assert.ok(sent.includes("en/pages/about/index.html"), sent.join(" "));
  assert.ok(sent.length < 12 && !sent.some((path) => path.startsWith("actors/")), sent.join(" "));
  await assertHolds(here, ["theirs/note.txt"]);

  for (const ending of ["md", "en.md"]) rmSync(project.path(`content/pages/about.${ending}`));
  project.virast(["build"]);
  proxy.requests.length = 0;
  assert.match(await publish([], { status: 2 }), /would lead nowhere/);
  await publish(["--allow-lost-addresses"]);
  const removed = removals(proxy.requests).filter((path) => path.endsWith(".html"));
  assert.deepEqual(removed.sort(), ["en/pages/about/index.html", "pages/about/index.html"]);
  await assertHolds(here, ["theirs/note.txt"]);
  assert.equal(await (await object("theirs/note.txt")).text(), "not ours");
});

test("an object of somebody else's is not overwritten", needsMoto, async (t) => {
  const { name, proxy, publish } = await place(t);
  await fetch(`${server.origin}/${name}/index.html`, { method: "PUT", body: "theirs" });
  assert.match(await publish([], { status: 2 }), /which Virast did not put there/);
  assert.deepEqual(uploads(proxy.requests), []);
});

test("a server that drops every fifth request gets the whole site", needsMoto, async (t) => {
  let dropped = 0;
  const drops = (n) => n % 5 === 0 && Boolean((dropped += 1));
  const here = await place(t, { drops });
  await here.publish();
  assert.ok(dropped > 20, `${dropped} requests were dropped`);
  await assertHolds(here);
});

test("a server that never takes one file names it, and the next publish sends it alone", needsMoto, async (t) => {
  let broken = true;
  const drops = (n, request) => broken && request.method === "PUT" && request.url.endsWith("/en/pages/about/index.html");
  const here = await place(t, { drops });
  const said = await here.publish([], { status: 2 });
  assert.match(said, /1 file did not reach s3:.*\n\s+en\/pages\/about\/index\.html: /);
  assert.doesNotMatch(said, new RegExp(SECRET));
  broken = false;
  here.proxy.requests.length = 0;
  await here.publish();
  assert.deepEqual(uploads(here.proxy.requests).filter((path) => path !== ".virast-manifest"), ["en/pages/about/index.html"]);
  await assertHolds(here);
});

test("a publish killed at thirty moments is completed by the next one", needsMoto, async (t) => {
  let running = null;
  let limit = 0;
  let since = 0;
  const sees = (n, request) => {
    if (request.method !== "PUT" && request.method !== "DELETE") return;
    since += 1;
    if (since === limit) running?.child.kill("SIGKILL");
  };
  const here = await place(t, { sees });
  let seed = 1;
  let killed = 0;
  for (let round = 0; round < 30; round += 1) {
    // Every other round begins a new site, so that there is always something to do.
    if (round % 2 === 0) {
      const title = `title = "River and Salt, printing ${round}"`;
      here.project.write("config.toml", here.project.read("config.toml").replace(/title = "River and Salt.*"/, title));
      here.project.virast(["build"]);
    }
    seed = (Math.imul(seed, 1664525) + 1013904223) >>> 0;
    limit = 1 + (seed >>> 8) % 25;
    since = 0;
    running = here.project.start(["publish", "site"], { env: KEYS });
    const { status, said } = await running.done;
    if (status === null) killed += 1;
    else assert.equal(status, 0, said());
  }
  limit = 0;
  assert.ok(killed >= 20, `only ${killed} publishes were killed`);
  await here.publish();
  await assertHolds(here);
  here.proxy.requests.length = 0;
  await here.publish();
  assert.deepEqual(uploads(here.proxy.requests), []);
});

test("without credentials in the environment nothing is asked", needsMoto, async (t) => {
  const { proxy, project } = await place(t);
  const env = { AWS_ACCESS_KEY_ID: undefined, AWS_WEB_IDENTITY_TOKEN_FILE: undefined };
  const said = await project.run(["publish", "site"], { status: 2, env });
  assert.match(said, /the environment has no credentials/);
  assert.equal(proxy.requests.length, 0);
});
