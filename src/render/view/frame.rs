//! What stands around every page: head, header, breadcrumbs, switch, footer.

use serde::Serialize;
use tera::Value;

use crate::model::RecordId;
use crate::render::Assets;
use crate::render::address::Address;
use crate::render::leaf::{self, Leaf};
use crate::render::metadata;
use crate::render::view::parts;

/// At most so many characters of a title stand in the breadcrumbs.
const CRUMB: usize = 48;

/// What a page says of itself, for its head and its way through the site.
#[derive(Clone, Debug)]
pub struct About {
    /// Its title, plain text in the page's language.
    pub title: String,
    /// The title for the breadcrumbs; empty where the title itself is short.
    pub short: String,
    /// One or two sentences; empty for the edition's own description.
    pub description: String,
    /// The indexes above it, nearest last; home is not among them.
    pub above: Vec<(Address, String)>,
    /// Whether there is a page at the same place in the other language.
    pub has_twin: bool,
    /// Nodes of its JSON-LD, the main one first.
    pub nodes: Vec<serde_json::Value>,
    /// More of the head, such as `citation_*`, as HTML.
    pub head: String,
}

impl About {
    /// A page with a title and twin and nothing else to say.
    pub fn titled(title: &str) -> Self {
        Self {
            title: title.to_owned(),
            short: String::new(),
            description: String::new(),
            above: Vec::new(),
            has_twin: true,
            nodes: Vec::new(),
            head: String::new(),
        }
    }
}

/// What the base template receives, as `page`.
#[derive(Debug, Serialize)]
pub struct Frame {
    lang: &'static str,
    dir: &'static str,
    /// The page's title with the edition's.
    title: String,
    site_title: String,
    description: String,
    home: String,
    /// Links, metadata and JSON-LD.
    head: Value,
    icon: String,
    styles: String,
    scripts: Vec<String>,
    fonts: Vec<String>,
    nav: Vec<NavItem>,
    crumbs: Vec<NavItem>,
    switch: Switch,
    /// The search page.
    search: NavItem,
    /// Pages of `pages/`.
    pages: Vec<NavItem>,
}

/// A link of the header or of the breadcrumbs.
#[derive(Debug, Serialize)]
struct NavItem {
    href: String,
    label: String,
    /// Whether it is this page, or the index this page belongs to.
    current: bool,
}

/// The way to the other language.
#[derive(Debug, Serialize)]
struct Switch {
    href: String,
    lang: &'static str,
    dir: &'static str,
    /// Whether it leads to the same page.
    is_twin: bool,
}

/// The frame of the page whose view has a name.
pub fn frame(leaf: &Leaf, about: &About, name: &str) -> Frame {
    let (config, assets) = (leaf.press.config, leaf.press.assets);
    let language = config.language(leaf.lang);
    let is_home = leaf.address == Address::home(leaf.lang);
    let title = if is_home || about.title == language.title {
        about.title.clone()
    } else {
        format!("{} · {}", about.title, language.title)
    };
    let description =
        if about.description.is_empty() { &language.description } else { &about.description };
    Frame {
        lang: leaf.lang.code(),
        dir: leaf.lang.direction().attribute(),
        title,
        description: description.clone(),
        home: leaf.href(&Address::home(leaf.lang)),
        head: leaf::safe(&metadata::head(leaf, about, description)),
        icon: leaf.reach.file("icon.svg"),
        styles: leaf.reach.file(&assets.styles),
        scripts: scripts(assets, name).map(|s| leaf.reach.file(s)).collect(),
        fonts: assets.fonts_preload.get(leaf.lang).iter().map(|f| leaf.reach.file(f)).collect(),
        nav: nav(leaf, about),
        crumbs: if is_home { Vec::new() } else { crumbs(leaf, about) },
        switch: switch(leaf, about),
        search: NavItem {
            href: leaf.href(&Address::search(leaf.lang)),
            label: leaf.words.say("nav.search").to_owned(),
            current: leaf.address == Address::search(leaf.lang),
        },
        pages: pages(leaf),
        site_title: language.title,
    }
}

/// The scripts of every page, and those of the page whose view has this name.
fn scripts<'a>(assets: &'a Assets, name: &str) -> impl Iterator<Item = &'a String> {
    assets.scripts.iter().filter(move |path| {
        let inside = path.strip_prefix("assets/").unwrap_or(path);
        inside.split_once('/').is_none_or(|(folder, _)| folder == name)
    })
}

fn nav(leaf: &Leaf, about: &About) -> Vec<NavItem> {
    let lang = leaf.lang;
    let places = [
        (Address::articles(lang), "nav.articles"),
        (Address::entities(lang, true), "nav.actors"),
        (Address::entities(lang, false), "nav.organizations"),
        (Address::timeline(lang), "nav.timeline"),
        (Address::names(lang), "nav.names"),
        (Address::bibliography(lang), "nav.bibliography"),
    ];
    let item = |(address, key): (Address, &str)| NavItem {
        href: leaf.href(&address),
        label: leaf.words.say(key).to_owned(),
        current: address == leaf.address || about.above.iter().any(|(above, _)| *above == address),
    };
    places.into_iter().map(item).collect()
}

fn pages(leaf: &Leaf) -> Vec<NavItem> {
    let records = &leaf.press.edition.records;
    let mut items = Vec::new();
    for (n, page) in records.pages.iter().enumerate() {
        if let Some(version) = page.versions.get(leaf.lang) {
            let address = Address::of(records, RecordId::Page(n), leaf.lang);
            let current = address == leaf.address;
            items.push(NavItem {
                href: leaf.href(&address),
                label: version.title.clone(),
                current,
            });
        }
    }
    items
}

fn crumbs(leaf: &Leaf, about: &About) -> Vec<NavItem> {
    let home = (Address::home(leaf.lang), leaf.words.say("nav.home").to_owned());
    let above = std::iter::once(&home).chain(&about.above);
    let link = |(address, label): &(Address, String)| NavItem {
        href: leaf.href(address),
        label: parts::cut(label, CRUMB),
        current: false,
    };
    let mut items: Vec<NavItem> = above.map(link).collect();
    let here = if about.short.is_empty() { &about.title } else { &about.short };
    items.push(NavItem { href: String::new(), label: parts::cut(here, CRUMB), current: true });
    items
}

fn switch(leaf: &Leaf, about: &About) -> Switch {
    let other = leaf.lang.other();
    let nearest = about.above.last().map_or(Address::home(leaf.lang), |(above, _)| above.clone());
    let to = if about.has_twin { leaf.address.twin() } else { nearest.twin() };
    Switch {
        href: leaf.href(&to),
        lang: other.code(),
        dir: other.direction().attribute(),
        is_twin: about.has_twin,
    }
}
