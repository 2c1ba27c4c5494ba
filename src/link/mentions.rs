//! One body's answers: where its links lead, which works it cites and which
//! entities it names, each with its sentence.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;
use std::sync::Arc;

use crate::content::tree::{CitationForm, CitationItem, Inline};
use crate::diag::Diagnostic;
use crate::link::ids::Ids;
use crate::link::names::Names;
use crate::link::passage::{self, Passage, Reads, Reference, To};
use crate::link::problem::{self, Wanted};
use crate::link::sentences::{self, Sentences};
use crate::link::{BodyLinks, CitedAt, Mention, NameAt, Target};
use crate::model::work::Work;
use crate::model::work::cited::{self, Cited, Terms};
use crate::model::{BodyId, BodyRecord, RecordId, Records};
use crate::text::{Lang, near};

/// What was found in one body.
#[derive(Debug, Default)]
pub(super) struct Answers {
    pub(super) links: Arc<BodyLinks>,
    /// By position in `records.entities`, in the order of the text.
    pub(super) mentions: Vec<(usize, Arc<Mention>)>,
    /// By position in `records.works`, in the order of the text.
    pub(super) cited: Vec<(usize, Arc<CitedAt>)>,
    pub(super) problems: Vec<Diagnostic>,
    /// Pages that the body links to.
    pub(super) rests_on: Vec<PageSeen>,
}

/// A page that a body links to, as it was when the body was read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct PageSeen {
    id: String,
    /// Whether the page had the id before.
    is_former: bool,
    target: Target,
    title: Option<String>,
}

impl PageSeen {
    /// Whether the link still leads there and reads the same.
    pub(super) fn holds(&self, ids: &Ids<'_>, lang: Lang) -> bool {
        let section = self.target.section.as_deref();
        ids.leads_to(&self.id, section, lang) == Some(self.target.record)
            && ids.is_former(&self.id) == self.is_former
            && ids.title(self.target.record, lang) == self.title.as_deref()
    }
}

/// The answers of a body whose position may have changed.
pub(super) fn in_body(answers: &Arc<Answers>, body: BodyId) -> Arc<Answers> {
    let mention = answers.mentions.first().map(|(_, mention)| mention.body);
    let cited = answers.cited.first().map(|(_, cited)| cited.body);
    if mention.or(cited).is_none_or(|old| old == body) {
        return Arc::clone(answers);
    }
    let mentions = answers.mentions.iter();
    let cited = answers.cited.iter();
    Arc::new(Answers {
        mentions: mentions
            .map(|(n, mention)| (*n, Arc::new(Mention { body, ..(**mention).clone() })))
            .collect(),
        cited: cited
            .map(|(n, cited)| (*n, Arc::new(CitedAt { body, ..(**cited).clone() })))
            .collect(),
        links: Arc::clone(&answers.links),
        problems: answers.problems.clone(),
        rests_on: answers.rests_on.clone(),
    })
}

/// Reads one body.
pub(super) fn answers(id: BodyId, record: &BodyRecord, ids: &Ids<'_>, names: &Names) -> Answers {
    let mut reader = Reader {
        id,
        record,
        ids,
        names,
        stretch: 0,
        linked: BTreeSet::new(),
        found: Answers::default(),
    };
    let words = Words { ids, lang: record.lang };
    passage::each(record.body(), &words, &mut |passage| reader.passage(&passage));
    let mut found = reader.found;
    Arc::make_mut(&mut found.links).names.sort_by_key(|name| (name.slot, name.range.start));
    found
}

struct Reader<'a> {
    id: BodyId,
    record: &'a BodyRecord,
    ids: &'a Ids<'a>,
    names: &'a Names,
    /// The stretch of the passage before.
    stretch: u32,
    /// Entities that a link of this stretch leads to.
    linked: BTreeSet<usize>,
    found: Answers,
}

/// An entity in a passage.
struct Named {
    entity: usize,
    range: Range<usize>,
    /// Whether an editor has linked it.
    by_hand: bool,
}

