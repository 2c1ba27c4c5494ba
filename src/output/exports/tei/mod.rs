//! TEI P5: one article with its header, its lists of names, and its text.
//!
//! The body is the full text where there is one, and the edition's digests then
//! stand in the back; else the digests are the body. What the import changed
//! stands as `<choice>` where the words can be found again without doubt
//! ([`locate`]), the rest as a list in `<revisionDesc>`.
//!
//! Ids begin with what they are the id of, so that none can meet another:
//! `person.`, `org.`, `place.`, `event.`, `work.`; `fa.`, `en.`, `text.` for
//! anchors of the bodies.

mod body;
mod header;
mod lists;
mod locate;

use std::collections::BTreeSet;

use crate::config::Config;
use crate::link::Edition;
use crate::model::article::Article;
use crate::model::date::{Calendar, Date, End, Point, Precision};
use crate::model::entity::{Entity, EntityKind};
use crate::model::{BodyId, Part};
use crate::output::exports::text::Text;
use crate::output::exports::xml::Xml;
use crate::output::exports::{reference, when, xml};
use crate::text::Lang;

/// The id of what made the file, in its header.
const MAKER: &str = "virast";

/// What is gathered of an article before its file is written.
struct Subject<'e> {
    edition: &'e Edition,
    config: &'e Config,
    article: &'e Article,
    /// Position in `records.articles`.
    position: usize,
    /// The article's own language.
    lang: Lang,
    /// The full text first, then the digests.
    texts: Vec<Text<'e>>,
    /// Positions of entities that the bodies name or the events involve.
    entities: BTreeSet<usize>,
    /// Positions of works that the bodies cite.
    works: BTreeSet<usize>,
    findings: locate::Findings<'e>,
}

/// An article as a TEI document.
pub(super) fn file(
    edition: &Edition,
    config: &Config,
    position: usize,
    article: &Article,
) -> Vec<u8> {
    let subject = Subject::new(edition, config, position, article);
    let mut xml = Xml::new();
    let id = xml::id("article", &article.id);
    let attributes = [
        ("xmlns", "http://www.tei-c.org/ns/1.0"),
        ("xml:id", id.as_str()),
        ("xml:lang", subject.lang.code()),
    ];
    xml.block("TEI", &attributes, |x| {
        header::write(x, &subject);
        lists::write(x, &subject);
        body::write(x, &subject);
    });
    xml.finish()
}

impl<'e> Subject<'e> {
    fn new(
        edition: &'e Edition,
        config: &'e Config,
        position: usize,
        article: &'e Article,
    ) -> Self {
        let versions = Lang::ALL.map(|lang| article.versions.get(lang).as_ref().map(|v| v.body));
        let bodies: Vec<BodyId> =
            article.full_text.into_iter().chain(versions.into_iter().flatten()).collect();
        let mut entities = BTreeSet::new();
        let mut works = BTreeSet::new();
        for links in bodies.iter().filter_map(|b| edition.links.get(b.0 as usize)) {
            entities.extend(links.names.iter().map(|n| n.entity));
            works.extend(links.works.values().flatten().flatten());
        }
        let texts: Vec<Text<'e>> = bodies.iter().filter_map(|b| Text::new(edition, *b)).collect();
        let full = texts.iter().find(|t| t.record.part == Part::FullText);
        let findings = locate::Findings::new(full, article.report.as_deref());
        let lang = reference::own_language(article);
        let mut subject =
            Self { edition, config, article, position, lang, texts, entities, works, findings };
        let involved: Vec<usize> =
            subject.events().flat_map(|(_, e)| lists::involved(edition, e)).collect();
        subject.entities.extend(involved);
        subject
    }

    /// Position and record of the events that name the article as a source.
    fn events(&self) -> impl Iterator<Item = (usize, &'e crate::model::event::Event)> {
        let positions = self.edition.article_events.get(self.position);
        let records = &self.edition.records;
        positions.into_iter().flatten().filter_map(|n| Some((*n, records.events.get(*n)?)))
    }

    fn full_text(&self) -> Option<&Text<'e>> {
        self.texts.iter().find(|t| t.record.part == Part::FullText)
    }

    fn digests(&self) -> impl Iterator<Item = &Text<'e>> {
        self.texts.iter().filter(|t| t.record.part == Part::Main)
    }
}

