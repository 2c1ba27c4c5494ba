//! What can be wrong between two records: each code of this room is raised and
//! worded here, once.

use crate::diag::{Code, Diagnostic, Place};

fn new(code: Code, message: String, place: Place, hint: Option<String>) -> Diagnostic {
    Diagnostic { code, message, place, text: None, hint }
}

fn did_you_mean(nearest: Option<&str>) -> Option<String> {
    nearest.map(|near| format!("did you mean `{near}`?"))
}

/// What a reference may lead to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Wanted {
    /// Any page of the edition.
    Page,
    /// The page of an actor or an organization.
    Entity,
    /// A page or a bibliography entry.
    Source,
}

/// An id that leads nowhere.
pub(super) fn unknown_page(
    wanted: Wanted,
    id: &str,
    place: Place,
    nearest: Option<&str>,
) -> Diagnostic {
    let message = match wanted {
        Wanted::Page => format!("no page has the id `{id}`"),
        Wanted::Entity => format!("no actor or organization has the id `{id}`"),
        Wanted::Source => format!("neither a page nor a bibliography entry is called `{id}`"),
    };
    new(Code::UnknownPage, message, place, did_you_mean(nearest))
}

/// An id that a page had before.
pub(super) fn moved_page(id: &str, now: &str, place: Place) -> Diagnostic {
    let message = format!("`{id}` is now called `{now}`");
    new(
        Code::MovedPage,
        message,
        place,
        Some(format!("write `{now}`; the old id still leads there")),
    )
}

/// A former address that is not free: `by` says what has it.
pub(super) fn former_address(address: &str, by: &str, place: Place) -> Diagnostic {
    let message = format!("`{address}` cannot lead here: {by}");
    let hint = "take it out of `formerly`, or call the other page something else";
    new(Code::FormerAddress, message, place, Some(hint.to_owned()))
}

/// A section that its page does not have; `sections` are those it has.
pub(super) fn unknown_section(
    id: &str,
    section: &str,
    place: Place,
    nearest: Option<&str>,
    sections: &[&str],
) -> Diagnostic {
    let list = || {
        let names: Vec<String> = sections.iter().map(|name| format!("`{name}`")).collect();
        (!names.is_empty()).then(|| format!("its sections are {}", names.join(", ")))
    };
    let message = format!("`{id}` has no section `{section}`");
    new(Code::UnknownSection, message, place, did_you_mean(nearest).or_else(list))
}

/// A paragraph that its page does not have, by its number or the name made of its
/// words.
pub(super) fn unknown_paragraph(id: &str, name: &str, place: Place) -> Diagnostic {
    let message = format!("`{id}` has no paragraph `{name}`");
    let hint = "click the number of the paragraph on its page: the address then ends with its \
                name; or end the paragraph with an id, such as `{#treaty}`, and link to that";
    new(Code::UnknownSection, message, place, Some(hint.to_owned()))
}

/// A bibliography key that leads nowhere.
pub(super) fn unknown_work(key: &str, place: Place, nearest: Option<&str>) -> Diagnostic {
    let add = || Some("add an entry with this key to a file of `content/bibliography/`".to_owned());
    let message = format!("the bibliography has no entry `{key}`");
    new(Code::UnknownWork, message, place, did_you_mean(nearest).or_else(add))
}

/// An event without a source.
pub(super) fn missing_source(place: Place) -> Diagnostic {
    let message = "an event must say where it is stated".to_owned();
    let hint = "add a line like `sources = [\"article-id#section\"]`, or a bibliography key";
    new(Code::MissingSource, message, place, Some(hint.to_owned()))
}

/// An entry that nothing cites.
pub(super) fn uncited_work(key: &str, place: Place) -> Diagnostic {
    let message = format!("nothing cites `{key}`");
    new(Code::UncitedWork, message, place, Some(format!("cite it as `[@{key}]`, or remove it")))
}

/// A name that two entities have.
pub(super) fn ambiguous_name(name: &str, ids: [&str; 2], place: Place) -> Diagnostic {
    let [first, second] = ids;
    let message =
        format!("`{name}` names both `{first}` and `{second}`, so it does not link by itself");
    let hint = format!("take it from one of them, or link it by hand: `[[{second}|{name}]]`");
    new(Code::AmbiguousName, message, place, Some(hint))
}
