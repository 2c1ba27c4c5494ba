//! Something dated that a source states.

use crate::model::date::Date;
use crate::model::entity::Reference;
use crate::model::{BodyId, Both};

/// A dated event.
#[derive(Clone, Debug)]
pub struct Event {
    /// Its file's name without ending: `1992-05-15-tashkent-treaty`.
    pub id: String,
    pub date: Date,
    pub kind: EventKind,
    pub actors: Vec<Reference>,
    pub organizations: Vec<Reference>,
    /// At least one, unless reported.
    pub sources: Vec<Reference>,
    /// In the languages that it exists in.
    pub versions: Both<Option<EventVersion>>,
}

/// An event in one language.
#[derive(Clone, Debug)]
pub struct EventVersion {
    pub title: String,
    pub place: Option<String>,
    pub body: BodyId,
}

/// What sort of thing happened.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum EventKind {
    Agreement,
    Meeting,
    Exercise,
    Attack,
    Law,
    Conflict,
    Other,
}

impl EventKind {
    /// All kinds, in the order in which they are offered.
    pub const ALL: [Self; 7] = [
        Self::Agreement,
        Self::Meeting,
        Self::Exercise,
        Self::Attack,
        Self::Law,
        Self::Conflict,
        Self::Other,
    ];

    /// As front matter, addresses and exports name it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Agreement => "agreement",
            Self::Meeting => "meeting",
            Self::Exercise => "exercise",
            Self::Attack => "attack",
            Self::Law => "law",
            Self::Conflict => "conflict",
            Self::Other => "other",
        }
    }
}
