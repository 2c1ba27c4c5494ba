//! What `link` remembers from one run to the next, so that after an edit it reads
//! only the bodies again whose answers may have changed.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use rayon::prelude::{IntoParallelRefIterator, ParallelIterator};

use crate::content::File;
use crate::diag::Diagnostic;
use crate::link::ids::Ids;
use crate::link::mentions::{self, Answers};
use crate::link::names::{Claims, Names};
use crate::model::work::Work;
use crate::model::{BodyId, BodyRecord, Both, Records};
use crate::text::Lang;

/// The answers of the last run and what they rest on.
///
/// An answer is a pure function of the body, of all names, of the bibliography
/// and of the pages that the body links to. Where none of them has changed it is
/// taken from here, so a run with a memory says what a run without one would.
#[derive(Debug, Default)]
pub struct Memory {
    names: Option<Known>,
    works: Vec<Work>,
    /// By path of the body's file.
    bodies: BTreeMap<String, Remembered>,
    read: usize,
}

/// The names, and what they were made of.
#[derive(Debug)]
struct Known {
    claims: Both<Claims>,
    names: Both<Names>,
    problems: Vec<Diagnostic>,
}

/// A body and its answers.
#[derive(Debug)]
struct Remembered {
    record: BodyRecord,
    answers: Arc<Answers>,
}

impl Memory {
    /// How many bodies the last run has read.
    pub fn read(&self) -> usize {
        self.read
    }

    /// The answers of all bodies, in their order, and what is wrong with the names.
    pub(super) fn answers(
        &mut self,
        records: &Records,
        ids: &Ids<'_>,
    ) -> (Vec<Arc<Answers>>, Vec<Diagnostic>) {
        let same_names = self.name(records);
        let same_works = self.works == records.works;
        if !(same_names && same_works) {
            self.bodies.clear();
            self.works.clone_from(&records.works);
        }
        let Some(known) = &self.names else { return (Vec::new(), Vec::new()) };
        let bodies: Vec<(BodyId, &BodyRecord)> =
            (0_u32..).map(BodyId).zip(&records.bodies).collect();
        let answer = |(id, record): &(BodyId, &BodyRecord)| {
            let remembered = self.bodies.get(&record.file.path);
            match remembered.and_then(|old| old.still_holds(record, ids)) {
                Some(answers) => (mentions::in_body(answers, *id), false),
                None => {
                    let names = known.names.get(record.lang);
                    (Arc::new(mentions::answers(*id, record, ids, names)), true)
                }
            }
        };
        let found: Vec<(Arc<Answers>, bool)> = bodies.par_iter().map(answer).collect();
        self.read = found.iter().filter(|(_, is_read)| *is_read).count();
        let problems = known.problems.clone();
        let mut answers = Vec::with_capacity(found.len());
        for ((_, record), (answer, _)) in bodies.into_iter().zip(found) {
            // What is remembered as it is now need not be written down again.
            let before = self.bodies.get(&record.file.path);
            if before.is_none_or(|old| !old.is(record, &answer)) {
                let remembered =
                    Remembered { record: record.clone(), answers: Arc::clone(&answer) };
                self.bodies.insert(record.file.path.clone(), remembered);
            }
            answers.push(answer);
        }
        if self.bodies.len() > records.bodies.len() {
            let there: BTreeSet<&str> =
                records.bodies.iter().map(|body| body.file.path.as_str()).collect();
            self.bodies.retain(|path, _| there.contains(path.as_str()));
        }
        (answers, problems)
    }

    /// Makes the names anew where they have changed; says whether they are the same.
    fn name(&mut self, records: &Records) -> bool {
        let claims = Both { fa: Claims::of(records, Lang::Fa), en: Claims::of(records, Lang::En) };
        let before = self.names.as_ref().map(|known| &known.claims);
        if before == Some(&claims) {
            return true;
        }
        let same = before.is_some_and(|before| {
            before.fa.names_the_same(&claims.fa) && before.en.names_the_same(&claims.en)
        });
        let (fa, mut problems) = Names::of(&claims.fa);
        let (en, more) = Names::of(&claims.en);
        problems.extend(more);
        self.names = Some(Known { claims, names: Both { fa, en }, problems });
        same
    }
}

impl Remembered {
    /// Whether it is of this very body.
    fn is(&self, record: &BodyRecord, answers: &Arc<Answers>) -> bool {
        Arc::ptr_eq(&self.answers, answers) && Arc::ptr_eq(&self.record.file, &record.file)
    }

    /// The answers, if they are still those of the body. A body with problems is
    /// read again: what helps against them may have changed.
    fn still_holds(&self, record: &BodyRecord, ids: &Ids<'_>) -> Option<&Arc<Answers>> {
        let old = &self.record;
        let same_place = old.owner == record.owner && old.part == record.part;
        let holds = same_place
            && old.auto_link == record.auto_link
            && is_same_file(&old.file, &record.file)
            && self.answers.problems.is_empty()
            && self.answers.rests_on.iter().all(|page| page.holds(ids, record.lang));
        holds.then_some(&self.answers)
    }
}

fn is_same_file(old: &Arc<File>, new: &Arc<File>) -> bool {
    Arc::ptr_eq(old, new) || (old.lang == new.lang && old.text == new.text)
}
