// One count everywhere: what a page says, its index, the JSON and the CSV.

import assert from "node:assert/strict";
import { existsSync, statSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";

import { ROOT, assertNone, pagesOf, read, sites } from "./site.mjs";

const SITES = sites();
const PERSIAN = "۰۱۲۳۴۵۶۷۸۹";

/** The number in a text, in either language's digits or as the word for one. */
function number(text) {
  if (/^(یک|one|once)[ \u{A0}]?/iu.test(text)) return 1;
  const plain = text.replace(/[۰-۹]/g, (digit) => PERSIAN.indexOf(digit)).replace(/[٬,]/g, "");
  return Number(/\d+/.exec(plain)?.[0] ?? 0);
}

/** The rows of a CSV file as objects (RFC 4180). */
function csv(text) {
  const rows = [[""]];
  let quoted = false;
  const body = text.replace(/^\u{FEFF}/u, "");
  for (let n = 0; n < body.length; n += 1) {
    const c = body[n];
    const row = rows.at(-1);
    if (quoted && c === '"' && body[n + 1] === '"') row[row.length - 1] += body[(n += 1)];
    else if (c === '"') quoted = !quoted;
    else if (!quoted && c === ",") row.push("");
    else if (!quoted && c === "\n") rows.push([""]);
    else if (quoted || c !== "\r") row[row.length - 1] += c;
  }
  const [head, ...rest] = rows.filter((row) => row.length > 1);
  return rest.map((row) => Object.fromEntries(head.map((key, n) => [key, row[n]])));
}

const tally = (list, key) => list.reduce((counts, one) => counts.set(key(one), (counts.get(key(one)) ?? 0) + 1), new Map());

/** The parts that the long list of an entity's mentions, page after page, has under an article. */
function longList(folder, home, id) {
  const parts = [];
  for (let n = 1; ; n += 1) {
    const path = `${home}mentions/${n > 1 ? `${n}/` : ""}index.html`;
    if (!existsSync(join(folder, path))) return parts;
    parts.push(...read(folder, path).split("<section ").filter((part) => part.startsWith(`aria-labelledby="${id}"`)));
  }
}

for (const { name, folder } of SITES) {
  const json = (table) => JSON.parse(read(folder, `data/${table}.json`));
  const table = (table) => csv(read(folder, `data/${table}.csv`));

  test(`${name}: every CSV opens with as many rows as its JSON has objects, and as the description says`, () => {
    const described = JSON.parse(read(folder, "data/datapackage.json")).resources;
    for (const kind of ["actors", "organizations", "events", "mentions", "works"]) {
      const [objects, rows] = [json(kind), table(kind)];
      assert.notEqual(objects.length, 0, kind);
      assert.equal(rows.length, objects.length, kind);
      const columns = described.find((one) => one.path === `${kind}.csv`).schema.fields.map((field) => field.name);
      assert.deepEqual(Object.keys(rows[0]), columns);
      assert.ok(described.some((one) => one.path === `${kind}.json`), `${kind}.json is described`);
    }
  });

  test(`${name}: mentions are one figure on a page, in its index, in JSON, in CSV and in the graph`, () => {
    const wrong = [];
    const mentions = json("mentions");
    const rows = tally(table("mentions"), (row) => `${row.entity} ${row.language}`);
    const objects = tally(mentions, (mention) => `${mention.entity} ${mention.language}`);
    const graph = new Map(JSON.parse(read(folder, "data/graph.json")).nodes.map((node) => [node.id, node.mentions]));
    for (const kind of ["actors", "organizations"]) {
      const inCsv = new Map(table(kind).map((row) => [row.id, Number(row.mentions)]));
      for (const entity of json(kind)) {
        const of = (counts, lang) => counts.get(`${entity.id} ${lang}`) ?? 0;
        const whole = of(objects, "fa") + of(objects, "en");
        const same = [entity.mentions, inCsv.get(entity.id), graph.get(`${kind}/${entity.id}`), of(rows, "fa") + of(rows, "en")];
        if (same.some((count) => count !== whole)) wrong.push(`${entity.id}: ${whole} mentions, elsewhere ${same}`);
        for (const [lang, root] of [["fa", ""], ["en", "en/"]]) {
          if (!entity.url?.[lang]) continue;
          const page = read(folder, `${root}${kind}/${entity.id}/index.html`);
          const shown = number(/id="part-mentions">[^<]*<span class="count">([^<]*)/.exec(page)[1]);
          if (shown !== of(objects, lang)) wrong.push(`${entity.id}, ${lang}: the page says ${shown}, JSON ${of(objects, lang)}`);
          const index = read(folder, `${root}${kind}/index.html`);
          const line = new RegExp(`<li[^>]*><a [^>]*href="${entity.id}/index\\.html".*?</li>`, "s").exec(index)?.[0] ?? "";
          const listed = number(/class="count"[^>]*>([^<]*)/.exec(line)?.[1] ?? "");
          if (listed !== shown) wrong.push(`${entity.id}, ${lang}: the index says ${listed}, the page ${shown}`);
        }
      }
    }
    assertNone(wrong);
  });

  test(`${name}: an entity's page has every one of its mentions, in articles each in its sentence`, () => {
    const wrong = [];
    const counts = tally(json("mentions"), (mention) => `${mention.entity} ${mention.language}`);
    const lists = (html) => [...html.matchAll(/<ul class="snippets[^>]*>(.*?)<\/ul>/gs)].map(([, list]) => list);
    // A sentence stands once, with every mention in it marked.
    const items = (html) => lists(html).reduce((sum, list) => sum + [...list.matchAll(/<mark>|class="hit"/g)].length, 0);
    for (const kind of ["actors", "organizations"]) {
      for (const entity of json(kind)) {
        for (const [lang, root] of [["fa", ""], ["en", "en/"]]) {
          if (!entity.url?.[lang]) continue;
          const home = `${root}${kind}/${entity.id}/`;
          const page = read(folder, `${home}index.html`);
          const section = /<section class="mentions".*?<h2[^>]*>.*?<\/h2>(.*)/s.exec(page)[1].split("<section class")[0].split('aria-labelledby="part-')[0];
          let said = 0;
          for (const [, group] of section.matchAll(/<section>(.*?)<\/section>/gs)) {
            const heading = /<h3>.*?<\/h3>/s.exec(group)[0];
            if (!heading.includes("<a ")) {
              for (const [, count] of group.matchAll(/class="count">([^<]*)/g)) said += number(count);
              continue;
            }
            const count = number(/class="count">([^<]*)/.exec(heading)[1]);
            said += count;
            let shown = items(group);
            for (const list of lists(group)) {
              const told = list.split("<li").slice(1).map((item) => item.replace(/<\/?mark>/g, ""));
              wrong.push(...told.filter((item, n) => item.includes('class="number"') && told.indexOf(item) !== n).map((item) => `${entity.id}, ${lang}: twice: ${item}`));
            }
            // The long list, over several pages, has the others under the same article.
            const more = /href="(mentions\/[^"]*?)index\.html#(on-[^"]*)"/.exec(group);
            if (more) shown = longList(folder, home, more[2]).reduce((sum, list) => sum + items(list), 0);
            // Of any other page it shows some, and leads to the page itself.
            const isArticle = /href="[^"]*\/articles\//.test(heading);
            if (isArticle ? shown !== count : shown > count || shown === 0) wrong.push(`${entity.id}, ${lang}: ${shown} of ${count} sentences`);
          }
          const whole = counts.get(`${entity.id} ${lang}`) ?? 0;
          if (said !== whole) wrong.push(`${entity.id}, ${lang}: ${said} of ${whole} mentions`);
        }
      }
    }
    assertNone(wrong);
  });

  test(`${name}: a work is cited as often on its page as in JSON and CSV`, () => {
    const wrong = [];
    const inCsv = new Map(table("works").map((row) => [row.key, Number(row.citations)]));
    for (const work of json("works")) {
      if (inCsv.get(work.key) !== work.citations) wrong.push(`${work.key}: ${work.citations} in JSON, ${inCsv.get(work.key)} in CSV`);
    }
    assertNone(wrong);
  });
}

