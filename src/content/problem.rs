//! What can be wrong with a file: each code of this room is raised and worded
//! here, once.

use std::cell::{Cell, OnceCell};

use crate::content::front::{Instead, Missing};
use crate::content::markdown::citation::Fault;
use crate::content::walk;
use crate::diag::{Code, Diagnostic, Place};
use crate::text::near;

/// How many problems of one file are kept. Whoever mends these sees the next.
const MOST: usize = 100;

/// Longest excerpt in characters.
const EXCERPT: usize = 60;

/// The problems of one file, as they are found.
#[derive(Debug)]
pub struct Problems<'a> {
    path: &'a str,
    text: &'a str,
    found: Vec<Diagnostic>,
    /// Where the lines begin; made when the first place is asked for.
    lines: OnceCell<Vec<usize>>,
    /// The last place that was asked for: its line, offset and column.
    last: Cell<(usize, usize, usize)>,
}

impl<'a> Problems<'a> {
    /// None yet.
    pub fn new(path: &'a str, text: &'a str) -> Self {
        let last = Cell::new((0, 0, 1));
        Self { path, text, found: Vec::new(), lines: OnceCell::new(), last }
    }

    /// Path of the file from the project's root.
    pub fn path(&self) -> &'a str {
        self.path
    }

    /// The whole text of the file.
    pub fn text(&self) -> &'a str {
        self.text
    }

    /// The place of a byte offset. Asking for places in their order costs no more
    /// than reading the file once.
    pub fn place(&self, at: usize) -> Place {
        let at = (0..=at.min(self.text.len())).rev().find(|at| self.text.is_char_boundary(*at));
        let at = at.unwrap_or_default();
        let lines = self.lines.get_or_init(|| {
            let ends = self.text.match_indices('\n').map(|(end, _)| end + 1);
            std::iter::once(0).chain(ends).collect()
        });
        let line = lines.partition_point(|start| *start <= at);
        let (last_line, last_at, last_column) = self.last.get();
        let (from, column) = if line == last_line && last_at <= at {
            (last_at, last_column)
        } else {
            (lines[line - 1], 1)
        };
        let column = column + self.text[from..at].chars().count();
        self.last.set((line, at, column));
        let number = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
        Place { file: self.path.to_owned(), line: number(line), column: number(column) }
    }

    /// Whether more problems would not be kept.
    pub fn is_full(&self) -> bool {
        self.found.len() >= MOST
    }

    /// Adds a problem at a byte offset, unless the file has too many already.
    pub fn add(&mut self, at: usize, problem: impl FnOnce(Place) -> Diagnostic) {
        if !self.is_full() {
            let problem = problem(self.place(at));
            self.found.push(problem);
        }
    }

    /// Adds a problem that has its place, unless the file has too many already.
    pub fn push(&mut self, problem: Diagnostic) {
        if !self.is_full() {
            self.found.push(problem);
        }
    }

    /// All that were found.
    pub fn found(self) -> Vec<Diagnostic> {
        self.found
    }
}

/// The words at fault, fit for one line: without line ends and invisible characters.
fn excerpt(text: &str) -> Option<String> {
    let visible = |c: &char| !c.is_control() && !crate::text::persian::is_bidi_control(*c);
    let line = text.trim().lines().next().unwrap_or_default();
    let mut cut: String = line.chars().filter(visible).take(EXCERPT).collect();
    if line.chars().nth(EXCERPT).is_some() || text.trim().lines().nth(1).is_some() {
        cut.push('…');
    }
    (!cut.is_empty()).then_some(cut)
}

fn new(code: Code, message: impl Into<String>, place: Place) -> Diagnostic {
    Diagnostic { code, message: message.into(), place, text: None, hint: None }
}

impl Diagnostic {
    fn with_text(mut self, text: &str) -> Self {
        self.text = excerpt(text);
        self
    }

    fn with_hint(mut self, hint: impl Into<String>) -> Self {
        self.hint = Some(hint.into());
        self
    }
}

// Files.

/// A byte that is no UTF-8.
pub fn not_utf8(byte: u8, place: Place) -> Diagnostic {
    no_text(format!("the byte 0x{byte:02X} is not UTF-8"), place)
}

/// A control character, as binary files have them.
pub fn control_character(c: char, place: Place) -> Diagnostic {
    no_text(format!("the control character U+{:04X} stands in no text", u32::from(c)), place)
}

fn no_text(message: String, place: Place) -> Diagnostic {
    new(Code::NotUtf8, message, place)
        .with_hint("open the file in a text editor and save it with the encoding UTF-8")
}

