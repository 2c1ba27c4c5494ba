//! Front matter: the fields of each kind of file, as written.
//!
//! Every field that can be wrong in a way that only a later stage sees (a date,
//! an id) keeps its place: [`Spanned`] holds byte offsets into the *file*.

use serde::Deserialize;
use serde_spanned::Spanned;

use crate::content::Kind;

/// The front matter of one file.
#[derive(Clone, Debug)]
pub enum Head {
    /// `articles/<id>/index.md` and `text.md`.
    Article(Box<ArticleHead>),
    /// Actors and organizations.
    Entity(Box<EntityHead>),
    /// Events.
    Event(Box<EventHead>),
    /// Home and pages.
    Page(Box<PageHead>),
}

impl Head {
    /// The head of a file whose front matter can't be read.
    pub fn blank(kind: Kind) -> Self {
        match kind {
            Kind::Article | Kind::FullText => Self::Article(Box::default()),
            Kind::Actor | Kind::Organization => Self::Entity(Box::default()),
            Kind::Event => Self::Event(Box::default()),
            Kind::Home | Kind::Page => Self::Page(Box::default()),
        }
    }

    /// The ids and addresses that the page had before.
    pub fn formerly(&self) -> &[Spanned<String>] {
        let list = match self {
            Self::Article(head) => &head.formerly,
            Self::Entity(head) => &head.formerly,
            Self::Event(head) => &head.formerly,
            Self::Page(head) => &head.formerly,
        };
        list.as_deref().unwrap_or_default()
    }

    /// Whether readers don't get it yet.
    pub fn is_draft(&self) -> bool {
        let draft = match self {
            Self::Article(head) => head.draft,
            Self::Entity(head) => head.draft,
            Self::Event(head) => head.draft,
            Self::Page(head) => head.draft,
        };
        draft.unwrap_or_default()
    }
}

/// An article's metadata. A translation sets what differs.
#[derive(Clone, Debug, Default, PartialEq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct ArticleHead {
    /// The title, in the file's language.
    pub title: Option<Spanned<String>>,
    /// What follows the title.
    pub subtitle: Option<String>,
    /// Who wrote it, in the order of the print.
    pub authors: Option<Vec<AuthorHead>>,
    /// The journal's name.
    pub journal: Option<String>,
    /// Volume, as printed.
    pub volume: Option<String>,
    /// Issue, as printed.
    pub issue: Option<String>,
    /// Pages, as printed: `300-319`.
    pub pages: Option<String>,
    /// When the journal received it: EDTF, or Solar Hijri (`1399-09-13 SH`).
    pub received: Option<Spanned<String>>,
    /// When the journal accepted it, as `received`.
    pub accepted: Option<Spanned<String>>,
    /// When it came out, as `received`.
    pub published: Option<Spanned<String>>,
    /// DOI or DOR without prefix: `10.1234/abc`, `20.1001.1.2322…`.
    pub doi: Option<String>,
    /// Where the article can be read.
    pub url: Option<String>,
    /// Keywords, in the file's language.
    pub keywords: Option<Vec<String>>,
    /// Keywords in English that `import` found (in `text.md`).
    pub keywords_en: Option<Vec<String>>,
    /// One or two sentences on what it is about, in the file's language.
    #[serde(rename = "abstract")]
    pub summary: Option<String>,
    /// The English abstract that `import` found (in `text.md`).
    pub abstract_en: Option<String>,
    /// The English title that `import` found (in `text.md`).
    pub title_en: Option<String>,
    /// BCP 47 tag of the article's own language.
    pub language: Option<String>,
    /// Under what licence the article is published.
    pub licence: Option<String>,
    /// Name of the source file; in `text.md` a table with its hash.
    pub source: Option<SourceHead>,
    /// Whether names link by themselves; `true` unless set.
    pub auto_link: Option<bool>,
    /// Ids that the page had before, or addresses such as `actors/old-id`: they
    /// lead to it for good.
    pub formerly: Option<Vec<Spanned<String>>>,
    /// Whether readers don't get it yet: the preview shows it, the site leaves it out.
    pub draft: Option<bool>,
}

/// An article's source file.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(untagged, expecting = "a file name in double quotes")]
pub enum SourceHead {
    /// As an editor names it: `000_17584db162155eba.txt`.
    Name(String),
    /// As `import` notes it.
    Stamped {
        /// The file's name, without its folder.
        file: String,
        /// BLAKE3 of its bytes, in hex.
        blake3: String,
    },
}

impl SourceHead {
    /// The file's name, without its folder.
    pub fn file(&self) -> &str {
        match self {
            Self::Name(file) | Self::Stamped { file, .. } => file,
        }
    }
}

