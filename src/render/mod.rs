//! Render: what a reader gets, still in memory.
//!
//! In: the [`Edition`] and a [`Theme`]. Out: [`Page`]s, complete HTML, sorted by path.
//!
//! 1. What several pages ask for is counted once ([`gather`]), and every work
//!    of the bibliography is set once ([`references`]).
//! 2. [`jobs`] lists the pages that there are.
//! 3. Each page is made by itself, in parallel: a view ([`view`]) is filled in
//!    and given to its template ([`theme`]).
//!
//! Render decides what pages there are, what is on them and where they are
//! ([`address`]). How they look and what the interface says is the theme's.

pub mod words;
pub mod theme;
pub mod address;
pub mod dates;
pub mod gather;
pub mod leaf;
pub mod lettering;
pub mod html;
pub mod references;
pub mod style;
pub mod choice;
pub mod timeline;
pub mod network;
pub mod drawn;
pub mod metadata;
pub mod view;

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use rayon::prelude::*;
use tera::Context;

use crate::config::Config;
use crate::diag::Error;
use crate::link::{BodyLinks, Edition};
use crate::model::{Both, RecordId};
use crate::render::address::Address;
use crate::render::choice::Choice;
use crate::render::drawn::Style;
use crate::render::gather::Gathered;
use crate::render::html::opened::Opened;
use crate::render::leaf::{Leaf, Press};
use crate::render::metadata::{signposting, things};
use crate::render::theme::Theme;
use crate::render::view::View;
use crate::render::view::frame::{self, About};
use crate::render::view::{
    article, bibliography, cards, desk as editors, entities, entity, event, home, mentions, names,
    page, parallel, search, timeline as line, work,
};
use crate::text::Lang;

/// One file of the site.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Page {
    /// Path in `public/`: `en/actors/russia/index.html`.
    pub path: String,
    pub bytes: Vec<u8>,
}

/// Where the files stand that pages ask the browser to load: paths from the
/// site's root, with the hashes that output has put in their names.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Assets {
    /// The style sheet: `assets/matn.3f2a1b.css`.
    pub styles: String,
    /// Scripts, in the order in which they are loaded; all are deferred. Those in
    /// a folder (`assets/search/…`) are for the page whose view has its name, but
    /// `assets/first/…` runs on every page before it is shown.
    pub scripts: Vec<String>,
    pub fonts_preload: Preload,
    /// How cards for other sites are drawn; `None` for a theme that draws none.
    pub card: Option<Style>,
}

/// Fonts that the first screen of each language needs: of every page under the
/// empty name, of a view under its own.
pub type Preload = BTreeMap<String, Both<Vec<String>>>;

/// What render is given.
#[derive(Clone, Copy, Debug)]
pub struct Given<'a> {
    pub edition: &'a Edition,
    pub config: &'a Config,
    pub theme: &'a Theme,
    pub assets: &'a Assets,
}

/// What is counted over a whole edition before the first of its pages is made,
/// each when the first page asks for it. It fits no other edition.
#[derive(Debug, Default)]
pub struct Prepared {
    gathered: OnceLock<Gathered>,
    /// The works as the bibliography sets them.
    entries: OnceLock<Arc<Vec<String>>>,
    /// By position: the bodies, for whichever page they stand on.
    bodies: OnceLock<Vec<OnceLock<Opened>>>,
    /// By path: the pages there may be.
    jobs: OnceLock<BTreeMap<String, Job>>,
}

impl Prepared {
    /// For a new state of an edition: works that are as they were need not be set again.
    pub fn again(edition: &Edition, before: &Edition, prepared: &Self) -> Self {
        let entries = match prepared.entries.get() {
            Some(entries) if edition.records.works == before.records.works => {
                OnceLock::from(Arc::clone(entries))
            }
            _ => OnceLock::new(),
        };
        Self { entries, ..Self::default() }
    }

