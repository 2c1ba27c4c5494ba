// The reader of the search index without a page: themes/matn/scripts/search/find.js,
// reading a site's files from the disk.

import { readFileSync } from "node:fs";
import { join } from "node:path";
import { runInThisContext } from "node:vm";

import { ROOT } from "./site.mjs";

const SCRIPT = join(ROOT, "themes/matn/scripts/search/find.js");

/** What the script offers: `{ grammar, open }`. */
export function finder() {
  runInThisContext(readFileSync(SCRIPT, "utf8"), { filename: SCRIPT });
  return globalThis.virastSearch;
}

/** Opens the index of a site's folder. */
export function openIndex(folder) {
  return finder().open(async (path) => new Uint8Array(readFileSync(join(folder, "search", path.split("?")[0]))));
}
