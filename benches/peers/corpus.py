#!/usr/bin/env python3
"""A made-up bilingual corpus, the same for Virast, Hugo and Zola.

    corpus.py --articles N --for virast|hugo|zola --out DIR [--entities 200] [--full-text]

N articles in Persian and N in English, about 1,200 words each, with six
headings, eight notes, a table, two lists, a quotation, a code block, links to
pages of entities and names of entities in running text; pages of entities that
say which articles name them; events; tags. All words are made of syllables and
mean nothing. Article n is the same to the byte whatever N is.

For Hugo it adds the site of the folder hugo/ beside this file: templates for the same
kinds of page, with the lists of mentions, tags, feeds and a search index that it can
make. For Zola it writes the content alone.

`--full-text` gives every Persian article of Virast's form a text.md as import writes it.
"""

import argparse
import random
from pathlib import Path

PEERS = Path(__file__).resolve().parent
PROJECT = PEERS.parent.parent
LANGS = ("fa", "en")
SYLLABLES = {
    "fa": ["با", "دا", "را", "سا", "شا", "کا", "گا", "لا", "ما", "نا", "بر", "در",
           "سر", "شن", "کن", "گل", "لب", "مر", "نو", "ور", "یا", "رو", "مو", "خو", "تا", "پی", "زی", "نی"],
    "en": ["ba", "da", "ra", "sa", "sha", "ka", "ga", "la", "ma", "na", "ber", "dor", "sel", "shen",
           "kon", "gul", "lub", "mer", "nov", "vur", "ya", "ro", "mu", "kho", "ta", "pi", "zi", "ni"],
}
JOIN = {"fa": "\u200c", "en": "-"}  # ZERO WIDTH NON-JOINER in Persian
SMALL = {"fa": ["و", "از", "به", "در", "با", "که", "تا", "بر"], "en": ["and", "of", "to", "in", "with", "that", "by", "on"]}
STOP = {"fa": ".", "en": "."}


def word_list(lang):
    """3,000 words of two or three syllables, one in twelve of two parts."""
    rng = random.Random("words " + lang)
    words = []
    for n in range(3000):
        word = "".join(rng.choice(SYLLABLES[lang]) for _ in range(rng.choice((2, 2, 3))))
        if n % 12 == 0:
            word += JOIN[lang] + rng.choice(SYLLABLES[lang]) + rng.choice(SYLLABLES[lang])
        words.append(word)
    return words


WORDS = {lang: word_list(lang) for lang in LANGS}


class Prose:
    """Sentences from one source of chance; common words are common."""

    def __init__(self, seed, lang):
        self.rng, self.lang = random.Random(f"{seed} {lang}"), lang

    def word(self):
        if self.rng.random() < 0.3:
            return self.rng.choice(SMALL[self.lang])
        return WORDS[self.lang][int(3000 * self.rng.random() ** 2)]

    def words(self, count):
        return " ".join(self.word() for _ in range(count))

    def title(self, count):
        words = [WORDS[self.lang][int(3000 * self.rng.random())] for _ in range(count)]
        return " ".join(w.capitalize() if self.lang == "en" else w for w in words)

    def paragraph(self, sentences, inside=()):
        """`inside` are bits of markup, one a sentence from the first on."""
        inside, out = list(inside), []
        for _ in range(sentences):
            text = self.words(self.rng.randint(9, 16))
            if inside:
                text = f"{text} {inside.pop(0)} {self.words(4)}"
            out.append(text[:1].upper() + text[1:] + STOP[self.lang])
        return " ".join(out)


def names(entities):
    """The title of every entity in both languages."""
    found = []
    for n in range(entities):
        both = {lang: Prose(f"name {n}", lang).title(2) for lang in LANGS}
        found.append({"id": f"name-{n:04}", "organization": n % 4 == 3, **both})
    return found


class Markup:
    """What each program writes in its own way."""

    def __init__(self, program, entities):
        self.program, self.entities = program, entities

    def link(self, n, lang):
        entity = self.entities[n]
        if self.program == "virast":
            return f"[[{entity['id']}]]"
        folder = "organizations" if entity["organization"] else "actors"
        suffix = "" if lang == "fa" else ".en"
        if self.program == "zola":
            return f"[{entity[lang]}](@/{folder}/{entity['id']}{suffix}.md)"
        return f"[{entity[lang]}]({{{{< relref \"/{folder}/{entity['id']}.md\" >}}}})"

    def cite(self, work, lang):
        if self.program == "virast":
            return f"[@work-{work:03}, p. {work % 90 + 1}]"
        return f"(Work {1900 + work}: {work % 90 + 1})"

    def anchor(self, name):
        return f" {{#{name}}}"


