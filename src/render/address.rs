//! Addresses: every URL, anchor and relative path of the site is made here.
//!
//! A page stands in a folder of its own and is written as `index.html`. Links
//! between pages are relative and name that file, so the site works under any
//! path and from a folder that no server serves. What must be absolute
//! (canonical addresses, alternates, feeds) uses the folder's address.

use crate::content::tree::Body;
use crate::model::entity::EntityKind;
use crate::model::spot::Spot;
use crate::model::{Part, RecordId, Records};
use crate::render::html::opened::{MARK, WAY};
use crate::text::Lang;

/// The address of one page in one language.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Address {
    lang: Lang,
    /// From the language's root, with a `/` at the end unless it is empty.
    folder: String,
    file: &'static str,
}

impl Address {
    fn new(lang: Lang, folder: impl Into<String>) -> Self {
        Self { lang, folder: folder.into(), file: "index.html" }
    }

    /// The home page.
    pub fn home(lang: Lang) -> Self {
        Self::new(lang, "")
    }

    /// The list of articles.
    pub fn articles(lang: Lang) -> Self {
        Self::new(lang, "articles/")
    }

    /// An article.
    pub fn article(lang: Lang, id: &str) -> Self {
        Self::new(lang, format!("articles/{id}/"))
    }

    /// Both languages of an article side by side.
    pub fn parallel(lang: Lang, id: &str) -> Self {
        Self::new(lang, format!("articles/{id}/parallel/"))
    }

    /// The index of actors, or that of organizations.
    pub fn entities(lang: Lang, actors: bool) -> Self {
        Self::new(lang, if actors { "actors/" } else { "organizations/" })
    }

    /// An actor or an organization.
    pub fn entity(lang: Lang, kind: EntityKind, id: &str) -> Self {
        let mut index = Self::entities(lang, kind.is_actor());
        index.folder.push_str(id);
        index.folder.push('/');
        index
    }

    /// The list of an entity's mentions, where they are more than the entity's
    /// page shows; parts count from 1.
    pub fn mentions(lang: Lang, kind: EntityKind, id: &str, part: usize) -> Self {
        let mut address = Self::entity(lang, kind, id);
        address.folder.push_str("mentions/");
        if part > 1 {
            address.folder.push_str(&format!("{part}/"));
        }
        address
    }

    /// The timeline.
    pub fn timeline(lang: Lang) -> Self {
        Self::new(lang, "timeline/")
    }

    /// The timeline of one choice: `timeline/kinds/agreement/`.
    pub fn chosen(lang: Lang, group: &str, name: &str) -> Self {
        Self::new(lang, format!("timeline/{group}/{name}/"))
    }

    /// An event.
    pub fn event(lang: Lang, id: &str) -> Self {
        Self::new(lang, format!("events/{id}/"))
    }

    /// The bibliography.
    pub fn bibliography(lang: Lang) -> Self {
        Self::new(lang, "bibliography/")
    }

    /// A work of the bibliography; `None` for a key that can't be a folder's name.
    pub fn work(lang: Lang, key: &str) -> Option<Self> {
        is_plain(key).then(|| Self::new(lang, format!("bibliography/{key}/")))
    }

    /// A page of the index of names; they count from 1.
    pub fn names(lang: Lang, part: usize) -> Self {
        let folder = if part > 1 { format!("names/{part}/") } else { "names/".to_owned() };
        Self::new(lang, folder)
    }

    /// The search page.
    pub fn search(lang: Lang) -> Self {
        Self::new(lang, "search/")
    }

    /// A page of `pages/`.
    pub fn page(lang: Lang, id: &str) -> Self {
        Self::new(lang, format!("pages/{id}/"))
    }

    /// The editor's desk, in the preview alone.
    pub fn desk(lang: Lang) -> Self {
        Self::new(lang, "_virast/desk/")
    }

    /// What a server answers where there is no page.
    pub fn not_found(lang: Lang) -> Self {
        Self { lang, folder: String::new(), file: "404.html" }
    }

    /// The page of a record.
    pub fn of(records: &Records, record: RecordId, lang: Lang) -> Self {
        match record {
            RecordId::Home => Self::home(lang),
            RecordId::Article(n) => Self::article(lang, &records.articles[n].id),
            RecordId::Entity(n) => {
                let entity = &records.entities[n];
                Self::entity(lang, entity.kind, &entity.id)
            }
            RecordId::Event(n) => Self::event(lang, &records.events[n].id),
            RecordId::Page(n) => Self::page(lang, &records.pages[n].id),
        }
    }

    /// That of no page: for what is written before its page is known.
    pub fn nowhere(lang: Lang) -> Self {
        Self { lang, folder: String::new(), file: "" }
    }

    /// The language it is in.
    pub fn lang(&self) -> Lang {
        self.lang
    }

    /// The same place in the other language, whether or not there is a page.
    pub fn twin(&self) -> Self {
        Self { lang: self.lang.other(), ..self.clone() }
    }

