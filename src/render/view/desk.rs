//! The editor's desk: what an edition still lacks, as lists whose entries open the
//! page and name the file; and what import left open, beside its source lines.
//!
//! A page of the preview alone: [`jobs`](crate::render) never lists it.

use std::collections::BTreeSet;

use serde::Serialize;
use tera::Value;

use crate::diag::{Code, Diagnostic};
use crate::import::report::Doubt;
use crate::link::Source;
use crate::model::entity::Reference;
use crate::model::{BodyId, Both, RecordId};
use crate::render::address::Address;
use crate::render::leaf::{Leaf, safe};
use crate::render::view::frame::About;
use crate::render::view::{Link, View};
use crate::text::Lang;

/// At most so many entries of a list are shown; all are counted.
const LISTED: usize = 200;

/// At most so many doubts of an article are shown, the most doubtful first.
const DOUBTS: usize = 40;

/// What the preview knows besides the edition.
#[derive(Debug, Default)]
pub struct Given<'a> {
    /// What is wrong with the newest content.
    pub problems: &'a [Diagnostic],
    pub open: &'a [Open],
    /// What a request that writes must bring; empty where nothing may be written.
    pub token: &'a str,
}

/// What import left open in an article.
#[derive(Clone, Debug)]
pub struct Open {
    /// The article's id.
    pub article: String,
    /// By which the state of its text is known again.
    pub seen: String,
    /// The most doubtful first.
    pub doubts: Vec<Asked>,
}

/// One doubt with what an editor needs to decide it.
#[derive(Clone, Debug)]
pub struct Asked {
    pub doubt: Doubt,
    /// By which its words are known again.
    pub words: String,
    /// Which of several doubts about the same words in the line, from 1.
    pub nth: u32,
    /// The source's line; empty where the source is not there.
    pub source: String,
    /// What stands before and after its words in the text, where they were found.
    pub around: Option<(String, String)>,
}

/// The desk.
#[derive(Debug, Serialize)]
pub struct DeskView {
    lists: Vec<List>,
    doubts: Vec<DoubtsView>,
    doubt_count: String,
    token: String,
}

/// What of one kind is missing.
#[derive(Debug, Serialize)]
struct List {
    id: &'static str,
    title: String,
    lead: String,
    count: String,
    items: Vec<Item>,
    /// How many more there are than are shown; empty for none.
    more: String,
}

/// An entry of a list.
#[derive(Debug, Serialize)]
struct Item {
    /// Empty where there is no page.
    href: String,
    label: Value,
    /// The file to open, with line and column where one is known.
    file: String,
    /// What is to be done or said of it, in the program's English.
    note: String,
}

/// The doubts of an article.
#[derive(Debug, Serialize)]
struct DoubtsView {
    article: String,
    page: Link,
    file: String,
    seen: String,
    count: String,
    doubts: Vec<DoubtView>,
    more: String,
}

/// A doubt: the source line, what stands, and the readings.
#[derive(Debug, Serialize)]
struct DoubtView {
    id: String,
    line: String,
    line_number: u32,
    words: String,
    nth: u32,
    source: Around,
    text: Option<Around>,
    reason: String,
    readings: Vec<ReadingView>,
}

/// Words with what stands around them, as HTML.
#[derive(Debug, Serialize)]
struct Around {
    before: Value,
    words: Value,
    after: Value,
}

/// A reading that can be chosen.
#[derive(Debug, Serialize)]
struct ReadingView {
    text: String,
    /// `83 %`; empty where nothing is known of it.
    share: String,
    stands: bool,
}

impl View for DeskView {
    const TEMPLATE: &'static str = "desk.html";
    const NAME: &'static str = "desk";
}

