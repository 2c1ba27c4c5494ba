//! What front matter relates: sources, memberships, events; and the orders of
//! names, works and time.

use std::cmp::Ordering;
use std::collections::BTreeSet;

use crate::diag::{Diagnostic, Place};
use crate::link::ids::Ids;
use crate::link::mentions::position;
use crate::link::problem::{self, Wanted};
use crate::link::{Memberships, Source};
use crate::model::date::Date;
use crate::model::entity::{Membership, Reference};
use crate::model::event::Event;
use crate::model::work::Work;
use crate::model::{Both, RecordId, Records};
use crate::text::Lang;
use crate::text::collate::Order;

/// Who took part in an event and which articles state it: positions, each once.
#[derive(Debug, Default)]
pub(super) struct TakingPart {
    pub(super) entities: Vec<usize>,
    pub(super) articles: Vec<usize>,
}

/// Resolves ids of front matter and reports those that lead nowhere.
pub(super) struct Resolver<'a> {
    pub(super) ids: &'a Ids<'a>,
    pub(super) problems: Vec<Diagnostic>,
    /// Works that front matter names as sources.
    pub(super) works: BTreeSet<usize>,
}

impl Resolver<'_> {
    /// The entity of an id.
    fn entity(&mut self, reference: &Reference) -> Option<usize> {
        let place = || reference.place.clone();
        match self.ids.resolve(Wanted::Entity, &reference.id, None, None, place) {
            Ok(target) => {
                self.problems.extend(self.ids.moved(&reference.id, place));
                match target.record {
                    RecordId::Entity(entity) => Some(entity),
                    _ => None,
                }
            }
            Err(problem) => {
                self.problems.push(*problem);
                None
            }
        }
    }

    /// What a source leads to: a page, its section, a work.
    fn source(&mut self, reference: &Reference) -> Option<Source> {
        let (id, section) = match reference.id.split_once('#') {
            Some((id, section)) => (id, Some(section)),
            None => (reference.id.as_str(), None),
        };
        let is_page = section.is_some() || self.ids.by_id.contains_key(id);
        if !is_page && let Some(work) = position(&self.ids.records.works, id) {
            self.works.insert(work);
            return Some(Source::Work(work));
        }
        let wanted = if section.is_some() { Wanted::Page } else { Wanted::Source };
        match self.ids.resolve(wanted, id, section, None, || reference.place.clone()) {
            Ok(target) => {
                self.problems.extend(self.ids.moved(id, || reference.place.clone()));
                Some(Source::Page(target))
            }
            Err(problem) => {
                self.problems.push(*problem);
                None
            }
        }
    }

    /// Checks what stands in the front matter of entities and leads nowhere else.
    pub(super) fn entities(&mut self) {
        for entity in &self.ids.records.entities {
            for reference in &entity.related {
                let place = || reference.place.clone();
                let found = self.ids.resolve(Wanted::Page, &reference.id, None, None, place);
                self.problems.extend(found.err().map(|problem| *problem));
                self.problems.extend(self.ids.moved(&reference.id, place));
            }
            for reference in &entity.sources {
                self.source(reference);
            }
        }
    }

    /// Both sides' memberships, joined.
    pub(super) fn memberships(&mut self) -> Vec<(usize, usize, Option<Date>)> {
        let mut all: Vec<(usize, usize, Option<Date>)> = Vec::new();
        for (position, entity) in self.ids.records.entities.iter().enumerate() {
            let mut add = |resolver: &mut Self, membership: &Membership, is_member: bool| {
                let Some(other) = resolver.entity(&membership.other) else { return };
                let (member, organization) =
                    if is_member { (position, other) } else { (other, position) };
                all.push((organization, member, membership.dates.clone()));
            };
            entity.member_of.iter().for_each(|m| add(self, m, true));
            entity.members.iter().for_each(|m| add(self, m, false));
        }
        join(all)
    }

    /// By position in `records.events`: the entities that took part, and the
    /// articles that state it.
    pub(super) fn events(&mut self) -> Vec<TakingPart> {
        let records = self.ids.records;
        let mut read = |event: &Event| {
            let part = event.actors.iter().chain(&event.organizations);
            let entities: BTreeSet<usize> =
                part.filter_map(|reference| self.entity(reference)).collect();
            let mut articles = BTreeSet::new();
            let disputed = event.disputed.iter().map(|other| &other.source);
            for reference in event.sources.iter().chain(disputed) {
                if let Some(Source::Page(target)) = self.source(reference)
                    && let RecordId::Article(article) = target.record
                {
                    articles.insert(article);
                }
            }
            if event.sources.is_empty() {
                self.problems.push(problem::missing_source(place_of(event, records)));
            }
            TakingPart {
                entities: entities.into_iter().collect(),
                articles: articles.into_iter().collect(),
            }
        };
        records.events.iter().map(&mut read).collect()
    }
}

