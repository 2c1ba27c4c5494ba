//! BibLaTeX files → entries, as Zotero and JabRef write them.

use biblatex::{
    Bibliography, Chunk, ParseError, ParseErrorKind, RawBibliography, RawEntry, Spanned, Token,
};

use crate::content::markdown::citation;
use crate::content::problem;
use crate::content::problem::Problems;
use crate::diag::Place;

/// One entry of a `.bib` file, as written.
#[derive(Clone, Debug, PartialEq)]
pub struct Entry {
    /// Path of its file from the project's root.
    pub path: String,
    /// Place of its key.
    pub place: Place,
    /// The citation key.
    pub key: String,
    /// `article`, `book`, … in lower case.
    pub kind: String,
    /// Field names in lower case and their plain text (braces and TeX undone), in
    /// the file's order, then those inherited by `crossref`. Digits are as
    /// written. In lists of names, words that stand in braces of their own keep
    /// one pair: they tell a body, `{World Bank}`, from a person.
    pub fields: Vec<(String, String)>,
}

impl Entry {
    /// The text of a field.
    pub fn field(&self, name: &str) -> Option<&str> {
        self.fields.iter().find(|(n, _)| n == name).map(|(_, v)| v.as_str())
    }
}

/// Fields that hold names.
const NAMES: [&str; 9] = [
    "author",
    "editor",
    "translator",
    "bookauthor",
    "editora",
    "annotator",
    "commentator",
    "holder",
    "shortauthor",
];

/// The entries of a file. Those that can't be read are reported, the others stay.
pub fn parse(problems: &mut Problems<'_>) -> Vec<Entry> {
    let text = problems.text();
    match RawBibliography::parse(text) {
        Ok(raw) => read_all(raw, 0, problems),
        // The reader stops at the first fault: go on with every entry by itself.
        Err(_) => {
            let mut found = Vec::new();
            for (start, piece) in pieces(text) {
                match RawBibliography::parse(piece) {
                    Ok(raw) => found.extend(read_all(raw, start, problems)),
                    Err(error) => report(&error, start, piece, problems),
                }
            }
            found
        }
    }
}

/// The text cut before every line that begins with `@`.
fn pieces(text: &str) -> Vec<(usize, &str)> {
    let mut starts = Vec::new();
    let mut at = 0;
    for line in text.split_inclusive('\n') {
        if line.trim_start().starts_with('@') {
            starts.push(at);
        }
        at += line.len();
    }
    let ends = starts.iter().copied().skip(1).chain([text.len()]);
    starts.iter().copied().zip(ends).map(|(start, end)| (start, &text[start..end])).collect()
}

/// The entries of a text that begins at `start` of the file.
fn read_all(raw: RawBibliography<'_>, start: usize, problems: &mut Problems<'_>) -> Vec<Entry> {
    // Together they know what they inherit from each other.
    let together = Bibliography::from_raw(raw.clone()).ok();
    let mut found = Vec::new();
    for entry in &raw.entries {
        let key = entry.v.key.v;
        let at = start + entry.v.key.span.start;
        let resolved = match together.as_ref().and_then(|all| all.get(key)) {
            Some(resolved) => resolved.clone(),
            None => read_alone(entry, &raw, start, problems),
        };
        if citation::key(key) != Some(key) {
            problems.add(at, |place| {
                let said = format!("the key `{key}` cannot be cited");
                let hint = "keys have Latin letters, digits and hyphens: `waltz-1979`";
                problem::bibliography_syntax(&said, key, hint, place)
            });
            continue;
        }
        let fields = plain_fields(&entry.v, &resolved);
        let has = |name| fields.iter().any(|(n, v): &(String, String)| n == name && !v.is_empty());
        if !has("author") && !has("editor") {
            problems.add(at, |place| problem::work_without_author(key, place));
        }
        found.push(Entry {
            path: problems.path().to_owned(),
            place: problems.place(at),
            key: key.to_owned(),
            kind: entry.v.kind.v.to_lowercase(),
            fields,
        });
    }
    found
}

/// An entry without the others; a field at fault is reported and left out.
fn read_alone(
    entry: &Spanned<RawEntry<'_>>,
    raw: &RawBibliography<'_>,
    start: usize,
    problems: &mut Problems<'_>,
) -> biblatex::Entry {
    let mut whole = entry.clone();
    whole.v.fields.retain(|field| {
        let mut one = entry.clone();
        one.v.fields = vec![field.clone()];
        match resolve(one, raw) {
            Ok(_) => true,
            Err(error) => {
                let text = problems.text();
                report(&error, start, text.get(start..).unwrap_or_default(), problems);
                false
            }
        }
    });
    let kind = biblatex::EntryType::new(entry.v.kind.v);
    let blank = biblatex::Entry::new(entry.v.key.v.to_owned(), kind);
    resolve(whole, raw).ok().flatten().unwrap_or(blank)
}

