//! Problems as data: a diagnostic is something an editor can mend, an error
//! ends the run.
//!
//! Each [`Code`] is raised by one function, in the room that finds the
//! problem, so each is worded once. Its id is part of the interface: it is
//! printed, it names a folder of `tests/fixtures/invalid/`, and the editor's
//! guide has a section on it.

use std::fmt;
use std::io;
use std::path::PathBuf;

/// Where something stands in a file that an editor writes.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Place {
    /// Path from the project's root, with `/` between its parts.
    pub file: String,
    /// Line, counted from 1.
    pub line: u32,
    /// Column, counted from 1 in Unicode scalar values.
    pub column: u32,
}

/// One problem, at one place, with a way out where there is one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Diagnostic {
    /// Which kind of problem.
    pub code: Code,
    /// What is wrong, as a clause without a capital or a full stop.
    pub message: String,
    /// Where.
    pub place: Place,
    /// The words at fault as they stand in the file, if they help.
    pub text: Option<String>,
    /// What the editor can do about it.
    pub hint: Option<String>,
}

/// How bad it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Severity {
    /// The site is not built, the old one stays.
    Error,
    /// The site is built; something in it is missing or doubtful.
    Warning,
}

/// Declares [`Code`]: variant, id, severity, one sentence.
macro_rules! codes {
    ($( $variant:ident $id:literal $severity:ident $doc:literal )*) => {
        /// Every kind of problem that content can have.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Code { $( #[doc = $doc] $variant, )* }

        impl Code {
            /// All codes, in the order of this table.
            pub const ALL: &'static [Self] = &[ $( Self::$variant, )* ];

            /// The stable id, as it is printed: `unknown-page`.
            pub fn id(self) -> &'static str {
                match self { $( Self::$variant => $id, )* }
            }

            /// Whether it stops a build.
            pub fn severity(self) -> Severity {
                match self { $( Self::$variant => Severity::$severity, )* }
            }

            /// What it means, in one sentence.
            pub fn meaning(self) -> &'static str {
                match self { $( Self::$variant => $doc, )* }
            }
        }
    };
}

codes! {
    // Files (content).
    NotUtf8 "not-utf8" Error "A content file is not UTF-8 text."
    EmptyFile "empty-file" Error "A content file has nothing in it."
    FileTooLarge "file-too-large" Error "A content file is larger than any text can be."
    SymlinkOutside "symlink-outside" Error "A link of the file system leads out of the content folder."
    UnexpectedFile "unexpected-file" Warning "A file stands where no kind of content is kept."
    BadFileName "bad-file-name" Error "A file name cannot become an address: ids are small Latin letters, digits and hyphens."
    BidiControl "bidi-control" Error "An invisible character that turns the direction of text stands in a file."
    DuplicateId "duplicate-id" Error "Two files claim one id."
    BadReport "bad-report" Error "What import wrote of an article (`import.json`) cannot be read."
    BadDecision "bad-decision" Error "What an editor decided of an import's doubts (`decisions.toml`) cannot be read."
    StaleDecision "stale-decision" Warning "A decision is about words that the last import had no doubt about."
    TranslationWithoutOriginal "translation-without-original" Error "A translation has no file in the default language."
    // Front matter (content).
    FrontMatterMissing "front-matter-missing" Error "A file has no front matter between two `+++` lines."
    FrontMatterSyntax "front-matter-syntax" Error "The front matter is not valid TOML."
    UnknownField "unknown-field" Error "The front matter has a field that this kind of file does not have."
    BadField "bad-field" Error "A field of the front matter has a value of the wrong type or form."
    MissingField "missing-field" Error "A field that this kind of file must have is missing."
    BadDate "bad-date" Error "A date is neither EDTF nor a Solar Hijri date."
    // Markdown (content).
    RawHtml "raw-html" Error "HTML stands in a Markdown file."
    UndefinedNote "undefined-note" Error "A note's mark has no note."
    UnusedNote "unused-note" Warning "A note has no mark that points to it."
    DuplicateAnchor "duplicate-anchor" Error "Two headings, tables, figures or notes of one file have one id."
    BadAnchor "bad-anchor" Error "An id of a heading, table or figure cannot be part of an address, or the program uses it itself."
    HeadingLevel "heading-level" Warning "A heading of the first level stands in a text; the page's title is the only one."
    BadCitation "bad-citation" Error "A citation in brackets cannot be read."
    BadLink "bad-link" Error "An address that a link must not have: a path with `..`, a script, an absolute path."
    ParagraphTooLong "paragraph-too-long" Error "A paragraph is longer than anyone can read."
    NestedTooDeep "nested-too-deep" Error "Quotes, lists or emphasis stand in each other deeper than anyone can read."
    LooseStars "loose-stars" Warning "`**` that was to make words bold stands in the text as it is."
    LooseCaption "loose-caption" Warning "A caption line follows no table or figure."
    // Bibliography (content).
    BibliographySyntax "bibliography-syntax" Error "A bibliography file is not valid BibLaTeX."
    DuplicateWork "duplicate-work" Error "Two bibliography entries have one key."
    WorkWithoutAuthor "work-without-author" Warning "A bibliography entry has neither author nor editor."
    // Model.
    MissingTranslation "missing-translation" Warning "A page has no translation."
    ContradictingFact "contradicting-fact" Error "A translation sets a fact that the default file sets otherwise."
    // Link.
    UnknownPage "unknown-page" Error "A `[[…]]` link or an id of the front matter leads to no page of the edition."
    MovedPage "moved-page" Warning "A link or the front matter uses an id that its page had before."
    FormerAddress "former-address" Error "A page's former address belongs to another page."
    UnknownSection "unknown-section" Error "A link or source names a section that the page does not have."
    UnknownWork "unknown-work" Error "A citation names a work that the bibliography does not have."
    MissingSource "missing-source" Error "An event names no source."
    AmbiguousName "ambiguous-name" Warning "One name belongs to two pages, so it is not linked by itself."
    UncitedWork "uncited-work" Warning "A bibliography entry is never cited."
}