    /// The folder from the site's root: `en/actors/russia/`, empty for the root.
    pub fn folder(&self) -> String {
        match self.lang {
            Lang::Fa => self.folder.clone(),
            Lang::En => format!("en/{}", self.folder),
        }
    }

    /// The file from the site's root: `en/actors/russia/index.html`.
    pub fn file(&self) -> String {
        format!("{}{}", self.folder(), self.file)
    }

    /// The whole address, for what leaves the site.
    pub fn absolute(&self, base_url: &str) -> String {
        let file = if self.file == "index.html" { "" } else { self.file };
        format!("{base_url}{}{file}", self.folder())
    }
}

/// How a page reaches the rest of the site.
#[derive(Clone, Debug)]
pub enum Reach {
    /// By relative paths from the folder it stands in.
    From(String),
    /// By paths from the host's root, for a page that is served in any folder:
    /// the site's own path, with a `/` at both ends.
    Below(String),
    /// By marks: the page is not known yet (`html/opened.rs`).
    Open,
}

impl Reach {
    /// How the page at an address reaches others.
    pub fn of(address: &Address, base_path: &str) -> Self {
        if address.file == "index.html" {
            Self::From(address.folder())
        } else {
            Self::Below(base_path.to_owned())
        }
    }

    /// The way to a page.
    pub fn page(&self, to: &Address) -> String {
        match self {
            Self::From(from) => {
                let mut way = String::with_capacity(from.len() + to.folder.len() + 16);
                relative(from, &to.folder(), &mut way);
                way.push_str(to.file);
                way
            }
            Self::Below(base) => format!("{base}{}", to.folder()),
            Self::Open => format!("{MARK}{WAY}{}{MARK}{}", to.folder(), to.file),
        }
    }

    /// The way to a folder of the site, appended; nothing for the page's own.
    pub fn folder(&self, to: &str, out: &mut String) {
        match self {
            Self::From(from) => relative(from, to, out),
            Self::Below(base) => out.extend([base.as_str(), to]),
            Self::Open => out.extend([format!("{MARK}{WAY}{to}{MARK}")]),
        }
    }

    /// The way to a place on a page.
    pub fn place(&self, to: &Address, anchor: &str) -> String {
        match self {
            Self::From(from) if *from == to.folder() => format!("#{anchor}"),
            _ => format!("{}#{anchor}", self.page(to)),
        }
    }

    /// The way to a file that is no page, named from the site's root.
    pub fn file(&self, path: &str) -> String {
        let cut = path.rfind('/').map_or(0, |n| n + 1);
        let mut way = String::with_capacity(path.len() + 16);
        self.folder(&path[..cut], &mut way);
        way.push_str(&path[cut..]);
        way
    }
}

/// Appends the way from one folder to another; both end in `/` unless they are the root.
fn relative(from: &str, to: &str, out: &mut String) {
    let mut shared = 0;
    for (n, (a, b)) in from.bytes().zip(to.bytes()).enumerate() {
        if a != b {
            break;
        }
        if a == b'/' {
            shared = n + 1;
        }
    }
    for _ in from[shared..].bytes().filter(|b| *b == b'/') {
        out.push_str("../");
    }
    out.push_str(&to[shared..]);
}

/// The anchor of a numbered paragraph that stays when its number changes; `None`
/// for one without a number.
pub fn lasting(part: Part, body: &Body, number: u32) -> Option<String> {
    let anchor = body.anchor(number)?;
    Some(anchor.written.as_ref().map_or_else(|| named(part, &anchor.first), |id| section(part, id)))
}

/// Further anchors of a numbered paragraph: what it was called before.
pub fn earlier(part: Part, body: &Body, number: u32) -> impl Iterator<Item = String> {
    let anchor = body.anchor(number);
    let shown = usize::from(anchor.is_some_and(|a| a.written.is_none()));
    anchor.into_iter().flat_map(move |a| a.names().skip(shown)).map(move |name| named(part, name))
}

/// The page and the anchor that `[[page#name]]` leads to from a page in a language.
pub fn spot(
    records: &Records,
    record: RecordId,
    name: &str,
    lang: Lang,
) -> Option<(Address, String)> {
    let (body, spot) = records.spot(record, name, lang)?;
    let anchor = match spot {
        Spot::Id(id) => section(body.part, id),
        Spot::Paragraph(name) => name.to_owned(),
    };
    Some((Address::of(records, record, body.lang), anchor))
}

fn named(part: Part, name: &str) -> String {
    let mut out = String::with_capacity(name.len() + 2);
    out.push(part.letter());
    out.push('-');
    out.push_str(name);
    out
}

/// The anchor of a paragraph's number; `None` for one without.
pub fn paragraph(part: Part, number: u32) -> Option<String> {
    (number > 0).then(|| format!("{}{number}", part.letter()))
}

/// The anchor of a heading, table or figure. Those of a full text are marked,
/// since it shares its page with the digest.
pub fn section(part: Part, id: &str) -> String {
    match part {
        Part::Main => id.to_owned(),
        Part::FullText => format!("text-{id}"),
    }
}

/// The anchor of a note.
pub fn note(part: Part, number: usize) -> String {
    section(part, &format!("note-{number}"))
}

