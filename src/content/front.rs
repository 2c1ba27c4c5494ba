//! The front matter of a file: TOML between two `+++` lines → [`Head`].
//!
//! All offsets are offsets into the file: what stands before the TOML is
//! replaced by blanks of the same length before it is parsed.

use std::collections::BTreeSet;
use std::ops::Range;

use serde::Deserialize;
use serde_spanned::Spanned;
use toml::de::{DeTable, Deserializer};

use crate::content::head::{ArticleHead, EntityHead, EventHead, Head, PageHead};
use crate::content::problem;
use crate::content::problem::Problems;
use crate::content::{FOLDERS, Kind};
use crate::text::{Lang, is_id};

/// After how many problems of one front matter the rest isn't looked at.
const MOST: usize = 50;

/// Where the front matter and the body of a file stand.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Front {
    /// Bytes of the TOML.
    pub toml: Range<usize>,
    /// Where the body begins.
    pub body: usize,
}

/// A file without (whole) front matter.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Missing {
    /// What stands in its place.
    pub instead: Instead,
    /// Where the body begins.
    pub body: usize,
}

/// What stands where the front matter should.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Instead {
    /// The text begins at once.
    Nothing,
    /// A line `---`, as for YAML.
    Yaml,
    /// It begins but doesn't end.
    Open,
}

/// Finds the front matter: the first line is `+++`, and another one ends it.
pub fn split(text: &str) -> Result<Front, Missing> {
    let mut lines = text.split_inclusive('\n');
    let start = match lines.next() {
        Some(first) if first.trim_end() == "+++" => first.len(),
        Some(first) if first.trim_end() == "---" => {
            // What follows would be read as a text of rules and headings.
            return Err(Missing { instead: Instead::Yaml, body: text.len() });
        }
        _ => return Err(Missing { instead: Instead::Nothing, body: 0 }),
    };
    let mut at = start;
    for line in lines {
        if line.trim_end() == "+++" {
            return Ok(Front { toml: start..at, body: at + line.len() });
        }
        at += line.len();
    }
    Err(Missing { instead: Instead::Open, body: text.len() })
}

/// Reads the front matter of a kind of file, as far as it goes.
pub fn read(front: &Front, kind: Kind, lang: Lang, problems: &mut Problems<'_>) -> Head {
    let text = problems.text();
    let padded = format!("   {}", &text[3..front.toml.end]);
    let (table, errors) = DeTable::parse_recoverable(&padded);
    let place = |error: &toml::de::Error| {
        error.span().map_or(front.toml.start, |span| span.start).min(front.toml.end)
    };
    let mut ordered: Vec<&toml::de::Error> = errors.iter().collect();
    ordered.sort_by_key(|error| place(error));
    let mut last = 0;
    for error in ordered.into_iter().take(MOST) {
        let at = place(error);
        let line = text[..at].matches('\n').count();
        // One line at fault is often several errors to the parser.
        if line > last {
            report_syntax(error, at, problems);
            last = line;
        }
    }
    let mut reader =
        Reader { kind, problems, broken: BTreeSet::new(), is_whole: errors.is_empty() };
    reader.head(table, lang, front)
}

/// Reads one table into the struct of its kind.
struct Reader<'p, 'a> {
    kind: Kind,
    problems: &'p mut Problems<'a>,
    /// Fields that were reported, and so are not reported as missing too.
    broken: BTreeSet<String>,
    /// Whether the TOML had no errors of syntax. If it had, fields may be
    /// missing or damaged for that reason alone, and only the syntax is reported.
    is_whole: bool,
}

impl Reader<'_, '_> {
    fn head(&mut self, table: Spanned<DeTable<'_>>, lang: Lang, front: &Front) -> Head {
        let (head, has) = match self.kind {
            Kind::Article | Kind::FullText => {
                let head: ArticleHead = self.fields(table);
                let has = [("title", head.title.is_some())].to_vec();
                (Head::Article(Box::new(head)), has)
            }
            Kind::Actor | Kind::Organization => {
                let head: EntityHead = self.fields(table);
                let mut has = vec![("title", head.title.is_some())];
                if self.kind == Kind::Actor {
                    has.push(("kind", head.kind.is_some()));
                }
                (Head::Entity(Box::new(head)), has)
            }
            Kind::Event => {
                let head: EventHead = self.fields(table);
                let has = vec![("title", head.title.is_some()), ("date", head.date.is_some())];
                (Head::Event(Box::new(head)), has)
            }
            Kind::Home | Kind::Page => {
                let head: PageHead = self.fields(table);
                let has = vec![("title", head.title.is_some())];
                (Head::Page(Box::new(head)), has)
            }
        };
        self.check_forms(&head);
        let states_facts = lang == Lang::Fa && self.kind != Kind::FullText;
        if states_facts && self.is_whole {
            self.check_missing(&has, front);
        }
        head
    }

