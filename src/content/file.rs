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
use crate::import::decisions;
use crate::import::decisions::Decision;
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
#[derive(Clone, Debug)]
pub struct Read {
    pub found: Found,
    pub problems: Vec<Diagnostic>,
    /// BLAKE3 of the bytes that were parsed; `None` where none were.
    pub hash: Option<blake3::Hash>,
    /// The file as it stood before its bytes were read.
    pub stamp: Option<disk::Stamp>,
}

/// What one file held.
#[derive(Clone, Debug)]
pub enum Found {
    /// A Markdown file. One that can't be read stays, without head and body:
    /// its id is known, so that links to it aren't reported as well.
    Text(Arc<File>),
    /// The entries of a `.bib` file.
    Entries(Arc<Vec<Entry>>),
    /// What import says of the article with this id.
    Report(String, Arc<Report>),
    /// What an editor decided of the import of the article with this id.
    Decisions(String, Arc<Vec<(Decision, Place)>>),
    /// Nothing of use.
    Nothing,
}

/// Reads one file. `images` are those that its text can show. `before` is what
/// was read of this file last time, with the same images: the same bytes aren't
/// parsed again.
///
/// # Errors
///
/// Only when the file system refuses.
pub fn read(
    entry: &disk::Entry,
    images: &BTreeSet<String>,
    before: Option<&Read>,
) -> Result<Read, Error> {
    let path = format!("{FOLDER}/{}", entry.relative);
    match entry.kind {
        EntryKind::File => {}
        EntryKind::LinkOutside => return Ok(nothing(problem::symlink_outside(&path))),
        EntryKind::BadName => return Ok(nothing(problem::bad_file_name(&path, &entry.relative))),
    }
    let stamp = disk::stamp(&entry.path);
    if let Some(before) = before.filter(|b| b.hash.is_some() && stamp.is_some() && b.stamp == stamp)
    {
        return Ok(before.clone());
    }
    let role = walk::role(&entry.relative);
    let limit = match &role {
        Role::BadName { name } => return Ok(nothing(problem::bad_file_name(&path, name))),
        Role::Unexpected { hint } => return Ok(nothing(problem::unexpected_file(&path, hint))),
        // It is read when the site is written.
        Role::Image { .. } => return Ok(Read::of(Found::Nothing, Vec::new())),
        Role::Report { .. } => LARGEST_REPORT,
        Role::Text { .. } | Role::Bibliography | Role::Decisions { .. } => LARGEST_TEXT,
    };
    let size = disk::size(&entry.path)?;
    if size > limit {
        return Ok(unread(path, &role, |path| problem::file_too_large(path, size, limit)));
    }
    let bytes = disk::read(&entry.path)?;
    let hash = blake3::hash(&bytes);
    if let Some(before) = before.filter(|before| before.hash == Some(hash)) {
        return Ok(Read { stamp, ..before.clone() });
    }
    Ok(Read { hash: Some(hash), stamp, ..parse(path, role, bytes, images) })
}

impl Read {
    /// Whether both held the same.
    pub fn is_same(&self, other: &Self) -> bool {
        self.hash == other.hash && self.problems == other.problems
    }

    fn of(found: Found, problems: Vec<Diagnostic>) -> Self {
        Self { found, problems, hash: None, stamp: None }
    }
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
            Read::of(Found::Text(Arc::new(file)), problems)
        }
        Role::Report { id } => parse_report(&path, id, &text),
        Role::Decisions { id } => match decisions::parse(&path, &text) {
            Ok(decisions) => Read::of(Found::Decisions(id, Arc::new(decisions)), Vec::new()),
            Err(problem) => nothing(*problem),
        },
        Role::Bibliography => {
            let mut problems = Problems::new(&path, &text);
            find_bidi_controls(&mut problems);
            let entries = bibliography::parse(&mut problems);
            Read::of(Found::Entries(Arc::new(entries)), problems.found())
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
        Ok(report) => Read::of(Found::Report(id, Arc::new(report)), Vec::new()),
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
    // With this byte every one of them begins but the Arabic letter mark.
    let most = memchr::memchr_iter(0xE2, text.as_bytes());
    let letter_marks = memchr::memmem::find_iter(text.as_bytes(), "\u{61C}");
    let character = |at: usize| Some((at, text[at..].chars().next()?));
    let controls = most.chain(letter_marks).filter_map(character);
    let mut controls: Vec<_> = controls.filter(|(_, c)| persian::is_bidi_control(*c)).collect();
    controls.sort_unstable();
    for (at, c) in controls.into_iter().take(BIDI_CONTROLS) {
        problems.add(at, |place| problem::bidi_control(c, place));
    }
}

