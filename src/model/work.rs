//! A cited work.

use crate::diag::Place;
use crate::text::Lang;

/// An entry of the bibliography, read from BibLaTeX and made plain.
#[derive(Clone, Debug, PartialEq)]
pub struct Work {
    /// The citation key: `waltz-1979`.
    pub key: String,
    /// Place of its entry.
    pub place: Place,
    /// BibLaTeX's entry type in lower case: `article`, `book`, …
    pub kind: String,
    /// The language whose rules it is set in: by `langid`, else by the script of its title and authors.
    pub lang: Lang,
    pub authors: Vec<Name>,
    pub editors: Vec<Name>,
    pub translators: Vec<Name>,
    pub title: Option<String>,
    /// Journal or book that it stands in.
    pub container: Option<String>,
    pub volume: Option<String>,
    pub issue: Option<String>,
    /// ASCII digits, a hyphen between first and last.
    pub pages: Option<String>,
    pub publisher: Option<String>,
    pub location: Option<String>,
    pub edition: Option<String>,
    pub doi: Option<String>,
    pub url: Option<String>,
    /// The year as cited: ASCII digits and its letter (`2016a`); `None` for undated works.
    pub year: Option<String>,
    /// Whether `year` is Solar Hijri.
    pub solar_hijri: bool,
    /// The entry rests on citations alone.
    pub as_cited: bool,
    /// The entry was made by import and waits for an editor.
    pub found: bool,
    /// What the list is sorted by: Latin `sortname` or the first author's family name.
    pub sort: String,
}

/// A person, or a body that signs a work.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Name {
    /// Family name, or the whole name of a body.
    pub family: String,
    pub given: Option<String>,
    /// A body (in double braces in BibLaTeX) is never turned round or cut.
    pub is_body: bool,
}
