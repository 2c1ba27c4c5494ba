//! Made-up articles as clean text: `tests/fixtures/made/*.txt`.
//!
//! A head of `name: value` lines, a line `---`, then the body: `#` and `##`
//! before a heading, one paragraph a line, `^[…]` where a footnote stands, a
//! table as a caption line followed by rows between bars. The sentences were
//! written for these tests.

use std::fs;
use std::path::Path;

use crate::support::ROOT;

/// An article before anything happened to it.
#[derive(Clone, Debug, Default)]
pub(crate) struct Article {
    /// The name of its file, without the ending.
    pub(crate) slug: String,
    head: Vec<(String, String)>,
    pub(crate) parts: Vec<Part>,
    /// Texts of the footnotes, in the order of their marks.
    pub(crate) notes: Vec<String>,
}

/// A part of the body.
#[derive(Clone, Debug)]
pub(crate) enum Part {
    /// With its number as printed, `2-1-`, or none.
    Heading {
        number: String,
        text: String,
    },
    /// Marks of notes are [`mark`]s.
    Paragraph(String),
    Table {
        caption: String,
        rows: Vec<Vec<String>>,
    },
}

/// Stands in a text where the mark of the note with this index stands.
pub(crate) fn mark(index: usize) -> char {
    char::from_u32(0xE000 + u32::try_from(index).unwrap()).unwrap()
}

/// The note whose mark a character is.
pub(crate) fn is_mark(c: char) -> Option<usize> {
    ('\u{E000}'..='\u{E0FF}').contains(&c).then(|| c as usize - 0xE000)
}

impl Article {
    /// A field of the head, empty where it is not there.
    pub(crate) fn field(&self, name: &str) -> &str {
        self.head.iter().find(|(key, _)| key == name).map_or("", |(_, value)| value)
    }

    /// The running text, as a reader should find it: abstract and paragraphs.
    pub(crate) fn paragraphs(&self) -> Vec<String> {
        let body = self.parts.iter().filter_map(|part| match part {
            Part::Paragraph(text) => Some(without_marks(text)),
            Part::Heading { .. } | Part::Table { .. } => None,
        });
        std::iter::once(self.field("abstract").to_owned()).chain(body).collect()
    }

    /// The headings' words, without their numbers.
    pub(crate) fn headings(&self) -> Vec<String> {
        let heading = |part: &Part| match part {
            Part::Heading { text, .. } => Some(text.clone()),
            Part::Paragraph(_) | Part::Table { .. } => None,
        };
        self.parts.iter().filter_map(heading).collect()
    }

    /// The words of every cell of every table.
    pub(crate) fn cells(&self) -> Vec<String> {
        let cells = |part: &Part| match part {
            Part::Table { rows, .. } => rows.concat(),
            Part::Heading { .. } | Part::Paragraph(_) => Vec::new(),
        };
        self.parts.iter().flat_map(cells).collect()
    }
}

/// A text without the marks of its notes.
pub(crate) fn without_marks(text: &str) -> String {
    text.chars().filter(|c| is_mark(*c).is_none()).collect()
}

/// All made-up articles, by the names of their files.
pub(crate) fn articles() -> Vec<Article> {
    let folder = Path::new(ROOT).join("tests/fixtures/made");
    let mut files: Vec<_> = fs::read_dir(folder).unwrap().map(|e| e.unwrap().path()).collect();
    files.sort();
    let read = |path: &std::path::PathBuf| {
        parse(path.file_stem().unwrap().to_str().unwrap(), &fs::read_to_string(path).unwrap())
    };
    files.iter().map(read).collect()
}

fn parse(slug: &str, text: &str) -> Article {
    let (head, body) = text.split_once("\n---\n").unwrap();
    let field = |line: &str| {
        let (key, value) = line.split_once(':').unwrap();
        (key.trim().to_owned(), value.trim().to_owned())
    };
    let mut article = Article {
        slug: slug.to_owned(),
        head: head.lines().map(field).collect(),
        ..Article::default()
    };
    for line in body.lines().map(str::trim).filter(|l| !l.is_empty()) {
        if let Some(heading) = line.strip_prefix('#') {
            let heading = heading.trim_start_matches('#').trim();
            let is_number = |c: char| c.is_ascii_digit() || matches!(c, '.' | '-' | ')');
            let end = heading.find(|c: char| !is_number(c)).unwrap_or(0);
            let (number, text) = heading.split_at(end);
            article
                .parts
                .push(Part::Heading { number: number.to_owned(), text: text.trim().to_owned() });
        } else if line.starts_with("جدول ") && line.contains(':') && line.chars().count() < 90 {
            article.parts.push(Part::Table { caption: line.to_owned(), rows: Vec::new() });
        } else if let Some(Part::Table { rows, .. }) =
            article.parts.last_mut().filter(|_| line.starts_with('|'))
        {
            rows.push(line.trim_matches('|').split('|').map(|c| c.trim().to_owned()).collect());
        } else {
            let text = take_notes(line, &mut article.notes);
            article.parts.push(Part::Paragraph(text));
        }
    }
    article
}

/// Puts marks in the place of notes.
fn take_notes(line: &str, notes: &mut Vec<String>) -> String {
    let mut out = String::new();
    let mut rest = line;
    while let Some((before, after)) = rest.split_once("^[") {
        let (note, behind) = after.split_once(']').unwrap();
        out.push_str(before);
        out.push(mark(notes.len()));
        notes.push(note.to_owned());
        rest = behind;
    }
    out + rest
}
