//! Something dated that a source states.

use crate::content::File;
use crate::content::head::{EventHead, Head, OtherDateHead};
use crate::model::date::{Calendar, Date, End};
use crate::model::entity::Reference;
use crate::model::reading::{Pair, Reading, Values, both, reference};
use crate::model::{BodyId, Both, Part, RecordId};
use crate::text::Lang;

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
    /// Dates of other sources that disagree.
    pub disputed: Vec<OtherDate>,
    /// In the languages that it exists in.
    pub versions: Both<Option<EventVersion>>,
}

/// A date that a source gives an event instead of the one the page has.
#[derive(Clone, Debug)]
pub struct OtherDate {
    pub date: Date,
    pub source: Reference,
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

/// Reads one event.
pub(super) fn read(pair: &Pair<'_>, owner: RecordId, reading: &mut Reading) -> Event {
    reading.translated(pair);
    let heads = pair.heads(head);
    let auto_link = both(&heads, |h| h.auto_link.as_ref());
    let default = auto_link.fa.or(auto_link.en).is_none_or(|(_, set)| *set);
    let mut version = |lang| {
        let (_, head) = (*heads.get(lang))?;
        let place = head.place.as_ref().or(heads.fa.and_then(|(_, head)| head.place.as_ref()));
        let auto_link = head.auto_link.unwrap_or(default);
        Some(EventVersion {
            title: head.title.as_ref().map_or(pair.id, |t| t.get_ref()).to_owned(),
            place: place.cloned(),
            body: reading.body(owner, Part::Main, pair.get(lang)?, auto_link),
        })
    };
    let versions = Both { fa: version(Lang::Fa), en: version(Lang::En) };
    let date = reading.date("date", &both(&heads, |h| h.date.as_ref()));
    let disputed = disputed(reading, &both(&heads, |h| h.disputed.as_ref()));
    let kind = reading.fact("kind", &both(&heads, |h| h.kind.as_ref()));
    Event {
        id: pair.id.to_owned(),
        date: date.unwrap_or_else(|| date_of_id(pair.id)),
        kind: kind.map_or(EventKind::Other, |(_, kind)| read_kind(kind.get_ref())),
        actors: reading.references("actors", &both(&heads, |h| h.actors.as_ref())),
        organizations: reading
            .references("organizations", &both(&heads, |h| h.organizations.as_ref())),
        sources: reading.references("sources", &both(&heads, |h| h.sources.as_ref())),
        disputed,
        versions,
    }
}

fn disputed(reading: &mut Reading, values: &Values<'_, Vec<OtherDateHead>>) -> Vec<OtherDate> {
    let Some((file, written)) = reading.fact("disputed", values) else { return Vec::new() };
    let mut other = |head: &OtherDateHead| {
        let date = reading.read_date("date", file, &head.date)?;
        Some(OtherDate { date, source: reference(file, &head.source) })
    };
    written.iter().filter_map(&mut other).collect()
}

/// A kind by its name; one that there is not (reported by `content`) is another.
fn read_kind(name: &str) -> EventKind {
    EventKind::ALL.into_iter().find(|kind| kind.name() == name).unwrap_or(EventKind::Other)
}

/// What an event's id says of its time, where its date is missing or cannot be
/// read: a problem that was reported, so no site is built with it.
fn date_of_id(id: &str) -> Date {
    let is_number = |part: &&str| part.bytes().all(|b| b.is_ascii_digit());
    let parts: Vec<&str> = id.split('-').take_while(is_number).take(3).collect();
    (1..=parts.len())
        .rev()
        .find_map(|count| Date::parse(&parts[..count].join("-")).ok())
        .unwrap_or_else(|| Date {
            written: String::new(),
            calendar: Calendar::Gregorian,
            start: End::Unknown,
            end: None,
        })
}

fn head(file: &File) -> Option<&EventHead> {
    match &file.head {
        Head::Event(head) => Some(head),
        Head::Article(_) | Head::Entity(_) | Head::Page(_) => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_event_without_a_date_has_that_of_its_id() {
        let check = |id: &str, written: &str| assert_eq!(date_of_id(id).written, written);
        check("1992-05-15-tashkent-treaty", "1992-05-15");
        check("2001-shanghai-declaration", "2001");
        check("1992-13-treaty", "1992");
        check("treaty", "");
    }

    #[test]
    fn kinds_are_read_by_the_names_they_are_printed_with() {
        for kind in EventKind::ALL {
            assert_eq!(read_kind(kind.name()), kind);
        }
        assert_eq!(read_kind("feast"), EventKind::Other);
    }
}
