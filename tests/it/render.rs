//! What render makes of a whole edition: the small one of `tests/fixtures/site`.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use virast::config::Config;
use virast::pipeline;
use virast::render::theme::Theme;
use virast::render::{self, Assets, Given, Page};
use virast::text::Lang;

use crate::support::{self, Project, offences};

/// The pages of the fixture, with the site at an address.
fn pages(base_url: &str) -> Vec<Page> {
    let project = Project::new();
    let loaded = pipeline::load(&project.root()).unwrap();
    let config = Config { base_url: base_url.to_owned(), ..loaded.config };
    let theme = Theme::load(&project.path("themes/matn")).unwrap();
    let assets = Assets { styles: "assets/matn-0.css".to_owned(), ..Assets::default() };
    let given = Given { edition: &loaded.edition, config: &config, theme: &theme, assets: &assets };
    let mut pages = render::render(&given).unwrap();
    pages.retain(|page| page.path.ends_with(".html"));
    pages
}

fn text(page: &Page) -> &str {
    std::str::from_utf8(&page.bytes).unwrap()
}

#[track_caller]
fn page<'a>(pages: &'a [Page], path: &str) -> &'a str {
    let found = pages.iter().find(|p| p.path == path);
    text(found.unwrap_or_else(|| panic!("no page {path}")))
}

/// The values of an attribute in a page.
fn values<'a>(html: &'a str, attribute: &str) -> Vec<&'a str> {
    let open = format!(" {attribute}=\"");
    html.split(&open).skip(1).filter_map(|rest| rest.split('"').next()).collect()
}

#[test]
fn pages_are_sorted_and_the_same_every_time() {
    let once = pages("https://example.org/");
    let paths: Vec<&String> = once.iter().map(|p| &p.path).collect();
    assert!(paths.is_sorted());
    assert_eq!(paths.iter().collect::<BTreeSet<_>>().len(), paths.len());
    assert_eq!(once, pages("https://example.org/"));
}

#[test]
fn every_page_says_its_language_and_direction() {
    offences(pages("https://example.org/").iter().filter_map(|page| {
        let start = if page.path.starts_with("en/") {
            "<!doctype html>\n<html lang=\"en\" dir=\"ltr\">"
        } else {
            "<!doctype html>\n<html lang=\"fa\" dir=\"rtl\">"
        };
        (!text(page).starts_with(start)).then(|| page.path.clone())
    }));
}

#[test]
fn every_link_between_pages_is_relative_and_leads_to_a_place_there_is() {
    let pages = pages("https://example.org/some/path/");
    let anchors: BTreeMap<String, BTreeSet<&str>> = pages
        .iter()
        .map(|p| (p.path.clone(), values(text(p), "id").into_iter().collect()))
        .collect();
    let mut wrong = Vec::new();
    for page in pages.iter().filter(|p| !p.path.ends_with("404.html")) {
        for href in values(text(page), "href").into_iter().filter(|href| !href.contains(':')) {
            let (path, anchor) = href.split_once('#').unwrap_or((href, ""));
            let target = if path.is_empty() { page.path.clone() } else { join(&page.path, path) };
            let is_page = path.is_empty() || path.ends_with(".html");
            let known = anchors.get(&target);
            if href.starts_with('/')
                || (is_page && known.is_none())
                || known.is_some_and(|ids| !anchor.is_empty() && !ids.contains(anchor))
            {
                wrong.push(format!("{}: {href}", page.path));
            }
        }
    }
    offences(wrong);
}

/// The path that a relative one leads to from a page.
fn join(page: &str, relative: &str) -> String {
    let mut parts: Vec<&str> = page.split('/').collect();
    parts.pop();
    for part in relative.split('/') {
        if part == ".." {
            parts.pop();
        } else {
            parts.push(part);
        }
    }
    parts.join("/")
}

#[test]
fn no_two_places_of_a_page_have_one_id() {
    offences(pages("https://example.org/").iter().flat_map(|page| {
        let mut seen = BTreeSet::new();
        let twice = values(text(page), "id").into_iter().filter(move |id| !seen.insert(*id));
        twice.map(|id| format!("{}: {id}", page.path))
    }));
}

