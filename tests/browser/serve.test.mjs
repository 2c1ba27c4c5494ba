// `virast serve` as an editor lives with it: a save shows in the open page; a
// mistake shows with its file and line over the last good page, and goes when
// it is mended. Nobody but this machine's own browser gets an answer.

import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { request } from "node:http";
import { join } from "node:path";
import { after, before, test } from "node:test";

import { launch, needsBrowser } from "./browser.mjs";
import { VIRAST, fixtureProject } from "./site.mjs";

const ABOUT = "content/pages/about.md";

let project;
let preview;
let address;

before(async () => {
  project = fixtureProject();
  // Port 0: any that is free.
  preview = spawn(VIRAST, ["serve", "--port", "0", "--root", project], { stdio: ["ignore", "pipe", "pipe"] });
  address = await new Promise((found, failed) => {
    let said = "";
    const listen = (part) => {
      said += part;
      const match = /http:\/\/127\.0\.0\.1:\d+\//.exec(said);
      if (match) found(match[0]);
    };
    preview.stdout.on("data", listen);
    preview.stderr.on("data", listen);
    preview.on("exit", (code) => failed(new Error(`virast serve ended with ${code}:\n${said}`)));
  });
});

after(() => preview?.kill());

/** Asks the preview for its home page in the name of `host`; gives the status. */
function statusFor(host) {
  return new Promise((answered, failed) => {
    request(address, { headers: { host } }, (answer) => {
      answer.resume();
      answered(answer.statusCode);
    })
      .on("error", failed)
      .end();
  });
}

test("only this machine's own names get an answer", async () => {
  const { port } = new URL(address);
  assert.equal(await statusFor(`127.0.0.1:${port}`), 200);
  assert.equal(await statusFor(`localhost:${port}`), 200);
  for (const host of ["edition.example", `edition.example:${port}`, "127.0.0.1.edition.example"]) {
    assert.equal(await statusFor(host), 403, host);
  }
});

test("a save shows in the open page, a mistake over the last good one", needsBrowser, async () => {
  const file = join(project, ABOUT);
  const good = readFileSync(file, "utf8");
  const browser = await launch();
  try {
    const page = await browser.newPage();
    await page.goto(new URL("pages/about/", address).href);
    const main = page.locator("main");
    const panel = page.locator("#virast-problems");
    const shows = (text) => main.getByText(text).first().waitFor({ timeout: 15_000 });

    writeFileSync(file, `${good}\nسطری تازه از ویراستار.\n`);
    await shows("سطری تازه از ویراستار");

    const broken = `${good}\nپیوندی به [[nowhere-at-all]].\n`;
    writeFileSync(file, broken);
    await panel.waitFor({ timeout: 15_000 });
    const line = broken.split("\n").findIndex((l) => l.includes("[[nowhere")) + 1;
    const column = [..."پیوندی به "].length + 1;
    assert.match(await panel.innerText(), new RegExp(`${ABOUT}:${line}:${column}\\b`));
    await shows("سطری تازه از ویراستار");
    // It speaks the language of the page, in the words of the editor's guide.
    assert.equal(await panel.getAttribute("lang"), "fa");
    assert.match(await panel.locator("h2").innerText(), /^۱ خطا/);
    assert.match(await panel.innerText(), /به صفحه‌ای پیوند داده‌اید که در این ویراست نیست/);
    await page.goto(new URL("en/pages/about/", address).href);
    await panel.waitFor({ timeout: 15_000 });
    assert.match(await panel.locator("h2").innerText(), /^1 error:/);
    assert.match(await panel.innerText(), /You linked to a page that this edition doesn.t have/);
    await page.goto(new URL("pages/about/", address).href);

    writeFileSync(file, `${good}\nسطری درست.\n`);
    await shows("سطری درست");
    assert.equal(await panel.count(), 0);
  } finally {
    await browser.close();
  }
});