/// A file without text.
pub fn empty_file(path: &str) -> Diagnostic {
    new(Code::EmptyFile, "the file has no text", Place::start_of(path))
        .with_hint("write its front matter between two `+++` lines, or remove the file")
}

/// A file over the limit.
pub fn file_too_large(path: &str, bytes: u64, limit: u64) -> Diagnostic {
    let mega = 1024 * 1024;
    let message =
        format!("the file has {} MB, and at most {} are read", bytes.div_ceil(mega), limit / mega);
    new(Code::FileTooLarge, message, Place::start_of(path))
        .with_hint("texts alone are kept here; divide the file, or move it out of `content/`")
}

/// A symbolic link to elsewhere.
pub fn symlink_outside(path: &str) -> Diagnostic {
    let message = "the symbolic link leads out of `content/`, or to no file";
    new(Code::SymlinkOutside, message, Place::start_of(path))
        .with_hint("put the file itself here in place of the link")
}

/// A file that is no content.
pub fn unexpected_file(path: &str, hint: &str) -> Diagnostic {
    let message = "no kind of content is kept under this name, so the file is left out";
    new(Code::UnexpectedFile, message, Place::start_of(path)).with_hint(hint)
}

/// A name that can be no id.
pub fn bad_file_name(path: &str, name: &str) -> Diagnostic {
    let message = format!(
        "`{name}` cannot become an address: an id has small Latin letters, digits and hyphens only"
    );
    let hint = match walk::nearest_id(name) {
        _ if name.len() > 3 && name.rfind('.') == Some(name.len() - 3) => {
            "the edition is in Persian and English: a translation ends in `.en.md`".to_owned()
        }
        Some(id) => format!("call it `{id}`"),
        None => "give it a Latin name; its title stays as it is".to_owned(),
    };
    new(Code::BadFileName, message, Place::start_of(path)).with_hint(hint)
}

/// A character that turns the direction of text.
pub fn bidi_control(c: char, place: Place) -> Diagnostic {
    let name = match c {
        '\u{61C}' => "ARABIC LETTER MARK",
        '\u{200E}' => "LEFT-TO-RIGHT MARK",
        '\u{200F}' => "RIGHT-TO-LEFT MARK",
        '\u{202A}' => "LEFT-TO-RIGHT EMBEDDING",
        '\u{202B}' => "RIGHT-TO-LEFT EMBEDDING",
        '\u{202C}' => "POP DIRECTIONAL FORMATTING",
        '\u{202D}' => "LEFT-TO-RIGHT OVERRIDE",
        '\u{202E}' => "RIGHT-TO-LEFT OVERRIDE",
        '\u{2066}' => "LEFT-TO-RIGHT ISOLATE",
        '\u{2067}' => "RIGHT-TO-LEFT ISOLATE",
        '\u{2068}' => "FIRST STRONG ISOLATE",
        _ => "POP DIRECTIONAL ISOLATE",
    };
    let code = u32::from(c);
    new(Code::BidiControl, format!("the invisible U+{code:04X} ({name}) turns the text"), place)
        .with_hint("delete it; the site sets the direction of every run by itself")
}

/// Two files with one id.
pub fn duplicate_id(id: &str, first: &str, place: Place) -> Diagnostic {
    new(Code::DuplicateId, format!("the id `{id}` belongs to `{first}` already"), place)
        .with_hint("rename one of the two files; ids are shared by all kinds of pages")
}

/// `import.json` that isn't one.
pub fn bad_report(path: &str, error: &serde_json::Error) -> Diagnostic {
    let place = Place {
        file: path.to_owned(),
        line: u32::try_from(error.line().max(1)).unwrap_or(u32::MAX),
        column: u32::try_from(error.column().max(1)).unwrap_or(u32::MAX),
    };
    let said = error.to_string();
    let said = said.split(" at line ").next().unwrap_or_default();
    new(Code::BadReport, format!("this is no report of an import: {said}"), place)
        .with_hint("import writes this file; delete it and run `virast import` again")
}

/// A translation of nothing.
pub fn translation_without_original(path: &str) -> Diagnostic {
    let original = path.strip_suffix(".en.md").map(|stem| format!("{stem}.md"));
    let original = original.unwrap_or_else(|| path.to_owned());
    let message = format!("this translates `{original}`, which is not there");
    new(Code::TranslationWithoutOriginal, message, Place::start_of(path))
        .with_hint(format!("write `{original}` with the facts; the translation inherits them"))
}

// Front matter.