impl Reader<'_> {
    fn passage(&mut self, passage: &Passage<'_>) {
        if passage.stretch != self.stretch {
            self.linked.clear();
            self.stretch = passage.stretch;
        }
        let mut named = Vec::new();
        let mut excerpts = Excerpts { text: &passage.text, sentences: None };
        for reference in &passage.references {
            match &reference.to {
                To::Page { id, section } => {
                    named.extend(self.page(reference, id, *section));
                }
                To::Works(items) => self.works(reference, items, passage, &mut excerpts),
            }
        }
        if passage.is_heading {
            return;
        }
        for name in self.names.find(&passage.text) {
            let is_own = self.record.owner == RecordId::Entity(name.entity);
            if !is_own && passage.is_open(&name.range) {
                named.push(Named { entity: name.entity, range: name.range, by_hand: false });
            }
        }
        named.sort_by_key(|name| name.range.start);
        let mut last: BTreeMap<usize, Range<usize>> = BTreeMap::new();
        for name in named {
            if !name.by_hand {
                self.name(&name, passage);
            } else {
                self.linked.insert(name.entity);
            }
            let last = last.insert(name.entity, name.range.clone());
            let since = last.and_then(|last| excerpts.between(&last, &name.range));
            let mention = excerpts.mention(self.id, passage, &name.range, since);
            self.found.mentions.push((name.entity, Arc::new(mention)));
        }
    }

    /// Notes a name, unless a line end divides it.
    fn name(&mut self, name: &Named, passage: &Passage<'_>) {
        let Some((slot, range)) = passage.in_slot(&name.range) else { return };
        let linked = self.record.auto_link && self.linked.insert(name.entity);
        self.links().names.push(NameAt { slot, range, entity: name.entity, linked });
    }

    /// Resolves a link to a page; the entity that it leads to is named there.
    fn page(&mut self, at: &Reference<'_>, id: &str, section: Option<&str>) -> Option<Named> {
        // Reported when it was read.
        if id.is_empty() {
            return None;
        }
        let file = &self.record.file;
        let place = || file.place(at.at);
        let lang = Some(self.record.lang);
        match self.ids.resolve(Wanted::Page, id, section, lang, place) {
            Ok(target) => {
                let record = target.record;
                if let Some(moved) = self.ids.moved(id, || file.place(at.at)) {
                    let text = self.written(at.at);
                    self.found.problems.push(Diagnostic { text, ..moved });
                }
                self.found.rests_on.push(PageSeen {
                    id: id.to_owned(),
                    is_former: self.ids.is_former(id),
                    target: target.clone(),
                    title: self.ids.title(record, self.record.lang).map(str::to_owned),
                });
                self.links().pages.insert(at.slot, target);
                let RecordId::Entity(entity) = record else { return None };
                let is_own = self.record.owner == record;
                let range = at.range.clone();
                (!is_own && !range.is_empty()).then_some(Named { entity, range, by_hand: true })
            }
            Err(problem) => {
                let text = self.written(at.at);
                self.found.problems.push(Diagnostic { text, ..*problem });
                None
            }
        }
    }

    fn links(&mut self) -> &mut BodyLinks {
        // Nobody else has it before the body is read.
        Arc::make_mut(&mut self.found.links)
    }

    /// The link as it stands in the file.
    fn written(&self, at: usize) -> Option<String> {
        let rest = self.record.file.text.get(at..)?;
        let end = rest.find("]]")? + 2;
        rest.starts_with("[[").then(|| rest[..end].to_owned())
    }

    fn works(
        &mut self,
        at: &Reference<'_>,
        items: &[CitationItem],
        passage: &Passage<'_>,
        excerpts: &mut Excerpts<'_>,
    ) {
        let mut found = Vec::new();
        for item in items {
            let work = position(&self.ids.records.works, &item.key);
            match work {
                Some(work) => {
                    let cited = CitedAt {
                        body: self.id,
                        paragraph: passage.paragraph,
                        section: passage.section.map(str::to_owned),
                        pages: item.pages.clone(),
                        context: excerpts.around(&at.range),
                    };
                    self.found.cited.push((work, Arc::new(cited)));
                }
                None => {
                    let keys = self.ids.records.works.iter().map(|work| work.key.as_str());
                    let nearest = near::nearest(&item.key, keys);
                    let place = self.record.file.place(item.at);
                    self.found.problems.push(problem::unknown_work(&item.key, place, nearest));
                }
            }
            found.push(work);
        }
        self.links().works.insert(at.slot, found);
    }
}

/// The position of a work by its key; works are sorted by it.
pub(super) fn position(works: &[Work], key: &str) -> Option<usize> {
    works.binary_search_by(|work| work.key.as_str().cmp(key)).ok()
}

/// Sentences of a passage, divided when the first is asked for.
struct Excerpts<'a> {
    text: &'a str,
    sentences: Option<Sentences>,
}