/// The id of an entity in the lists.
fn entity_id(entity: &Entity) -> String {
    let prefix = match entity.kind {
        EntityKind::State => "place",
        EntityKind::Person => "person",
        EntityKind::Group | EntityKind::Organization => "org",
    };
    xml::id(prefix, &entity.id)
}

/// The element that names an entity of this kind.
fn name_element(kind: EntityKind) -> &'static str {
    match kind {
        EntityKind::State => "placeName",
        EntityKind::Person => "persName",
        EntityKind::Group | EntityKind::Organization => "orgName",
    }
}

/// The attributes that say when: `when` for what is exact, `from` and `to` for
/// an interval of such, `notBefore` and `notAfter` for the rest; and the date
/// as it was written, where these don't say it.
fn date_attributes(date: &Date) -> Vec<(&'static str, String)> {
    let mut found = Vec::new();
    match (&date.start, &date.end) {
        (End::Point(point), None) => match exact(date, point) {
            Some(when) => found.push(("when", when)),
            None => {
                found.push(("notBefore", when::iso(point.earliest)));
                found.push(("notAfter", when::iso(point.latest)));
            }
        },
        (start, end) => {
            let (start, end) = (start.point(), end.as_ref().and_then(End::point));
            let is_exact = |p: Option<&Point>| p.is_none_or(|p| exact(date, p).is_some());
            let (names, whole) = if is_exact(start) && is_exact(end) {
                (["from", "to"], false)
            } else {
                (["notBefore", "notAfter"], true)
            };
            let bound = |point: &Point, day| {
                if whole { when::iso(day) } else { when::cut(day, point.precision) }
            };
            found.extend(start.map(|p| (names[0], bound(p, p.earliest))));
            found.extend(end.map(|p| (names[1], bound(p, p.latest))));
        }
    }
    let points = [date.start.point(), date.end.as_ref().and_then(End::point)];
    if points.into_iter().flatten().any(|p| p.uncertain) {
        found.push(("cert", "low".to_owned()));
    }
    if !found.iter().any(|(_, value)| *value == date.written) {
        // The attribute holds words, and a date in words of one.
        found.push(("when-custom", date.written.trim_end_matches("SH").trim().to_owned()));
        found.push(("datingMethod", calendar(date).to_owned()));
    }
    found
}

/// The calendar or notation that a date was written in, as the header declares it.
fn calendar(date: &Date) -> &'static str {
    match date.calendar {
        Calendar::SolarHijri => "#SolarHijri",
        Calendar::Gregorian => "#EDTF",
    }
}

/// The ISO form of a point, where it has one that says neither more nor less.
fn exact(date: &Date, point: &Point) -> Option<String> {
    let is_day = point.precision == Precision::Day;
    let is_period = matches!(point.precision, Precision::Month | Precision::Year);
    let fits = is_day || (is_period && date.calendar == Calendar::Gregorian);
    (fits && !point.approximate).then(|| when::cut(point.earliest, point.precision))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(written: &str, expected: &str) {
        let date = Date::parse(written).unwrap();
        let found: Vec<String> =
            date_attributes(&date).iter().map(|(n, v)| format!("{n}={v}")).collect();
        assert_eq!(found.join(" "), expected, "in {written}");
    }

    #[test]
    fn dates_say_no_more_than_was_written() {
        check("1992-05-15", "when=1992-05-15");
        check("1992-05", "when=1992-05");
        check(
            "1994-10~",
            "notBefore=1994-10-01 notAfter=1994-10-31 when-custom=1994-10~ datingMethod=#EDTF",
        );
        check("1992/1996", "from=1992 to=1996 when-custom=1992/1996 datingMethod=#EDTF");
        check("1992-05-15/..", "from=1992-05-15 when-custom=1992-05-15/.. datingMethod=#EDTF");
        check("1371-02-25 SH", "when=1992-05-15 when-custom=1371-02-25 datingMethod=#SolarHijri");
        check(
            "1399 SH",
            "notBefore=2020-03-20 notAfter=2021-03-20 when-custom=1399 datingMethod=#SolarHijri",
        );
        check("1992?", "when=1992 cert=low when-custom=1992? datingMethod=#EDTF");
    }
}