#[test]
fn nothing_on_a_page_needs_more_than_the_content_policy_allows() {
    offences(pages("https://example.org/").iter().filter_map(|page| {
        let html = text(page);
        let inline = html.contains(" style=\"")
            || html.contains("<style")
            || html.contains(" onclick=")
            || html.contains("<script>");
        inline.then(|| page.path.clone())
    }));
}

#[test]
fn the_page_for_nowhere_links_from_the_hosts_root() {
    let pages = pages("https://example.org/some/path/");
    let html = page(&pages, "404.html");
    assert!(html.contains("href=\"/some/path/actors/\""));
    assert!(html.contains("href=\"/some/path/assets/matn-0.css\""));
    assert!(html.contains("href=\"/some/path/en/\""), "both languages");
}

#[test]
fn twins_name_each_other_and_a_page_without_one_says_so() {
    let pages = pages("https://example.org/");
    let html = page(&pages, "en/actors/marzestan/index.html");
    for (lang, address) in [
        ("fa", "https://example.org/actors/marzestan/"),
        ("en", "https://example.org/en/actors/marzestan/"),
        ("x-default", "https://example.org/actors/marzestan/"),
    ] {
        let link = format!("<link rel=\"alternate\" hreflang=\"{lang}\" href=\"{address}\">");
        assert!(html.contains(&link), "{link}");
    }
    let alone = page(&pages, "actors/sea-party/index.html");
    assert!(!alone.contains("hreflang=\"x-default\""));
    assert!(alone.contains("class=\"no-twin\""));
    assert!(alone.contains("href=\"../../en/actors/index.html\""));
    assert!(pages.iter().all(|p| p.path != "en/actors/sea-party/index.html"));
}

#[test]
fn a_full_text_stands_on_the_persian_page_alone() {
    let pages = pages("https://example.org/");
    assert!(page(&pages, "articles/salt-road/index.html").contains(" id=\"t1\""));
    let english = page(&pages, "en/articles/salt-road/index.html");
    assert!(!english.contains(" id=\"t1\""));
    assert!(english.contains("articles/salt-road/index.html#part-text"));
}

#[test]
fn marks_and_notes_lead_to_each_other() {
    let pages = pages("https://example.org/");
    let html = page(&pages, "articles/salt-road/index.html");
    for id in ["text-mark-1", "text-note-1", "mark-1", "note-1"] {
        assert!(html.contains(&format!("id=\"{id}\"")), "{id}");
        assert!(html.contains(&format!("href=\"#{id}\"")), "way to {id}");
    }
}

/// A key that the program asks for and the theme lacks is printed as it is.
#[test]
fn the_theme_has_every_string_that_the_program_asks_for() {
    let theme = Theme::load(&Path::new(support::ROOT).join("themes/matn")).unwrap();
    let words = theme.words(Lang::Fa);
    let mut wrong = Vec::new();
    for file in support::files("src/render", &["rs"]) {
        let source = support::read(&file);
        let code = source.split("#[cfg(test)]").next().unwrap_or_default();
        let literals = code.split('"').skip(1).step_by(2);
        for key in literals.filter(|text| is_key(text)) {
            let forms = [key.to_owned(), format!("{key}.one"), format!("{key}.1")];
            if forms.iter().all(|form| words.find(form).is_none()) {
                wrong.push(format!("{file}: {key}"));
            }
        }
    }
    offences(wrong);
}

/// `nav.home`: words of small letters with full stops between them, the first
/// a table of the strings.
fn is_key(text: &str) -> bool {
    const TABLES: [&str; 14] = [
        "nav",
        "marks",
        "text",
        "notes",
        "citation",
        "home",
        "article",
        "parallel",
        "entities",
        "entity",
        "event",
        "timeline",
        "bibliography",
        "dates",
    ];
    text.split_once('.').is_some_and(|(table, rest)| {
        TABLES.contains(&table)
            && !rest.is_empty()
            && !rest.ends_with("html")
            && rest.chars().all(|c| c.is_ascii_lowercase() || matches!(c, '-' | '.'))
    })
}
