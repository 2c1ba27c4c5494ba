//! A style of citations, cut down to what the bibliography asks of it.
//!
//! Chicago's style asks on every other line of which type a work is and what is known
//! of it, and hayagriva asks anew each time it comes by. For works of one type of
//! which the same is known these questions have one answer, so a style is made for
//! them in which they are answered. What it sets is the same, but for works without
//! authors: whoever edited or translated them is set in the form of names, which
//! hayagriva loses where they stand within a question.
//!
//! 1. [`questions`]: what has one answer is answered.
//! 2. [`substitutes`]: what may stand for names is what can come to stand there.
//! 3. [`idle`]: what sets nothing goes.
//! 4. [`flat`]: what stands around others and changes nothing goes as well.
//!
//! [`walk`] goes through the elements of a style for all of them.

mod flat;
mod idle;
mod questions;
mod substitutes;
mod walk;

use std::collections::BTreeMap;
use std::str::FromStr as _;
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use citationberg::json::Item;
use citationberg::taxonomy::{Kind, NumberVariable, PageVariable, StandardVariable, Variable};
use citationberg::{IndependentStyle, Locale, Style};
use hayagriva::archive::{self, ArchivedStyle};
use memchr::memmem;

use crate::render::style::flat::{call, flatten, macros_of_one};
use crate::render::style::idle::{clear, idle_macros};
use crate::render::style::questions::cut;
use crate::render::style::substitutes::{shorten, stand_ins};
use crate::render::style::walk::{each_list_of, macros_in};

/// Styles and locales, decoded once.
pub struct Archive {
    whole: Arc<IndependentStyle>,
    /// Those of works of one type with the same fields.
    styles: Mutex<BTreeMap<(&'static str, u32), Arc<IndependentStyle>>>,
    locales: Vec<Locale>,
}

impl Archive {
    /// The archive, read by whoever asks first.
    pub fn get() -> &'static Self {
        static ARCHIVE: OnceLock<Archive> = OnceLock::new();
        ARCHIVE.get_or_init(|| {
            let Style::Independent(whole) = ArchivedStyle::ChicagoAuthorDate.get() else {
                unreachable!("Chicago's author-date style stands on its own")
            };
            Self { whole: Arc::new(whole), styles: Mutex::default(), locales: locales() }
        })
    }

    /// Chicago's style as it is.
    #[cfg(test)]
    pub fn whole(&self) -> &IndependentStyle {
        &self.whole
    }

    /// The locales of both languages.
    pub fn locales(&self) -> &[Locale] {
        &self.locales
    }

    /// The style for a work of a type.
    pub fn style(&self, csl_type: &'static str, item: &Item) -> Arc<IndependentStyle> {
        let mut fields: Vec<&str> =
            FIELDS.into_iter().filter(|f| item.0.contains_key(*f)).collect();
        let bit = |place: usize| 1_u32 << place;
        let place = |field: &str| FIELDS.iter().position(|other| *other == field);
        let mut mask: u32 = fields.iter().filter_map(|f| place(f)).map(bit).sum();
        let mut styles = self.styles.lock().unwrap_or_else(PoisonError::into_inner);
        if styles.len() >= MOST_STYLES && !styles.contains_key(&(csl_type, mask)) {
            (fields, mask) = (FIELDS.to_vec(), u32::MAX);
        }
        let Ok(kind) = Kind::from_str(csl_type) else { return Arc::clone(&self.whole) };
        let is_exact = mask != u32::MAX;
        let made = || Arc::new(for_entries_of(&self.whole, Known::new(kind, &fields, is_exact)));
        Arc::clone(styles.entry((csl_type, mask)).or_insert_with(made))
    }
}

/// The locales of both languages: of the sixty that there are, only those that name
/// one of them are decoded.
fn locales() -> Vec<Locale> {
    const CODES: [&str; 2] = ["fa-IR", "en-US"];
    let named = |bytes: &&&[u8]| CODES.iter().any(|c| memmem::find(bytes, c.as_bytes()).is_some());
    let decoded = archive::LOCALES.iter().filter(named).map(|bytes| ciborium::from_reader(*bytes));
    let is_wanted = |l: &Locale| l.lang.as_ref().is_some_and(|c| CODES.contains(&c.0.as_str()));
    decoded.map(|l| l.expect("the archive is whole")).filter(is_wanted).collect()
}

