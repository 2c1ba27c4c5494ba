//! The search page: a box, and the places for what its script finds.

use serde::Serialize;

use crate::render::address::Address;
use crate::render::leaf::Leaf;
use crate::render::view::View;
use crate::render::view::frame::About;

/// The search page.
#[derive(Debug, Serialize)]
pub struct SearchView {
    /// The way to the root of the site and to the index, as what comes before a path.
    site: String,
    index: String,
    /// The index of names, for who has no script.
    names: String,
    /// What can be chosen: kinds of pages, languages.
    kinds: Vec<Choice>,
    langs: Vec<Choice>,
}

/// A choice among what is found.
#[derive(Debug, Serialize)]
struct Choice {
    value: &'static str,
    label: String,
}

impl View for SearchView {
    const TEMPLATE: &'static str = "search.html";
    const NAME: &'static str = "search";
}

/// The search page.
pub fn search(leaf: &Leaf) -> (About, SearchView) {
    let choice =
        |value: &'static str, key: &str| Choice { value, label: leaf.words.say(key).to_owned() };
    let view = SearchView {
        site: leaf.reach.file(""),
        index: leaf.reach.file("search/"),
        names: leaf.href(&Address::names(leaf.lang, 1)),
        kinds: vec![
            choice("article", "nav.articles"),
            choice("actor", "nav.actors"),
            choice("organization", "nav.organizations"),
            choice("event", "search.events"),
            choice("page", "search.pages"),
        ],
        langs: vec![choice("fa", "languages.fa"), choice("en", "languages.en")],
    };
    let about = About {
        description: leaf.words.say("search.lead").to_owned(),
        ..About::titled(leaf.words.say("nav.search"))
    };
    (about, view)
}
