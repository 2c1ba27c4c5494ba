//! `docs/FORMAT.md` says what content looks like. Its examples are a small
//! edition that is read here, and its tables are compared with the program.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::sync::Arc;

use tempfile::TempDir;
use virast::content::tree::{Block, Inline, visit};
use virast::content::{self, Files, Memory};
use virast::diag::{Code, Diagnostic};
use virast::{link, model};

use crate::support::{offences, read};

/// A fenced block of `docs/FORMAT.md`.
struct Example {
    /// `markdown`, `bibtex`, `json` or `dates`.
    language: String,
    /// The file that it is; `None` for an example of Markdown alone.
    path: Option<String>,
    text: String,
}

fn examples() -> Vec<Example> {
    let mut found: Vec<Example> = Vec::new();
    let mut is_open = false;
    for line in read("docs/FORMAT.md").lines() {
        if let Some(info) = line.strip_prefix("```") {
            is_open = !is_open;
            if is_open {
                let (language, path) = match info.split_once(' ') {
                    Some((language, path)) => (language, Some(path.to_owned())),
                    None => (info, None),
                };
                found.push(Example { language: language.to_owned(), path, text: String::new() });
            }
        } else if let Some(example) = found.last_mut().filter(|_| is_open) {
            example.text.push_str(line);
            example.text.push('\n');
        }
    }
    found
}

fn write(root: &Path, path: &str, bytes: impl AsRef<[u8]>) {
    let path = root.join(path);
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    fs::write(path, bytes).unwrap();
}

/// What is read of files, and what is wrong with them and their references.
fn load(root: &Path) -> (Files, Vec<Diagnostic>) {
    let (files, mut found) = content::load(root).unwrap();
    let (records, more) = model::records(&files);
    found.extend(more);
    let (_, more) = link::link(records);
    found.extend(more);
    (files, found)
}

/// The examples as a project.
fn edition() -> TempDir {
    let project = tempfile::tempdir().unwrap();
    write(project.path(), "content/images/bridge.svg", "<svg xmlns='http://www.w3.org/2000/svg'/>");
    for (number, example) in examples().iter().enumerate() {
        match (&example.path, example.language.as_str()) {
            (Some(path), _) => write(project.path(), path, &example.text),
            (None, "markdown") => {
                let text = format!("+++\ntitle = \"Example {number}\"\n+++\n\n{}", example.text);
                for ending in ["md", "en.md"] {
                    let path = format!("content/pages/example-{number}.{ending}");
                    write(project.path(), &path, &text);
                }
            }
            (None, "dates") => {
                for (line, date) in example.text.lines().enumerate() {
                    let text = format!(
                        "+++\ntitle = \"Event {line}\"\ndate = \"{date}\"\nsources = [\"brook-2004\"]\n+++\n"
                    );
                    for ending in ["md", "en.md"] {
                        let path = format!("content/events/date-{line}.{ending}");
                        let facts =
                            text.lines().filter(|l| ending == "md" || !l.contains("date ="));
                        write(project.path(), &path, facts.collect::<Vec<_>>().join("\n"));
                    }
                }
            }
            (None, other) => panic!("docs/FORMAT.md: a block of `{other}` without a file"),
        }
    }
    project
}

#[test]
fn the_examples_of_the_format_are_an_edition_without_faults() {
    let project = edition();
    let (files, problems) = load(project.path());
    offences(problems.iter().map(Diagnostic::to_string));
    assert_eq!(files.reports.len(), 1);
    assert_eq!(files.entries.len(), 2);
    assert!(files.texts.len() > 40, "{}", files.texts.len());
}