impl Excerpts<'_> {
    /// What stands before and after a range in its sentence.
    fn sides(&mut self, range: &Range<usize>) -> (String, String) {
        let sentences = self.sentences.get_or_insert_with(|| Sentences::of(self.text));
        let sentence = sentences.around(range, self.text);
        let before = sentences::before(&self.text[sentence.start..range.start]);
        let after = sentences::after(&self.text[range.end..sentence.end]);
        (before, after)
    }

    /// What stands between two ranges of one sentence; `None` where there are two.
    fn between(&mut self, one: &Range<usize>, next: &Range<usize>) -> Option<String> {
        let sentences = self.sentences.get_or_insert_with(|| Sentences::of(self.text));
        let is_one = sentences.around(one, self.text) == sentences.around(next, self.text);
        let between = self.text.get(one.end..next.start)?;
        is_one.then(|| sentences::between(between))
    }

    fn mention(
        &mut self,
        body: BodyId,
        passage: &Passage<'_>,
        range: &Range<usize>,
        since: Option<String>,
    ) -> Mention {
        let (before, after) = self.sides(range);
        Mention {
            body,
            paragraph: passage.paragraph,
            section: passage.section.map(str::to_owned),
            since,
            before,
            name: self.text[range.clone()].to_owned(),
            after,
        }
    }

    fn around(&mut self, range: &Range<usize>) -> String {
        let (before, after) = self.sides(range);
        format!("{before}{}{after}", &self.text[range.clone()])
    }
}

/// How links and citations read in an excerpt.
struct Words<'a> {
    ids: &'a Ids<'a>,
    lang: Lang,
}

impl Reads for Words<'_> {
    fn page(&self, id: &str, text: &mut String) {
        let record = self.ids.by_id.get(id);
        let title = record.and_then(|record| self.ids.title(*record, self.lang));
        text.push_str(title.unwrap_or(id));
    }

    fn citation(&self, inline: &Inline, text: &mut String) {
        let Inline::Citation { form, items, .. } = inline else { return };
        let short = |item: &CitationItem| self.short(item, *form);
        let separator = if self.lang == Lang::Fa { "؛ " } else { "; " };
        let all = items.iter().map(short).collect::<Vec<_>>().join(separator);
        match form {
            CitationForm::Narrative => text.push_str(&all),
            CitationForm::Parenthetical | CitationForm::YearOnly => {
                text.push('(');
                text.push_str(&all);
                text.push(')');
            }
        }
    }
}

impl Words<'_> {
    /// Author, year and pages, without a word of ours: an excerpt is no bibliography.
    fn short(&self, item: &CitationItem, form: CitationForm) -> String {
        let works = &self.ids.records.works;
        let Some(work) = position(works, &item.key).and_then(|n| works.get(n)) else {
            return item.key.clone();
        };
        let comma = if cited::script(work, self.lang) == Lang::Fa { "، " } else { ", " };
        let cited = Cited::new(work, item.pages.as_deref(), self.lang, wordless(comma));
        let words = cited.words(form, None);
        let prefix = item.prefix.trim();
        if prefix.is_empty() { words } else { format!("{prefix} {words}") }
    }
}

/// A citation in signs alone.
fn wordless(comma: &str) -> Terms<'_> {
    Terms {
        comma,
        semicolon: if comma == "، " { "؛ " } else { "; " },
        and: comma,
        and_others: " …",
        undated: "",
        page: "{n}",
        pages: "{n}",
    }
}

/// The mentions or citations of all bodies, by what they name.
pub(super) fn gather<'a, T: 'a>(
    count: usize,
    all: impl Iterator<Item = &'a (usize, Arc<T>)>,
) -> Vec<Vec<Arc<T>>> {
    let mut by_position: Vec<Vec<Arc<T>>> = vec![Vec::new(); count];
    for (position, one) in all {
        if let Some(list) = by_position.get_mut(*position) {
            list.push(Arc::clone(one));
        }
    }
    by_position
}

/// The bodies of all mentions, by whom they name.
pub(super) fn bodies(
    entities: usize,
    order: &[usize],
    answers: &[Arc<Answers>],
) -> Vec<Vec<BodyId>> {
    let mut bodies: Vec<Vec<BodyId>> = vec![Vec::new(); entities];
    for n in order {
        let body = BodyId(u32::try_from(*n).unwrap_or(u32::MAX));
        for (entity, _) in &answers[*n].mentions {
            if let Some(list) = bodies.get_mut(*entity) {
                list.push(body);
            }
        }
    }
    bodies
}

/// The bodies in the order in which mentions are listed: articles, entities,
/// events, pages, and the home page last.
pub(super) fn order(records: &Records) -> Vec<usize> {
    let is_home = |n: &usize| records.bodies[*n].owner == RecordId::Home;
    let (home, others): (Vec<usize>, Vec<usize>) = (0..records.bodies.len()).partition(is_home);
    others.into_iter().chain(home).collect()
}