def body(markup, n, lang, kind):
    """The text of an article."""
    prose = Prose(f"{kind} {n}", lang)
    # Which entities: the same in both languages.
    rng = random.Random(f"entities {n}")
    named = rng.sample(range(len(markup.entities)), 10)
    cited = [rng.randrange(100) for _ in range(4)]
    out, note = [], 0
    for section in range(6):
        level = "##" if section % 3 != 2 else "###"
        out.append(f"{level} {prose.title(3)}{markup.anchor(f'chapter-{section + 1}')}")
        for paragraph in range(3):
            inside = []
            if paragraph < 2:
                inside.append(markup.link(named[(2 * section + paragraph) % 10], lang))
                inside.append(markup.entities[named[(2 * section + paragraph + 5) % 10]][lang])
            if paragraph == 1 and section < 4:
                inside.append(markup.cite(cited[section], lang))
            text = prose.paragraph(4, inside)
            if paragraph == 2 or (paragraph == 1 and section < 2):
                note += 1
                text += f"[^{note}]"
            out.append(text)
        if section == 1:
            rows = [f"| {prose.words(2)} | {prose.words(2)} | {prose.rng.randint(1, 900)} |" for _ in range(6)]
            out.append("\n".join([f"| {prose.words(1)} | {prose.words(1)} | {prose.words(1)} |", "| --- | --- | --- |", *rows]))
        if section == 2:
            out.append("\n".join(f"- {prose.words(9)}" for _ in range(4)))
        if section == 3:
            out.append("\n".join(f"{i}. {prose.words(9)}" for i in range(1, 5)))
        if section == 4:
            out.append(f"> {prose.paragraph(2)}")
        if section == 5:
            out.append("```\n" + "\n".join(f"{prose.rng.randint(1, 99)} = {prose.rng.randint(1, 99)}" for _ in range(4)) + "\n```")
    out += [f"[^{i}]: {prose.paragraph(1)}" for i in range(1, note + 1)]
    return "\n\n".join(out) + "\n", named


def front(pairs):
    lines = []
    for key, value in pairs:
        if isinstance(value, str):
            value = f'"{value}"'
        elif isinstance(value, list):
            value = "[" + ", ".join(f'"{v}"' for v in value) + "]"
        lines.append(f"{key} = {value}" if key[0] != "[" else key)
    return "+++\n" + "\n".join(lines) + "\n+++\n\n"


def put(path, text):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")


def article(markup, out, n, full_text):
    ident = f"article-{n:05}"
    tags = {lang: [WORDS[lang][(n * 7 + i * 31) % 60] for i in range(3)] for lang in LANGS}
    year = 1990 + n % 34
    for lang in LANGS:
        text, named = body(markup, n, lang, "article")
        prose = Prose(f"head {n}", lang)
        title, summary = prose.title(6), prose.paragraph(3)
        entities = [markup.entities[e]["id"] for e in named]
        if markup.program == "virast":
            head = [("title", title)]
            if lang == "fa":
                author = Prose(f"author {n % 50}", "fa").title(2)
                head += [("authors", 0), ("journal", prose.title(2)), ("published", str(year)), ("language", "fa")]
                head += [("keywords", tags[lang]), ("abstract", summary)]
                written = front(head).replace("authors = 0", f'authors = [{{ name = "{author}" }}]')
            else:
                written = front(head + [("keywords", tags[lang]), ("abstract", summary)])
            suffix = "" if lang == "fa" else ".en"
            put(out / "content/articles" / ident / f"index{suffix}.md", written + text)
            if full_text and lang == "fa":
                whole, _ = body(markup, n, "fa", "text")
                put(out / "content/articles" / ident / "text.md", front([("title", title)]) + whole)
            continue
        peer_page(markup, out, "articles", ident, lang, title, text, [
            ("date", f"{year}-01-{n % 28 + 1:02}"), ("summary", summary)], tags[lang], entities)


def peer_page(markup, out, folder, ident, lang, title, text, more, tags=(), entities=()):
    suffix = "" if lang == "fa" else ".en"
    head = [("title", title)]
    dates = [(k, v) for k, v in more if k == "date"]
    extra = [(k, v) for k, v in more if k != "date"]
    dated = "".join(f"{k} = {v}\n" for k, v in dates)
    if markup.program == "zola":
        tables = [("[taxonomies]", ""), ("tags", list(tags)), ("entities", list(entities))] if tags else []
        written = front(head + tables + [("[extra]", "")] + extra)
    else:
        tables = [("tags", list(tags)), ("entities", list(entities))] if tags else []
        written = front(head + tables + [("[params]", "")] + extra)
    put(out / "content" / folder / f"{ident}{suffix}.md", written.replace("+++\n", "+++\n" + dated, 1) + text)