/// The desk in one language.
pub fn desk(leaf: &Leaf, given: &Given<'_>) -> (About, DeskView) {
    let is_listed =
        |d: &&Diagnostic| !matches!(d.code, Code::MissingTranslation | Code::UncitedWork);
    let problems = given.problems.iter().filter(is_listed).map(|d| problem(leaf, d)).collect();
    let lists = vec![
        list(leaf, "problems", problems),
        list(leaf, "untranslated", untranslated(leaf)),
        list(leaf, "undated", undated(leaf)),
        list(leaf, "unlinked", unlinked(leaf)),
        list(leaf, "uncited", uncited(leaf)),
        list(leaf, "orphaned", orphaned(leaf)),
        list(leaf, "found", found(leaf)),
    ];
    let count = given.open.iter().map(|open| open.doubts.len()).sum();
    let view = DeskView {
        lists,
        doubts: given.open.iter().filter_map(|open| doubts(leaf, open)).collect(),
        doubt_count: leaf.words.number(count),
        token: given.token.to_owned(),
    };
    (About::titled(leaf.words.say("desk.title")), view)
}

fn list(leaf: &Leaf, id: &'static str, mut items: Vec<Item>) -> List {
    let (all, count) = (items.len(), leaf.words.number(items.len()));
    items.truncate(LISTED);
    let say = |what: &str| leaf.words.say(&format!("desk.{id}.{what}")).to_owned();
    List { id, title: say("title"), lead: say("lead"), count, items, more: more(leaf, all, LISTED) }
}

fn more(leaf: &Leaf, all: usize, shown: usize) -> String {
    match all.saturating_sub(shown) {
        0 => String::new(),
        left => leaf.words.count("desk.more", left),
    }
}

/// A record as an entry.
fn item(leaf: &Leaf, record: RecordId, file: String, note: &str) -> Option<Item> {
    let Link { href, label } = leaf.link(record)?;
    Some(Item { href, label, file, note: note.to_owned() })
}

/// The file that a body stands in.
fn file(leaf: &Leaf, body: BodyId) -> String {
    let body = leaf.press.edition.records.bodies.get(body.0 as usize);
    body.map_or_else(String::new, |body| body.file.path.clone())
}

fn problem(leaf: &Leaf, d: &Diagnostic) -> Item {
    let bodies = &leaf.press.edition.records.bodies;
    let page = bodies.iter().find(|b| b.file.path == d.place.file);
    let href = page.and_then(|b| leaf.link(b.owner)).map_or_else(String::new, |link| link.href);
    let hint = d.hint.as_ref().map(|hint| format!(" ({hint})")).unwrap_or_default();
    Item {
        href,
        label: safe(d.code.id()),
        file: format!("{}:{}:{}", d.place.file, d.place.line, d.place.column),
        note: format!("{}: {}{hint}", d.code.severity().name(), d.message),
    }
}

/// Every record with a page, and its bodies.
fn records<'a>(leaf: &'a Leaf) -> impl Iterator<Item = (RecordId, Both<Option<BodyId>>)> + 'a {
    fn both<T>(versions: &Both<Option<T>>, body: fn(&T) -> BodyId) -> Both<Option<BodyId>> {
        Both { fa: versions.fa.as_ref().map(body), en: versions.en.as_ref().map(body) }
    }
    let records = &leaf.press.edition.records;
    let home = records.home.iter().map(|p| (RecordId::Home, both(&p.versions, |v| v.body)));
    let articles = records.articles.iter().enumerate();
    let articles = articles.map(|(n, a)| (RecordId::Article(n), both(&a.versions, |v| v.body)));
    let entities = records.entities.iter().enumerate();
    let entities = entities.map(|(n, e)| (RecordId::Entity(n), both(&e.versions, |v| v.body)));
    let events = records.events.iter().enumerate();
    let events = events.map(|(n, e)| (RecordId::Event(n), both(&e.versions, |v| v.body)));
    let pages = records.pages.iter().enumerate();
    let pages = pages.map(|(n, p)| (RecordId::Page(n), both(&p.versions, |v| v.body)));
    home.chain(articles).chain(entities).chain(events).chain(pages)
}

/// Pages with one language alone; the file named is the one to be made.
fn untranslated(leaf: &Leaf) -> Vec<Item> {
    let missing = |(record, bodies): (RecordId, Both<Option<BodyId>>)| {
        let made = match (bodies.fa, bodies.en) {
            (Some(fa), None) => {
                file(leaf, fa).replace("/text.", "/index.").replace(".md", ".en.md")
            }
            (None, Some(en)) => file(leaf, en).replace(".en.md", ".md"),
            _ => return None,
        };
        item(leaf, record, made, "")
    };
    records(leaf).filter_map(missing).collect()
}

