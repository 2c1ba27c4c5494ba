//! An article: bibliographic head, abstract, digest, full text, and what it names.

use serde::Serialize;
use tera::Value;

use crate::model::RecordId;
use crate::model::article::{Article, ArticleVersion, Author};
use crate::model::entity::EntityKind;
use crate::model::work::cited;
use crate::render::address::{self, Address};
use crate::render::gather::Named;
use crate::render::html::{self, Setting, bidi};
use crate::render::leaf::{self, Leaf, safe};
use crate::render::metadata;
use crate::render::view::cite::{self, CiteView};
use crate::render::view::frame::About;
use crate::render::view::parts::{self, Download, Entry, EventLine, Fact, Prose};
use crate::render::view::report::{self, ReportView};
use crate::render::view::{Link, View};
use crate::text::Lang;

/// An article's page.
#[derive(Debug, Serialize)]
pub struct ArticleView {
    title: Value,
    subtitle: Value,
    /// The title in the other language.
    other_title: Value,
    authors: Vec<AuthorView>,
    facts: Vec<Fact>,
    keywords: Vec<Value>,
    summary: Value,
    contents: Vec<Entry>,
    digest: Prose,
    text: Option<Prose>,
    /// Where the full text can be read, where it is not on this page.
    text_elsewhere: Option<Link>,
    /// Whether the full text is on the Persian page.
    text_in_twin: Option<Link>,
    parallel: Option<Link>,
    downloads: Vec<Download>,
    names: Vec<NameGroup>,
    events: Vec<EventLine>,
    report: Option<ReportView>,
    cite: CiteView,
    /// The articles before and after it in the list.
    before: Option<Link>,
    after: Option<Link>,
}

/// An author as the head shows him or her.
#[derive(Debug, Serialize)]
struct AuthorView {
    name: Value,
    affiliation: Value,
    orcid: Option<String>,
}

/// Names of one kind.
#[derive(Debug, Serialize)]
struct NameGroup {
    title: String,
    names: Vec<NameLine>,
}

/// A name with how often the article mentions it and where first.
#[derive(Debug, Serialize)]
struct NameLine {
    href: String,
    label: Value,
    count: String,
    first: String,
}

impl View for ArticleView {
    const TEMPLATE: &'static str = "article.html";
    const NAME: &'static str = "article";
}

/// An article's page; `None` where it has no version in this language.
pub fn article(leaf: &Leaf, position: usize) -> Option<(About, ArticleView)> {
    let edition = leaf.press.edition;
    let article = edition.records.articles.get(position)?;
    let version = article.versions.get(leaf.lang).as_ref()?;
    let other = article.versions.get(leaf.lang.other()).as_ref();
    let digest = parts::prose(leaf, version.body, Setting { lowered: 1, prefix: "" });
    let full = article.full_text.filter(|body| {
        edition.records.bodies.get(body.0 as usize).is_some_and(|b| b.lang == leaf.lang)
    });
    let text = full.map(|body| parts::prose(leaf, body, Setting { lowered: 1, prefix: "" }));
    let events = edition.article_events.get(position).map_or(&[][..], Vec::as_slice);
    let view = ArticleView {
        title: leaf.html(&version.title),
        subtitle: leaf.html(version.subtitle.as_deref().unwrap_or_default()),
        other_title: other.map_or_else(|| safe(""), |o| leaf.titled(&o.title, leaf.lang.other())),
        authors: article.authors.iter().map(|a| author(leaf, a)).collect(),
        facts: facts(leaf, article),
        keywords: version.keywords.iter().map(|k| leaf.html(k)).collect(),
        summary: leaf.html(version.summary.as_deref().unwrap_or_default()),
        contents: contents(leaf, &digest, text.as_ref()),
        text_elsewhere: elsewhere(leaf, article),
        text_in_twin: in_twin(leaf, article, position),
        parallel: other.map(|_| Link {
            href: leaf.href(&Address::parallel(leaf.lang, &article.id)),
            label: leaf.html(leaf.words.say("article.parallel")),
        }),
        downloads: downloads(leaf, article),
        names: names(leaf, position),
        events: parts::events(leaf, events),
        report: article.report.as_ref().filter(|_| text.is_some()).map(|r| report::report(leaf, r)),
        cite: cite::cite(leaf, article, version),
        before: position.checked_sub(1).and_then(|n| leaf.link(RecordId::Article(n))),
        after: leaf.link(RecordId::Article(position + 1)),
        digest,
        text,
    };
    Some((about(leaf, position, article, version, other), view))
}

