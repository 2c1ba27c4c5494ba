//! The blank files of `virast new`: front matter filled in as far as it can be.

use crate::diag::Error;
use crate::text::{Lang, is_id};

/// What can be made.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BlankKind {
    Article,
    State,
    Person,
    Group,
    Organization,
    Event,
    Page,
    /// The English of a page that there is in Persian; [`translation`] makes it.
    Translation,
}

/// A file that does not exist yet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Blank {
    /// From the project's root.
    pub path: String,
    pub text: String,
}

/// The blank file of a kind. `name` becomes its id and address; without a
/// title, the name stands for it until an editor writes one. The Persian file
/// has the facts, the English one only what is said in words.
///
/// # Errors
///
/// For a name that cannot be an address, and for an event whose name does not
/// begin with its date.
pub fn blank(kind: BlankKind, name: &str, title: Option<&str>, lang: Lang) -> Result<Blank, Error> {
    if !is_id(name) {
        return Err(refused(
            format!("`{name}` cannot be an address"),
            "use small Latin letters, digits and hyphens, such as `shavkat-mirziyoyev`",
        ));
    }
    let date = date_of(name);
    if kind == BlankKind::Event && date.is_none() {
        return Err(refused(
            format!("`{name}` does not begin with a date"),
            "an event's name begins with its date: `2024-06-30-doha-meeting`, `1992-tashkent-treaty`",
        ));
    }
    let ending = match lang {
        Lang::Fa => ".md",
        Lang::En => ".en.md",
    };
    let folder = match kind {
        BlankKind::Article => format!("articles/{name}/index"),
        BlankKind::State | BlankKind::Person | BlankKind::Group => format!("actors/{name}"),
        BlankKind::Organization => format!("organizations/{name}"),
        BlankKind::Event => format!("events/{name}"),
        BlankKind::Page => format!("pages/{name}"),
        BlankKind::Translation => {
            return Err(refused(
                format!("there is no page `{name}` to translate"),
                "an id is the name of a file in content/ without its ending",
            ));
        }
    };
    let spoken = name.replace('-', " ");
    let title = toml::Value::from(title.unwrap_or(&spoken)).to_string();
    let facts = match lang {
        Lang::Fa => facts(kind, date.unwrap_or_default()),
        Lang::En => String::new(),
    };
    let text = format!("+++\ntitle = {title}\n{facts}+++\n\n{}\n", first_words(lang));
    Ok(Blank { path: format!("content/{folder}{ending}"), text })
}

/// Where the Persian file of an id can stand, from the project's root.
pub fn originals(id: &str) -> [String; 5] {
    let folders = ["articles", "actors", "organizations", "events", "pages"];
    folders.map(|folder| match folder {
        "articles" => format!("content/articles/{id}/index.md"),
        _ => format!("content/{folder}/{id}.md"),
    })
}

/// The blank translation of a Persian file: its facts are inherited, so only what
/// is said in words stands in it.
///
/// # Errors
///
/// For an id that cannot be an address.
pub fn translation(original: &str, id: &str, title: Option<&str>) -> Result<Blank, Error> {
    // The kind decides the folder alone, and the original says that better.
    let blank = blank(BlankKind::Page, id, title, Lang::En)?;
    let path = format!("{}.en.md", original.trim_end_matches(".md"));
    Ok(Blank { path, ..blank })
}

/// The date that an event's name begins with: `2024-06-30` of `2024-06-30-doha`.
fn date_of(name: &str) -> Option<&str> {
    let digits = |part: &str, n: usize| part.len() == n && part.bytes().all(|b| b.is_ascii_digit());
    let parts: Vec<&str> = name.split('-').collect();
    if !digits(parts.first()?, 4) {
        return None;
    }
    let more = parts[1..].iter().take(2).take_while(|part| digits(part, 2)).count();
    name.get(..4 + 3 * more)
}

/// Lines that begin with `#` are there to be filled in or struck out.
fn facts(kind: BlankKind, date: &str) -> String {
    match kind {
        BlankKind::Article => "authors = []\n# journal = \"\"\n# published = \"1402 SH\"\n\
             # keywords = []\n# abstract = \"\"\nlanguage = \"fa\"\n# source = \"\"\n"
            .to_owned(),
        BlankKind::State => entity("kind = \"state\"\n", "# founded = \"1991\"\n"),
        BlankKind::Person => entity("kind = \"person\"\n", "# role = \"\"\n# born = \"1952\"\n"),
        BlankKind::Group => entity("kind = \"group\"\n", "# founded = \"1994\"\n"),
        BlankKind::Organization => entity(
            "",
            "# abbreviation = \"\"\n# founded = \"2002\"\n# seat = \"\"\n# members = []\n",
        ),
        BlankKind::Event => format!(
            "date = \"{date}\"\nkind = \"other\"\n# place = \"\"\nactors = []\norganizations = []\n\
             # at least one: \"article#section\" or a bibliography key\nsources = []\n"
        ),
        BlankKind::Page | BlankKind::Translation => String::new(),
    }
}

fn entity(kind: &str, more: &str) -> String {
    format!("{kind}aliases = []\n# latin = \"\"\n{more}# wikidata = \"Q\"\nsources = []\n")
}

fn first_words(lang: Lang) -> &'static str {
    match lang {
        Lang::Fa => "متن را اینجا بنویسید.",
        Lang::En => "Write the text here.",
    }
}

fn refused(message: String, hint: &str) -> Error {
    Error::Refused { message, hint: Some(hint.to_owned()) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_event_has_the_date_of_its_name() {
        let event = blank(BlankKind::Event, "2024-06-30-doha-meeting", None, Lang::Fa).unwrap();
        assert_eq!(event.path, "content/events/2024-06-30-doha-meeting.md");
        assert!(event.text.contains("date = \"2024-06-30\""), "{}", event.text);
        let year = blank(BlankKind::Event, "1992-tashkent", Some("پیمان"), Lang::Fa).unwrap();
        assert!(year.text.contains("date = \"1992\"") && year.text.contains("title = \"پیمان\""));
        assert!(blank(BlankKind::Event, "doha-meeting", None, Lang::Fa).is_err());
    }

    #[test]
    fn a_name_that_is_no_address_is_refused() {
        for name in ["", "Russia", "روسیه", "a b", "../x", "a/b", "-a"] {
            assert!(blank(BlankKind::State, name, None, Lang::Fa).is_err(), "{name}");
        }
    }

    #[test]
    fn a_translation_stands_beside_its_original() {
        let found = originals("salt-road");
        let english = translation(&found[0], "salt-road", Some("The Salt Road")).unwrap();
        assert_eq!(english.path, "content/articles/salt-road/index.en.md");
        assert!(
            english.text.starts_with("+++\ntitle = \"The Salt Road\"\n+++\n"),
            "{}",
            english.text
        );
        assert!(translation("content/pages/../x.md", "../x", None).is_err());
        assert!(blank(BlankKind::Translation, "salt-road", None, Lang::En).is_err());
    }

    #[test]
    fn a_translation_repeats_no_fact() {
        let english = blank(BlankKind::State, "russia", Some("Russia"), Lang::En).unwrap();
        assert_eq!(english.path, "content/actors/russia.en.md");
        assert!(!english.text.contains("kind"), "{}", english.text);
    }
}