/// No front matter, or one without an end.
pub fn front_matter_missing(missing: Missing, place: Place) -> Diagnostic {
    let (message, hint) = match missing.instead {
        Instead::Open => (
            "the front matter has no end: a second line `+++` was expected",
            "put a line `+++` after the last field",
        ),
        Instead::Yaml => (
            "the file begins with `---`: a line `+++` was expected",
            "the fields are TOML, `title = \"…\"`, between two lines `+++`",
        ),
        Instead::Nothing => (
            "the file begins without front matter: a line `+++` was expected",
            "begin with a line `+++`, the fields, and again a line `+++`",
        ),
    };
    new(Code::FrontMatterMissing, message, place).with_hint(hint)
}

/// TOML that is none.
pub fn front_matter_syntax(said: &str, line: &str, hint: &str, place: Place) -> Diagnostic {
    new(Code::FrontMatterSyntax, format!("the front matter is not valid TOML: {said}"), place)
        .with_text(line)
        .with_hint(hint)
}

/// A field that this kind of file hasn't; `known` are those that it has.
pub fn unknown_field(field: &str, subject: &str, known: &[&str], place: Place) -> Diagnostic {
    let hint = match nearest(field, known) {
        Some(near) => format!("did you mean `{near}`?"),
        None => format!("the fields are {}", list(known)),
    };
    foreign_field(field, subject, &hint, place)
}

/// A field that another kind of file has.
pub fn foreign_field(field: &str, subject: &str, hint: &str, place: Place) -> Diagnostic {
    new(Code::UnknownField, format!("{subject} has no field `{field}`"), place).with_hint(hint)
}

/// A value of the wrong type or form.
pub fn bad_field(field: &str, found: &str, expected: &str, hint: &str, place: Place) -> Diagnostic {
    let found = excerpt(found).unwrap_or_default();
    let message = format!("`{field}` is `{found}`, where {expected} was expected");
    new(Code::BadField, message, place).with_hint(hint)
}

/// A field that must be there.
pub fn missing_field(field: &str, subject: &str, example: &str, place: Place) -> Diagnostic {
    new(Code::MissingField, format!("{subject} must have the field `{field}`"), place)
        .with_hint(format!("add a line like `{example}`"))
}

// Markdown.

/// HTML in a text.
pub fn raw_html(html: &str, place: Place) -> Diagnostic {
    new(Code::RawHtml, "HTML cannot stand in a text", place)
        .with_text(html)
        .with_hint("write it as Markdown; for a plain `<` write `\\<`, for a remark `<!-- … -->`")
}

/// A mark without its note.
pub fn undefined_note(label: &str, place: Place) -> Diagnostic {
    new(Code::UndefinedNote, format!("the mark `[^{label}]` has no note"), place)
        .with_hint(format!("write the note in a paragraph of its own: `[^{label}]: …`"))
}

/// A note without a mark.
pub fn unused_note(label: &str, place: Place) -> Diagnostic {
    new(Code::UnusedNote, format!("no mark `[^{label}]` points to this note"), place)
        .with_hint(format!("put `[^{label}]` into the text where the note belongs, or remove it"))
}

/// An id that is taken.
pub fn duplicate_anchor(id: &str, first: &Place, place: Place) -> Diagnostic {
    let message = format!("`{id}` stands in line {} already", first.line);
    new(Code::DuplicateAnchor, message, place).with_hint("give one of the two another id")
}

/// An id that can't be an address's end.
pub fn bad_anchor(id: &str, place: Place) -> Diagnostic {
    let hint = match walk::nearest_id(id).filter(|near| near != id) {
        Some(near) => format!("write `{{#{near}}}`"),
        None => "give it a name of small Latin letters, digits and hyphens, such as `{#aims}`; \
                 `p3` and the like are the program's own"
            .to_owned(),
    };
    new(Code::BadAnchor, format!("`{id}` cannot be the id of a part of a page"), place)
        .with_hint(hint)
}

/// `# Title` in a text.
pub fn heading_level(line: &str, place: Place) -> Diagnostic {
    let message =
        "a heading of the first level stands in the text; the page's title is the only one";
    new(Code::HeadingLevel, message, place)
        .with_text(line)
        .with_hint("begin sections with `##`, and what is under them with `###`")
}

/// A citation that isn't one.
pub fn bad_citation(fault: &Fault, written: &str, place: Place) -> Diagnostic {
    let (message, hint) = match fault {
        Fault::Open => ("the citation has no closing bracket", "close it: `[@key, p. 51]`"),
        Fault::Key => (
            "the citation's key cannot be read: Latin letters, digits and hyphens were expected",
            "write the key as it stands in the bibliography: `[@waltz-1979]`; \
             for a plain `@` write `\\@`",
        ),
        Fault::NoWork => (
            "a part of the citation names no work",
            "every part has a key: `[@one-2001; @two-2002]`",
        ),
        Fault::TwoWorks => (
            "two works stand in one part of the citation",
            "divide them by `;`: `[@one-2001; @two-2002]`",
        ),
        Fault::Form => (
            "some works of the citation have `-@` and others `@`",
            "write `-@` for all of them, or make it two citations",
        ),
        Fault::Pages => {
            ("no page follows the page label", "write the pages as digits: `[@key, pp. 3-5]`")
        }
    };
    new(Code::BadCitation, message, place).with_text(written).with_hint(hint)
}

