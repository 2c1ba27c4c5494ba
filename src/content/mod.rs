//! Content: the files that editors write become data, one file at a time.
//!
//! In: the folder `content/`. Out: [`Files`], as they are written, each value
//! with its place; and diagnostics. Content can be wrong, the program can't
//! fail on it: a file with a problem is left out or read as far as it goes, and
//! the problem is reported with file, line and column.
//!
//! Not here: whatever needs a second file. What a translation inherits is
//! `model`'s; whether an id leads anywhere is `link`'s.

pub mod problem;
pub mod walk;
pub mod file;
pub mod head;
pub mod blank;
pub mod front;
pub mod tree;
pub mod markdown;
pub mod bibliography;

use std::collections::btree_map::Entry as Slot;
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use rayon::prelude::{IntoParallelIterator, ParallelIterator};

use crate::content::bibliography::Entry;
use crate::content::file::{Found, Read};
use crate::content::head::Head;
use crate::content::tree::Body;
use crate::diag::{Diagnostic, Error, Place, sort};
use crate::disk;
use crate::disk::EntryKind;
use crate::import::decisions;
use crate::import::decisions::Decision;
use crate::import::report::Report;
use crate::text::Lang;

/// The folder of the content in a project.
pub const FOLDER: &str = "content";

/// The folders in it that hold pages; so are those of the site called.
pub const FOLDERS: [&str; 5] = ["articles", "actors", "organizations", "events", "pages"];

/// All that stands in `content/`, as written, sorted by path.
#[derive(Clone, Debug, Default)]
pub struct Files {
    /// Markdown files of all kinds, both languages.
    pub texts: Vec<Arc<File>>,
    /// Bibliography entries of all `.bib` files, in the order of the files.
    pub entries: Vec<Entry>,
    /// What `import` says of an article, by the article's id.
    pub reports: Vec<(String, Arc<Report>)>,
    /// Images, by their paths from `content/images/`, sorted.
    pub images: Vec<String>,
}

/// What was read of each file, for [`load_again`].
#[derive(Debug, Default)]
pub struct Memory {
    /// In the order of the files' paths.
    read: Vec<(disk::Entry, Read)>,
    images: BTreeSet<String>,
    changed: bool,
}

impl Memory {
    /// Whether the last run found anything else than the run before it.
    pub fn changed(&self) -> bool {
        self.changed
    }

    fn find(&self, relative: &str) -> Option<usize> {
        self.read.binary_search_by(|(entry, _)| entry.relative.as_str().cmp(relative)).ok()
    }

    /// Lists the folder, and reads what is not as it was.
    fn read_all(&mut self, root: &Path) -> Result<(), Error> {
        let found = disk::walk(&root.join(FOLDER))?;
        let images = walk::images(found.iter().map(|entry| entry.relative.as_str()));
        if self.images != images {
            // A text is told which of its images are not there.
            self.read.clear();
        }
        let read_one = |entry: disk::Entry| {
            let before = self.find(&entry.relative).map(|n| &self.read[n].1);
            let read = file::read(&entry, &images, before)?;
            Ok((entry, read))
        };
        let read: Vec<(disk::Entry, Read)> =
            found.into_par_iter().map(read_one).collect::<Result<_, Error>>()?;
        let is_same = |(old, new): (&(disk::Entry, Read), &(disk::Entry, Read))| {
            old.0 == new.0 && old.1.is_same(&new.1)
        };
        self.changed = self.read.len() != read.len()
            || !self.read.iter().zip(&read).all(is_same)
            || self.images != images;
        (self.read, self.images) = (read, images);
        Ok(())
    }

    /// Reads these files alone again; `None` where one of them is no file that the
    /// last list had, so that the folder must be listed anew.
    fn read_some(&mut self, root: &Path, some: &BTreeSet<PathBuf>) -> Option<Result<(), Error>> {
        let folder = root.join(FOLDER);
        let mut places = Vec::new();
        for path in some {
            let Ok(inside) = path.strip_prefix(&folder) else { continue };
            let place = self.find(inside.to_str()?)?;
            let is_plain = self.read[place].0.kind == EntryKind::File && disk::is_plain_file(path);
            places.push(is_plain.then_some(place)?);
        }
        self.changed = false;
        for place in places {
            let (entry, before) = &self.read[place];
            match file::read(entry, &self.images, Some(before)) {
                Ok(read) => {
                    self.changed |= !before.is_same(&read);
                    self.read[place].1 = read;
                }
                Err(error) => return Some(Err(error)),
            }
        }
        Some(Ok(()))
    }
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
    load_again(root, None, &mut Memory::default())
}

