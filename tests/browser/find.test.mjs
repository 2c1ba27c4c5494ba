// What search takes for the same, in the script: the vectors that the program
// is tested with as well (tests/it/search.rs), and through an index made by it,
// with one page for each spelling.

import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { before, test } from "node:test";

import { openIndex } from "./finder.mjs";
import { VIRAST, fixtureProject } from "./site.mjs";
import { VECTORS, writeVectorPages } from "./vectors.mjs";

let index;

before(async () => {
  const project = fixtureProject();
  writeVectorPages(project);
  const built = spawnSync(VIRAST, ["build", "--root", project], { encoding: "utf8" });
  assert.equal(built.status, 0, built.stderr);
  index = await openIndex(join(project, "public"));
});

/** The pages of a group that a query finds, as positions in the group. */
async function found(query, group) {
  const { documents, full } = await index.search(query, "fa");
  const addresses = await Promise.all(documents.slice(0, full).map(async (n) => (await index.text(n))[0]));
  const own = addresses.map((address) => new RegExp(`pages/g${group}-w(\\d+)/`).exec(address)?.[1]);
  return [...new Set(own.filter(Boolean).map(Number))].sort();
}

test("spellings of one word fold to one", () => {
  const { fold } = index.language;
  for (const group of VECTORS.same) {
    assert.deepEqual(group.map((word) => [word, fold(word)]), group.map((word) => [word, fold(group[0])]));
  }
});

test("different words stay different", () => {
  const { fold } = index.language;
  for (const [a, b] of VECTORS.different) assert.notEqual(fold(a), fold(b));
});

test("a text is found by its terms", () => {
  const { words, terms } = index.language;
  for (const [text, expected] of VECTORS.terms) {
    const all = words(text);
    const own = all.flatMap((word, n) => terms(word, all[n + 1]));
    // The program names a pair before the parts that follow it; here the order says nothing.
    assert.deepEqual([...own].sort(), [...expected].sort(), text);
  }
});

test("forms of one word have one stem", () => {
  const { fold, stem } = index.language;
  for (const [word, expected] of VECTORS.stems) assert.equal(stem(fold(word)), expected, word);
});

VECTORS.meet.forEach((group, g) =>
  test(`each finds all of ${group.join("، ")}`, async () => {
    for (const word of group) assert.deepEqual(await found(word, g), [...group.keys()], word);
  }),
);

VECTORS.apart.forEach((group, g) =>
  test(`none finds another of ${group.join("، ")}`, async () => {
    for (const [w, word] of group.entries()) {
      assert.deepEqual(await found(word, VECTORS.meet.length + g), [w], word);
    }
  }),
);

test("the word that was asked for comes before its other forms", async () => {
  const { documents } = await index.search("کتابها", "fa");
  const [, , , , text] = await index.text(documents[0]);
  assert.match(text, /کتابها|کتاب‌ها|کتاب ها/);
});

test("a slip of the hand finds the word, and says which", async () => {
  const { close, documents } = await index.search("گزراش", "fa");
  assert.ok(close.includes("گزارش"));
  assert.ok(documents.length > 0);
});

test("what is marked stands as it was written", async () => {
  const { marks } = await index.search("ميشود", "fa");
  const marked = (text) => index.excerpt(text, marks).filter(([, is]) => is).map(([piece]) => piece);
  assert.deepEqual(marked("این می‌شود و آن می شود و ميشود."), ["می‌شود", "می شود", "ميشود"]);
});
