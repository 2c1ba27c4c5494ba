//! The rules of the house: what a reader of the code may rely on, read off the files.
//!
//! `docs/ARCHITECTURE.md` holds the table of which room may use which. It is the
//! rule itself, not a description of it: a test reads it.

use std::collections::BTreeMap;
use std::path::Path;

use virast::diag::Code;

use crate::support::{ROOT, files, offences, read};

/// The longest file, in lines. One that outgrows it is split, by what it does.
const LONGEST: usize = 500;

fn rust_files() -> Vec<String> {
    let mut all = files("src", &["rs"]);
    all.extend(files("tests", &["rs"]));
    all.extend(files("benches", &["rs"]));
    all
}

/// The part of a file's text before its unit tests.
fn without_tests(text: &str) -> &str {
    text.split("\n#[cfg(test)]\nmod ").next().unwrap_or(text)
}

#[test]
fn every_file_says_first_what_it_is_for() {
    let heads: [(&str, &[&str]); 4] =
        [("rs", &["//! "]), ("css", &["/* "]), ("html", &["{# ", "{#- "]), ("mjs", &["// "])];
    let mut all = rust_files();
    all.extend(files("themes", &["css", "html"]));
    all.extend(files("tests/browser", &["mjs"]));
    all.extend(files("tests/hosts", &["mjs"]));
    offences(all.iter().filter_map(|file| {
        let text = read(file);
        let (_, head) = heads.iter().find(|(ending, _)| file.ends_with(ending))?;
        let said = head.iter().any(|h| text.starts_with(h));
        (!said).then(|| format!("{file}: does not begin with `{}`", head[0]))
    }));
}

#[test]
fn every_public_item_is_documented() {
    let kinds = ["fn", "const fn", "struct", "enum", "trait", "const", "static", "type", "union"];
    let is_item = |line: &str| {
        let rest = line.trim_start().strip_prefix("pub ");
        rest.is_some_and(|r| kinds.iter().any(|k| r.starts_with(&format!("{k} "))))
    };
    let mut wrong = Vec::new();
    for file in files("src", &["rs"]) {
        let mut documented = false;
        let mut in_attribute = false;
        for (number, line) in (1..).zip(read(&file).lines()) {
            let code = line.trim();
            if code.starts_with("///") || code.starts_with("#[doc") {
                documented = true;
            } else if code.starts_with("#[") || in_attribute {
                in_attribute = !code.ends_with(']');
            } else {
                if is_item(line) && !documented {
                    wrong.push(format!("{file}:{number}: no doc comment: {code}"));
                }
                documented = false;
            }
        }
    }
    offences(wrong);
}

/// Rows of the table `| room | may use |`: a room, and what it may use: rooms,
/// or paths inside one (`import::report`).
fn allowed_uses(architecture: &str) -> BTreeMap<String, Vec<String>> {
    let rows = architecture.lines().skip_while(|l| *l != "| room | may use |").skip(2);
    let cells = rows.map_while(|l| l.strip_prefix("| ")?.strip_suffix(" |")?.split_once(" | "));
    let list = |uses: &str| uses.split(", ").map(|u| u.trim_matches('`').to_owned()).collect();
    cells.map(|(room, uses)| (room.to_owned(), list(uses))).collect()
}

/// The room that a file of `src/` belongs to. `terminal.rs` and `ask.rs` are parts of the program.
fn room_of(file: &str) -> &str {
    let inside = file.strip_prefix("src/").unwrap_or(file);
    let room = inside.split(['/', '.']).next().unwrap_or(inside);
    if matches!(room, "terminal" | "ask") { "main" } else { room }
}

/// The paths of the crate that a line of code names, in a `use` or in the
/// midst of a line: `import::report::Correction`.
fn used_paths(line: &str) -> impl Iterator<Item = &str> {
    let code = line.split("//").next().unwrap_or_default();
    let after = ["crate::", "virast::"].into_iter().flat_map(|own| code.split(own).skip(1));
    after.map(|rest| {
        let end = rest.find(|c: char| !c.is_alphanumeric() && c != '_' && c != ':');
        &rest[..end.unwrap_or(rest.len())]
    })
}

