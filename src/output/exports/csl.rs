//! CSL-JSON, as citation processors read it.

use serde_json::{Map, Value, json};

use crate::model::work::Name;
use crate::output::exports::reference::Reference;

/// References as one file: an array of items.
pub(super) fn file(references: &[Reference]) -> String {
    let items: Vec<Value> = references.iter().map(item).collect();
    let mut text = serde_json::to_string_pretty(&items).unwrap_or_default();
    text.push('\n');
    text
}

fn item(r: &Reference) -> Value {
    let mut item = Map::new();
    let mut text = |key: &str, value: Option<&str>| {
        if let Some(value) = value {
            item.insert(key.to_owned(), value.into());
        }
    };
    text("id", Some(&r.key));
    text("citation-key", Some(&r.key));
    text("type", Some(kind(&r.kind)));
    text("language", Some(&r.language));
    text("title", r.title.as_deref());
    text("container-title", r.container.as_deref());
    text("volume", r.volume.as_deref());
    text("issue", r.issue.as_deref());
    text("page", r.pages.as_deref());
    text("edition", r.edition.as_deref());
    text("publisher", r.publisher.as_deref());
    text("publisher-place", r.location.as_deref());
    text("year-suffix", r.year_letter.as_deref());
    text("DOI", r.doi.as_deref());
    text("URL", r.url.as_deref());
    text("abstract", r.summary.as_deref());
    text("keyword", filled(&r.keywords.join(", ")));
    text("note", filled(&notes(r).join("\n")));
    let people = [("author", &r.authors), ("editor", &r.editors), ("translator", &r.translators)];
    for (role, names) in people {
        if !names.is_empty() {
            item.insert(role.to_owned(), names.iter().map(person).collect());
        }
    }
    if !r.date_parts.is_empty() {
        item.insert("issued".to_owned(), issued(r));
    }
    Value::Object(item)
}

fn issued(r: &Reference) -> Value {
    let is_about = r.date.as_deref().is_some_and(|d| d.contains(['~', '?', '%']));
    if is_about {
        json!({"date-parts": r.date_parts, "circa": true})
    } else {
        json!({"date-parts": r.date_parts})
    }
}

/// What CSL has no variable for: `name: value`, a line each.
fn notes(r: &Reference) -> Vec<String> {
    let all = [
        ("titletranslation", r.title_translated.as_ref()),
        ("sh-year", r.solar_hijri.as_ref()),
        ("DOR", r.dor.as_ref()),
    ];
    let mut notes: Vec<String> =
        all.iter().filter_map(|(name, value)| Some(format!("{name}: {}", (*value)?))).collect();
    if r.more_authors {
        notes.push("and others".to_owned());
    }
    if r.as_cited {
        notes.push("as cited".to_owned());
    }
    notes
}

fn filled(text: &str) -> Option<&str> {
    (!text.is_empty()).then_some(text)
}

fn person(name: &Name) -> Value {
    match &name.given {
        Some(given) if !name.is_body => json!({"family": name.family, "given": given}),
        None if !name.is_body => json!({"family": name.family}),
        _ => json!({"literal": name.family}),
    }
}

/// The type of item, from BibLaTeX's.
fn kind(biblatex: &str) -> &'static str {
    match biblatex {
        "article" | "suppperiodical" => "article-journal",
        "periodical" => "periodical",
        "book" | "mvbook" | "collection" | "mvcollection" | "proceedings" | "mvproceedings"
        | "reference" | "mvreference" | "manual" | "booklet" => "book",
        "incollection" | "inbook" | "inreference" | "bookinbook" | "suppbook"
        | "suppcollection" => "chapter",
        "inproceedings" | "conference" => "paper-conference",
        "thesis" | "phdthesis" | "mastersthesis" => "thesis",
        "report" | "techreport" => "report",
        "online" | "electronic" | "www" => "webpage",
        "unpublished" => "manuscript",
        "legal" => "treaty",
        "legislation" => "legislation",
        "jurisdiction" => "legal_case",
        _ => "document",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_item_has_the_fields_it_has_and_no_others() {
        let r = Reference {
            key: "rahimi-1402".to_owned(),
            kind: "article".to_owned(),
            language: "fa".to_owned(),
            authors: vec![Name {
                family: "رحیمی".to_owned(),
                given: Some("پروانه".to_owned()),
                is_body: false,
            }],
            date_parts: vec![vec![2023], vec![2024]],
            solar_hijri: Some("1402".to_owned()),
            ..Reference::default()
        };
        let read: Value = serde_json::from_str(&file(&[r])).unwrap();
        assert_eq!(
            read,
            json!([{
                "id": "rahimi-1402",
                "citation-key": "rahimi-1402",
                "type": "article-journal",
                "language": "fa",
                "note": "sh-year: 1402",
                "author": [{"family": "رحیمی", "given": "پروانه"}],
                "issued": {"date-parts": [[2023], [2024]]},
            }])
        );
    }

    #[test]
    fn bodies_are_literal() {
        let body = Name { family: "United Nations".to_owned(), given: None, is_body: true };
        assert_eq!(person(&body), json!({"literal": "United Nations"}));
    }
}
