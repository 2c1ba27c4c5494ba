//! Model: what the content means. Complete records with units and invariants.
//!
//! In: [`Files`], as written. Out: [`Records`]: every date read, every
//! translation with the facts it inherits, every body in one table. A value is
//! complete when it is made; later stages make new values of new types.

pub mod article;
pub mod date;
pub mod entity;
pub mod event;
pub mod spot;
pub mod work;
mod page;
mod reading;

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::content::tree::Body;
use crate::content::{File, Files, Kind};
use crate::diag::{Diagnostic, Place};
use crate::import::report::Report;
use crate::model::article::Article;
use crate::model::entity::Entity;
use crate::model::event::Event;
use crate::model::reading::Reading;
use crate::model::work::Work;
use crate::text::Lang;

/// A value for each language of the edition.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Both<T> {
    pub fa: T,
    pub en: T,
}

impl<T> Both<T> {
    /// The value of one language.
    pub fn get(&self, lang: Lang) -> &T {
        match lang {
            Lang::Fa => &self.fa,
            Lang::En => &self.en,
        }
    }

    /// The value of one language, to be changed.
    pub fn get_mut(&mut self, lang: Lang) -> &mut T {
        match lang {
            Lang::Fa => &mut self.fa,
            Lang::En => &mut self.en,
        }
    }
}

impl<T> Both<Option<T>> {
    /// The value of one language or, where it has none, of the other.
    pub fn nearest(&self, lang: Lang) -> Option<(Lang, &T)> {
        [lang, lang.other()].into_iter().find_map(|l| Some((l, self.get(l).as_ref()?)))
    }
}

/// Everything that the content says. Articles and pages are sorted by id,
/// entities and events too; works by key.
#[derive(Clone, Debug, Default)]
pub struct Records {
    pub home: Option<StaticPage>,
    pub articles: Vec<Article>,
    /// Actors and organizations.
    pub entities: Vec<Entity>,
    pub events: Vec<Event>,
    pub works: Vec<Work>,
    /// `pages/`.
    pub pages: Vec<StaticPage>,
    /// What pages were called before, in the order of kinds and ids.
    pub former: Vec<Former>,
    /// Every body of the edition; a [`BodyId`] is a position in this table.
    pub bodies: Vec<BodyRecord>,
}

impl Records {
    /// The title of a record in a language or, where it has none in it, in the
    /// other, with the language that it is in.
    pub fn title(&self, record: RecordId, lang: Lang) -> Option<(Lang, &str)> {
        match record {
            RecordId::Home => title(&self.home.as_ref()?.versions, lang, |v| &v.title),
            RecordId::Article(n) => title(&self.articles.get(n)?.versions, lang, |v| &v.title),
            RecordId::Entity(n) => title(&self.entities.get(n)?.versions, lang, |v| &v.title),
            RecordId::Event(n) => title(&self.events.get(n)?.versions, lang, |v| &v.title),
            RecordId::Page(n) => title(&self.pages.get(n)?.versions, lang, |v| &v.title),
        }
    }

    /// The id of a record: that of its file, `home` for the home page.
    pub fn id(&self, record: RecordId) -> Option<&str> {
        Some(match record {
            RecordId::Home => "home",
            RecordId::Article(n) => &self.articles.get(n)?.id,
            RecordId::Entity(n) => &self.entities.get(n)?.id,
            RecordId::Event(n) => &self.events.get(n)?.id,
            RecordId::Page(n) => &self.pages.get(n)?.id,
        })
    }
}

fn title<T>(versions: &Both<Option<T>>, lang: Lang, of: fn(&T) -> &String) -> Option<(Lang, &str)> {
    versions.nearest(lang).map(|(lang, version)| (lang, of(version).as_str()))
}

/// An address that a page had before.
#[derive(Clone, Debug)]
pub struct Former {
    /// The folder it stood in: `actors`.
    pub folder: String,
    /// The id it had.
    pub id: String,
    /// The page.
    pub record: RecordId,
    /// Where that is written.
    pub place: Place,
}

/// Position of a body in [`Records::bodies`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct BodyId(pub u32);

/// A body with what it belongs to.
#[derive(Clone, Debug)]
pub struct BodyRecord {
    /// The record it is part of.
    pub owner: RecordId,
    pub lang: Lang,
    /// Which part of the owner's page it is.
    pub part: Part,
    /// The file it was read from: the tree is `file.body`.
    pub file: Arc<File>,
    /// Whether names link by themselves in it.
    pub auto_link: bool,
}