#[test]
fn rooms_use_only_the_rooms_the_architecture_allows() {
    let allowed = allowed_uses(&read("docs/ARCHITECTURE.md"));
    assert!(allowed.len() > 10, "the table of docs/ARCHITECTURE.md cannot be read");
    let mut wrong = Vec::new();
    for file in files("src", &["rs"]) {
        let room = room_of(&file);
        let none = Vec::new();
        let may_use = allowed.get(room).unwrap_or(&none);
        let may = |path: &str| {
            path.split("::").next() == Some(room)
                || may_use
                    .iter()
                    .any(|u| u == "all" || format!("{path}::").starts_with(&format!("{u}::")))
        };
        for (number, line) in (1..).zip(without_tests(&read(&file)).lines()) {
            for path in used_paths(line).filter(|p| !may(p)) {
                wrong.push(format!("{file}:{number}: `{room}` may not use `{path}`"));
            }
        }
    }
    offences(wrong);
}

#[test]
fn only_rooms_that_own_a_file_format_read_or_write_one() {
    let may_read = ["src/config/", "src/content/", "src/import/"];
    let may_write = ["src/import/report.rs", "src/render/view", "src/output/"];
    let mut wrong = Vec::new();
    for file in files("src", &["rs"]) {
        for (number, line) in (1..).zip(without_tests(&read(&file)).lines()) {
            let derives = |what: &str| line.contains("#[derive(") && line.contains(what);
            let may = |list: &[&str]| list.iter().any(|start| file.starts_with(start));
            // `Serialize` stands in `Deserialize` only in small letters.
            if derives("Deserialize") && !may(&may_read) || derives("Serialize") && !may(&may_write)
            {
                wrong.push(format!("{file}:{number}: {}", line.trim()));
            }
        }
    }
    offences(wrong);
}

#[test]
fn no_file_is_longer_than_can_be_read_at_once() {
    let mut all = rust_files();
    all.extend(files("themes", &["css", "html", "js", "toml"]));
    all.extend(files("src", &["css", "js"]));
    all.extend(files("tests/browser", &["mjs"]));
    all.extend(files("tests/hosts", &["mjs"]));
    offences(all.iter().filter_map(|file| {
        let lines = read(file).lines().count();
        (lines > LONGEST).then(|| format!("{file}: {lines} lines, over {LONGEST}"))
    }));
}

#[test]
fn nothing_is_left_for_later() {
    // Put together here, or this file would offend.
    let marks = [["to", "do"], ["fix", "me"], ["xx", "x"], ["dbg", "!"]].map(|m| m.concat());
    let mut all = rust_files();
    all.extend(files("src", &["css", "js"]));
    all.extend(files("themes", &["css", "html", "js", "toml"]));
    all.extend(files("tests/browser", &["mjs"]));
    all.extend(files("tests/hosts", &["mjs"]));
    all.extend(files("docs", &["md"]));
    let mut wrong = Vec::new();
    for file in all {
        for (number, line) in (1..).zip(read(&file).to_lowercase().lines()) {
            let words = line.split(|c: char| !c.is_alphanumeric() && c != '!');
            let left = words.into_iter().find(|w| marks.iter().any(|m| m == w));
            wrong.extend(left.map(|w| format!("{file}:{number}: `{w}`")));
        }
    }
    offences(wrong);
}

/// The keys of a table and of those in it, in the order of the file.
fn keys(table: &toml::Table, above: &str) -> Vec<String> {
    let mut found = Vec::new();
    for (key, value) in table {
        let path = format!("{above}{key}");
        match value.as_table() {
            Some(inner) => found.extend(keys(inner, &format!("{path}."))),
            None => found.push(path),
        }
    }
    found
}

#[test]
fn both_languages_of_the_interface_have_the_same_strings_in_the_same_order() {
    let strings = |file: &str| keys(&read(file).parse().unwrap(), "");
    let languages =
        |ending| files("themes", &["toml"]).into_iter().filter(move |f| f.ends_with(ending));
    for (persian, english) in languages("/i18n/fa.toml").zip(languages("/i18n/en.toml")) {
        let (fa, en) = (strings(&persian), strings(&english));
        offences(fa.iter().filter(|k| !en.contains(k)).map(|k| format!("{english} lacks `{k}`")));
        offences(en.iter().filter(|k| !fa.contains(k)).map(|k| format!("{persian} lacks `{k}`")));
        assert_eq!(fa, en, "the order of {persian} and {english} differs");
    }
}

