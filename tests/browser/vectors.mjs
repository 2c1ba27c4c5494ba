// The words of tests/fixtures/search-vectors.json, each with a page of its own.

import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import { ROOT } from "./site.mjs";

export const VECTORS = JSON.parse(readFileSync(join(ROOT, "tests/fixtures/search-vectors.json"), "utf8"));

/** Groups of words that meet, then of words that do not. */
export const GROUPS = [...VECTORS.meet, ...VECTORS.apart];

/** Writes `pages/g<group>-w<word>.md` into a project. The word does not stand in its title. */
export function writeVectorPages(project) {
  const pages = join(project, "content/pages");
  mkdirSync(pages, { recursive: true });
  GROUPS.forEach((group, g) =>
    group.forEach((word, w) => {
      const sentence = /^[a-z-]+$/.test(word) ? `Here stands ${word}.` : `اینجا ${word} نوشته شده است.`;
      writeFileSync(join(pages, `g${g}-w${w}.md`), `+++\ntitle = "‹›"\n+++\n\n${sentence}\n`);
    }),
  );
}