fn resolve(
    entry: Spanned<RawEntry<'_>>,
    raw: &RawBibliography<'_>,
) -> Result<Option<biblatex::Entry>, ParseError> {
    let one = RawBibliography {
        preamble: String::new(),
        entries: vec![entry],
        abbreviations: raw.abbreviations.clone(),
    };
    Ok(Bibliography::from_raw(one)?.into_iter().next())
}

fn plain_fields(written: &RawEntry<'_>, resolved: &biblatex::Entry) -> Vec<(String, String)> {
    let mut fields: Vec<(String, String)> = Vec::new();
    let written = written.fields.iter().map(|field| field.key.v.to_ascii_lowercase());
    // A field that was written twice has its last value, in its first place.
    let mut names: Vec<String> = Vec::new();
    for name in written.chain(resolved.fields.keys().cloned()) {
        if !names.contains(&name) {
            names.push(name);
        }
    }
    for name in names {
        if let Some(chunks) = resolved.fields.get(&name) {
            let text = plain_text(chunks, NAMES.contains(&name.as_str()));
            fields.push((name, text.trim().to_owned()));
        }
    }
    fields
}

/// The text of a value; in a list of names, words in braces keep one pair.
fn plain_text(chunks: &[Spanned<Chunk>], are_names: bool) -> String {
    let groups: Vec<(bool, String)> = chunks
        .chunk_by(|a, b| is_verbatim(a) == is_verbatim(b))
        .map(|group| (is_verbatim(&group[0]), group.iter().map(|c| c.v.get()).collect()))
        .filter(|(_, words): &(bool, String)| !words.is_empty())
        .collect();
    let mut text = String::new();
    for (i, (in_braces, words)) in groups.iter().enumerate() {
        // Braces within a word are TeX's: `M{\"u}ller`.
        let begins = !text.ends_with(char::is_alphanumeric);
        let ends =
            groups.get(i + 1).is_none_or(|(_, after)| !after.starts_with(char::is_alphanumeric));
        if are_names && *in_braces && begins && ends {
            text.push('{');
            text.push_str(words);
            text.push('}');
        } else {
            text.push_str(words);
        }
    }
    text
}

fn is_verbatim(chunk: &Spanned<Chunk>) -> bool {
    matches!(chunk.v, Chunk::Verbatim(_))
}

/// Reports what the reader says of a piece that begins at `start` of the file.
fn report(error: &ParseError, start: usize, piece: &str, problems: &mut Problems<'_>) {
    let indent = piece.len() - piece.trim_start().len();
    // At the end of the file nobody finds the brace that is missing.
    let at = match error.kind {
        ParseErrorKind::UnexpectedEof => start + indent,
        _ => start + error.span.start,
    };
    let (said, hint) = match &error.kind {
        ParseErrorKind::UnexpectedEof => (
            "the entry has no end".to_owned(),
            "close every `{` by a `}`; the entry itself ends with one too",
        ),
        ParseErrorKind::Expected(Token::Comma) => {
            ("a comma was expected".to_owned(), "put a comma after the key and after every field")
        }
        ParseErrorKind::UnknownAbbreviation(word) => (
            format!("the abbreviation `{word}` is not known"),
            "put the value in braces: `field = {value}`",
        ),
        ParseErrorKind::Unexpected(Token::ClosingBrace) => {
            ("a closing brace closes nothing".to_owned(), "every `}` has its `{`")
        }
        ParseErrorKind::Expected(Token::Equals) => {
            ("an equals sign was expected".to_owned(), "fields look like `title = {…},`")
        }
        other => {
            (other.to_string(), "an entry looks like `@book{key, title = {…}, date = {1979}}`")
        }
    };
    let text = problems.text();
    let at = (0..=at.min(text.len())).rev().find(|at| text.is_char_boundary(*at)).unwrap_or(0);
    let line_start = text[..at].rfind('\n').map_or(0, |n| n + 1);
    let line = text[line_start..].lines().next().unwrap_or_default();
    problems.add(at, |place| problem::bibliography_syntax(&said, line, hint, place));
}
