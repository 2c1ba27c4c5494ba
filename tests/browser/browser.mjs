// Chromium for the tests: one a file of tests, as quiet as it can be made.

import { test } from "node:test";

import { chromium as driver } from "playwright-core";

import { assertNone } from "./site.mjs";
import { chromium } from "./tools.mjs";

const PATH = chromium();

/** For tests that need a browser: skips them where there is none. */
export const needsBrowser = { skip: PATH ? false : "no Chromium" };

/** Starts the browser that was found. The caller closes it. */
export function launch() {
  return driver.launch({
    executablePath: PATH,
    args: [
      "--no-sandbox", // or it does not start as root, as in CI
      "--disable-gpu",
      "--disable-quic",
      "--no-first-run",
      "--disable-background-networking",
      "--disable-component-update",
      "--disable-sync",
    ],
  });
}

/**
 * A test over all of `items` in one browser: `look(page, item)` gives what is
 * wrong with one, as texts. Everything that is wrong is named, not only the first.
 */
export function testEach(name, items, options, look) {
  test(name, needsBrowser, async () => {
    const { browser, ...context } = options;
    const tab = await (await browser()).newContext(context);
    try {
      const page = await tab.newPage();
      const wrong = [];
      for (const item of items) wrong.push(...(await look(page, item)));
      assertNone(wrong);
    } finally {
      await tab.close();
    }
  });
}