    fn press<'a>(&'a self, given: &Given<'a>) -> Press<'a> {
        let Given { edition, config, theme, assets } = *given;
        let gathered = self.gathered.get_or_init(|| Gathered::new(edition));
        let bodies = self
            .bodies
            .get_or_init(|| edition.records.bodies.iter().map(|_| OnceLock::new()).collect());
        Press { edition, config, theme, assets, gathered, no_links: BodyLinks::default(), bodies }
    }

    fn entries(&self, edition: &Edition) -> &[String] {
        let set = || Arc::new(edition.records.works.par_iter().map(references::entry).collect());
        self.entries.get_or_init(set)
    }

    fn jobs(&self, press: &Press) -> &BTreeMap<String, Job> {
        self.jobs.get_or_init(|| {
            let with_path = |job: Job| Some((address(press, &job)?.file(), job));
            jobs(press).into_iter().filter_map(with_path).collect()
        })
    }

    /// The path of every page, sorted; cards are not among them.
    pub fn paths(&self, given: &Given<'_>) -> impl Iterator<Item = &str> {
        let press = self.press(given);
        self.jobs(&press).keys().map(String::as_str)
    }

    /// Whether there is a page at a path.
    pub fn has(&self, given: &Given<'_>, path: &str) -> bool {
        let press = self.press(given);
        self.jobs(&press).contains_key(path)
    }
}

/// Every page of the edition and the cards of its names, sorted by path.
///
/// # Errors
///
/// Only when a template of the theme is wrong.
pub fn render(given: &Given<'_>) -> Result<Vec<Page>, Error> {
    let pages = Mutex::new(Vec::new());
    each(given, &Prepared::default(), &|page| {
        pages.lock().unwrap_or_else(PoisonError::into_inner).push(page);
        Ok(())
    })?;
    let mut pages = pages.into_inner().unwrap_or_else(PoisonError::into_inner);
    pages.sort_by(|a, b| a.path.cmp(&b.path));
    Ok(pages)
}

/// As [`render`], and hands every page on as soon as it is made, in any order.
///
/// # Errors
///
/// When a template of the theme is wrong, and those of `take`.
pub fn each(given: &Given<'_>, prepared: &Prepared, take: &Take<'_>) -> Result<(), Error> {
    let press = prepared.press(given);
    let entries = prepared.entries(given.edition);
    let jobs: Vec<&Job> = prepared.jobs(&press).values().collect();
    jobs.into_par_iter().try_for_each(|job| match make(&press, entries, job)? {
        Some(page) => take(page),
        None => Ok(()),
    })?;
    let beside = [cards::files(&press, entries), things::files(&press), drawn::files(&press)];
    let sets =
        (0..given.edition.records.articles.len()).filter_map(|n| signposting::file(&press, n));
    beside.into_iter().flatten().chain(sets).try_for_each(take)
}

/// What is done with a page when it is made; called from several threads.
pub type Take<'a> = dyn Fn(Page) -> Result<(), Error> + Sync + 'a;

/// One file of [`render`], by its path, without the others: for a preview, which
/// makes a page when somebody asks for it.
///
/// # Errors
///
/// As [`render`].
pub fn one(given: &Given<'_>, prepared: &Prepared, path: &str) -> Result<Option<Page>, Error> {
    let press = prepared.press(given);
    if path.starts_with(cards::FOLDER) {
        let cards = cards::files(&press, prepared.entries(given.edition));
        return Ok(cards.into_iter().find(|card| card.path == path));
    }
    if let Some(record) = things::record_of(given.edition, path) {
        return Ok(things::file(&press, record));
    }
    if let Some((lang, article)) = drawn::of_path(&press, path) {
        return Ok(drawn::file(&press, lang, article));
    }
    if let Some(article) = signposting::article_of(given.edition, path) {
        return Ok(signposting::file(&press, article));
    }
    let direct = direct(&press, path);
    let job = match &direct {
        Some(job) => job,
        None => match prepared.jobs(&press).get(path) {
            Some(job) => job,
            None => return Ok(None),
        },
    };
    let entries = match job.what {
        What::Bibliography | What::Work(_) => prepared.entries(given.edition),
        _ => &[],
    };
    make(&press, entries, job)
}

