//! Actors and organizations: who or what has a page of its own.

use crate::content::head::{EntityHead, Head, MembershipHead};
use crate::content::{File, Kind};
use crate::diag::Place;
use crate::model::date::Date;
use crate::model::reading::{Pair, Reading, Values, both, reference};
use crate::model::{BodyId, Both, Part, RecordId};
use crate::text::Lang;

/// A state, a person, a group or an organization.
#[derive(Clone, Debug)]
pub struct Entity {
    /// Its file's name without ending; the address of its page.
    pub id: String,
    pub kind: EntityKind,
    /// In the languages that it exists in.
    pub versions: Both<Option<EntityVersion>>,
    pub latin: Option<String>,
    pub abbreviation: Option<String>,
    /// Memberships as written here; `link` joins both sides.
    pub member_of: Vec<Membership>,
    /// Members as written here (organizations).
    pub members: Vec<Membership>,
    pub related: Vec<Reference>,
    pub born: Option<Date>,
    pub died: Option<Date>,
    pub founded: Option<Date>,
    pub dissolved: Option<Date>,
    /// `Q159`.
    pub wikidata: Option<String>,
    /// `article-id#section`, or a bibliography key.
    pub sources: Vec<Reference>,
}

/// What an entity is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum EntityKind {
    State,
    Person,
    Group,
    Organization,
}

impl EntityKind {
    /// Whether its page stands under `actors/`.
    pub fn is_actor(self) -> bool {
        self != Self::Organization
    }

    /// As front matter, addresses and exports name it.
    pub fn name(self) -> &'static str {
        match self {
            Self::State => "state",
            Self::Person => "person",
            Self::Group => "group",
            Self::Organization => "organization",
        }
    }
}

/// An entity's names and description in one language.
#[derive(Clone, Debug)]
pub struct EntityVersion {
    pub title: String,
    /// Where the title is written.
    pub title_place: Place,
    /// Other names, each with the place where it is written.
    pub aliases: Vec<(String, Place)>,
    pub role: Option<String>,
    pub seat: Option<String>,
    pub body: BodyId,
}

/// A membership as one side wrote it.
#[derive(Clone, Debug)]
pub struct Membership {
    /// The other side.
    pub other: Reference,
    pub dates: Option<Date>,
}

/// An id as written in front matter, not yet known to lead anywhere.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reference {
    pub id: String,
    pub place: Place,
}

/// Reads one actor or organization.
pub(super) fn read(pair: &Pair<'_>, owner: RecordId, reading: &mut Reading) -> Entity {
    reading.translated(pair);
    let heads = pair.heads(head);
    let auto_link = both(&heads, |h| h.auto_link.as_ref());
    let default = auto_link.fa.or(auto_link.en).is_none_or(|(_, set)| *set);
    let mut version = |lang| {
        let (file, head) = (*heads.get(lang))?;
        let auto_link = head.auto_link.unwrap_or(default);
        let body = reading.body(owner, Part::Main, pair.get(lang)?, auto_link);
        Some(read_version(pair.id, file, head, &heads, body))
    };
    let versions = Both { fa: version(Lang::Fa), en: version(Lang::En) };
    let mut text = |field, of: fn(&EntityHead) -> &Option<String>| {
        Some(reading.fact(field, &both(&heads, |h| of(h).as_ref()))?.1.clone())
    };
    let (latin, abbreviation) =
        (text("latin", |h| &h.latin), text("abbreviation", |h| &h.abbreviation));
    Entity {
        id: pair.id.to_owned(),
        kind: read_kind(&heads, reading),
        versions,
        latin,
        abbreviation,
        member_of: memberships(reading, "member_of", both(&heads, |h| h.member_of.as_ref())),
        members: memberships(reading, "members", both(&heads, |h| h.members.as_ref())),
        related: reading.references("related", &both(&heads, |h| h.related.as_ref())),
        born: reading.date("born", &both(&heads, |h| h.born.as_ref())),
        died: reading.date("died", &both(&heads, |h| h.died.as_ref())),
        founded: reading.date("founded", &both(&heads, |h| h.founded.as_ref())),
        dissolved: reading.date("dissolved", &both(&heads, |h| h.dissolved.as_ref())),
        wikidata: reading
            .fact("wikidata", &both(&heads, |h| h.wikidata.as_ref()))
            .map(|(_, id)| id.get_ref().clone()),
        sources: reading.references("sources", &both(&heads, |h| h.sources.as_ref())),
    }
}

/// What an entity is. An actor without a kind (reported by `content`) passes for a group.
fn read_kind(heads: &Values<'_, EntityHead>, reading: &mut Reading) -> EntityKind {
    let is_organization =
        [heads.fa, heads.en].into_iter().flatten().any(|(file, _)| file.kind == Kind::Organization);
    if is_organization {
        return EntityKind::Organization;
    }
    let written = reading.fact("kind", &both(heads, |h| h.kind.as_ref()));
    match written.map(|(_, kind)| kind.get_ref().as_str()) {
        Some("state") => EntityKind::State,
        Some("person") => EntityKind::Person,
        _ => EntityKind::Group,
    }
}

fn read_version(
    id: &str,
    file: &File,
    head: &EntityHead,
    heads: &Values<'_, EntityHead>,
    body: BodyId,
) -> EntityVersion {
    let inherited = |of: fn(&EntityHead) -> &Option<String>| {
        let default = heads.fa.and_then(|(_, head)| of(head).as_ref());
        of(head).as_ref().or(default).cloned()
    };
    let title = head.title.as_ref();
    let aliases = head.aliases.iter().flatten();
    EntityVersion {
        title: title.map_or(id, |t| t.get_ref()).to_owned(),
        title_place: file.place(title.map_or(0, |t| t.span().start)),
        aliases: aliases
            .map(|alias| (alias.get_ref().clone(), file.place(alias.span().start)))
            .collect(),
        role: inherited(|h| &h.role),
        seat: inherited(|h| &h.seat),
        body,
    }
}

fn memberships(
    reading: &mut Reading,
    field: &'static str,
    values: Values<'_, Vec<MembershipHead>>,
) -> Vec<Membership> {
    let Some((file, written)) = reading.fact(field, &values) else {
        return Vec::new();
    };
    let mut read = |membership: &MembershipHead| {
        let dates = membership.dates.as_ref();
        Membership {
            other: reference(file, &membership.id),
            dates: dates.and_then(|dates| reading.read_date("dates", file, dates)),
        }
    };
    written.iter().map(&mut read).collect()
}

fn head(file: &File) -> Option<&EntityHead> {
    match &file.head {
        Head::Entity(head) => Some(head),
        Head::Article(_) | Head::Event(_) | Head::Page(_) => None,
    }
}