def entity(markup, out, n):
    one = markup.entities[n]
    folder = "organizations" if one["organization"] else "actors"
    for lang in LANGS:
        text = Prose(f"entity {n}", lang).paragraph(6) + "\n"
        suffix = "" if lang == "fa" else ".en"
        if markup.program == "virast":
            head = [("title", one[lang])]
            if lang == "fa" and not one["organization"]:
                head.append(("kind", ("state", "person", "group")[n % 3]))
            put(out / "content" / folder / f"{one['id']}{suffix}.md", front(head) + text)
        else:
            peer_page(markup, out, folder, one["id"], lang, one[lang], text, [])


def event(markup, out, n, articles):
    year = 1990 + n % 34
    date = f"{year}-{n % 12 + 1:02}-{n % 28 + 1:02}"
    ident = f"{date}-event-{n:04}"
    who = markup.entities[n % len(markup.entities)]
    for lang in LANGS:
        prose = Prose(f"event {n}", lang)
        title, text = prose.title(3), prose.paragraph(2) + "\n"
        suffix = "" if lang == "fa" else ".en"
        if markup.program == "virast":
            head = [("title", title)]
            if lang == "fa":
                head += [("date", date), ("kind", "meeting"), ("sources", [f"article-{n % articles:05}#chapter-1"])]
                head.append(("organizations" if who["organization"] else "actors", [who["id"]]))
            put(out / "content/events" / f"{ident}{suffix}.md", front(head) + text)
        else:
            peer_page(markup, out, "events", ident, lang, title, text, [("date", date)])


def bibliography(out):
    entries = []
    for n in range(100):
        prose = Prose(f"work {n}", "en")
        entries.append(f"@book{{work-{n:03},\n  author = {{{prose.title(1)}, {prose.title(1)}}},\n"
                       f"  title = {{{prose.title(4)}}},\n  date = {{{1900 + n}}},\n  publisher = {{{prose.title(2)}}},\n}}\n")
    put(out / "content/bibliography/works.bib", "\n".join(entries))


def virast_project(out):
    """Settings, home pages; theme and fonts are those of this project."""
    put(out / "config.toml", 'base_url = "https://corpus.example/"\ntheme = "matn"\nsince = 2026\n\n'
        + "".join(f'[languages.{lang}]\ntitle = "{Prose("site", lang).title(2)}"\n'
                  f'description = "{Prose("site", lang).paragraph(1)}"\npublisher = "{Prose("site", lang).title(1)}"\n\n' for lang in LANGS))
    for lang, suffix in (("fa", ""), ("en", ".en")):
        prose = Prose("home", lang)
        put(out / f"content/index{suffix}.md", front([("title", prose.title(2))]) + prose.paragraph(4) + "\n")
    for name in ("themes", "node_modules"):
        link = out / name
        if not link.exists() and (PROJECT / name).exists():
            link.symlink_to(PROJECT / name)
    bibliography(out)


def peer_project(program, out):
    """Settings and templates from the folder beside this file."""
    source = PEERS / program
    for path in sorted(source.rglob("*")):
        if path.is_file():
            put(out / path.relative_to(source), path.read_text(encoding="utf-8"))
    for lang, suffix in (("fa", ""), ("en", ".en")):
        for folder in ("", "articles", "actors", "organizations", "events"):
            prose = Prose("section " + folder, lang)
            put(out / "content" / folder / f"_index{suffix}.md", front([("title", prose.title(2))]) + prose.paragraph(2) + "\n")


def main():
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--articles", type=int, required=True)
    arguments.add_argument("--entities", type=int, default=200)
    arguments.add_argument("--for", dest="program", choices=("virast", "hugo", "zola"), required=True)
    arguments.add_argument("--out", type=Path, required=True)
    arguments.add_argument("--full-text", action="store_true")
    given = arguments.parse_args()
    if given.out.exists() and any(given.out.iterdir()):
        raise SystemExit(f"{given.out} is not empty")
    markup = Markup(given.program, names(given.entities))
    (virast_project if given.program == "virast" else lambda out: peer_project(given.program, out))(given.out)
    for n in range(given.articles):
        article(markup, given.out, n, given.full_text)
    for n in range(given.entities):
        entity(markup, given.out, n)
    for n in range(given.entities // 4):
        event(markup, given.out, n, given.articles)


if __name__ == "__main__":
    main()