fn nothing(problem: Diagnostic) -> Read {
    Read::of(Found::Nothing, vec![problem])
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
    Read::of(Found::Text(Arc::new(file)), vec![problem])
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn roles() -> Vec<Role> {
        let kinds = [Kind::Home, Kind::Article, Kind::Actor, Kind::Organization, Kind::Event];
        let text = |kind| Role::Text { kind, id: "a".to_owned(), lang: Lang::Fa };
        let mut roles: Vec<Role> = kinds.map(text).into();
        let id = || "a".to_owned();
        roles.extend([Role::Bibliography, Role::Report { id: id() }, Role::Decisions { id: id() }]);
        roles
    }

    /// Says what is wrong with the bytes of a page, as `code line:column`.
    #[track_caller]
    fn check(bytes: &[u8], expected: &str) {
        let role = Role::Text { kind: Kind::Page, id: "a".to_owned(), lang: Lang::Fa };
        let read = parse("a.md".to_owned(), role, bytes.to_vec(), &BTreeSet::new());
        let said = |p: &Diagnostic| format!("{} {}:{}", p.code.id(), p.place.line, p.place.column);
        let said: Vec<String> = read.problems.iter().map(said).collect();
        assert_eq!(said.join(", "), expected, "{:?}", String::from_utf8_lossy(bytes));
    }

    #[test]
    fn bytes_that_are_no_text_are_reported_where_they_stand() {
        check(b"+++\ntitle = \"\xD1\"\n+++\n", "not-utf8 2:10");
        check("+++\nسلام\u{0}".as_bytes(), "not-utf8 2:5");
        check(&[0x89, b'P', b'N', b'G'], "not-utf8 1:1");
        check("\u{FEFF}+++\ntitle = \"رود\"\n+++\n".as_bytes(), "");
        check("\u{FEFF} \n".as_bytes(), "empty-file 1:1");
    }

    #[test]
    fn zwnj_is_no_bidi_control() {
        check("+++\ntitle = \"می\u{200C}شود\"\n+++\n".as_bytes(), "");
        check("+++\ntitle = \"\u{200F}رود\"\n+++\n".as_bytes(), "bidi-control 2:10");
    }

    #[test]
    fn all_problems_of_a_file_are_reported() {
        let text = "+++\ntitel = \"a\"\nsubtitle = 5\n+++\n\nx<br>\n\n[a](../b)[^1]\n";
        let expected = "unknown-field 2:1, bad-field 3:12, raw-html 6:2, bad-link 8:1, \
            undefined-note 8:10";
        check(text.as_bytes(), expected);
    }

    fn scribble() -> impl Strategy<Value = String> {
        const PIECES: &str = "+++\n¦title¦kind¦date¦member_of¦authors¦ = ¦\"¦'''¦\"\"\"¦[¦]¦[[¦]]¦{¦}¦,¦.¦\
            #¦\n¦متن¦1992-05-15¦true¦1e9¦inf¦\\u0000¦\\x¦id¦state¦{id = \"a\"}¦ ¦\r\n¦name¦:¦null¦source";
        let piece = prop::sample::select(PIECES.split('¦').collect::<Vec<_>>());
        prop::collection::vec(piece, 0..40).prop_map(|pieces| pieces.concat())
    }

    proptest! {
        #[test]
        fn no_front_matter_makes_it_panic(text in scribble()) {
            let whole = format!("+++\n{text}\n+++\n{text}");
            for role in roles() {
                parse("a.md".to_owned(), role.clone(), whole.clone().into_bytes(), &BTreeSet::new());
                parse("a.md".to_owned(), role, text.clone().into_bytes(), &BTreeSet::new());
            }
        }

        #[test]
        fn no_bytes_make_it_panic(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
            for role in roles() {
                parse("a.md".to_owned(), role, bytes.clone(), &BTreeSet::new());
            }
        }
    }
}