    /// Deserializes the table. A field that can't be read is reported and taken
    /// out, then the others are read.
    fn fields<'i, T: Deserialize<'i> + Default>(&mut self, mut table: Spanned<DeTable<'i>>) -> T {
        self.take_fields_of_others(table.get_mut());
        for _ in 0..MOST {
            let error = match T::deserialize(Deserializer::from(table.clone())) {
                Ok(head) => return head,
                Err(error) => error,
            };
            let span = error.span().unwrap_or_default();
            let Some(field) = field_at(table.get_ref(), &span) else {
                break;
            };
            if self.is_whole {
                self.report_field(&field, span, error.message());
            }
            table.get_mut().remove(field.as_str());
            self.broken.insert(field);
        }
        self.is_whole = false;
        T::default()
    }

    /// Takes out fields that the struct has for the sake of another kind.
    fn take_fields_of_others(&mut self, table: &mut DeTable<'_>) {
        let kind = self.kind;
        let others = table.iter().filter(|(key, _)| !has_field(kind, key.get_ref()));
        let others: Vec<_> =
            others.map(|(key, _)| (key.get_ref().to_string(), key.span())).collect();
        for (field, span) in others {
            let hint = match field.as_str() {
                "abbreviation" => "an abbreviation of an actor is one of its `aliases`",
                "members" => "write on the members' pages that they belong to it: `member_of`",
                "seat" => "only organizations have a seat",
                "kind" => "organizations have no kinds",
                "born" | "died" => "an organization was `founded` and `dissolved`",
                "formerly" if kind == Kind::Home => "the home page has one address for good",
                "draft" if kind == Kind::Home => "a site has a home page",
                "formerly" | "draft" => "write it in the article's `index.md`",
                _ => "only `import` writes this field, into `text.md`",
            };
            if self.is_whole {
                let subject = subject(kind);
                self.problems.add(span.start, |p| problem::foreign_field(&field, subject, hint, p));
            }
            table.remove(field.as_str());
        }
    }

    fn report_field(&mut self, field: &str, span: Range<usize>, said: &str) {
        let subject = subject(self.kind);
        if said.starts_with("unknown field") {
            let mut names = said.split('`').skip(1).step_by(2);
            let unknown = names.next().unwrap_or(field);
            let known: Vec<&str> = names.filter(|name| has_field(self.kind, name)).collect();
            // What was meant isn't missing.
            self.broken.extend(problem::nearest(unknown, &known).map(str::to_owned));
            self.problems.add(span.start, |p| problem::unknown_field(unknown, subject, &known, p));
            return;
        }
        if let Some(rest) = said.strip_prefix("missing field `") {
            let missing = rest.trim_end_matches('`');
            let of = format!("an item of `{field}`");
            let example = format!("{missing} = \"…\"");
            self.problems.add(span.start, |p| problem::missing_field(missing, &of, &example, p));
            return;
        }
        let text = self.problems.text();
        let found = text.get(span.clone()).unwrap_or_default();
        let expected = said.rsplit("expected ").next().unwrap_or_default();
        let (expected, hint) = expectation(field, found, expected);
        self.problems.add(span.start, |p| problem::bad_field(field, found, &expected, &hint, p));
    }

    fn check_missing(&mut self, has: &[(&str, bool)], front: &Front) {
        for (field, _) in
            has.iter().filter(|(field, is_there)| !is_there && !self.broken.contains(*field))
        {
            let example = match *field {
                "kind" => "kind = \"state\"",
                "date" => "date = \"1992-05-15\"",
                _ => "title = \"…\"",
            };
            let subject = subject(self.kind);
            let at = front.toml.end;
            self.problems.add(at, |place| problem::missing_field(field, subject, example, place));
        }
    }

    /// What one value alone can tell.
    fn check_forms(&mut self, head: &Head) {
        for former in head.formerly().iter().filter(|f| !is_former(f.get_ref())) {
            let hint = "write the id that the page had, or its address: `actors/old-id`";
            self.bad_value("formerly", former, "an id or an address of a page", hint);
        }
        match head {
            Head::Entity(head) => {
                self.check_word("kind", head.kind.as_ref(), &ACTOR_KINDS);
                if let Some(id) = head.wikidata.as_ref().filter(|id| !is_wikidata(id.get_ref())) {
                    let hint = "write `Q` and the number from the item's address: `Q159`";
                    self.bad_value("wikidata", id, "an id of Wikidata", hint);
                }
            }
            Head::Event(head) => self.check_word("kind", head.kind.as_ref(), &EVENT_KINDS),
            Head::Article(_) | Head::Page(_) => {}
        }
    }

