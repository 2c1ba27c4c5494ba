//! What every page is made with: the edition, the theme and what was gathered
//! beforehand ([`Press`]); and the page's own language and place ([`Leaf`]).

use std::sync::OnceLock;

use tera::Value;

use crate::config::Config;
use crate::link::{BodyLinks, Edition, Target};
use crate::model::article::Author;
use crate::model::date::Date;
use crate::model::{BodyId, BodyRecord, RecordId};
use crate::render::address::{self, Address, Reach};
use crate::render::gather::Gathered;
use crate::render::html::opened::Opened;
use crate::render::html::{self, bidi};
use crate::render::theme::Theme;
use crate::render::view::{Link, parts};
use crate::render::words::Words;
use crate::render::{Assets, dates};
use crate::text::Lang;

/// At most so many characters of a title stand for an article without authors.
const SHORT: usize = 60;

/// What all pages are made with.
pub struct Press<'a> {
    pub edition: &'a Edition,
    pub config: &'a Config,
    pub theme: &'a Theme,
    pub assets: &'a Assets,
    pub gathered: &'a Gathered,
    /// For a body that `link` has no answers for.
    pub no_links: BodyLinks,
    /// By position: the bodies that a page has asked for.
    pub bodies: &'a [OnceLock<Opened>],
}

impl Press<'_> {
    /// A body, for whichever page; written when the first asks.
    pub fn opened(&self, body: BodyId) -> Option<&Opened> {
        let place = body.0 as usize;
        let lang = self.edition.records.bodies.get(place)?.lang;
        let words = self.theme.words(lang);
        let leaf = || Leaf {
            press: self,
            lang,
            address: Address::nowhere(lang),
            reach: Reach::Open,
            words,
        };
        Some(self.bodies.get(place)?.get_or_init(|| html::open(&leaf(), body)))
    }
}

/// One page: its language, its place, and how it reaches the others.
pub struct Leaf<'a> {
    pub press: &'a Press<'a>,
    /// The language of what is being written.
    pub lang: Lang,
    pub address: Address,
    pub reach: Reach,
    pub words: &'a Words,
}

impl<'a> Leaf<'a> {
    /// The page at an address.
    pub fn new(press: &'a Press<'a>, address: Address) -> Self {
        let lang = address.lang();
        let reach = Reach::of(&address, press.config.base_path());
        Self { press, lang, reach, address, words: press.theme.words(lang) }
    }

    /// The same page for a part of it that is in the other language.
    pub fn in_language(&self, lang: Lang) -> Self {
        let words = self.press.theme.words(lang);
        let (address, reach) = (self.address.clone(), self.reach.clone());
        Self { press: self.press, lang, address, reach, words }
    }

    /// The way to a page.
    pub fn href(&self, to: &Address) -> String {
        if *to == self.address { "#part-main".to_owned() } else { self.reach.page(to) }
    }

    /// The way to a place on a page.
    pub fn place(&self, to: &Address, anchor: &str) -> String {
        self.reach.place(to, anchor)
    }

    /// The title of a record, in this language or, where it has none, the other.
    pub fn title(&self, record: RecordId) -> Option<(Lang, &'a str)> {
        title(self.press.edition, record, self.lang)
    }

    /// What a record is called where it is named again and again: an article by
    /// its authors' family names, anything else by its title.
    pub fn short_title(&self, record: RecordId) -> Option<(Lang, String)> {
        let (lang, title) = self.title(record)?;
        let RecordId::Article(n) = record else { return Some((lang, title.to_owned())) };
        let authors = &self.press.edition.records.articles.get(n)?.authors;
        let family = |author: &Author| {
            let name = author.name.get(self.lang);
            name.rsplit(' ').next().unwrap_or(name).to_owned()
        };
        let short = match authors.as_slice() {
            [] => {
                let before_colon = title.split(':').next().unwrap_or(title);
                return Some((lang, parts::cut(before_colon, SHORT)));
            }
            [one] => family(one),
            [one, two] => format!("{}{}{}", family(one), self.say("citation.and"), family(two)),
            [one, ..] => format!("{}{}", family(one), self.say("citation.and-others")),
        };
        Some((self.lang, short))
    }

    /// Way and short title of a record.
    pub fn short_link(&self, record: RecordId) -> Option<Link> {
        let (lang, short) = self.short_title(record)?;
        Some(Link { label: self.titled(&short, lang), ..self.link(record)? })
    }

    /// The page of a record, in the language nearest to this one; `None` for a
    /// record without any.
    pub fn record_address(&self, record: RecordId) -> Option<Address> {
        let (lang, _) = self.title(record)?;
        Some(Address::of(&self.press.edition.records, record, lang))
    }

    /// The page of an entity.
    pub fn entity_address(&self, entity: usize) -> Option<Address> {
        self.record_address(RecordId::Entity(entity))
    }

    /// Way and title of a record.
    pub fn link(&self, record: RecordId) -> Option<Link> {
        let (lang, title) = self.title(record)?;
        let address = Address::of(&self.press.edition.records, record, lang);
        Some(Link { href: self.href(&address), label: self.titled(title, lang) })
    }

    /// The way to a target of a link or a source.
    pub fn target(&self, target: &Target) -> String {
        let Some(address) = self.record_address(target.record) else {
            return "#part-main".to_owned();
        };
        match &target.section {
            None => self.href(&address),
            Some(name) => {
                let records = &self.press.edition.records;
                match address::spot(records, target.record, name, address.lang()) {
                    Some((address, anchor)) => self.place(&address, &anchor),
                    None => self.href(&address),
                }
            }
        }
    }

    /// The way to a paragraph of a body: its page, at the paragraph or the section.
    pub fn body_place(&self, body: BodyId, paragraph: u32, section: Option<&str>) -> String {
        let records = &self.press.edition.records;
        let Some(record) = records.bodies.get(body.0 as usize) else {
            return "#part-main".to_owned();
        };
        let address = Address::of(records, record.owner, record.lang);
        match place_in(record, paragraph, section) {
            Some(anchor) => self.place(&address, &anchor),
            None => self.href(&address),
        }
    }

    /// A text of this page's language as HTML.
    pub fn html(&self, text: &str) -> Value {
        safe(&bidi::html(text, self.lang))
    }

    /// A text that may be in either language as HTML.
    pub fn titled(&self, text: &str, lang: Lang) -> Value {
        safe(&bidi::titled(text, lang, self.lang))
    }

    /// A date in both calendars as HTML.
    pub fn date(&self, date: &Date) -> Value {
        safe(&dates::html(date, self.words))
    }

    /// A string of the theme.
    pub fn say(&self, key: &'a str) -> &'a str {
        self.words.say(key)
    }
}

/// The anchor of a paragraph of a body or, where it has no number, of its section.
pub fn place_in(record: &BodyRecord, paragraph: u32, section: Option<&str>) -> Option<String> {
    address::lasting(record.part, record.body(), paragraph)
        .or_else(|| section.map(|id| address::section(record.part, id)))
}

/// HTML that templates print as it is.
pub fn safe(html: &str) -> Value {
    Value::safe_string(html)
}

/// The title of a record, in a language or, where it has none, the other.
pub fn title(edition: &Edition, record: RecordId, lang: Lang) -> Option<(Lang, &str)> {
    edition.records.title(record, lang)
}

/// Whether a record has a page in a language.
pub fn exists(edition: &Edition, record: RecordId, lang: Lang) -> bool {
    title(edition, record, lang).is_some_and(|(found, _)| found == lang)
}
