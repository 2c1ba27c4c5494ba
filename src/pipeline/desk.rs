//! What the editor's desk needs besides the edition: what import left open, beside
//! its source lines; and an editor's choice, carried out.

use std::ops::Range;
use std::path::{Path, PathBuf};

use crate::config::Config;
use crate::content;
use crate::diag::Error;
use crate::disk;
use crate::import::accept::{self, Accepted};
use crate::import::report::Report;
use crate::import::review::{self, Question};
use crate::import::run;
use crate::pipeline::{Loaded, known};
use crate::render::view::desk::{Asked, Open};

pub use crate::import::accept::Choice;

/// So many characters of a text are shown before and after words in doubt.
const AROUND: usize = 70;

/// What import left open in each article, with its source lines and what stands.
pub(super) fn open(root: &Path, loaded: &Loaded) -> Result<Vec<Open>, Error> {
    let (files, _) = run::sources(root, &loaded.config)?;
    let mut all = Vec::new();
    for article in &loaded.edition.records.articles {
        let Some(report) = article.report.as_ref().filter(|r| !r.doubts.is_empty()) else {
            continue;
        };
        let folder = folder(&article.id);
        let text = match disk::read_text(&root.join(&folder).join("text.md")) {
            Ok(text) => text,
            // It comes back with the next import.
            Err(_) => continue,
        };
        let source = source_text(&files, &report.source.file)?;
        let mut questions = review::questions(&folder, &source, report);
        review::sort(&mut questions);
        let asked = |question: Question| {
            let words = accept::words(&question);
            let Question { doubt, nth, source, .. } = question;
            let around = accept::find(&text, &doubt.stands, &source, &doubt.text)
                .map(|at| around(&text, at));
            Asked { doubt, words, nth, source, around }
        };
        let doubts = questions.into_iter().map(asked).collect();
        all.push(Open { article: article.id.clone(), seen: accept::state(&text), doubts });
    }
    Ok(all)
}

/// The folder of an article, from the project's root.
pub fn folder(article: &str) -> String {
    format!("{}/articles/{article}", content::FOLDER)
}

/// What stands on the same line before and after a place.
fn around(text: &str, at: Range<usize>) -> (String, String) {
    let before = text[..at.start].rsplit('\n').next().unwrap_or_default();
    let after = text[at.end..].split('\n').next().unwrap_or_default();
    let from = before.char_indices().rev().nth(AROUND).map_or(0, |(at, _)| at);
    let to = after.char_indices().nth(AROUND).map_or(after.len(), |(at, _)| at);
    (before[from..].to_owned(), after[..to].to_owned())
}

/// The text of a source by its name; empty where it is not there.
fn source_text(files: &[PathBuf], name: &str) -> Result<String, Error> {
    let is_it = |file: &&PathBuf| file.file_name().is_some_and(|n| n.to_string_lossy() == name);
    match files.iter().find(is_it) {
        Some(file) => Ok(String::from_utf8_lossy(&disk::read(file)?).into_owned()),
        None => Ok(String::new()),
    }
}

/// Puts a reading that an editor chose on the desk where the words stand. Where
/// nobody can tell where that is, the article is imported again, which can. Says
/// the new state of the text, and whether the reading stands.
///
/// # Errors
///
/// As [`accept::accept`] and [`import`].
pub fn accept(root: &Path, choice: &Choice) -> Result<(String, bool), Error> {
    let config = Config::load(root)?;
    let (files, _) = run::sources(root, &config)?;
    let folder = root.join(&choice.folder);
    let report = disk::read_text(&folder.join("import.json"))?;
    let report: Report = serde_json::from_str(&report).unwrap_or_default();
    let source = source_text(&files, &report.source.file)?;
    let done = accept::accept(root, choice, &source)?;
    let is_it = |f: &&PathBuf| f.file_name().is_some_and(|n| *n == *report.source.file);
    let stands = match (done, files.iter().find(is_it)) {
        (Accepted::Stands, _) => true,
        (Accepted::AtNextImport, Some(file)) => {
            let slug = choice.folder.rsplit('/').next();
            match run::run(root, &config, std::slice::from_ref(file), slug, &known(root)?, &|_| {})
            {
                Ok(_) => true,
                // Without the dictionary, say: the decision waits.
                Err(Error::Refused { .. }) => false,
                Err(error) => return Err(error),
            }
        }
        (Accepted::AtNextImport, None) => false,
    };
    Ok((accept::state(&disk::read_text(&folder.join("text.md"))?), stands))
}