/// `**` that stayed as it is.
pub fn loose_stars(written: &str, place: Place) -> Diagnostic {
    new(Code::LooseStars, "`**` makes nothing bold here, and stays in the text", place)
        .with_text(written)
        .with_hint(
            "put both pairs of stars directly beside letters, inside quotation marks and \
             brackets: `«**word**»`; for plain stars write `\\*\\*`",
        )
}

/// A link to where none may lead.
pub fn bad_link(address: &str, why: &str, hint: &str, place: Place) -> Diagnostic {
    let address = excerpt(address).unwrap_or_default();
    new(Code::BadLink, format!("a link cannot lead to `{address}`: {why}"), place).with_hint(hint)
}

/// A paragraph without end.
pub fn paragraph_too_long(characters: usize, limit: usize, place: Place) -> Diagnostic {
    let message = format!("the paragraph has {characters} characters, more than {limit}");
    new(Code::ParagraphTooLong, message, place).with_hint("divide it by blank lines")
}

/// Blocks in blocks in blocks.
pub fn nested_too_deep(limit: usize, place: Place) -> Diagnostic {
    let message = format!("quotes, lists or emphasis stand in each other more than {limit} deep");
    new(Code::NestedTooDeep, message, place)
        .with_hint("remove some of the marks (`>`, `-`, `*`) at the beginning of the line")
}

/// A caption of nothing.
pub fn loose_caption(line: &str, thing: &str, place: Place) -> Diagnostic {
    new(Code::LooseCaption, format!("this caption follows no {thing}"), place)
        .with_text(line)
        .with_hint(format!("put it directly after its {thing}, with a blank line between"))
}

// Bibliography.

/// BibLaTeX that is none.
pub fn bibliography_syntax(said: &str, line: &str, hint: &str, place: Place) -> Diagnostic {
    new(Code::BibliographySyntax, format!("this is not valid BibLaTeX: {said}"), place)
        .with_text(line)
        .with_hint(hint)
}

/// Two entries with one key.
pub fn duplicate_work(key: &str, first: &Place, place: Place) -> Diagnostic {
    let message = format!("the key `{key}` stands in `{}:{}` already", first.file, first.line);
    new(Code::DuplicateWork, message, place)
        .with_hint("remove one of the two entries, or give it a key of its own")
}

/// An entry that nobody wrote.
pub fn work_without_author(key: &str, place: Place) -> Diagnostic {
    new(Code::WorkWithoutAuthor, format!("`{key}` has neither author nor editor"), place)
        .with_hint("add `author = {…}`; a body stands in double braces: `author = {{…}}`")
}

/// The known word that is nearest to what was written, if it is near at all.
pub fn nearest<'a>(written: &str, known: &[&'a str]) -> Option<&'a str> {
    near::nearest(written, known.iter().copied())
}

/// Words as a list in a sentence.
pub fn list(words: &[&str]) -> String {
    words.iter().map(|word| format!("`{word}`")).collect::<Vec<_>>().join(", ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_nearest_word_is_near() {
        let known = ["title", "kind", "aliases", "dissolved"];
        assert_eq!(nearest("titel", &known), Some("title"));
        assert_eq!(nearest("alias", &known), Some("aliases"));
        assert_eq!(nearest("Kind", &known), Some("kind"));
        assert_eq!(nearest("weather", &known), None);
    }

    #[test]
    fn places_are_those_of_the_file_in_any_order() {
        let text = "سلام\nb\n\nدنیا";
        let problems = Problems::new("f.md", text);
        let offsets = [0, 2, 8, 9, 10, 11, 12, 16, 20, 99, 3, 0, 13, 14];
        for at in offsets {
            assert_eq!(problems.place(at), Place::at("f.md", text, at), "{at}");
        }
    }

    #[test]
    fn an_excerpt_is_one_short_line_without_invisible_characters() {
        assert_eq!(excerpt(" a\u{202E}b\nc").as_deref(), Some("ab…"));
        assert_eq!(excerpt(&"x".repeat(100)).map(|e| e.chars().count()), Some(61));
        assert_eq!(excerpt("\u{200F}"), None);
    }
}
