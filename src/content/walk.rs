//! Which file is of which kind and language: decided by its path alone.

use std::collections::BTreeSet;

use crate::content::{FOLDER, Kind};
use crate::import::decisions;
use crate::text::{Lang, is_id};

/// What a file of `content/` is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Role {
    /// A Markdown file.
    Text { kind: Kind, id: String, lang: Lang },
    /// `articles/<id>/import.json`.
    Report { id: String },
    /// `articles/<id>/decisions.toml`.
    Decisions { id: String },
    /// `bibliography/<name>.bib`.
    Bibliography,
    /// `images/<name>`: its path from `images/`.
    Image { name: String },
    /// Stands where its kind of content is kept, but its name can't become an id.
    BadName { name: String },
    /// None of these; with what the editor can do about it.
    Unexpected { hint: String },
}

/// The role of a file by its path from `content/`.
pub fn role(relative: &str) -> Role {
    let parts: Vec<&str> = relative.split('/').collect();
    match parts.as_slice() {
        ["index.md"] => home(Lang::Fa),
        ["index.en.md"] => home(Lang::En),
        ["articles", id, file] => in_article(id, file),
        ["actors", file] => page(Kind::Actor, file),
        ["organizations", file] => page(Kind::Organization, file),
        ["events", file] => page(Kind::Event, file),
        ["pages", file] => page(Kind::Page, file),
        ["bibliography", file] if file.ends_with(".bib") => Role::Bibliography,
        ["images", inside @ ..] if is_image(relative) => image(inside),
        _ => unexpected(&parts),
    }
}

/// The images among the files of `content/`, by their paths from `images/`.
pub fn images<'e>(files: impl Iterator<Item = &'e str>) -> BTreeSet<String> {
    let image = |file: &str| match role(file) {
        Role::Image { name } => Some(name),
        _ => None,
    };
    files.filter_map(image).collect()
}

/// The id that a name might have been meant as: small letters, hyphens for what
/// else there is. `None` when nothing of it remains.
pub fn nearest_id(name: &str) -> Option<String> {
    let mut id = String::new();
    for c in name.chars().map(|c| c.to_ascii_lowercase()) {
        if c.is_ascii_alphanumeric() {
            id.push(c);
        } else if !id.ends_with('-') {
            id.push('-');
        }
    }
    let id = id.trim_matches('-');
    is_id(id).then(|| id.to_owned())
}

fn home(lang: Lang) -> Role {
    Role::Text { kind: Kind::Home, id: "index".to_owned(), lang }
}

fn in_article(folder: &str, file: &str) -> Role {
    let text = |kind, lang| Role::Text { kind, id: folder.to_owned(), lang };
    let role = match file {
        "index.md" => text(Kind::Article, Lang::Fa),
        "index.en.md" => text(Kind::Article, Lang::En),
        "text.md" => text(Kind::FullText, Lang::Fa),
        "import.json" => Role::Report { id: folder.to_owned() },
        decisions::FILE => Role::Decisions { id: folder.to_owned() },
        _ => {
            let known = "`index.md`, `index.en.md`, `text.md`, `import.json` and `decisions.toml`";
            return Role::Unexpected { hint: format!("an article's folder holds {known}") };
        }
    };
    if is_id(folder) { role } else { Role::BadName { name: folder.to_owned() } }
}

fn page(kind: Kind, file: &str) -> Role {
    let Some(stem) = file.strip_suffix(".md") else {
        return Role::Unexpected { hint: "texts are Markdown files: `<id>.md`".to_owned() };
    };
    let (id, lang) = match stem.strip_suffix(".en") {
        Some(id) => (id, Lang::En),
        None => (stem, Lang::Fa),
    };
    if is_id(id) {
        Role::Text { kind, id: id.to_owned(), lang }
    } else {
        Role::BadName { name: id.to_owned() }
    }
}

fn is_image(path: &str) -> bool {
    const ENDINGS: [&str; 7] = ["avif", "gif", "jpeg", "jpg", "png", "svg", "webp"];
    path.rsplit_once('.').is_some_and(|(_, ending)| ENDINGS.contains(&ending))
}

fn image(inside: &[&str]) -> Role {
    let name = inside.join("/");
    let stem = name.rsplit_once('.').map_or(name.as_str(), |(stem, _)| stem);
    if stem.split('/').all(is_id) { Role::Image { name } } else { Role::BadName { name } }
}

fn unexpected(parts: &[&str]) -> Role {
    let hint = match parts {
        [folder @ ("actors" | "organizations" | "events" | "pages"), ..] => {
            format!("put it directly into `{FOLDER}/{folder}/`")
        }
        ["articles", ..] => format!("an article is `{FOLDER}/articles/<id>/index.md`"),
        ["bibliography", ..] => "the bibliography is kept in `.bib` files".to_owned(),
        ["images", ..] => {
            "images end in `.svg`, `.png`, `.jpg`, `.webp`, `.avif` or `.gif`".to_owned()
        }
        _ => "content is kept in `articles/`, `actors/`, `organizations/`, `events/`, \
              `bibliography/`, `pages/` and `images/`; move the file there, or out of `content/`"
            .to_owned(),
    };
    Role::Unexpected { hint }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(path: &str, expected: &str) {
        let found = match role(path) {
            Role::Text { kind, id, lang } => format!("{kind:?} {id} {}", lang.code()),
            Role::Report { id } => format!("report {id}"),
            Role::Decisions { id } => format!("decisions {id}"),
            Role::Bibliography => "bibliography".to_owned(),
            Role::Image { name } => format!("image {name}"),
            Role::BadName { name } => format!("bad name {name}"),
            Role::Unexpected { .. } => "unexpected".to_owned(),
        };
        assert_eq!(found, expected, "{path}");
    }

    #[test]
    fn the_folder_decides_the_kind_and_the_name_the_language() {
        check("index.md", "Home index fa");
        check("index.en.md", "Home index en");
        check("articles/soft-power/index.en.md", "Article soft-power en");
        check("articles/soft-power/text.md", "FullText soft-power fa");
        check("articles/soft-power/import.json", "report soft-power");
        check("articles/soft-power/decisions.toml", "decisions soft-power");
        check("actors/russia.md", "Actor russia fa");
        check("organizations/csto.en.md", "Organization csto en");
        check("events/1992-05-15-tashkent.md", "Event 1992-05-15-tashkent fa");
        check("pages/about.en.md", "Page about en");
        check("bibliography/edition.bib", "bibliography");
        check("images/maps/north.svg", "image maps/north.svg");
    }

    #[test]
    fn names_that_cannot_be_addresses_are_refused() {
        check("actors/Russia.md", "bad name Russia");
        check("actors/russia.de.md", "bad name russia.de");
        check("actors/روسیه.md", "bad name روسیه");
        check("actors/-a.md", "bad name -a");
        check("images/The North.svg", "bad name The North.svg");
        check("articles/Soft Power/index.md", "bad name Soft Power");
    }

    #[test]
    fn whatever_else_there_is_was_not_expected() {
        check("notes.md", "unexpected");
        check("actors/states/russia.md", "unexpected");
        check("actors/russia.txt", "unexpected");
        check("articles/soft-power/text.en.md", "unexpected");
        check("articles/soft-power.md", "unexpected");
        check("bibliography/edition.json", "unexpected");
        check("images/north.tiff", "unexpected");
        check("actors/north.svg", "unexpected");
    }

    #[test]
    fn a_name_has_a_nearest_id() {
        assert_eq!(nearest_id("Soft Power").as_deref(), Some("soft-power"));
        assert_eq!(nearest_id("روسیه"), None);
    }
}
