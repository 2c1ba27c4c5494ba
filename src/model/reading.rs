//! What all readers of records share: the two files of a page, the facts that a
//! translation inherits, the table of bodies, the problems found.

use std::collections::BTreeMap;
use std::sync::Arc;

use serde_spanned::Spanned;

use crate::content::{File, Kind};
use crate::diag::{Code, Diagnostic, Place};
use crate::model::date::Date;
use crate::model::entity::Reference;
use crate::model::{BodyId, BodyRecord, Both, Part, RecordId};
use crate::text::Lang;

/// The files of one page.
#[derive(Clone, Copy, Debug)]
pub(super) struct Pair<'a> {
    pub(super) id: &'a str,
    /// The default file. Missing where a translation has no original (reported by
    /// `content`) or an article has a full text alone.
    pub(super) fa: Option<&'a Arc<File>>,
    /// The translation.
    pub(super) en: Option<&'a Arc<File>>,
    /// The full text of an article.
    pub(super) full_text: Option<&'a Arc<File>>,
}

impl<'a> Pair<'a> {
    /// The file of one language.
    pub(super) fn get(&self, lang: Lang) -> Option<&'a Arc<File>> {
        match lang {
            Lang::Fa => self.fa,
            Lang::En => self.en,
        }
    }

    /// The front matters, by what takes that of this kind out of a file.
    pub(super) fn heads<H>(&self, head: fn(&File) -> Option<&H>) -> Values<'a, H> {
        let of = |file: Option<&'a Arc<File>>| -> Option<(&'a File, &'a H)> {
            let file: &'a File = file?;
            Some((file, head(file)?))
        };
        Both { fa: of(self.fa), en: of(self.en) }
    }
}

/// What both files of a page say, each with its file.
pub(super) type Values<'a, T> = Both<Option<(&'a File, &'a T)>>;

/// The files of each kind, by kind and id. A full text stands with its article.
pub(super) fn pairs(texts: &[Arc<File>]) -> BTreeMap<Kind, Vec<Pair<'_>>> {
    let mut by_id: BTreeMap<(Kind, &str), Pair<'_>> = BTreeMap::new();
    for file in texts {
        let kind = if file.kind == Kind::FullText { Kind::Article } else { file.kind };
        let blank = Pair { id: &file.id, fa: None, en: None, full_text: None };
        let pair = by_id.entry((kind, &file.id)).or_insert(blank);
        match (file.kind, file.lang) {
            (Kind::FullText, _) => pair.full_text = Some(file),
            (_, Lang::Fa) => pair.fa = Some(file),
            (_, Lang::En) => pair.en = Some(file),
        }
    }
    let mut by_kind: BTreeMap<Kind, Vec<Pair<'_>>> = BTreeMap::new();
    for ((kind, _), pair) in by_id {
        by_kind.entry(kind).or_default().push(pair);
    }
    by_kind
}

/// What the readers of records add to.
#[derive(Debug, Default)]
pub(super) struct Reading {
    pub(super) bodies: Vec<BodyRecord>,
    pub(super) diagnostics: Vec<Diagnostic>,
}

impl Reading {
    /// Puts a body into the table.
    pub(super) fn body(
        &mut self,
        owner: RecordId,
        part: Part,
        file: &Arc<File>,
        auto_link: bool,
    ) -> BodyId {
        let id = BodyId(u32::try_from(self.bodies.len()).unwrap_or(u32::MAX));
        let file = Arc::clone(file);
        self.bodies.push(BodyRecord { owner, lang: file.lang, part, file, auto_link });
        id
    }

    /// Reports a page without its translation.
    pub(super) fn translated(&mut self, pair: &Pair<'_>) {
        if let (Some(fa), None) = (pair.fa, pair.en) {
            self.diagnostics.push(missing_translation(&fa.path));
        }
    }

    /// The date of a field, unless it is not set or cannot be read.
    pub(super) fn date(
        &mut self,
        field: &'static str,
        values: &Values<'_, Spanned<String>>,
    ) -> Option<Date> {
        let (file, written) = self.fact(field, values)?;
        self.read_date(field, file, written)
    }