/// The page of a record by its path, without a list of all pages; `None` where it
/// is none, or another kind of page.
fn direct(press: &Press, path: &str) -> Option<Job> {
    let records = &press.edition.records;
    let (lang, inside) = match path.strip_prefix("en/") {
        Some(inside) => (Lang::En, inside),
        None => (Lang::Fa, path),
    };
    let steps: Vec<&str> = inside.strip_suffix("/index.html")?.split('/').collect();
    let what = match steps.as_slice() {
        ["articles", id] | ["articles", id, "parallel"] => {
            let n = records.articles.binary_search_by(|a| a.id.as_str().cmp(id)).ok()?;
            if steps.len() == 2 { What::Article(n) } else { What::Parallel(n) }
        }
        ["actors" | "organizations", id] => {
            What::Entity(records.entities.binary_search_by(|e| e.id.as_str().cmp(id)).ok()?)
        }
        ["events", id] => {
            let n = records.events.binary_search_by(|e| e.id.as_str().cmp(id)).ok()?;
            What::Event(n, press.edition.timeline.iter().position(|event| *event == n)?)
        }
        ["bibliography", key] => {
            What::Work(records.works.binary_search_by(|w| w.key.as_str().cmp(key)).ok()?)
        }
        ["pages", id] => {
            What::Page(records.pages.binary_search_by(|p| p.id.as_str().cmp(id)).ok()?)
        }
        _ => return None,
    };
    let job = Job { lang, what };
    (address(press, &job)?.file() == path).then_some(job)
}

/// The editor's desk, a page of the preview that no site has.
///
/// # Errors
///
/// As [`render`].
pub fn desk(
    given: &Given<'_>,
    prepared: &Prepared,
    lang: Lang,
    about: &editors::Given<'_>,
) -> Result<Option<Page>, Error> {
    let press = prepared.press(given);
    let leaf = &Leaf::new(&press, Address::desk(lang));
    fill(leaf, Some(editors::desk(leaf, about)))
}

/// One page to make, if the edition has it in this language.
#[derive(Clone, Copy, Debug)]
struct Job {
    lang: Lang,
    what: What,
}

/// What is on a page. Numbers are positions in the records.
#[derive(Clone, Copy, Debug)]
enum What {
    Home,
    Articles,
    Article(usize),
    Parallel(usize),
    Actors,
    Organizations,
    Entity(usize),
    /// The list of an entity's mentions: the entity, the part counted from 1.
    Mentions(usize, usize),
    Timeline(Choice),
    /// An event, and its position in the timeline.
    Event(usize, usize),
    Bibliography,
    Work(usize),
    /// A page of the index of names, counted from 1.
    Names(usize),
    Search,
    Page(usize),
    NotFound,
}

fn jobs(press: &Press) -> Vec<Job> {
    let edition = press.edition;
    let records = &edition.records;
    let mut all = vec![
        What::Home,
        What::Articles,
        What::Actors,
        What::Organizations,
        What::Timeline(Choice::All),
        What::Bibliography,
        What::Search,
        What::NotFound,
    ];
    all.extend((0..records.articles.len()).flat_map(|n| [What::Article(n), What::Parallel(n)]));
    all.extend((0..records.entities.len()).map(What::Entity));
    all.extend(edition.timeline.iter().enumerate().map(|(rank, &n)| What::Event(n, rank)));
    all.extend((0..records.works.len()).map(What::Work));
    all.extend((0..records.pages.len()).map(What::Page));
    let both = |what: What| Lang::ALL.map(|lang| Job { lang, what });
    let mut jobs: Vec<Job> = all.into_iter().flat_map(both).collect();
    for lang in Lang::ALL {
        let names = 1..=names::pages(press, lang).len();
        jobs.extend(names.map(|n| Job { lang, what: What::Names(n) }));
        let choices = Choice::offered(edition, lang).into_iter();
        jobs.extend(choices.map(|choice| Job { lang, what: What::Timeline(choice) }));
        for entity in 0..records.entities.len() {
            let list = mentions::listing(press.gathered.places(entity, lang));
            let parts = 1..=list.parts.len();
            jobs.extend(parts.map(|n| Job { lang, what: What::Mentions(entity, n) }));
        }
    }
    jobs
}

