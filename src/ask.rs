//! What `virast new` asks on a terminal for: what the command line left out.

use std::io::{self, BufRead, IsTerminal as _, Write};

use virast::content::blank::BlankKind;
use virast::diag::Error;
use virast::text::is_id;

/// What a new file needs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Wanted {
    pub(crate) kind: BlankKind,
    pub(crate) name: String,
    pub(crate) title: Option<String>,
}

/// The kinds as the command line names them, with what they are.
const KINDS: [(BlankKind, &str, &str); 8] = [
    (BlankKind::Article, "article", "an article, with its digest"),
    (BlankKind::Person, "person", "somebody"),
    (BlankKind::State, "state", "a state"),
    (BlankKind::Group, "group", "a group or movement"),
    (BlankKind::Organization, "organization", "an organization"),
    (BlankKind::Event, "event", "something dated"),
    (BlankKind::Page, "page", "a page such as “About”"),
    (BlankKind::Translation, "translation", "the English of a page there is"),
];

/// Completes what was told, on a terminal; elsewhere what is missing is an error.
///
/// # Errors
///
/// When something is missing and nobody can be asked.
pub(crate) fn complete(
    kind: Option<BlankKind>,
    name: Option<String>,
    title: Option<String>,
) -> Result<Wanted, Error> {
    match (kind, name) {
        (Some(kind), Some(name)) => Ok(Wanted { kind, name, title }),
        (kind, name) if io::stdin().is_terminal() && io::stderr().is_terminal() => {
            let told = Told { kind, name, title };
            questions(told, &mut io::stdin().lock(), &mut io::stderr())
                .map_err(|e| refused(&format!("nothing is made: {e}")))
        }
        _ => Err(refused("what to make is not told")),
    }
}

fn refused(message: &str) -> Error {
    let hint = "`virast new KIND NAME`, such as `virast new person shavkat-mirziyoyev`";
    Error::Refused { message: message.to_owned(), hint: Some(hint.to_owned()) }
}

/// What the command line said.
struct Told {
    kind: Option<BlankKind>,
    name: Option<String>,
    title: Option<String>,
}

fn questions(told: Told, input: &mut dyn BufRead, output: &mut dyn Write) -> io::Result<Wanted> {
    let kind = match told.kind {
        Some(kind) => kind,
        None => {
            for (n, (_, name, meaning)) in (1..).zip(KINDS) {
                writeln!(output, "  {n}  {name:<13} {meaning}")?;
            }
            answer(input, output, "What is it? (number or word)", |typed| {
                let numbered = typed.parse().ok().and_then(|n: usize| KINDS.get(n.wrapping_sub(1)));
                let named = KINDS.iter().find(|(_, name, _)| *name == typed);
                numbered.or(named).map(|(kind, ..)| *kind)
            })?
        }
    };
    let name = match told.name {
        Some(name) => name,
        None => {
            let question = match kind {
                BlankKind::Event => "Its address, date first (2024-06-30-doha-meeting)",
                BlankKind::Translation => "The id of the page to translate",
                _ => "Its address: small Latin letters, digits, hyphens",
            };
            answer(input, output, question, |typed| is_id(typed).then(|| typed.to_owned()))?
        }
    };
    let title = match told.title {
        Some(title) => Some(title),
        None => {
            let question = "Its title (Enter to write it later)";
            Some(answer(input, output, question, |typed| Some(typed.to_owned()))?)
        }
    };
    Ok(Wanted { kind, name, title: title.filter(|title| !title.is_empty()) })
}

/// Asks until the answer will do; an input that ends is an error.
fn answer<T>(
    input: &mut dyn BufRead,
    output: &mut dyn Write,
    question: &str,
    read: impl Fn(&str) -> Option<T>,
) -> io::Result<T> {
    loop {
        write!(output, "{question}: ")?;
        output.flush()?;
        let mut typed = String::new();
        if input.read_line(&mut typed)? == 0 {
            return Err(io::Error::new(io::ErrorKind::UnexpectedEof, "no answer"));
        }
        if let Some(found) = read(typed.trim()) {
            return Ok(found);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(typed: &str, expected: Option<(BlankKind, &str, Option<&str>)>) {
        let told = Told { kind: None, name: None, title: None };
        let wanted = questions(told, &mut typed.as_bytes(), &mut Vec::new()).ok();
        let expected = expected.map(|(kind, name, title)| Wanted {
            kind,
            name: name.to_owned(),
            title: title.map(str::to_owned),
        });
        assert_eq!(wanted, expected, "after {typed:?}");
    }

    #[test]
    fn a_kind_is_told_by_number_or_word() {
        check("2\nali-reza\nعلی رضا\n", Some((BlankKind::Person, "ali-reza", Some("علی رضا"))));
        check("person\nali-reza\n\n", Some((BlankKind::Person, "ali-reza", None)));
    }

    #[test]
    fn what_will_not_do_is_asked_again() {
        check("9\nhouse\npage\nThe Page\nthe-page\n\n", Some((BlankKind::Page, "the-page", None)));
    }

    #[test]
    fn nothing_is_made_when_the_answers_end() {
        check("", None);
        check("page\n", None);
    }

    #[test]
    fn what_was_told_is_not_asked() {
        let told = Told {
            kind: Some(BlankKind::Page),
            name: Some("thanks".to_owned()),
            title: Some("سپاس".to_owned()),
        };
        let mut said = Vec::new();
        let wanted = questions(told, &mut &b""[..], &mut said).unwrap();
        assert_eq!((wanted.name.as_str(), said.len()), ("thanks", 0));
    }
}
