//! One file of `content/`, from its bytes to what is written in it.

use std::collections::BTreeSet;
use std::sync::Arc;

use crate::content::bibliography;
use crate::content::bibliography::Entry;
use crate::content::front;
use crate::content::head::Head;
use crate::content::markdown;
use crate::content::problem;
use crate::content::problem::Problems;
use crate::content::tree::Body;
use crate::content::walk;
use crate::content::walk::Role;
use crate::content::{FOLDER, File, Kind};
use crate::diag::{Diagnostic, Error, Place};
use crate::disk;
use crate::disk::EntryKind;
use crate::import::report::Report;
use crate::text::Lang;
use crate::text::persian;

/// The largest text that is read, in bytes: ten times a long book.
pub const LARGEST_TEXT: u64 = 8 * 1024 * 1024;

/// The largest `import.json`, in bytes. It repeats every corrected word of a text.
const LARGEST_REPORT: u64 = 8 * LARGEST_TEXT;

/// How many bidi controls of one file are reported one by one.
const BIDI_CONTROLS: usize = 20;

/// What one file held, and what is wrong with it.
#[derive(Debug)]
pub struct Read {
    pub found: Found,
    pub problems: Vec<Diagnostic>,
}

/// What one file held.
#[derive(Debug)]
pub enum Found {
    /// A Markdown file. One that can't be read stays, without head and body:
    /// its id is known, so that links to it aren't reported as well.
    Text(Box<File>),
    /// The entries of a `.bib` file.
    Entries(Vec<Entry>),
    /// What import says of the article with this id.
    Report(String, Box<Report>),
    /// Nothing of use.
    Nothing,
}

/// Reads one file. `images` are those that its text can show.
///
/// # Errors
///
/// Only when the file system refuses.
pub fn read(entry: &disk::Entry, images: &BTreeSet<String>) -> Result<Read, Error> {
    let path = format!("{FOLDER}/{}", entry.relative);
    match entry.kind {
        EntryKind::File => {}
        EntryKind::LinkOutside => return Ok(nothing(problem::symlink_outside(&path))),
        EntryKind::BadName => return Ok(nothing(problem::bad_file_name(&path, &entry.relative))),
    }
    let role = walk::role(&entry.relative);
    let limit = match &role {
        Role::BadName { name } => return Ok(nothing(problem::bad_file_name(&path, name))),
        Role::Unexpected { hint } => return Ok(nothing(problem::unexpected_file(&path, hint))),
        // It is read when the site is written.
        Role::Image { .. } => return Ok(Read { found: Found::Nothing, problems: Vec::new() }),
        Role::Report { .. } => LARGEST_REPORT,
        Role::Text { .. } | Role::Bibliography => LARGEST_TEXT,
    };
    let size = disk::size(&entry.path)?;
    if size > limit {
        return Ok(unread(path, &role, |path| problem::file_too_large(path, size, limit)));
    }
    let bytes = disk::read(&entry.path)?;
    Ok(parse(path, role, bytes, images))
}

/// What a file with these bytes holds.
fn parse(path: String, role: Role, bytes: Vec<u8>, images: &BTreeSet<String>) -> Read {
    let text = match decode(&path, bytes) {
        Ok(text) => text,
        Err(problem) => return unread(path, &role, |_| *problem),
    };
    match role {
        Role::Text { .. } if text.trim().is_empty() => unread(path, &role, problem::empty_file),
        Role::Text { kind, id, lang } => {
            let mut problems = Problems::new(&path, &text);
            let (head, body) = parse_text(&mut problems, kind, lang, images);
            let problems = problems.found();
            let file = File { path, id, lang, kind, head, body, text: Arc::from(text) };
            Read { found: Found::Text(Box::new(file)), problems }
        }
        Role::Report { id } => parse_report(&path, id, &text),
        Role::Bibliography => {
            let mut problems = Problems::new(&path, &text);
            find_bidi_controls(&mut problems);
            let entries = bibliography::parse(&mut problems);
            Read { found: Found::Entries(entries), problems: problems.found() }
        }
        Role::Image { .. } | Role::BadName { .. } | Role::Unexpected { .. } => {
            unread(path, &role, problem::empty_file)
        }
    }
}

fn parse_text(
    problems: &mut Problems<'_>,
    kind: Kind,
    lang: Lang,
    images: &BTreeSet<String>,
) -> (Head, Body) {
    find_bidi_controls(problems);
    match front::split(problems.text()) {
        Ok(front) => {
            let head = front::read(&front, kind, lang, problems);
            (head, markdown::parse(problems, front.body, images))
        }
        Err(missing) => {
            problems.add(0, |place| problem::front_matter_missing(missing, place));
            (Head::blank(kind), markdown::parse(problems, missing.body, images))
        }
    }
}

fn parse_report(path: &str, id: String, text: &str) -> Read {
    match serde_json::from_str::<Report>(text) {
        Ok(report) => Read { found: Found::Report(id, Box::new(report)), problems: Vec::new() },
        Err(error) => nothing(problem::bad_report(path, &error)),
    }
}

/// The text of a file without its byte order mark.
fn decode(path: &str, bytes: Vec<u8>) -> Result<String, Box<Diagnostic>> {
    let text = match String::from_utf8(bytes) {
        Ok(text) => text,
        Err(error) => {
            let good = error.utf8_error().valid_up_to();
            let bytes = error.into_bytes();
            let before = String::from_utf8_lossy(&bytes[..good]);
            let place = Place::at(path, &before, before.len());
            return Err(Box::new(problem::not_utf8(bytes[good], place)));
        }
    };
    let is_stray = |c: char| c.is_control() && !matches!(c, '\t' | '\n' | '\r');
    if let Some((at, c)) = text.char_indices().find(|(_, c)| is_stray(*c)) {
        return Err(Box::new(problem::control_character(c, Place::at(path, &text, at))));
    }
    Ok(match text.strip_prefix('\u{FEFF}') {
        // ZERO WIDTH NO-BREAK SPACE: some editors begin every file with it.
        Some(rest) => rest.to_owned(),
        None => text,
    })
}

fn find_bidi_controls(problems: &mut Problems<'_>) {
    let text = problems.text();
    let controls = text.char_indices().filter(|(_, c)| persian::is_bidi_control(*c));
    for (at, c) in controls.take(BIDI_CONTROLS) {
        problems.add(at, |place| problem::bidi_control(c, place));
    }
}

fn nothing(problem: Diagnostic) -> Read {
    Read { found: Found::Nothing, problems: vec![problem] }
}

/// A file that can't be read: known by its id, without head and body.
fn unread(path: String, role: &Role, problem: impl FnOnce(&str) -> Diagnostic) -> Read {
    let problem = problem(&path);
    let Role::Text { kind, id, lang } = role else {
        return nothing(problem);
    };
    let file = File {
        path,
        id: id.clone(),
        lang: *lang,
        kind: *kind,
        head: Head::blank(*kind),
        body: Body::default(),
        text: Arc::from(""),
    };
    Read { found: Found::Text(Box::new(file)), problems: vec![problem] }
}