fn about(
    leaf: &Leaf,
    position: usize,
    article: &Article,
    version: &ArticleVersion,
    other: Option<&ArticleVersion>,
) -> About {
    let description =
        version.summary.clone().unwrap_or_else(|| parts::first_words(leaf, version.body, 200));
    About {
        title: version.title.clone(),
        short: String::new(),
        description,
        above: vec![(Address::articles(leaf.lang), leaf.words.say("nav.articles").to_owned())],
        has_twin: other.is_some(),
        shared: other.map(|other| parts::shared_anchors(leaf, [version.body, other.body])),
        nodes: vec![metadata::jsonld::article(leaf, article, version)],
        article: Some(position),
        head: metadata::citation::tags(leaf, article, version)
            + &metadata::signposting::head(leaf.press, position, article, leaf.lang),
    }
}

fn author(leaf: &Leaf, author: &Author) -> AuthorView {
    let affiliation = author.affiliation.get(leaf.lang);
    AuthorView {
        name: leaf.html(author.name.get(leaf.lang)),
        affiliation: leaf.html(affiliation.as_deref().unwrap_or_default()),
        orcid: author.orcid.clone(),
    }
}

fn facts(leaf: &Leaf, article: &Article) -> Vec<Fact> {
    let mut facts = Vec::new();
    if let Some(journal) = article.journal.get(leaf.lang) {
        facts.push(Fact::text(leaf, "article.journal", journal));
    }
    let number = |text: &Option<String>| text.as_deref().map(|t| leaf.words.digits(t));
    match (number(&article.volume), number(&article.issue)) {
        (Some(volume), Some(issue)) => {
            let both = leaf.words.fill("article.volume-issue", &[("v", &volume), ("n", &issue)]);
            facts.push(Fact::text(leaf, "article.volume", &both));
        }
        (Some(volume), None) => facts.push(Fact::text(leaf, "article.volume", &volume)),
        (None, Some(issue)) => facts.push(Fact::text(leaf, "article.issue", &issue)),
        (None, None) => {}
    }
    if let Some(pages) = &article.pages {
        facts.push(Fact::text(leaf, "article.pages", &cited::page_range(pages, leaf.lang)));
    }
    let dates = [
        ("article.received", &article.received),
        ("article.accepted", &article.accepted),
        ("article.published", &article.published),
    ];
    for (key, date) in dates {
        if let Some(date) = date {
            facts.push(Fact::date(leaf, key, date));
        }
    }
    if let Some(doi) = &article.doi {
        facts.push(Fact::html(leaf, "article.doi", &identifier(doi)));
    }
    if let Some(url) = &article.url {
        let url = bidi::escaped(url);
        let link = format!("<a dir=\"ltr\" href=\"{url}\">{url}</a>");
        facts.push(Fact::html(leaf, "article.url", &link));
    }
    if let Some(language) = Lang::from_code(&article.language) {
        let key = format!("languages.{}", language.code());
        facts.push(Fact::text(leaf, "article.language", leaf.words.say(&key)));
    }
    if let Some(licence) = &article.licence {
        facts.push(Fact::text(leaf, "article.licence", licence));
    }
    facts
}

/// A DOI with its link; a DOR (`20.…`) has no resolver of its own and stays plain.
fn identifier(doi: &str) -> String {
    let shown = bidi::escaped(doi);
    if doi.starts_with("10.") {
        format!("<a dir=\"ltr\" href=\"https://doi.org/{shown}\">{shown}</a>")
    } else {
        format!("<span dir=\"ltr\">{shown}</span>")
    }
}