test("names are found in running text as a reader marks them", () => {
  const { pages } = JSON.parse(read(ROOT, "tests/fixtures/marked.json"));
  const found = JSON.parse(read(SITES[0].folder, "data/mentions.json")).filter((one) => one.language === "fa" && one.part === "main");
  let [right, wrong, missed] = [0, [], []];
  for (const [record, paragraphs] of Object.entries(pages)) {
    for (const [n, marked] of paragraphs.entries()) {
      const named = found.filter((one) => one.record === record && one.paragraph === n + 1).map((one) => one.entity);
      for (const entity of marked) {
        const at = named.indexOf(entity);
        if (at < 0) missed.push(`${record}, ${n + 1}: ${entity}`);
        else right += named.splice(at, 1).length;
      }
      wrong.push(...named.map((entity) => `${record}, ${n + 1}: ${entity}`));
    }
  }
  const [precision, recall] = [right / (right + wrong.length), right / (right + missed.length)];
  console.log(`precision ${precision.toFixed(3)}, recall ${recall.toFixed(3)} of ${right + missed.length} marked names`);
  assert.ok(precision >= 0.98, `precision ${precision}: ${wrong.join("; ")}`);
  assert.ok(recall >= 0.95, `recall ${recall}: ${missed.join("; ")}`);
});

test("dates on which sources disagree stand with their source on the event's page, in the timeline and in the data", () => {
  const { folder } = SITES[0];
  const disputed = JSON.parse(read(folder, "data/events.json")).filter((event) => event.disputed);
  assert.notEqual(disputed.length, 0);
  for (const [root, page] of [["", "timeline/index.html"], ["en/", "en/timeline/index.html"]]) {
    const timeline = read(folder, page);
    for (const { id, disputed: [other] } of disputed) {
      const said = new RegExp(`"${other.date.edtf}".{0,300}<a href="[^"]*${other.source.split("#")[0]}`, "s");
      assert.match(read(folder, `${root}events/${id}/index.html`).split('id="part-disputed"')[1] ?? "", said, `${root}${id}`);
      assert.match(timeline.split(`id="event-${id}"`)[1].split("</li>\n<li class")[0], said, `${root}${id} in the timeline`);
    }
  }
});

test("no page weighs more than 100 KB but an article with its full text", () => {
  const heavy = [];
  for (const { name, folder } of SITES) {
    for (const path of pagesOf(folder)) {
      const bytes = statSync(join(folder, path)).size;
      const isFullText = /^articles\/[^/]+\/index\.html$/.test(path) && /id="t\d/.test(read(folder, path));
      if (bytes > 100 * 1024 && !isFullText) heavy.push(`${name}, ${path}: ${bytes} bytes`);
    }
  }
  assertNone(heavy);
});
