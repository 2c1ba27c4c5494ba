// The archive, unpacked into a folder and opened without a server: texts,
// navigation, timeline and bibliography.

import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { test } from "node:test";
import { pathToFileURL } from "node:url";
import { inflateRawSync } from "node:zlib";

import { chromium as driver } from "playwright-core";

import { chromium } from "../browser/tools.mjs";
import { Project } from "./project.mjs";

const browser = chromium();

/** The files of a ZIP, by its central directory: `{ name, time, bytes }`. */
function unzip(zip) {
  const end = zip.lastIndexOf(Buffer.from("PK\x05\x06", "latin1"));
  let at = zip.readUInt32LE(end + 16);
  const files = [];
  for (let n = zip.readUInt16LE(end + 10); n > 0; n -= 1) {
    const [method, packed] = [zip.readUInt16LE(at + 10), zip.readUInt32LE(at + 20)];
    const [nameSize, extra, comment] = [28, 30, 32].map((place) => zip.readUInt16LE(at + place));
    const local = zip.readUInt32LE(at + 42);
    const data = local + 30 + zip.readUInt16LE(local + 26) + zip.readUInt16LE(local + 28);
    const bytes = zip.subarray(data, data + packed);
    files.push({
      name: zip.toString("utf8", at + 46, at + 46 + nameSize),
      time: zip.readUInt32LE(at + 12),
      bytes: method === 0 ? bytes : inflateRawSync(bytes),
    });
    at += 46 + nameSize + extra + comment;
  }
  return files;
}

const project = new Project("fixture", "https://edition.example/", `[publish.kept]\nkind = "archive"\npath = "../kept.zip"`);
project.virast(["publish", "kept", "--build"]);
const files = unzip(readFileSync(join(project.home, "kept.zip")));
for (const { name, bytes } of files) {
  const path = join(project.home, name);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, bytes);
}
const folder = join(project.home, "kept");

test("every file has the same time and its checksum", () => {
  assert.equal(new Set(files.map(({ time }) => time)).size, 1);
  const sums = new Map(readFileSync(join(folder, "SHA256SUMS"), "utf8").trim().split("\n").map((line) => line.split("  ").reverse()));
  assert.equal(sums.size + 1, files.length);
  for (const [name, sum] of sums) {
    assert.equal(createHash("sha256").update(readFileSync(join(folder, name))).digest("hex"), sum, name);
  }
});

test("it opens from its folder", { skip: browser ? false : "no Chromium" }, async (t) => {
  const program = await driver.launch({ executablePath: browser, args: ["--no-sandbox", "--disable-gpu"] });
  t.after(() => program.close());
  const page = await program.newPage();
  const failed = [];
  // A page without a server has no origin; whatever that forbids is not needed to read.
  page.on("requestfailed", (request) => {
    if (["document", "stylesheet"].includes(request.resourceType())) failed.push(request.url());
  });
  const go = async (selector) => {
    await Promise.all([page.waitForNavigation(), page.click(selector)]);
    return page.locator("main").innerText();
  };
  await page.goto(pathToFileURL(join(folder, "index.html")).href);
  assert.match(await page.title(), /رود و نمک/);
  const size = await page.evaluate(() => document.styleSheets.length);
  assert.ok(size > 0, "the style sheet is there");

  const article = await go("main a[href*='articles/']");
  assert.ok(article.length > 200, "an article has its text");
  const timeline = await go("header nav a[href*='timeline/']");
  assert.match(timeline, /۱۹۹۸|1998/);
  assert.ok((await page.locator("main svg").count()) > 0, "the timeline is drawn");
  const works = await go("header nav a[href*='bibliography/']");
  assert.ok(works.length > 100, "the bibliography lists works");
  const english = await go("header nav.switch a");
  assert.ok(english.length > 100);
  assert.equal(await page.getAttribute("html", "lang"), "en");
  await go("header nav a[href*='actors/']");
  const actor = await go("main a[href*='marzestan/']");
  assert.match(actor, /Marzestan/);
  assert.deepEqual(failed, []);
});
