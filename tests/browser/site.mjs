// The sites that the tests look at: their files, the tags of their pages, and
// a page of each kind. One is this repository's edition, one the small edition
// of tests/fixtures/site, which has all that an edition can have.
//
// `make test` builds it and says where it is (SITE) and which program built it
// (VIRAST); the same places are the defaults, so that one file of tests can be
// run by itself: node --test tests/browser/links.test.mjs

import { spawnSync } from "node:child_process";
import { cpSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

/** The repository. */
export const ROOT = fileURLToPath(new URL("../..", import.meta.url));
/** The folder of the built site. */
export const SITE = process.env.SITE ?? join(ROOT, "target", "site");
/** The program. */
export const VIRAST = process.env.VIRAST ?? join(ROOT, "target", "debug", "virast");

if (!existsSync(join(SITE, "index.html"))) {
  throw new Error(`no site at ${SITE}: \`make test\` builds it first`);
}

const projects = [];
process.on("exit", () => projects.forEach((folder) => rmSync(folder, { recursive: true, force: true })));

/** A copy of the fixture edition with the theme, to be built or edited; gone when the tests end. */
export function fixtureProject() {
  const folder = mkdtempSync(join(tmpdir(), "virast-fixture-"));
  projects.push(folder);
  cpSync(join(ROOT, "tests/fixtures/site"), folder, { recursive: true });
  cpSync(join(ROOT, "themes"), join(folder, "themes"), { recursive: true });
  symlinkSync(join(ROOT, "node_modules"), join(folder, "node_modules"));
  return folder;
}

function fixtureSite() {
  const project = fixtureProject();
  const done = spawnSync(VIRAST, ["build", "--root", project], { encoding: "utf8" });
  if (done.status !== 0) throw new Error(`the fixture edition does not build:\n${done.stderr}`);
  return join(project, "public");
}

/** The sites, each with the address that its settings say and the path of that. */
export function sites() {
  const site = (name, folder, settings) => {
    const [, address] = /^base_url = "(.*)"/m.exec(readFileSync(join(ROOT, settings), "utf8"));
    return { name, folder, address, base: new URL(address).pathname };
  };
  return [
    site("the edition", SITE, "config.toml"),
    site("the fixture", fixtureSite(), "tests/fixtures/site/config.toml"),
  ];
}

/** So many lines of what is wrong are shown. */
const SHOWN = 40;

/** Fails with what is wrong, one a line. */
export function assertNone(wrong) {
  if (wrong.length === 0) return;
  const more = wrong.length > SHOWN ? [`… and ${wrong.length - SHOWN} more`] : [];
  const error = new Error([`${wrong.length} wrong:`, ...wrong.slice(0, SHOWN), ...more].join("\n"));
  error.stack = error.message; // Where it was thrown tells nobody anything.
  throw error;
}

/** Every file of a folder, sorted, as paths from it with `/`. */
export function filesOf(folder) {
  return readdirSync(folder, { recursive: true })
    .map((name) => name.replaceAll("\\", "/"))
    .filter((name) => statSync(join(folder, name)).isFile())
    .sort();
}

/** The pages of a site, as paths from its folder. */
export function pagesOf(folder) {
  return filesOf(folder).filter((name) => name.endsWith(".html"));
}

/** The text of a file of a site. */
export function read(folder, path) {
  return readFileSync(join(folder, path), "utf8");
}

/** `index.html` of a folder is the folder itself. */
export function addressOf(path) {
  return path.replace(/(^|\/)index\.html$/, "$1");
}

/**
 * One page of each kind and language. The kind is read off the address, in
 * which a record's own id is one step: `articles/x/index.html` and
 * `articles/y/index.html` are one kind, `articles/x/parallel/` another. Of
 * each kind the largest page stands for all: it has the most that can be wrong.
 */
export function pageOfEachKind(folder) {
  const largest = new Map();
  for (const path of pagesOf(folder)) {
    const english = path.startsWith("en/");
    const steps = (english ? path.slice(3) : path).split("/");
    if (steps.length > 2) steps[1] = "*";
    const kind = `${english ? "en" : "fa"}: ${steps.join("/")}`;
    const size = statSync(join(folder, path)).size;
    if (size > (largest.get(kind)?.size ?? -1)) largest.set(kind, { path, size });
  }
  return [...largest].map(([kind, { path }]) => ({ kind, path }));
}

const TAG = /<!--.*?-->|<([a-z][a-z0-9:-]*)((?:\s+[^\s"'<>=/]+(?:\s*=\s*(?:"[^"]*"|'[^']*'|[^\s"'<>=`]+))?)*)\s*\/?>/gis;
const ATTRIBUTE = /([^\s"'<>=/]+)(?:\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'<>=`]+)))?/g;
const RAW = /(<(script|style)\b[^>]*>).*?<\/\2>/gis;
const NAMED = { amp: "&", lt: "<", gt: ">", quot: '"', apos: "'", nbsp: "\u00A0" };

/** Character references of an attribute's value, resolved. */
function plain(value) {
  return value.replace(/&(?:#x([0-9a-f]+)|#(\d+)|(\w+));/gi, (whole, hex, decimal, name) => {
    if (hex) return String.fromCodePoint(parseInt(hex, 16));
    if (decimal) return String.fromCodePoint(Number(decimal));
    return NAMED[name] ?? whole;
  });
}

/**
 * The start tags of a page, as `{ name, attributes: Map }`. Enough for pages
 * that the Nu checker has passed, and no more.
 */
export function tags(html) {
  const found = [];
  for (const [, name, rest] of html.replace(RAW, "$1").matchAll(TAG)) {
    if (!name) continue;
    const attributes = new Map();
    for (const [, key, double, single, bare] of (rest ?? "").matchAll(ATTRIBUTE)) {
      attributes.set(key.toLowerCase(), plain(double ?? single ?? bare ?? ""));
    }
    found.push({ name: name.toLowerCase(), attributes });
  }
  return found;
}
