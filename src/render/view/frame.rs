//! What stands around every page: head, header, breadcrumbs, switch, footer.

use serde::Serialize;
use tera::Value;

use crate::model::RecordId;
use crate::render::Assets;
use crate::render::address::Address;
use crate::render::leaf::{self, Leaf};
use crate::render::metadata;
use crate::render::view::{cards, parts};

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
    /// The anchors of its text that mean the same place on the twin, `p*` for
    /// those of all paragraphs; `None` where every anchor does.
    pub shared: Option<String>,
    /// The article that it shows, if it shows one.
    pub article: Option<usize>,
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
            shared: None,
            article: None,
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
    /// What runs before the page is shown, and what runs when it has been read.
    first_scripts: Vec<String>,
    scripts: Vec<String>,
    fonts: Vec<String>,
    nav: Vec<NavItem>,
    crumbs: Vec<NavItem>,
    switch: Switch,
    /// The search page.
    search: NavItem,
    /// Pages of `pages/`.
    pages: Vec<NavItem>,
    /// The page's own address, for paper; empty for a page that has none.
    address: String,
    cards: Cards,
}

/// Where the cards of names, works and events are.
#[derive(Debug, Serialize)]
struct Cards {
    /// The way to the root of the site, as what comes before a path.
    site: String,
    /// How many files each language has.
    files: usize,
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
    /// See [`About::shared`].
    shared: Option<String>,
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
        first_scripts: scripts(assets, "first").map(|s| leaf.reach.file(s)).collect(),
        scripts: common(assets).chain(scripts(assets, name)).map(|s| leaf.reach.file(s)).collect(),
        fonts: fonts(leaf, name),
        nav: nav(leaf, about),
        crumbs: if is_home { Vec::new() } else { crumbs(leaf, about) },
        switch: switch(leaf, about),
        search: NavItem {
            href: leaf.href(&Address::search(leaf.lang)),
            label: leaf.words.say("nav.search").to_owned(),
            current: leaf.address == Address::search(leaf.lang),
        },
        pages: pages(leaf),
        address: if leaf.address == Address::not_found(leaf.lang) {
            String::new()
        } else {
            leaf.address.absolute(&config.base_url)
        },
        cards: Cards { site: leaf.reach.file(""), files: cards::count(leaf.press.edition) },
        site_title: language.title,
    }
}

/// The fonts of the first screen of a page whose view has a name.
fn fonts(leaf: &Leaf, name: &str) -> Vec<String> {
    let preload = &leaf.press.assets.fonts_preload;
    let lists = ["", name].into_iter().filter_map(|view| preload.get(view));
    lists.flat_map(|both| both.get(leaf.lang)).map(|font| leaf.reach.file(font)).collect()
}

/// The scripts of every page.
fn common(assets: &Assets) -> impl Iterator<Item = &String> {
    assets.scripts.iter().filter(|path| !inside(path).contains('/'))
}

/// The scripts in the folder of this name.
fn scripts<'a>(assets: &'a Assets, name: &str) -> impl Iterator<Item = &'a String> {
    let is_of = move |path: &&String| inside(path).split_once('/').is_some_and(|(f, _)| f == name);
    assets.scripts.iter().filter(is_of)
}

fn inside(path: &str) -> &str {
    path.strip_prefix("assets/").unwrap_or(path)
}

fn nav(leaf: &Leaf, about: &About) -> Vec<NavItem> {
    let lang = leaf.lang;
    let places = [
        (Address::articles(lang), "nav.articles"),
        (Address::entities(lang, true), "nav.actors"),
        (Address::entities(lang, false), "nav.organizations"),
        (Address::timeline(lang), "nav.timeline"),
        (Address::names(lang, 1), "nav.names"),
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
        shared: about.shared.clone(),
    }
}