/// The file of an event.
fn place_of(event: &Event, records: &Records) -> Place {
    let version = event.versions.nearest(Lang::Fa);
    let record = version.and_then(|(_, version)| records.bodies.get(version.body.0 as usize));
    Place::start_of(record.map_or(event.id.as_str(), |record| &record.file.path))
}

/// Memberships that two sides state are one; a dated one stands for an undated.
fn join(mut all: Vec<(usize, usize, Option<Date>)>) -> Vec<(usize, usize, Option<Date>)> {
    let written = |dates: &Option<Date>| dates.as_ref().map(|d| d.written.clone());
    // The undated come last, so that a dated one is known when they are reached.
    all.sort_by_key(|(organization, member, dates)| {
        (*organization, *member, dates.is_none(), written(dates))
    });
    all.dedup_by(|later, earlier| {
        (later.0, later.1) == (earlier.0, earlier.1)
            && (later.2.is_none() || written(&later.2) == written(&earlier.2))
    });
    all
}

/// Memberships by position in `records.entities`, in order of time, then of names.
pub(super) fn memberships(
    joined: &[(usize, usize, Option<Date>)],
    order: &[usize],
) -> Vec<Memberships> {
    let mut rank = vec![0; order.len()];
    for (place, entity) in order.iter().enumerate() {
        rank[*entity] = place;
    }
    let mut found = vec![Memberships::default(); order.len()];
    for (organization, member, dates) in joined {
        found[*member].member_of.push((*organization, dates.clone()));
        found[*organization].members.push((*member, dates.clone()));
    }
    let key = |(entity, dates): &(usize, Option<Date>)| {
        let time = dates.as_ref().map(Date::sort_key);
        (time.is_none(), time, rank[*entity])
    };
    for memberships in &mut found {
        memberships.member_of.sort_by_key(key);
        memberships.members.sort_by_key(key);
    }
    found
}

/// Positions of the events in order of time.
pub(super) fn timeline(events: &[Event]) -> Vec<usize> {
    let mut positions: Vec<usize> = (0..events.len()).collect();
    positions.sort_by_key(|n| (events[*n].date.sort_key(), &events[*n].id));
    positions
}

/// The events of each of `count` things, in order of time.
pub(super) fn events_of<'a>(
    count: usize,
    timeline: &[usize],
    things: impl Fn(usize) -> &'a [usize],
) -> Vec<Vec<usize>> {
    let mut found = vec![Vec::new(); count];
    for event in timeline {
        for thing in things(*event) {
            found[*thing].push(*event);
        }
    }
    found
}

/// Positions of the entities in the order of their names.
pub(super) fn entity_order(records: &Records) -> Both<Vec<usize>> {
    let of = |lang| {
        let order = Order::of(lang);
        let title = |n: usize| {
            let title = records.title(RecordId::Entity(n), lang);
            title.map_or("", |(_, title)| title)
        };
        let mut positions: Vec<usize> = (0..records.entities.len()).collect();
        positions.sort_by(|a, b| order.compare(title(*a), title(*b)).then_with(|| a.cmp(b)));
        positions
    };
    Both { fa: of(Lang::Fa), en: of(Lang::En) }
}

/// Positions of the works: Persian ones in Persian order, then the others in
/// Latin order; by author, year, title and key.
pub(super) fn work_order(works: &[Work]) -> Vec<usize> {
    let (persian, latin) = (Order::of(Lang::Fa), Order::of(Lang::En));
    let compare = |a: &Work, b: &Work| -> Ordering {
        let order = if a.lang == Lang::Fa { &persian } else { &latin };
        order
            .compare(sorted_by(a), sorted_by(b))
            .then_with(|| a.year.cmp(&b.year))
            .then_with(|| order.compare(text(&a.title), text(&b.title)))
            .then_with(|| a.key.cmp(&b.key))
    };
    let mut positions: Vec<usize> = (0..works.len()).collect();
    positions.sort_by(|a, b| {
        let (a, b) = (&works[*a], &works[*b]);
        (a.lang != Lang::Fa).cmp(&(b.lang != Lang::Fa)).then_with(|| compare(a, b))
    });
    positions
}

/// A Persian work stands under its author's name as it is printed, not under the
/// Latin form that `sort` may have.
fn sorted_by(work: &Work) -> &str {
    let printed = work.authors.first().or(work.editors.first()).map(|name| name.family.as_str());
    match work.lang {
        Lang::Fa => printed.or(work.title.as_deref()).unwrap_or(&work.sort),
        Lang::En => &work.sort,
    }
}

fn text(value: &Option<String>) -> &str {
    value.as_deref().unwrap_or_default()
}