    fn check_word(&mut self, field: &str, written: Option<&Spanned<String>>, words: &[&str]) {
        let Some(written) = written.filter(|w| !words.contains(&w.get_ref().as_str())) else {
            return;
        };
        let hint = match problem::nearest(written.get_ref(), words) {
            Some(near) => format!("did you mean `{near}`?"),
            None => "choose the nearest of them".to_owned(),
        };
        self.bad_value(field, written, &format!("one of {}", problem::list(words)), &hint);
    }

    fn bad_value(&mut self, field: &str, written: &Spanned<String>, expected: &str, hint: &str) {
        let found = written.get_ref();
        let at = written.span().start;
        self.problems.add(at, |place| problem::bad_field(field, found, expected, hint, place));
    }
}

const ACTOR_KINDS: [&str; 3] = ["state", "person", "group"];

const EVENT_KINDS: [&str; 7] =
    ["agreement", "meeting", "exercise", "attack", "law", "conflict", "other"];

fn is_wikidata(id: &str) -> bool {
    let number = id.strip_prefix('Q').unwrap_or_default();
    !number.is_empty() && !number.starts_with('0') && number.bytes().all(|b| b.is_ascii_digit())
}

/// Whether a text can have been the id or the address of a page.
fn is_former(written: &str) -> bool {
    match written.split_once('/') {
        Some((folder, id)) => FOLDERS.contains(&folder) && is_id(id),
        None => is_id(written),
    }
}

/// What a file of a kind is called in a message.
fn subject(kind: Kind) -> &'static str {
    match kind {
        Kind::Home => "the home page",
        Kind::Article => "an article",
        Kind::FullText => "a full text",
        Kind::Actor => "an actor",
        Kind::Organization => "an organization",
        Kind::Event => "an event",
        Kind::Page => "a page",
    }
}

/// Whether a field that the struct has is one of this kind's: actors and
/// organizations share a struct, articles and their full texts too.
fn has_field(kind: Kind, field: &str) -> bool {
    match kind {
        Kind::Actor => !matches!(field, "abbreviation" | "seat" | "members"),
        Kind::Organization => !matches!(field, "kind" | "born" | "died"),
        Kind::Article => !matches!(field, "keywords_en" | "abstract_en" | "title_en"),
        Kind::FullText | Kind::Home => !matches!(field, "formerly" | "draft"),
        Kind::Event | Kind::Page => true,
    }
}

/// The field of the table in which a span stands.
fn field_at(table: &DeTable<'_>, span: &Range<usize>) -> Option<String> {
    let holds = |outer: Range<usize>| outer.start <= span.start && span.end <= outer.end;
    table
        .iter()
        .find(|(key, value)| holds(key.span()) || holds(value.span()))
        .map(|(key, _)| key.get_ref().to_string())
}

/// What serde expected, in an editor's words, and what to do about it.
fn expectation(field: &str, found: &str, expected: &str) -> (String, String) {
    let is_scalar = !found.starts_with(['[', '{', '"']);
    match expected {
        "a string" if is_scalar => {
            ("text in double quotes".to_owned(), format!("write `{field} = \"{}\"`", found.trim()))
        }
        "a string" => ("one text in double quotes".to_owned(), format!("write `{field} = \"…\"`")),
        "a sequence" => (
            "a list in square brackets".to_owned(),
            format!("write `{field} = [{}]`", if found.is_empty() { "…" } else { found.trim() }),
        ),
        "a boolean" => {
            ("`true` or `false`".to_owned(), format!("write `{field} = true` or `{field} = false`"))
        }
        "struct AuthorHead" => (
            "a table".to_owned(),
            "write every author as `{name = \"…\", latin = \"…\"}`".to_owned(),
        ),
        "struct MembershipHead" => (
            "a table".to_owned(),
            "write every item as `{id = \"…\", dates = \"1992/..\"}`".to_owned(),
        ),
        "a file name in double quotes" => {
            (expected.to_owned(), format!("write `{field} = \"article.txt\"`"))
        }
        other => (other.to_owned(), format!("write `{field}` as `docs/FORMAT.md` shows it")),
    }
}

fn report_syntax(error: &toml::de::Error, at: usize, problems: &mut Problems<'_>) {
    let text = problems.text();
    let start = text[..at].rfind('\n').map_or(0, |n| n + 1);
    let line = text[start..].lines().next().unwrap_or_default();
    let said = error.message().replace('\n', "; ");
    let hint = if said.contains("duplicate key") {
        "remove one of the two fields"
    } else if line.contains(['“', '”', '«', '»']) && !line.contains('"') {
        "put the value in straight double quotes: `\"…\"`"
    } else if !line.contains('=') {
        "every field is a line `name = value`"
    } else {
        "text stands in double quotes, lists in square brackets: `aliases = [\"…\", \"…\"]`"
    };
    problems.add(at, |place| problem::front_matter_syntax(&said, line, hint, place));
}