impl BodyRecord {
    /// The tree.
    pub fn body(&self) -> &Body {
        &self.file.body
    }
}

/// Which part of its owner's page a body is. Its paragraphs' anchors differ:
/// `p3` in a main text, `t3` in a full text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Part {
    /// The digest of an article, the description of anything else.
    Main,
    /// The full text of an article.
    FullText,
}

/// A record by its kind and its position in [`Records`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum RecordId {
    Home,
    Article(usize),
    Entity(usize),
    Event(usize),
    Page(usize),
}

/// The home page, or a page of `pages/`.
#[derive(Clone, Debug)]
pub struct StaticPage {
    pub id: String,
    /// In the languages that it exists in.
    pub versions: Both<Option<PageVersion>>,
}

/// A page in one language.
#[derive(Clone, Debug)]
pub struct PageVersion {
    pub title: String,
    pub subtitle: Option<String>,
    pub body: BodyId,
}

/// What the files mean, and what is wrong with them.
///
/// Bodies stand in one table: home, articles (Persian, English, full text),
/// entities, events, pages, each in the order of its id.
pub fn records(files: &Files) -> (Records, Vec<Diagnostic>) {
    let mut reading = Reading::default();
    let mut pairs = reading::pairs(&files.texts);
    let mut of = |kind| pairs.remove(&kind).unwrap_or_default();
    let homes = of(Kind::Home);
    let reports: BTreeMap<&str, &Arc<Report>> =
        files.reports.iter().map(|(id, report)| (id.as_str(), report)).collect();
    let mut entities = of(Kind::Actor);
    entities.extend(of(Kind::Organization));
    entities.sort_by_key(|pair| pair.id);
    let home = homes.first().map(|pair| page::read(pair, RecordId::Home, &mut reading));
    let articles: Vec<Article> = of(Kind::Article)
        .iter()
        .enumerate()
        .map(|(n, pair)| article::read(pair, RecordId::Article(n), &reports, &mut reading))
        .collect();
    let entities: Vec<Entity> = entities
        .iter()
        .enumerate()
        .map(|(n, pair)| entity::read(pair, RecordId::Entity(n), &mut reading))
        .collect();
    let events: Vec<Event> = of(Kind::Event)
        .iter()
        .enumerate()
        .map(|(n, pair)| event::read(pair, RecordId::Event(n), &mut reading))
        .collect();
    let pages: Vec<StaticPage> = of(Kind::Page)
        .iter()
        .enumerate()
        .map(|(n, pair)| page::read(pair, RecordId::Page(n), &mut reading))
        .collect();
    let works = work::read(&files.entries);
    let former = former(&files.texts, &articles, &entities, &events, &pages);
    let Reading { bodies, diagnostics } = reading;
    (Records { home, articles, entities, events, works, pages, former, bodies }, diagnostics)
}

/// What the files say that their pages were called before.
fn former(
    texts: &[Arc<File>],
    articles: &[Article],
    entities: &[Entity],
    events: &[Event],
    pages: &[StaticPage],
) -> Vec<Former> {
    let mut found = Vec::new();
    // To look for its record takes long, and few files say anything.
    for file in texts.iter().filter(|file| !file.head.formerly().is_empty()) {
        let id = file.id.as_str();
        let (folder, record) = match file.kind {
            Kind::Article => {
                ("articles", articles.iter().position(|a| a.id == id).map(RecordId::Article))
            }
            Kind::Actor => {
                ("actors", entities.iter().position(|e| e.id == id).map(RecordId::Entity))
            }
            Kind::Organization => {
                ("organizations", entities.iter().position(|e| e.id == id).map(RecordId::Entity))
            }
            Kind::Event => ("events", events.iter().position(|e| e.id == id).map(RecordId::Event)),
            Kind::Page => ("pages", pages.iter().position(|p| p.id == id).map(RecordId::Page)),
            Kind::Home | Kind::FullText => continue,
        };
        let Some(record) = record else { continue };
        for written in file.head.formerly() {
            let (folder, id) =
                written.get_ref().split_once('/').unwrap_or((folder, written.get_ref()));
            let place = file.place(written.span().start);
            found.push(Former { folder: folder.to_owned(), id: id.to_owned(), record, place });
        }
    }
    found
}