/// Articles without the date of their publication, memberships without any date,
/// works without a year.
fn undated(leaf: &Leaf) -> Vec<Item> {
    let records = &leaf.press.edition.records;
    let mut items = Vec::new();
    for (n, article) in records.articles.iter().enumerate() {
        if article.published.is_none()
            && let Some((_, version)) = article.versions.nearest(Lang::Fa)
        {
            items.extend(item(leaf, RecordId::Article(n), file(leaf, version.body), "published"));
        }
    }
    for (n, entity) in records.entities.iter().enumerate() {
        let of = |field: &str, list: &[crate::model::entity::Membership]| {
            let ids = list.iter().filter(|m| m.dates.is_none()).map(|m| m.other.id.as_str());
            let ids: Vec<&str> = ids.collect();
            (!ids.is_empty()).then(|| format!("{field}: {}", ids.join(", ")))
        };
        let notes: Vec<String> =
            [of("member_of", &entity.member_of), of("members", &entity.members)]
                .into_iter()
                .flatten()
                .collect();
        if let Some((_, version)) = entity.versions.nearest(Lang::Fa)
            && !notes.is_empty()
        {
            let note = notes.join("; ");
            items.extend(item(leaf, RecordId::Entity(n), file(leaf, version.body), &note));
        }
    }
    let undated = |n: &usize| records.works[*n].year.is_none();
    items.extend((0..records.works.len()).filter(undated).map(|n| work(leaf, n)));
    items
}

/// Texts in which nothing leads to a page of the edition.
fn unlinked(leaf: &Leaf) -> Vec<Item> {
    let edition = leaf.press.edition;
    let bodies = edition.records.bodies.iter().zip(&edition.links);
    let bare = bodies.filter(|(body, links)| {
        let is_text = matches!(body.owner, RecordId::Article(_) | RecordId::Event(_));
        is_text && links.pages.is_empty() && !links.names.iter().any(|name| name.linked)
    });
    bare.filter_map(|(body, _)| item(leaf, body.owner, body.file.path.clone(), "")).collect()
}

/// Works that no text cites and no front matter names as a source.
fn uncited(leaf: &Leaf) -> Vec<Item> {
    let edition = leaf.press.edition;
    let records = &edition.records;
    let entities = records.entities.iter().flat_map(|e| &e.sources);
    let sources = entities.chain(records.events.iter().flat_map(|e| &e.sources));
    let named: BTreeSet<usize> = sources
        .filter_map(|source: &Reference| match edition.source(&source.id)? {
            Source::Work(n) => Some(n),
            Source::Page(_) => None,
        })
        .collect();
    let is_bare = |n: &usize| edition.cited.get(*n).is_none_or(Vec::is_empty) && !named.contains(n);
    (0..records.works.len()).filter(is_bare).map(|n| work(leaf, n)).collect()
}

/// Works that import found and no editor has looked through.
fn found(leaf: &Leaf) -> Vec<Item> {
    let works = &leaf.press.edition.records.works;
    (0..works.len()).filter(|n| works[*n].found).map(|n| work(leaf, n)).collect()
}

fn work(leaf: &Leaf, n: usize) -> Item {
    let work = &leaf.press.edition.records.works[n];
    let href = Address::work(leaf.lang, &work.key).map(|to| leaf.href(&to)).unwrap_or_default();
    let title = work.title.as_deref().unwrap_or(&work.key);
    Item {
        href,
        label: leaf.titled(title, work.lang),
        file: format!("{}:{}:{}", work.place.file, work.place.line, work.place.column),
        note: work.key.clone(),
    }
}