    /// The date of one value; `None`, and a problem, where it cannot be read.
    pub(super) fn read_date(
        &mut self,
        field: &str,
        file: &File,
        written: &Spanned<String>,
    ) -> Option<Date> {
        match Date::parse(written.get_ref()) {
            Ok(date) => Some(date),
            Err(error) => {
                let place = file.place(written.span().start);
                self.diagnostics.push(bad_date(field, &error.found, &error.expected, place));
                None
            }
        }
    }

    /// A fact of the two files: the default file's, or the translation's where
    /// the former has none. A translation that says otherwise is reported.
    pub(super) fn fact<'a, T: PartialEq>(
        &mut self,
        field: &'static str,
        values: &Values<'a, T>,
    ) -> Option<(&'a File, &'a T)> {
        if let (Some((_, fa)), Some((file, en))) = (values.fa, values.en)
            && fa != en
        {
            self.contradiction(field, file);
        }
        values.fa.or(values.en)
    }

    /// Reports that a translation sets a fact otherwise than the default file.
    pub(super) fn contradiction(&mut self, field: &str, translation: &File) {
        let place = field_place(translation, field);
        self.diagnostics.push(contradicting_fact(field, place));
    }

    /// The references of a field.
    pub(super) fn references(
        &mut self,
        field: &'static str,
        values: &Values<'_, Vec<Spanned<String>>>,
    ) -> Vec<Reference> {
        let (file, ids) = match self.fact(field, values) {
            Some((file, ids)) => (file, ids.as_slice()),
            None => return Vec::new(),
        };
        ids.iter().map(|id| reference(file, id)).collect()
    }
}

/// The values of one field in both files of a page.
pub(super) fn both<'a, H, T>(
    heads: &Values<'a, H>,
    field: impl Fn(&'a H) -> Option<&'a T>,
) -> Values<'a, T> {
    let of =
        |side: Option<(&'a File, &'a H)>| side.and_then(|(file, head)| Some((file, field(head)?)));
    Both { fa: of(heads.fa), en: of(heads.en) }
}

/// An id as written, with its place.
pub(super) fn reference(file: &File, id: &Spanned<String>) -> Reference {
    Reference { id: id.get_ref().clone(), place: file.place(id.span().start) }
}

/// Where a field is set in a front matter.
fn field_place(file: &File, field: &str) -> Place {
    let mut at = 0;
    for line in file.text.split_inclusive('\n') {
        let name = line.trim_start_matches([' ', '\t', '[']);
        let rest = name.strip_prefix(field).map(str::trim_start);
        if rest.is_some_and(|rest| rest.starts_with(['=', ']', '.'])) {
            return file.place(at + (line.len() - name.len()));
        }
        at += line.len();
    }
    Place::start_of(&file.path)
}

/// A page without its translation.
fn missing_translation(path: &str) -> Diagnostic {
    let stem = path.strip_suffix(".md").unwrap_or(path);
    Diagnostic {
        code: Code::MissingTranslation,
        message: "this page has no English translation".to_owned(),
        place: Place::start_of(path),
        text: None,
        hint: Some(format!("write `{stem}.en.md`; it inherits the facts and needs words alone")),
    }
}

/// A translation that states a fact otherwise than the default file.
fn contradicting_fact(field: &str, place: Place) -> Diagnostic {
    Diagnostic {
        code: Code::ContradictingFact,
        message: format!("`{field}` differs from the Persian file, which states the facts"),
        place,
        text: None,
        hint: Some(format!("take `{field}` out of the translation, or set the Persian file right")),
    }
}

/// A date that cannot be read.
pub(super) fn bad_date(field: &str, found: &str, expected: &str, place: Place) -> Diagnostic {
    Diagnostic {
        code: Code::BadDate,
        message: format!("`{field}` cannot be read: {found}"),
        place,
        text: None,
        hint: Some(expected.to_owned()),
    }
}