/// The anchor of a note's mark; a note can have several.
pub fn mark(part: Part, number: usize, repeated: usize) -> String {
    let again = if repeated == 0 { String::new() } else { format!("-{}", repeated + 1) };
    section(part, &format!("mark-{number}{again}"))
}

/// The anchor of an event in the timeline's list.
pub fn event(id: &str) -> String {
    format!("event-{id}")
}

/// A form of an article for machines, by its ending: `bib`, `fa.epub`.
pub fn download(article: &str, ending: &str) -> String {
    format!("articles/{article}/{article}.{ending}")
}

/// Whether a citation key can name folders and files anywhere.
fn is_plain(key: &str) -> bool {
    let plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.');
    key.starts_with(|c: char| c.is_ascii_alphanumeric()) && key.chars().all(plain)
}

/// A form of one work for machines, by its ending; `None` where it has no page.
pub fn work_download(key: &str, ending: &str) -> Option<String> {
    is_plain(key).then(|| format!("bibliography/{key}/{key}.{ending}"))
}

/// What the edition knows of an actor, organization or event, for machines;
/// `None` for what is no such thing.
pub fn thing(records: &Records, record: RecordId) -> Option<String> {
    if !matches!(record, RecordId::Entity(_) | RecordId::Event(_)) {
        return None;
    }
    let folder = Address::of(records, record, Lang::Fa).folder();
    Some(format!("{folder}{}.jsonld", records.id(record)?))
}

/// The drawn card of an article or, without one, of the edition.
pub fn card(lang: Lang, article: Option<&str>) -> String {
    let folder = article.map(|id| format!("articles/{id}/")).unwrap_or_default();
    format!("{folder}card.{}.png", lang.code())
}

/// What tells a browser how to search the site.
pub fn opensearch(lang: Lang) -> &'static str {
    match lang {
        Lang::Fa => "opensearch.xml",
        Lang::En => "en/opensearch.xml",
    }
}

/// A form of the whole bibliography for machines, by its ending.
pub fn bibliography_download(ending: &str) -> String {
    format!("bibliography.{ending}")
}

/// The events for machines, by ending.
pub fn events_download(ending: &str) -> String {
    match ending {
        "ics" => "data/timeline.ics".to_owned(),
        _ => format!("data/events.{ending}"),
    }
}

/// The feed of a language.
pub fn feed(lang: Lang) -> &'static str {
    match lang {
        Lang::Fa => "atom.xml",
        Lang::En => "en/atom.xml",
    }
}

/// Where an image of a text stands, from the site's root.
pub fn image(name: &str) -> String {
    format!("assets/images/{}", name.trim_start_matches(['.', '/']))
}

/// Where a link of a text may lead: the web and mail, nothing that runs.
pub fn is_outward(href: &str) -> bool {
    ["https://", "http://", "mailto:"].iter().any(|scheme| href.starts_with(scheme))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(from: &Address, to: &Address, expected: &str) {
        assert_eq!(Reach::of(from, "/asia/").page(to), expected);
    }

    #[test]
    fn links_are_relative_and_name_their_file() {
        let russia = Address::entity(Lang::En, EntityKind::State, "russia");
        check(&Address::home(Lang::Fa), &russia, "en/actors/russia/index.html");
        check(&russia, &russia.twin(), "../../../actors/russia/index.html");
        let iran = Address::entity(Lang::En, EntityKind::State, "iran");
        check(&russia, &iran, "../iran/index.html");
        check(&russia, &Address::home(Lang::En), "../../index.html");
        check(&russia, &russia, "index.html");
    }

    #[test]
    fn a_place_on_the_same_page_is_its_anchor() {
        let article = Address::article(Lang::Fa, "a");
        assert_eq!(Reach::of(&article, "/").place(&article, "p3"), "#p3");
        let home = Reach::of(&Address::home(Lang::Fa), "/");
        assert_eq!(home.place(&article, "p3"), "articles/a/index.html#p3");
        assert_eq!(home.file("assets/matn.css"), "assets/matn.css");
        let reach = Reach::of(&article, "/");
        assert_eq!(reach.file("assets/matn.css"), "../../assets/matn.css");
    }

    #[test]
    fn a_page_served_anywhere_links_from_the_hosts_root() {
        check(&Address::not_found(Lang::Fa), &Address::home(Lang::En), "/asia/en/");
        let not_found = Address::not_found(Lang::Fa);
        assert_eq!(not_found.absolute("https://x.org/asia/"), "https://x.org/asia/404.html");
        assert_eq!(Reach::of(&not_found, "/asia/").file("assets/a.css"), "/asia/assets/a.css");
    }

    #[test]
    fn anchors_of_a_full_text_are_its_own() {
        assert_eq!(paragraph(Part::FullText, 3).as_deref(), Some("t3"));
        assert_eq!(paragraph(Part::Main, 0), None);
        assert_eq!(mark(Part::FullText, 2, 1), "text-mark-2-2");
        assert_eq!(section(Part::Main, "intro"), "intro");
    }
}