/// Where a job's page stands; `None` where the edition does not have it in this language.
fn address(press: &Press, job: &Job) -> Option<Address> {
    let edition = press.edition;
    let (lang, records) = (job.lang, &edition.records);
    Some(match job.what {
        What::Home => Address::home(lang),
        What::Articles => Address::articles(lang),
        What::Article(n) => return page_of(edition, RecordId::Article(n), lang),
        What::Parallel(n) => {
            let article = records.articles.get(n)?;
            let Both { fa: Some(_), en: Some(_) } = &article.versions else { return None };
            Address::parallel(lang, &article.id)
        }
        What::Actors => Address::entities(lang, true),
        What::Organizations => Address::entities(lang, false),
        What::Entity(n) => return page_of(edition, RecordId::Entity(n), lang),
        What::Mentions(n, part) => {
            let entity = records.entities.get(n).filter(|e| e.versions.get(lang).is_some())?;
            Address::mentions(lang, entity.kind, &entity.id, part)
        }
        What::Timeline(choice) => choice.address(press.edition, lang)?,
        What::Event(n, _) => return page_of(edition, RecordId::Event(n), lang),
        What::Bibliography => Address::bibliography(lang),
        What::Work(n) => Address::work(lang, &records.works.get(n)?.key)?,
        What::Names(part) => Address::names(lang, part),
        What::Search => Address::search(lang),
        What::Page(n) => return page_of(edition, RecordId::Page(n), lang),
        What::NotFound => Address::not_found(lang),
    })
}

/// The page of a record in a language, if it has one.
fn page_of(edition: &Edition, record: RecordId, lang: Lang) -> Option<Address> {
    leaf::exists(edition, record, lang).then(|| Address::of(&edition.records, record, lang))
}

/// Makes a page; `None` where the edition does not have it in this language.
fn make(press: &Press, entries: &[String], job: &Job) -> Result<Option<Page>, Error> {
    let Some(address) = address(press, job) else { return Ok(None) };
    let leaf = &Leaf::new(press, address);
    match job.what {
        What::Home => fill(leaf, Some(home::home(leaf))),
        What::Articles => fill(leaf, Some(home::articles(leaf))),
        What::Article(n) => fill(leaf, article::article(leaf, n)),
        What::Parallel(n) => fill(leaf, parallel::parallel(leaf, n)),
        What::Actors => fill(leaf, Some(entities::entities(leaf, true))),
        What::Organizations => fill(leaf, Some(entities::entities(leaf, false))),
        What::Entity(n) => fill(leaf, entity::entity(leaf, n)),
        What::Mentions(n, part) => fill(leaf, mentions::mentions(leaf, n, part)),
        What::Timeline(choice) => fill(leaf, line::timeline(leaf, choice)),
        What::Event(n, rank) => fill(leaf, event::event(leaf, n, Some(rank))),
        What::Bibliography => fill(leaf, Some(bibliography::bibliography(leaf, entries))),
        What::Work(n) => match entries.get(n) {
            Some(entry) => fill(leaf, work::work(leaf, n, entry)),
            None => Ok(None),
        },
        What::Names(part) => fill(leaf, names::names(leaf, part)),
        What::Search => fill(leaf, Some(search::search(leaf))),
        What::Page(n) => fill(leaf, page::page(leaf, n)),
        What::NotFound => fill(leaf, Some(page::not_found(leaf))),
    }
}

fn fill<V: View>(leaf: &Leaf, made: Option<(About, V)>) -> Result<Option<Page>, Error> {
    let Some((about, view)) = made else { return Ok(None) };
    let mut given = Context::new();
    given.insert("page", &frame::frame(leaf, &about, V::NAME));
    given.insert(V::NAME, &view);
    let bytes = leaf.press.theme.fill(leaf.lang, V::TEMPLATE, &given)?;
    Ok(Some(Page { path: leaf.address.file(), bytes }))
}