#[test]
fn the_examples_of_markdown_have_what_they_show() {
    let project = edition();
    let (files, _) = load(project.path());
    let mut seen: BTreeMap<&str, usize> = BTreeMap::new();
    for file in files.texts.iter().filter(|f| f.path.contains("pages/example")) {
        for block in &file.body.blocks {
            *seen.entry(block_name(block)).or_default() += 1;
        }
        visit(&file.body.blocks, &mut |inline| {
            *seen.entry(inline_name(inline)).or_default() += 1;
        });
    }
    let expected = [
        "heading",
        "list",
        "quote",
        "definitions",
        "table caption",
        "figure caption",
        "link",
        "page",
        "plain",
        "citation",
        "mark",
        "emphasis",
        "strong",
    ];
    offences(expected.iter().filter(|e| !seen.contains_key(**e)).map(|e| format!("no {e}")));
}

fn block_name(block: &Block) -> &'static str {
    match block {
        Block::Heading { .. } => "heading",
        Block::List { .. } => "list",
        Block::Quote { .. } => "quote",
        Block::Definitions { .. } => "definitions",
        Block::Table(table) if table.caption.is_some() => "table caption",
        Block::Figure { caption: Some(_), .. } => "figure caption",
        _ => "other",
    }
}

fn inline_name(inline: &Inline) -> &'static str {
    match inline {
        Inline::Link { .. } => "link",
        Inline::Page { .. } => "page",
        Inline::Plain(_) => "plain",
        Inline::Citation { .. } => "citation",
        Inline::Mark { .. } => "mark",
        Inline::Emphasis(_) => "emphasis",
        Inline::Strong(_) => "strong",
        _ => "other",
    }
}

/// The names in the first column of the table under a heading of the format.
fn documented(heading: &str) -> Vec<String> {
    read("docs/FORMAT.md")
        .lines()
        .skip_while(|line| *line != format!("### {heading}"))
        .skip_while(|line| !line.starts_with("| `"))
        .map_while(|line| Some(line.strip_prefix("| `")?.split_once('`')?.0.to_owned()))
        .collect()
}

/// The fields of a kind of file, as the program lists them when it meets none of them.
fn fields(path: &str) -> Vec<String> {
    let project = tempfile::tempdir().unwrap();
    write(project.path(), path, "+++\nno_such_field_at_all = 1\n+++\n");
    let (_, problems) = content::load(project.path()).unwrap();
    let unknown = problems.iter().find(|p| p.code == Code::UnknownField).unwrap();
    let hint = unknown.hint.as_ref().unwrap();
    hint.split('`').skip(1).step_by(2).map(str::to_owned).collect()
}

#[test]
fn the_format_lists_all_fields_of_each_kind() {
    let sorted = |mut names: Vec<String>| {
        names.sort();
        names
    };
    for (heading, path) in [
        ("Article", "content/articles/a/index.md"),
        ("Actor", "content/actors/a.md"),
        ("Organization", "content/organizations/a.md"),
        ("Event", "content/events/a.md"),
        ("Page", "content/pages/a.md"),
    ] {
        assert_eq!(sorted(documented(heading)), sorted(fields(path)), "{heading}");
    }
    let mut full_text = documented("Article");
    full_text.extend(documented("Full text"));
    // What is said of a page as a whole stands in the article's `index.md`.
    full_text.retain(|field| field != "formerly" && field != "draft");
    full_text.sort();
    full_text.dedup();
    assert_eq!(full_text, sorted(fields("content/articles/a/text.md")), "Full text");
}

#[test]
fn line_ends_and_a_byte_order_mark_change_nothing_but_offsets() {
    let text = "+++\ntitle = \"A\"\nkind = \"stat\"\n+++\n\n## B {#b}\n\nOne\ntwo [@key-1].\n";
    let project = tempfile::tempdir().unwrap();
    write(project.path(), "content/actors/unix.md", text);
    let windows = format!("\u{FEFF}{}", text.replace('\n', "\r\n"));
    write(project.path(), "content/actors/windows.md", windows);
    let (files, problems) = content::load(project.path()).unwrap();
    let places: Vec<(u32, u32)> = problems.iter().map(|p| (p.place.line, p.place.column)).collect();
    assert_eq!(places, [(3, 8), (3, 8)], "{problems:?}");
    let words = |body: &content::tree::Body| {
        let mut found = Vec::new();
        visit(&body.blocks, &mut |inline| match inline {
            Inline::Text { text, .. } => found.push(text.clone()),
            Inline::Citation { items, .. } => found.push(items[0].key.clone()),
            _ => {}
        });
        found
    };
    assert_eq!(words(&files.texts[0].body), ["B", "One two ", "key-1", "."]);
    assert_eq!(words(&files.texts[0].body), words(&files.texts[1].body));
}

