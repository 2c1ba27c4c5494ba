//! BibLaTeX files → entries, as Zotero and JabRef write them.

use std::collections::BTreeMap;

use biblatex::{
    Bibliography, Chunk, Field, Pair, ParseError, ParseErrorKind, RawBibliography, RawChunk,
    RawEntry, Spanned, Token,
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

/// How deep braces may stand in each other.
const DEEPEST: usize = 100;

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

/// Fields that name other entries: keys, not text.
const LINKS: [&str; 5] = ["crossref", "xref", "xdata", "ids", "related"];

/// The entries of a file. Those that can't be read are reported, the others stay.
pub fn parse(problems: &mut Problems<'_>) -> Vec<Entry> {
    let text = problems.text();
    if deep_brace(text).is_none()
        && let Ok(raw) = RawBibliography::parse(text)
    {
        return read_all(&raw, 0, problems);
    }
    // The reader stops at the first fault: go on with every entry by itself.
    let mut found = Vec::new();
    for (start, piece) in pieces(text) {
        if let Some(at) = deep_brace(piece) {
            let error = ParseError { span: at..at, kind: ParseErrorKind::MalformedCommand };
            report(&error, start, piece, problems);
            continue;
        }
        match RawBibliography::parse(piece) {
            Ok(raw) => found.extend(read_all(&raw, start, problems)),
            Err(error) => report(&error, start, piece, problems),
        }
    }
    found
}

/// Where braces stand in each other deeper than any value needs: the reader
/// takes quadratic time for them.
fn deep_brace(text: &str) -> Option<usize> {
    let mut depth = 0_usize;
    text.bytes().position(|b| {
        match b {
            b'{' => depth += 1,
            b'}' => depth = depth.saturating_sub(1),
            _ => {}
        }
        depth > DEEPEST
    })
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
fn read_all(raw: &RawBibliography<'_>, start: usize, problems: &mut Problems<'_>) -> Vec<Entry> {
    let words: BTreeMap<&str, &Field<'_>> =
        raw.abbreviations.iter().map(|pair| (pair.key.v, &pair.value.v)).collect();
    let mut found = Vec::new();
    for entry in &raw.entries {
        let entry = &entry.v;
        let key = entry.key.v;
        let at = start + entry.key.span.start;
        if citation::key(key) != Some(key) {
            problems.add(at, |place| {
                let said = format!("the key `{key}` cannot be cited");
                let hint = "keys have Latin letters, digits and hyphens: `waltz-1979`";
                problem::bibliography_syntax(&said, key, hint, place)
            });
            continue;
        }
        found.push(Entry {
            path: problems.path().to_owned(),
            place: problems.place(at),
            key: key.to_owned(),
            kind: entry.kind.v.to_lowercase(),
            fields: read_fields(entry, &words, start, problems),
        });
    }
    inherit(&mut found);
    for entry in &found {
        if entry.field("author").is_none() && entry.field("editor").is_none() {
            problems.push(problem::work_without_author(&entry.key, entry.place.clone()));
        }
    }
    found
}

/// The fields of an entry in the file's order. Of a field that was written twice
/// the last value counts; one that is empty is none.
fn read_fields(
    entry: &RawEntry<'_>,
    words: &BTreeMap<&str, &Field<'_>>,
    start: usize,
    problems: &mut Problems<'_>,
) -> Vec<(String, String)> {
    let mut fields: Vec<(String, String)> = Vec::new();
    let mut positions: BTreeMap<String, usize> = BTreeMap::new();
    for pair in &entry.fields {
        let name = pair.key.v.to_ascii_lowercase();
        let value = match read_value(&name, pair, words) {
            Ok(value) => value,
            Err(error) => {
                report(&error, start, "", problems);
                continue;
            }
        };
        match positions.get(&name) {
            Some(position) => fields[*position].1 = value,
            None => {
                positions.insert(name.clone(), fields.len());
                fields.push((name, value));
            }
        }
    }
    fields.retain(|(_, value)| !value.is_empty());
    fields
}

/// The plain text of one value.
fn read_value(
    name: &str,
    pair: &Pair<'_>,
    words: &BTreeMap<&str, &Field<'_>>,
) -> Result<String, ParseError> {
    let mut field = Vec::new();
    expand(&pair.value.v, words, 0, &mut field)?;
    if LINKS.contains(&name) {
        let text: String = field
            .iter()
            .map(|chunk| match chunk.v {
                RawChunk::Normal(text) | RawChunk::Abbreviation(text) => text,
            })
            .collect();
        return Ok(text.trim().to_owned());
    }
    // An entry of this one value: the reader follows references between entries
    // and words without end.
    let pair = Pair { key: pair.key.clone(), value: Spanned::new(field, pair.value.span.clone()) };
    let entry = RawEntry {
        key: Spanned::detached("k"),
        kind: Spanned::detached("misc"),
        fields: vec![pair],
    };
    let one = RawBibliography {
        preamble: String::new(),
        entries: vec![Spanned::detached(entry)],
        abbreviations: Vec::new(),
    };
    let entry = Bibliography::from_raw(one)?.into_iter().next();
    let chunks = entry.and_then(|mut entry| entry.fields.remove(name)).unwrap_or_default();
    Ok(plain_text(&chunks, NAMES.contains(&name)).trim().to_owned())
}

/// Puts the values of `@string` words in their places.
fn expand<'s>(
    field: &Field<'s>,
    words: &BTreeMap<&str, &Field<'s>>,
    depth: usize,
    found: &mut Field<'s>,
) -> Result<(), ParseError> {
    for chunk in field {
        match &chunk.v {
            RawChunk::Abbreviation(word) if words.contains_key(word) => {
                if depth > 8 || found.len() > 100 {
                    let kind = ParseErrorKind::UnknownAbbreviation((*word).to_owned());
                    return Err(ParseError { span: chunk.span.clone(), kind });
                }
                expand(words[word], words, depth + 1, found)?;
            }
            RawChunk::Abbreviation(_) | RawChunk::Normal(_) => found.push(chunk.clone()),
        }
    }
    Ok(())
}

/// Gives entries what they lack and what their `crossref` or `xdata` has, from
/// the same file and over one step.
fn inherit(entries: &mut [Entry]) {
    let positions: BTreeMap<String, usize> =
        entries.iter().enumerate().map(|(i, entry)| (entry.key.clone(), i)).collect();
    for i in 0..entries.len() {
        for link in ["crossref", "xdata"] {
            let parent = entries[i].field(link).and_then(|key| positions.get(key)).copied();
            let Some(parent) = parent.filter(|parent| *parent != i) else {
                continue;
            };
            let is_part = link == "crossref" && entries[i].kind.starts_with("in");
            let inherited: Vec<(String, String)> = entries[parent]
                .fields
                .iter()
                .filter_map(|(name, value)| {
                    let name = match name.as_str() {
                        "crossref" | "xdata" | "ids" | "label" | "shorttitle" => return None,
                        "title" if is_part => "booktitle",
                        "subtitle" if is_part => "booksubtitle",
                        "author" if is_part => "bookauthor",
                        "title" | "subtitle" if link == "crossref" => return None,
                        name => name,
                    };
                    entries[i].field(name).is_none().then(|| (name.to_owned(), value.clone()))
                })
                .collect();
            entries[i].fields.extend(inherited);
        }
    }
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
    // At its end nobody finds the brace that an entry lacks.
    let has_no_end = !piece.is_empty() && error.span.start >= piece.trim_end().len();
    let (at, kind) = if has_no_end {
        let indent = piece.len() - piece.trim_start().len();
        (start + indent, &ParseErrorKind::UnexpectedEof)
    } else {
        (start + error.span.start, &error.kind)
    };
    let (said, hint) = match kind {
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

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// Entries as `key kind: name=value; …`, then problems as `! code line:column`.
    fn outline(text: &str) -> String {
        let mut problems = Problems::new("b.bib", text);
        let mut lines: Vec<String> = parse(&mut problems)
            .iter()
            .map(|entry| {
                let fields: Vec<String> =
                    entry.fields.iter().map(|(name, value)| format!("{name}={value}")).collect();
                format!("{} {}: {}", entry.key, entry.kind, fields.join("; "))
            })
            .collect();
        for problem in problems.found() {
            let place = &problem.place;
            lines.push(format!("! {} {}:{}", problem.code.id(), place.line, place.column));
        }
        lines.join("\n")
    }

    #[track_caller]
    fn check(text: &str, expected: &[&str]) {
        assert_eq!(outline(text), expected.join("\n"), "of\n{text}");
    }

    #[test]
    fn values_are_plain_text_in_the_order_of_the_file() {
        check(
            "@Book{mirzaei-1389,\n  Title = {رود و {مرز}},\n  author = {میرزایی, سیما},\n  \
             date = {۱۳۸۹},\n  langid = {persian}, calendar = {sh}, keywords = {as-cited},\n}",
            &["mirzaei-1389 book: title=رود و مرز; author=میرزایی, سیما; date=۱۳۸۹; \
               langid=persian; calendar=sh; keywords=as-cited"],
        );
    }

    #[test]
    fn tex_is_undone() {
        check(
            "@article{muller-2001, author = {M{\\\"u}ller, J. and {River \\& Sea {Union}}}, \
             pages = {3--5}, title = \"{\\'E}tude\"}",
            &["muller-2001 article: author=Müller, J. and {River & Sea Union}; pages=3–5; \
               title=Étude"],
        );
    }

    #[test]
    fn words_and_parents_give_their_values() {
        check(
            "@string{press = {River Press}}\n@collection{whole-2001, title = {Whole}, \
             editor = {Sea, Ann}, publisher = press # { House}}\n\
             @incollection{part-2001, author = {Bo, Al}, title = {Part}, crossref = {whole-2001}}",
            &[
                "whole-2001 collection: title=Whole; editor=Sea, Ann; publisher=River Press House",
                "part-2001 incollection: author=Bo, Al; title=Part; crossref=whole-2001; \
                 booktitle=Whole; editor=Sea, Ann; publisher=River Press House",
            ],
        );
    }

    #[test]
    fn a_broken_entry_leaves_the_others() {
        check(
            "@book{one-2001, author = {A}}\n\n@book{two-2002, author = {B}\n\n\
             @book{three-2003, author {C}}\n@book{four-2004, author = {D}}",
            &[
                "one-2001 book: author=A",
                "four-2004 book: author=D",
                "! bibliography-syntax 3:1",
                "! bibliography-syntax 5:26",
            ],
        );
        check(
            "@book{one-2001, author = {A}, month = unknown, year = 2001}",
            &["one-2001 book: author=A; year=2001", "! bibliography-syntax 1:39"],
        );
    }

    #[test]
    fn keys_must_be_fit_to_be_cited() {
        check("@book{müller:1, author = {A}}", &["! bibliography-syntax 1:7"]);
        check("@book{ab, title = {T}}", &["ab book: title=T", "! work-without-author 1:7"]);
    }

    #[test]
    fn endless_references_come_to_an_end() {
        let words = "@string{a = b # b}@string{b = a # a}@book{xy, author = a}";
        assert!(outline(words).contains("! bibliography-syntax"));
        let ring =
            "@book{aa, crossref = {bb}, author = {X}}@book{bb, xdata = {bb}, crossref = {aa}}";
        assert!(outline(ring).starts_with("aa book"));
        let deep = format!("@book{{aa, author = {}x{}}}", "{".repeat(500), "}".repeat(500));
        assert!(outline(&deep).starts_with("! bibliography-syntax"));
    }

    fn scribble() -> impl Strategy<Value = String> {
        let piece = prop::sample::select(vec![
            "@book{",
            "@string{",
            "@comment{",
            "@preamble{",
            "@",
            "{",
            "}",
            "\"",
            ",",
            "=",
            "#",
            " ",
            "\n",
            "%",
            "key-1",
            "author",
            "title",
            "crossref",
            "xdata",
            "ids",
            "متن",
            "۱۳۸۹",
            "\\",
            "\\'e",
            "\\\"{u}",
            "$",
            "--",
            "= {x},",
            "month = jan",
            "1.2.3",
            "\u{200C}",
            "~",
            "^",
        ]);
        prop::collection::vec(piece, 0..40).prop_map(|pieces| pieces.concat())
    }

    proptest! {
        #[test]
        fn no_file_makes_it_panic(text in scribble(), value in scribble()) {
            outline(&text);
            outline(&format!("@book{{ab, title = {{{value}}}, author = {{{text}}}}}"));
        }
    }
}
