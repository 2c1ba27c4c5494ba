// How much a query loads on a large edition, in bytes as they are on the disk:
//
//   node tests/browser/weigh-search.mjs [articles of each language, 1000 unless told]
//
// Writes an edition of invented words, builds it and asks it some questions in a
// browser; fails when a first query loads more than it may. Takes minutes, so
// `make weigh` runs it, not `make test`; its figures are in docs/ARCHITECTURE.md.

import { spawnSync } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import { launch } from "./browser.mjs";
import { serve } from "./server.mjs";
import { VIRAST, fixtureProject, filesOf } from "./site.mjs";

const ARTICLES = Number(process.argv[2] ?? 1000);
/** Bytes that a first query may load with everything. */
const FIRST = 450_000;
const PARAGRAPHS = 16;
const WORDS = 75;
/** Different words of each language. */
const VOCABULARY = 20_000;
const SYLLABLES = {
  fa: ["با", "دار", "کا", "رو", "می", "نا", "سر", "گل", "تا", "زم", "شی", "پو", "خو", "مر", "لا", "هم", "بر", "جا"],
  en: ["ba", "dor", "ke", "ro", "mi", "nal", "ser", "gol", "ta", "zem", "shi", "po", "kho", "mar", "la", "hem", "ber", "ja"],
};

let state = 1;
const random = () => (state = (state * 48271) % 2147483647) / 2147483647;

/** A word by its rank: frequent ones are short. */
function word(lang, rank) {
  const parts = SYLLABLES[lang];
  let out = "";
  for (let n = rank + 18; n > 0; n = Math.floor(n / 18)) out += parts[n % 18];
  return out;
}

/** As words are in a language: the second is half as frequent as the first, and so on. */
const anyWord = (lang) => word(lang, Math.floor(VOCABULARY ** random()) - 1);
const words = (lang, count) => Array.from({ length: count }, () => anyWord(lang)).join(" ");

function write(project) {
  for (let n = 0; n < ARTICLES; n += 1) {
    const folder = join(project, "content/articles", `article-${n}`);
    mkdirSync(folder, { recursive: true });
    for (const [lang, name] of [["fa", "index.md"], ["en", "index.en.md"]]) {
      const facts = lang === "fa" ? 'published = "2020"\nlanguage = "fa"\n' : "";
      const paragraphs = Array.from({ length: PARAGRAPHS }, () => `${words(lang, WORDS)}.`).join("\n\n");
      writeFileSync(join(folder, name), `+++\ntitle = "${words(lang, 6)}"\n${facts}+++\n\n## ${words(lang, 3)} {#one}\n\n${paragraphs}\n`);
    }
  }
}

const project = fixtureProject();
write(project);
const built = spawnSync(VIRAST, ["build", "--root", project], { encoding: "utf8", maxBuffer: 1e9 });
if (built.status !== 0) throw new Error(built.stderr.slice(0, 4000));
const folder = join(project, "public");
const index = filesOf(join(folder, "search")).filter((name) => !name.endsWith(".html"));
console.log(`${ARTICLES} articles of each language, ${index.length} files of the index`);

const server = await serve(folder, "/some/path/");
const browser = await launch();
try {
  for (const [path, ...queries] of [
    ["search/", word("fa", 500), word("fa", 30), `${word("fa", 40)} ${word("fa", 90)}`, word("en", 700)],
    ["en/search/", word("en", 500), word("en", 30), `${word("en", 40)} ${word("en", 90)}`, word("fa", 700)],
  ]) {
    const page = await (await browser.newContext()).newPage();
    const bodies = [];
    page.on("response", (answer) => bodies.push(answer.body().then((body) => body.length, () => 0)));
    for (const [n, query] of queries.entries()) {
      if (n === 0) await page.goto(`${server.home}${path}?q=${encodeURIComponent(query)}`);
      else await page.getByRole("searchbox").fill(query);
      await page.waitForTimeout(3000);
      const sizes = await Promise.all(bodies.splice(0));
      const said = await page.getByRole("status").innerText();
      const all = sizes.reduce((sum, size) => sum + size, 0);
      console.log(`${path} «${query}»: ${all} bytes in ${sizes.length} files; ${said}`);
      if (n === 0 && all > FIRST) process.exitCode = 1;
    }
  }
} finally {
  await browser.close();
  await server.close();
}