/// So many styles are kept for works of which different things are known.
const MOST_STYLES: usize = 200;

/// The fields that the bibliography fills in (`references::csl`).
const FIELDS: [&str; 17] = [
    "id",
    "type",
    "language",
    "title",
    "container-title",
    "volume",
    "issue",
    "page",
    "publisher",
    "publisher-place",
    "edition",
    "DOI",
    "URL",
    "author",
    "editor",
    "translator",
    "issued",
];

/// What is known of the works that a style is for.
struct Known<'k> {
    /// Their type.
    kind: Kind,
    /// Names of the fields that they may have, as CSL-JSON names them.
    fields: &'k [&'k str],
    /// Whether they have all of these.
    is_exact: bool,
    /// What may stand for names that a work lacks, once that is known. Having stood
    /// there, a field is not set again.
    stand_ins: Option<Vec<Variable>>,
}

impl<'k> Known<'k> {
    fn new(kind: Kind, fields: &'k [&'k str], is_exact: bool) -> Self {
        Self { kind, fields, is_exact, stand_ins: None }
    }

    /// Whether such works have a variable that is still to be set; `None` where what
    /// is known does not say.
    fn has(&self, variable: Variable) -> Option<bool> {
        if self.lack(variable) {
            return Some(false);
        }
        let stand_ins = self.stand_ins.as_ref()?;
        let is_field = match variable {
            Variable::Standard(_) | Variable::Number(_) | Variable::Page(_) => {
                self.fields.contains(&variable.to_string().as_str())
            }
            // Names and dates are read before they count.
            Variable::Date(_) | Variable::Name(_) => false,
        };
        (is_field && !stand_ins.contains(&variable)).then_some(true)
    }

    /// Whether such works certainly have nothing of a variable.
    fn lack(&self, variable: Variable) -> bool {
        let has = |name: &str| self.fields.contains(&name);
        match variable {
            // These are made of others, or count works.
            Variable::Standard(StandardVariable::YearSuffix | StandardVariable::CitationLabel)
            | Variable::Number(
                NumberVariable::CitationNumber
                | NumberVariable::FirstReferenceNoteNumber
                | NumberVariable::PageFirst,
            ) => false,
            Variable::Standard(StandardVariable::Title) => !has("title") && !has("title-short"),
            Variable::Standard(variable) => !has(&variable.to_string()),
            Variable::Number(variable) => !has(&variable.to_string()),
            Variable::Date(variable) => !has(&variable.to_string()),
            Variable::Name(variable) => !has(&variable.to_string()),
            Variable::Page(PageVariable::Page) => !has("page"),
        }
    }
}

/// The style for entries of such works: citations are set by others
/// (`render/html/citation.rs`), so there is nothing in theirs.
fn for_entries_of(style: &IndependentStyle, mut known: Known<'_>) -> IndependentStyle {
    let mut style = style.clone();
    style.citation.layout.elements.clear();
    style.citation.sort = None;
    cut_all(&mut style, &known);
    let idle = idle_macros(&style, &known);
    each_list_of(&mut style, &mut |list| shorten(list, &known, &idle));
    if known.is_exact {
        known.stand_ins = Some(stand_ins(&style));
        cut_all(&mut style, &known);
    }
    let known = &known;
    let idle = idle_macros(&style, known);
    style.macros.iter_mut().for_each(|part| clear(&mut part.children, known, &idle));
    style.macros.iter_mut().for_each(|part| flatten(&mut part.children));
    let of_one = macros_of_one(&mut style.macros);
    let mut wanted = Vec::new();
    if let Some(bibliography) = &mut style.bibliography {
        // One entry is in order.
        bibliography.sort = None;
        clear(&mut bibliography.layout.elements, known, &idle);
        flatten(&mut bibliography.layout.elements);
        call(&mut bibliography.layout.elements, &of_one);
        macros_in(&bibliography.layout.elements, &mut wanted);
    }
    let mut read = 0;
    while let Some(name) = wanted.get(read).cloned() {
        if let Some(part) = style.macros.iter().find(|part| part.name == name) {
            macros_in(&part.children, &mut wanted);
        }
        read += 1;
    }
    style.macros.retain(|part| wanted.contains(&part.name));
    style
}

/// Answers what is asked of works, wherever a style asks.
fn cut_all(style: &mut IndependentStyle, known: &Known<'_>) {
    each_list_of(style, &mut |list| cut(list, known));
}