/// As [`load`], but parses only the files that have changed since the run that
/// filled the memory. What it says is the same; an unchanged file is the same [`Arc`].
///
/// `changed` are the files that somebody saw change: then no other is looked at. One
/// that came, went or moved has the whole folder listed all the same.
///
/// # Errors
///
/// As [`load`].
pub fn load_again(
    root: &Path,
    changed: Option<&BTreeSet<PathBuf>>,
    memory: &mut Memory,
) -> Result<(Files, Vec<Diagnostic>), Error> {
    match changed.and_then(|changed| memory.read_some(root, changed)) {
        Some(read) => read?,
        None => memory.read_all(root)?,
    }
    let images = memory.images.iter().cloned().collect();
    let mut files = Files { images, ..Files::default() };
    let (mut diagnostics, mut decided) = (Vec::new(), Vec::new());
    for (_, one) in &memory.read {
        diagnostics.extend_from_slice(&one.problems);
        match &one.found {
            Found::Text(text) => files.texts.push(Arc::clone(text)),
            Found::Entries(entries) => files.entries.extend_from_slice(entries),
            Found::Report(id, report) => files.reports.push((id.clone(), Arc::clone(report))),
            Found::Decisions(id, list) => decided.push((id.clone(), Arc::clone(list))),
            Found::Nothing => {}
        }
    }
    diagnostics.extend(check_decisions(&decided, &files.reports));
    diagnostics.extend(check_ids(&files.texts));
    diagnostics.extend(check_originals(&files.texts));
    diagnostics.extend(check_keys(&mut files.entries));
    sort(&mut diagnostics);
    Ok((files, diagnostics))
}

impl Files {
    /// The paths of what readers don't get yet, sorted: drafts and what belongs to
    /// them. A draft of a translation is that file alone.
    pub fn drafts(&self) -> Vec<String> {
        let drafts: BTreeSet<(Kind, &str, Lang)> = self
            .texts
            .iter()
            .filter(|f| f.head.is_draft())
            .map(|f| (f.kind, f.id.as_str(), f.lang))
            .collect();
        let belongs = |f: &&Arc<File>| {
            let kind = if f.kind == Kind::FullText { Kind::Article } else { f.kind };
            let is_draft = |lang| drafts.contains(&(kind, f.id.as_str(), lang));
            is_draft(Lang::Fa) || (f.lang == Lang::En && is_draft(Lang::En))
        };
        self.texts.iter().filter(belongs).map(|f| f.path.clone()).collect()
    }

    /// Takes out what readers don't get yet; `drafts` are the paths of [`Files::drafts`].
    pub fn leave_out(&mut self, drafts: &[String]) {
        if drafts.is_empty() {
            return;
        }
        self.texts.retain(|f| drafts.binary_search(&f.path).is_err());
        let articles: BTreeSet<&str> =
            self.texts.iter().filter(|f| f.kind == Kind::Article).map(|f| f.id.as_str()).collect();
        self.reports.retain(|(id, _)| articles.contains(id.as_str()));
    }
}

/// What stands in a `decisions.toml`.
type Decided = Vec<(Decision, Place)>;

/// Decisions that the last import met no doubt for. Where nothing was imported
/// nobody can tell.
fn check_decisions(
    decided: &[(String, Arc<Decided>)],
    reports: &[(String, Arc<Report>)],
) -> Vec<Diagnostic> {
    let report = |id: &str| reports.iter().find(|(of, _)| of == id).map(|(_, report)| report);
    let known = decided.iter().filter_map(|(id, list)| Some((list, report(id)?)));
    known.flat_map(|(list, report)| decisions::stale(list, &report.decided)).collect()
}

/// Ids are unique in a language over articles, actors, organizations, events and pages.
fn check_ids(texts: &[Arc<File>]) -> Vec<Diagnostic> {
    let mut known: BTreeMap<(&str, Lang), &File> = BTreeMap::new();
    let mut problems = Vec::new();
    for file in texts.iter().filter(|f| f.kind != Kind::FullText) {
        match known.entry((&file.id, file.lang)) {
            Slot::Vacant(slot) => {
                slot.insert(file);
            }
            Slot::Occupied(first) => {
                let place = Place::start_of(&file.path);
                problems.push(problem::duplicate_id(&file.id, &first.get().path, place));
            }
        }
    }
    problems
}

/// A translation inherits its facts, so there must be a file that states them.
fn check_originals(texts: &[Arc<File>]) -> Vec<Diagnostic> {
    let originals: BTreeSet<(Kind, &str)> =
        texts.iter().filter(|f| f.lang == Lang::Fa).map(|f| (f.kind, f.id.as_str())).collect();
    texts
        .iter()
        .filter(|f| f.lang != Lang::Fa && !originals.contains(&(f.kind, f.id.as_str())))
        .map(|f| problem::translation_without_original(&f.path))
        .collect()
}

/// The first entry of a key stays, the others are reported and left out.
fn check_keys(entries: &mut Vec<Entry>) -> Vec<Diagnostic> {
    let mut known: BTreeMap<String, Place> = BTreeMap::new();
    let mut problems = Vec::new();
    entries.retain(|entry| match known.get(&entry.key) {
        Some(first) => {
            problems.push(problem::duplicate_work(&entry.key, first, entry.place.clone()));
            false
        }
        None => {
            known.insert(entry.key.clone(), entry.place.clone());
            true
        }
    });
    problems
}