/// One author.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct AuthorHead {
    /// The name as printed, given name first.
    pub name: String,
    /// The name in Latin letters.
    pub latin: Option<String>,
    /// Where the author worked.
    pub affiliation: Option<String>,
    /// `0000-0002-1825-0097`, without address.
    pub orcid: Option<String>,
}

/// An actor's or an organization's facts and names.
#[derive(Clone, Debug, Default, PartialEq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct EntityHead {
    /// The name, in the file's language.
    pub title: Option<Spanned<String>>,
    /// `state`, `person` or `group`; actors only.
    pub kind: Option<Spanned<String>>,
    /// Other names, in the file's language.
    pub aliases: Option<Vec<Spanned<String>>>,
    /// The name in Latin letters.
    pub latin: Option<String>,
    /// What the actor is: an office, a trade.
    pub role: Option<String>,
    /// `CSTO`; organizations only.
    pub abbreviation: Option<String>,
    /// Where an organization has its seat.
    pub seat: Option<String>,
    /// The organizations it belongs to.
    pub member_of: Option<Vec<MembershipHead>>,
    /// An organization's members.
    pub members: Option<Vec<MembershipHead>>,
    /// Pages one should also read, by id.
    pub related: Option<Vec<Spanned<String>>>,
    /// When a person was born: EDTF.
    pub born: Option<Spanned<String>>,
    /// When a person died: EDTF.
    pub died: Option<Spanned<String>>,
    /// When a state, group or organization began: EDTF.
    pub founded: Option<Spanned<String>>,
    /// When it ended: EDTF.
    pub dissolved: Option<Spanned<String>>,
    /// Wikidata's id: `Q159`.
    pub wikidata: Option<Spanned<String>>,
    /// Where the facts come from: `article-id#section`, or a bibliography key.
    pub sources: Option<Vec<Spanned<String>>>,
    /// Whether names link by themselves; `true` unless set.
    pub auto_link: Option<bool>,
    /// Ids that the page had before, or addresses such as `actors/old-id`: they
    /// lead to it for good.
    pub formerly: Option<Vec<Spanned<String>>>,
    /// Whether readers don't get it yet: the preview shows it, the site leaves it out.
    pub draft: Option<bool>,
}

/// One membership, with its time.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MembershipHead {
    /// The organization (in `member_of`) or the member (in `members`).
    pub id: Spanned<String>,
    /// EDTF interval or date.
    #[serde(default)]
    pub dates: Option<Spanned<String>>,
}

/// A date that a source gives an event instead of the one the page has.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OtherDateHead {
    /// EDTF level 1, or Solar Hijri.
    pub date: Spanned<String>,
    /// Where it is stated: as an event's sources.
    pub source: Spanned<String>,
}

/// A dated event.
#[derive(Clone, Debug, Default, PartialEq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct EventHead {
    /// What happened, in the file's language.
    pub title: Option<Spanned<String>>,
    /// EDTF level 1, or Solar Hijri.
    pub date: Option<Spanned<String>>,
    /// Where, in the file's language.
    pub place: Option<String>,
    /// Ids of the actors that took part.
    pub actors: Option<Vec<Spanned<String>>>,
    /// Ids of the organizations that took part.
    pub organizations: Option<Vec<Spanned<String>>>,
    /// `agreement`, `meeting`, `exercise`, `attack`, `law`, `conflict` or `other`.
    pub kind: Option<Spanned<String>>,
    /// Where it is stated: `article-id#section`, or a bibliography key. At least one.
    pub sources: Option<Vec<Spanned<String>>>,
    /// Dates of other sources that disagree.
    pub disputed: Option<Vec<OtherDateHead>>,
    /// Whether names link by themselves; `true` unless set.
    pub auto_link: Option<bool>,
    /// Ids that the page had before, or addresses such as `actors/old-id`: they
    /// lead to it for good.
    pub formerly: Option<Vec<Spanned<String>>>,
    /// Whether readers don't get it yet: the preview shows it, the site leaves it out.
    pub draft: Option<bool>,
}

/// The home page or a page of its own.
#[derive(Clone, Debug, Default, PartialEq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct PageHead {
    /// The title, in the file's language.
    pub title: Option<Spanned<String>>,
    /// What follows the title.
    pub subtitle: Option<String>,
    /// Whether names link by themselves; `true` unless set.
    pub auto_link: Option<bool>,
    /// Ids that the page had before, or addresses such as `actors/old-id`: they
    /// lead to it for good.
    pub formerly: Option<Vec<Spanned<String>>>,
    /// Whether readers don't get it yet: the preview shows it, the site leaves it out.
    pub draft: Option<bool>,
}