/// What ends a run.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The file system refused.
    #[error("cannot {action} {}: {source}", path.display())]
    Disk {
        /// What was tried, as a verb: "read", "write", "remove".
        action: &'static str,
        /// The file or folder.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// `config.toml` is missing or wrong.
    #[error("{message}\n  at:   {place}{}", hint.as_ref().map(|h| format!("\n  hint: {h}")).unwrap_or_default())]
    Config {
        /// What is wrong.
        message: String,
        /// Where in `config.toml`.
        place: Place,
        /// The way out.
        hint: Option<String>,
    },
    /// The theme is missing or wrong: a template, a style sheet, a string.
    #[error("theme: {message}{}", hint.as_ref().map(|h| format!("\n  hint: {h}")).unwrap_or_default())]
    Theme {
        /// What is wrong, with the file.
        message: String,
        /// The way out.
        hint: Option<String>,
    },
    /// The content has errors; they have been or will be printed.
    #[error("{errors} errors in the content; the site was not changed")]
    Content {
        /// How many.
        errors: usize,
    },
    /// A command cannot do what it was asked.
    #[error("{message}{}", hint.as_ref().map(|h| format!("\n  hint: {h}")).unwrap_or_default())]
    Refused {
        /// What it cannot do, and why.
        message: String,
        /// The way out.
        hint: Option<String>,
    },
}

impl Place {
    /// A place by its file and the byte offset in that file's text.
    pub fn at(file: &str, text: &str, offset: usize) -> Self {
        let mut offset = offset.min(text.len());
        while !text.is_char_boundary(offset) {
            offset -= 1;
        }
        let before = &text[..offset];
        let line = before.bytes().filter(|b| *b == b'\n').count() + 1;
        let start = before.rfind('\n').map_or(0, |n| n + 1);
        let column = before[start..].chars().count() + 1;
        Self {
            file: file.to_owned(),
            line: u32::try_from(line).unwrap_or(u32::MAX),
            column: u32::try_from(column).unwrap_or(u32::MAX),
        }
    }

    /// The first character of a file.
    pub fn start_of(file: &str) -> Self {
        Self { file: file.to_owned(), line: 1, column: 1 }
    }
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}:{}", self.file, self.line, self.column)
    }
}

impl Severity {
    /// As it is printed: `error` or `warning`.
    pub fn name(self) -> &'static str {
        match self {
            Self::Error => "error",
            Self::Warning => "warning",
        }
    }
}

impl fmt::Display for Diagnostic {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{}[{}]: {}", self.code.severity().name(), self.code.id(), self.message)?;
        write!(f, "  at:   {}", self.place)?;
        if let Some(text) = &self.text {
            // No caret under the line: a terminal reorders right-to-left text,
            // so a column on screen is not a column of the file. The isolates
            // (FSI, PDI) keep the excerpt from reordering what stands around it.
            write!(f, "\n  text: \u{2068}{text}\u{2069}")?;
        }
        if let Some(hint) = &self.hint {
            write!(f, "\n  hint: {hint}")?;
        }
        Ok(())
    }
}

impl Diagnostic {
    /// The fields as one JSON object on one line: `severity`, `code`, `message`,
    /// `file`, `line`, `column`, `text`, `hint`.
    pub fn to_json(&self) -> String {
        serde_json::json!({
            "severity": self.code.severity().name(),
            "code": self.code.id(),
            "message": self.message,
            "file": self.place.file,
            "line": self.place.line,
            "column": self.place.column,
            "text": self.text,
            "hint": self.hint,
        })
        .to_string()
    }
}

/// Sorts diagnostics by file, line, column and code, and drops repetitions: the
/// order in which they are always shown.
pub fn sort(diagnostics: &mut Vec<Diagnostic>) {
    diagnostics.sort_by(|a, b| (&a.place, a.code, &a.message).cmp(&(&b.place, b.code, &b.message)));
    diagnostics.dedup();
}

/// How many of the diagnostics are errors.
pub fn errors(diagnostics: &[Diagnostic]) -> usize {
    diagnostics.iter().filter(|d| d.code.severity() == Severity::Error).count()
}