/// The contents of the whole page: the digest's headings and the full text's.
fn contents(leaf: &Leaf, digest: &Prose, text: Option<&Prose>) -> Vec<Entry> {
    let part = |anchor: &str, key: &str, prose: &Prose| Entry {
        href: format!("#{anchor}"),
        label: leaf.html(leaf.words.say(key)),
        below: prose.contents.iter().map(Entry::shallow).collect(),
    };
    let mut entries = vec![part("part-digest", "article.digest", digest)];
    entries.extend(text.map(|text| part("part-text", "article.text", text)));
    entries
}

/// The article's forms for machines and readers of books.
fn downloads(leaf: &Leaf, article: &Article) -> Vec<Download> {
    let book = match leaf.lang {
        Lang::Fa => ("fa.epub", "EPUB", "application/epub+zip"),
        Lang::En => ("en.epub", "EPUB", "application/epub+zip"),
    };
    let tei = ("tei.xml", "TEI", "application/tei+xml");
    let forms = parts::REFERENCES.into_iter().chain([tei, book]);
    let file = |(ending, label, media)| Download {
        href: leaf.reach.file(&address::download(&article.id, ending)),
        label,
        media,
    };
    forms.map(file).collect()
}

fn elsewhere(leaf: &Leaf, article: &Article) -> Option<Link> {
    if article.full_text.is_some() {
        return None;
    }
    let doi = article.doi.as_ref().filter(|doi| doi.starts_with("10."));
    let href = article.url.clone().or_else(|| Some(format!("https://doi.org/{}", doi?)))?;
    let journal = article.journal.get(leaf.lang).as_deref();
    let label = journal.unwrap_or_else(|| leaf.words.say("article.journal-site"));
    Some(Link { href, label: leaf.html(label) })
}

/// The full text is Persian: the English page leads to it.
fn in_twin(leaf: &Leaf, article: &Article, position: usize) -> Option<Link> {
    let body = leaf.press.edition.records.bodies.get(article.full_text?.0 as usize)?;
    let record = RecordId::Article(position);
    if body.lang == leaf.lang || !leaf::exists(leaf.press.edition, record, body.lang) {
        return None;
    }
    let address = Address::article(body.lang, &article.id);
    let label = leaf.html(leaf.words.say("article.text-in-persian"));
    Some(Link { href: leaf.place(&address, "part-text"), label })
}

/// The names of the article, by kind, in the order of names.
fn names(leaf: &Leaf, position: usize) -> Vec<NameGroup> {
    let edition = leaf.press.edition;
    let record = RecordId::Article(position);
    let mut named: Vec<Named> = leaf.press.gathered.named(record, leaf.lang).to_vec();
    let order = leaf.press.gathered.rank(leaf.lang);
    named.sort_by_key(|n| order.get(n.entity).copied().unwrap_or(usize::MAX));
    let kinds =
        [EntityKind::State, EntityKind::Organization, EntityKind::Group, EntityKind::Person];
    let mut groups = Vec::new();
    for kind in kinds {
        let of_kind = named
            .iter()
            .filter(|n| edition.records.entities.get(n.entity).is_some_and(|e| e.kind == kind));
        let names: Vec<NameLine> = of_kind.filter_map(|n| name_line(leaf, n)).collect();
        if !names.is_empty() {
            let title = leaf.words.say(&format!("kinds.{}", kind.name())).to_owned();
            groups.push(NameGroup { title, names });
        }
    }
    groups
}

fn name_line(leaf: &Leaf, named: &Named) -> Option<NameLine> {
    let edition = leaf.press.edition;
    let link = leaf.link(RecordId::Entity(named.entity))?;
    let first = edition.mentions.get(named.entity)?.get(named.first)?;
    Some(NameLine {
        href: link.href,
        label: link.label,
        count: leaf.words.count("article.times", named.count),
        first: leaf.body_place(first.body, first.paragraph, first.section.as_deref()),
    })
}

impl Entry {
    /// The entry without those below it.
    fn shallow(&self) -> Self {
        Self { href: self.href.clone(), label: self.label.clone(), below: Vec::new() }
    }
}

/// A body of this article in one language, for the parallel view.
pub fn sections(
    leaf: &Leaf,
    version: &ArticleVersion,
    prefix: &'static str,
) -> (Vec<(Option<String>, String)>, html::Written) {
    html::write_sections(leaf, version.body, Setting { lowered: 0, prefix })
}
