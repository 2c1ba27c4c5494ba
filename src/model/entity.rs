//! Actors and organizations: who or what has a page of its own.

use crate::diag::Place;
use crate::model::date::Date;
use crate::model::{BodyId, Both};

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