#[test]
fn places_in_the_front_matter_are_places_in_the_file() {
    let project = tempfile::tempdir().unwrap();
    let text = "+++\ntitle = \"رود\"\nkind = \"state\"\nrelated = [\"یک\", \"two\"]\n+++\n";
    write(project.path(), "content/actors/river.md", text);
    let (files, problems) = content::load(project.path()).unwrap();
    assert!(problems.is_empty(), "{problems:?}");
    let content::head::Head::Entity(head) = &files.texts[0].head else { panic!("no entity") };
    let second = &head.related.as_ref().unwrap()[1];
    assert_eq!(&text[second.span()], "\"two\"");
    assert_eq!(
        files.texts[0].place(second.span().start).to_string(),
        "content/actors/river.md:4:18"
    );
}

#[test]
fn what_cannot_be_read_is_still_known_by_its_id() {
    let project = tempfile::tempdir().unwrap();
    write(project.path(), "content/actors/bytes.md", [0xFF, 0xFE, 0x00]);
    write(project.path(), "content/actors/empty.md", "");
    let (files, problems) = content::load(project.path()).unwrap();
    let ids: Vec<&str> = files.texts.iter().map(|f| f.id.as_str()).collect();
    assert_eq!(ids, ["bytes", "empty"]);
    let codes: Vec<Code> = problems.iter().map(|p| p.code).collect();
    assert_eq!(codes, [Code::NotUtf8, Code::EmptyFile]);
}

#[test]
fn a_project_without_content_has_none() {
    let project = tempfile::tempdir().unwrap();
    let (files, problems) = content::load(project.path()).unwrap();
    assert!(files.texts.is_empty() && problems.is_empty());
}

#[test]
fn hidden_files_and_backups_are_passed_over() {
    let project = tempfile::tempdir().unwrap();
    for name in ["content/.git/x", "content/actors/a.md~", "content/actors/#a.md#", "content/.x"] {
        write(project.path(), name, "x");
    }
    let (_, problems) = content::load(project.path()).unwrap();
    offences(problems.iter().map(Diagnostic::to_string));
}

#[test]
fn only_what_has_changed_is_parsed_again() {
    let project = edition();
    let root = project.path();
    let mut memory = Memory::default();
    let (first, _) = content::load_again(root, None, &mut memory).unwrap();
    let page = "content/actors/marzestan.en.md";
    write(root, page, "+++\ntitle = \"Marzestan\"\n+++\n\nA <b>country</b>.\n");
    let (second, problems) = content::load_again(root, None, &mut memory).unwrap();
    let (fresh, expected) = content::load(root).unwrap();
    assert_eq!(problems, expected);
    assert_eq!(second.entries, fresh.entries);
    for (again, fresh) in second.texts.iter().zip(&fresh.texts) {
        assert_eq!((&again.path, &again.body), (&fresh.path, &fresh.body));
        let before = first.texts.iter().find(|f| f.path == again.path).unwrap();
        assert_eq!(Arc::ptr_eq(before, again), again.path != page, "{}", again.path);
    }
    fs::remove_file(root.join("content/images/bridge.svg")).unwrap();
    let (_, problems) = content::load_again(root, None, &mut memory).unwrap();
    assert!(problems.iter().any(|p| p.code == Code::BadLink), "{problems:?}");
}