/// Actors and organizations that nothing else in the edition speaks of, and events
/// that nobody takes part in.
fn orphaned(leaf: &Leaf) -> Vec<Item> {
    let edition = leaf.press.edition;
    let linked: BTreeSet<RecordId> = edition
        .records
        .bodies
        .iter()
        .zip(&edition.links)
        .flat_map(|(body, links)| links.pages.values().map(move |to| (body.owner, to.record)))
        .filter(|(from, to)| from != to)
        .map(|(_, to)| to)
        .collect();
    let mut taking_part: BTreeSet<usize> = BTreeSet::new();
    let mut alone = BTreeSet::new();
    for (n, events) in edition.entity_events.iter().enumerate() {
        taking_part.extend(events);
        let members = edition.memberships.get(n);
        let is_member = members.is_some_and(|m| !m.members.is_empty() || !m.member_of.is_empty());
        let is_named = Lang::ALL.iter().any(|l| !leaf.press.gathered.places(n, *l).is_empty());
        if events.is_empty() && !is_member && !is_named {
            alone.insert(RecordId::Entity(n));
        }
    }
    let lone_events = (0..edition.records.events.len()).filter(|n| !taking_part.contains(n));
    alone.extend(lone_events.map(RecordId::Event));
    let files = records(leaf).filter_map(|(record, bodies)| {
        let is_alone = alone.contains(&record) && !linked.contains(&record);
        item(leaf, record, file(leaf, bodies.fa.or(bodies.en)?), "").filter(|_| is_alone)
    });
    files.collect()
}

fn doubts(leaf: &Leaf, open: &Open) -> Option<DoubtsView> {
    let articles = &leaf.press.edition.records.articles;
    let position = articles.iter().position(|a| a.id == open.article)?;
    if open.doubts.is_empty() {
        return None;
    }
    Some(DoubtsView {
        article: open.article.clone(),
        page: leaf.link(RecordId::Article(position))?,
        file: format!("content/articles/{}/text.md", open.article),
        seen: open.seen.clone(),
        count: leaf.words.number(open.doubts.len()),
        doubts: open.doubts.iter().take(DOUBTS).map(|d| doubt(leaf, &open.article, d)).collect(),
        more: more(leaf, open.doubts.len(), DOUBTS),
    })
}

fn doubt(leaf: &Leaf, article: &str, asked: &Asked) -> DoubtView {
    let Asked { doubt, words, nth, source, around } = asked;
    let html = |text: &str| leaf.titled(text, Lang::Fa);
    let mark = |before: &str, words: &str, after: &str| Around {
        before: html(before),
        words: html(words),
        after: html(after),
    };
    let in_source = match source.split_once(doubt.text.as_str()) {
        Some((before, after)) => mark(before, &doubt.text, after),
        None => mark("", &doubt.text, ""),
    };
    let share = |likelihood: f32| {
        let percent = (f64::from(likelihood) * 100.0).round() as usize;
        leaf.words.fill("desk.share", &[("n", &leaf.words.number(percent))])
    };
    let mut readings: Vec<ReadingView> = doubt
        .candidates
        .iter()
        .map(|c| ReadingView {
            text: c.reading.clone(),
            share: share(c.likelihood),
            stands: c.reading == doubt.stands,
        })
        .collect();
    if !doubt.stands.is_empty() && !readings.iter().any(|r| r.stands) {
        let text = doubt.stands.clone();
        readings.push(ReadingView { text, share: String::new(), stands: true });
    }
    DoubtView {
        id: format!("doubt-{article}-{}-{words}-{nth}", doubt.line),
        line: leaf.words.number(doubt.line as usize),
        line_number: doubt.line,
        words: words.clone(),
        nth: *nth,
        source: in_source,
        text: around.as_ref().map(|(before, after)| mark(before, &doubt.stands, after)),
        reason: reason(leaf, doubt),
        readings,
    }
}

/// Why something is in doubt: in the page's language where the theme says it for
/// the pass, with import's own words.
fn reason(leaf: &Leaf, doubt: &Doubt) -> String {
    let key = format!("desk.pass.{}", doubt.pass);
    let of_pass = leaf.words.find(&key).filter(|_| leaf.lang == Lang::Fa);
    of_pass.unwrap_or(&doubt.reason).to_owned()
}
