//! The home page and the list of articles.

use std::collections::BTreeSet;

use serde::Serialize;
use tera::Value;

use crate::model::RecordId;
use crate::model::article::{Article, Author};
use crate::render::address::Address;
use crate::render::html::{Setting, bidi};
use crate::render::leaf::{self, Leaf, safe};
use crate::render::timeline;
use crate::render::view::frame::About;
use crate::render::view::parts::{self, Prose};
use crate::render::view::{Link, View};

/// How many of the most-mentioned names the home page shows.
const NAMES: usize = 24;

/// The home page.
#[derive(Debug, Serialize)]
pub struct HomeView {
    title: Value,
    subtitle: Value,
    prose: Option<Prose>,
    articles: Vec<Card>,
    timeline: Link,
    strip: Value,
    names: Vec<NameCount>,
}

/// An article in a list.
#[derive(Debug, Serialize)]
pub struct Card {
    href: String,
    title: Value,
    subtitle: Value,
    authors: Value,
    /// Journal and date.
    source: Value,
    summary: Value,
}

/// A name with how often it is mentioned.
#[derive(Debug, Serialize)]
pub struct NameCount {
    href: String,
    label: Value,
    count: String,
}

/// The list of articles.
#[derive(Debug, Serialize)]
pub struct ArticlesView {
    articles: Vec<Card>,
}

impl View for HomeView {
    const TEMPLATE: &'static str = "home.html";
    const NAME: &'static str = "home";
}

impl View for ArticlesView {
    const TEMPLATE: &'static str = "articles.html";
    const NAME: &'static str = "index";
}

/// The home page.
pub fn home(leaf: &Leaf) -> (About, HomeView) {
    let edition = leaf.press.edition;
    let language = leaf.press.config.language(leaf.lang);
    let version = edition.records.home.as_ref().and_then(|h| h.versions.get(leaf.lang).as_ref());
    let title = version.map_or(language.title.as_str(), |v| v.title.as_str());
    let subtitle = version.and_then(|v| v.subtitle.as_deref()).unwrap_or_default();
    let about = About { description: language.description.clone(), ..About::titled(title) };
    let view = HomeView {
        title: leaf.html(title),
        subtitle: leaf.html(subtitle),
        prose: version.map(|v| parts::prose(leaf, v.body, Setting::default())),
        articles: cards(leaf),
        timeline: Link {
            href: leaf.href(&Address::timeline(leaf.lang)),
            label: leaf.html(leaf.words.say("home.timeline")),
        },
        strip: safe(&timeline::strip(leaf)),
        names: most_mentioned(leaf),
    };
    (about, view)
}

/// The list of articles.
pub fn articles(leaf: &Leaf) -> (About, ArticlesView) {
    let about = About::titled(leaf.words.say("nav.articles"));
    (about, ArticlesView { articles: cards(leaf) })
}

fn cards(leaf: &Leaf) -> Vec<Card> {
    let articles = leaf.press.edition.records.articles.iter().enumerate();
    articles.filter_map(|(n, article)| card(leaf, n, article)).collect()
}

fn card(leaf: &Leaf, position: usize, article: &Article) -> Option<Card> {
    let (lang, version) = article.versions.nearest(leaf.lang)?;
    let link = leaf.link(RecordId::Article(position))?;
    let text = |text: &Option<String>| leaf.titled(text.as_deref().unwrap_or_default(), lang);
    Some(Card {
        href: link.href,
        title: link.label,
        subtitle: text(&version.subtitle),
        authors: safe(&authors(leaf, &article.authors)),
        source: safe(&source(leaf, article)),
        summary: text(&version.summary),
    })
}

/// The names of authors as a list in words.
pub fn authors(leaf: &Leaf, authors: &[Author]) -> String {
    let names: Vec<String> =
        authors.iter().map(|a| bidi::html(a.name.get(leaf.lang), leaf.lang)).collect();
    match names.as_slice() {
        [] => String::new(),
        [one] => one.clone(),
        [first @ .., last] => {
            let comma = leaf.words.say("marks.list-comma");
            format!("{}{}{last}", first.join(comma), leaf.words.say("citation.and"))
        }
    }
}

fn source(leaf: &Leaf, article: &Article) -> String {
    let mut parts = Vec::new();
    if let Some(journal) = article.journal.get(leaf.lang) {
        parts.push(format!("<cite>{}</cite>", bidi::html(journal, leaf.lang)));
    }
    if let Some(date) = &article.published {
        parts.push(crate::render::dates::html(date, leaf.words));
    }
    parts.join(leaf.words.say("marks.list-comma"))
}

fn most_mentioned(leaf: &Leaf) -> Vec<NameCount> {
    let edition = leaf.press.edition;
    let count = |n: usize| leaf.press.gathered.mentions(n, leaf.lang);
    // The articles' own authors are named in every digest; they stand with their articles.
    let articles = &edition.records.articles;
    let authors: BTreeSet<&str> =
        articles.iter().flat_map(|a| &a.authors).map(|a| a.name.get(leaf.lang).as_str()).collect();
    let is_author = |n: usize| {
        let title = leaf.title(RecordId::Entity(n));
        title.is_some_and(|(_, title)| authors.contains(title))
    };
    let mut names: Vec<usize> = (0..edition.records.entities.len())
        .filter(|n| count(*n) > 0 && !is_author(*n))
        .filter(|n| leaf::exists(edition, RecordId::Entity(*n), leaf.lang))
        .collect();
    names.sort_by_key(|n| (usize::MAX - count(*n), *n));
    names.truncate(NAMES);
    let name = |n: usize| {
        let link = leaf.link(RecordId::Entity(n))?;
        Some(NameCount { href: link.href, label: link.label, count: leaf.words.number(count(n)) })
    };
    names.into_iter().filter_map(name).collect()
}