#[test]
fn persian_is_written_in_persian_letters() {
    let foreign = [
        ('\u{064A}', "ARABIC LETTER YEH; Persian has U+06CC"),
        ('\u{0643}', "ARABIC LETTER KAF; Persian has U+06A9"),
        ('\u{0640}', "ARABIC TATWEEL (kashida)"),
    ];
    let mut all = files("themes", &["html", "toml", "css", "js"]);
    all.extend(files("docs", &["md"]));
    all.extend(files("tests/fixtures/site", &["md", "bib", "toml"]));
    all.extend(["README.md", "config.toml"].map(str::to_owned));
    // What `import` writes holds the words of the print as they are.
    let written = |f: &String| !f.ends_with("/text.md") && !f.ends_with("/found.bib");
    all.extend(files("content", &["md", "bib"]).into_iter().filter(written));
    let mut wrong = Vec::new();
    for file in all {
        for (number, line) in (1..).zip(read(&file).lines()) {
            let found = foreign.iter().find(|(letter, _)| line.contains(*letter));
            wrong.extend(found.map(|(_, what)| format!("{file}:{number}: {what}")));
        }
    }
    offences(wrong);
}

/// A style sheet's text with its comments blanked out, lines kept.
fn without_comments(css: &str) -> String {
    let mut out = String::new();
    let mut rest = css;
    while let Some((code, after)) = rest.split_once("/*") {
        let (comment, after) = after.split_once("*/").unwrap_or((after, ""));
        out.push_str(code);
        out.extend(comment.chars().filter(|c| *c == '\n'));
        rest = after;
    }
    out + rest
}

#[test]
fn styles_know_no_left_and_no_right() {
    let mut wrong = Vec::new();
    let mut all = files("themes", &["css"]);
    all.extend(files("src", &["css"]));
    for file in all {
        for (number, line) in (1..).zip(without_comments(&read(&file)).lines()) {
            let mut words = line.split(|c: char| !c.is_alphabetic());
            if words.any(|w| w == "left" || w == "right") {
                wrong.push(format!("{file}:{number}: {}", line.trim()));
            }
        }
    }
    offences(wrong);
}

// In tera 2 a misspelt name behind this filter prints nothing, without a word.
#[test]
fn templates_declare_nothing_safe() {
    let mut wrong = Vec::new();
    for file in files("themes", &["html"]) {
        for (number, line) in (1..).zip(read(&file).lines()) {
            if line.split('|').skip(1).any(|after| after.trim_start().starts_with("safe")) {
                wrong.push(format!("{file}:{number}: {}", line.trim()));
            }
        }
    }
    offences(wrong);
}

#[test]
fn the_guides_explain_every_diagnostic() {
    let mut wrong = Vec::new();
    for guide in ["docs/EDITOR-GUIDE.fa.md", "docs/EDITOR-GUIDE.en.md"] {
        let text = read(guide);
        let told: Vec<&str> =
            text.lines().filter_map(|l| l.strip_prefix("### `")?.strip_suffix('`')).collect();
        for id in Code::ALL.iter().map(|c| c.id()).filter(|id| !told.contains(id)) {
            wrong.push(format!("{guide} has no section on `{id}`"));
        }
        for id in told.iter().filter(|t| !Code::ALL.iter().any(|c| c.id() == **t)) {
            wrong.push(format!("{guide} explains `{id}`, which is no code"));
        }
    }
    offences(wrong);
}

/// The addresses of a document's links, those of its examples left out.
fn link_addresses(document: &str) -> Vec<&str> {
    // Text and code take turns, in the document as in a line.
    let text = document.split("```").step_by(2).flat_map(str::lines);
    let parts = text.flat_map(|line| line.split('`').step_by(2));
    let links = parts.flat_map(|part| part.split("](").skip(1));
    links.filter_map(|after| Some(after.split_once(')')?.0)).collect()
}

#[test]
fn links_of_the_documents_lead_to_files() {
    let mut all = files("docs", &["md"]);
    all.push("README.md".to_owned());
    let mut wrong = Vec::new();
    for file in all {
        let text = read(&file);
        let folder = Path::new(ROOT).join(&file).parent().unwrap().to_owned();
        let outside = |a: &&str| a.contains("://") || a.starts_with('#');
        let ours = link_addresses(&text).into_iter().filter(|a| !outside(a));
        for address in ours.filter(|a| !folder.join(a.split('#').next().unwrap_or(a)).exists()) {
            wrong.push(format!("{file} links to {address}, which is not there"));
        }
    }
    offences(wrong);
}
