//! The trees of files in `docs/ARCHITECTURE.md`: they list the files there are,
//! each with what it is for.
//!
//! `UPDATE_GOLDEN=1 cargo test --test it trees` writes them anew: words that
//! stand there stay, a new file gets the first words of its own head.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use crate::support::{ROOT, files, read};

const PAGE: &str = "docs/ARCHITECTURE.md";

/// Folders shown as one line: what is in them is content, not code.
const FOLDED: [&str; 5] = [
    "tests/fixtures/site/",
    "tests/fixtures/import/",
    "tests/fixtures/invalid/",
    "tests/fixtures/made/",
    "themes/matn/static/",
];

/// The order in which one reads: these first, the rest by the alphabet.
const FIRST: [&str; 7] =
    ["main.rs", "lib.rs", "mod.rs", "pipeline.rs", "theme.toml", "base.html", "main.css"];

/// Where the words begin, in characters from the margin.
const COLUMN: usize = 24;

/// Whether a block's first line is the root of a tree: a folder's name and no more.
fn is_root(line: &str) -> bool {
    line.ends_with('/') && !line.contains(' ')
}

/// A tree's lines as paths with the words beside them.
fn words(tree: &str) -> BTreeMap<String, String> {
    let mut folders: Vec<(usize, String)> = Vec::new();
    let mut found = BTreeMap::new();
    for line in tree.lines().filter(|l| !l.trim().is_empty()) {
        let depth = line.len() - line.trim_start().len();
        let (name, words) = line.trim().split_once(' ').unwrap_or((line.trim(), ""));
        folders.retain(|(d, _)| *d < depth);
        let above: String = folders.iter().map(|(_, f)| f.as_str()).collect();
        found.insert(format!("{above}{name}"), words.trim().to_owned());
        if name.ends_with('/') {
            folders.push((depth, name.to_owned()));
        }
    }
    found
}

/// The first words of a file's own head, for a line that nobody has written yet.
fn head(path: &str) -> String {
    let text = fs::read_to_string(Path::new(ROOT).join(path)).unwrap_or_default();
    let line = text.lines().next().unwrap_or_default();
    let line = line.trim_start_matches(['/', '!', '*', '{', '#', '-', ' ']);
    let words = line.split(": ").next().unwrap_or_default().split(". ").next().unwrap_or_default();
    words.replace(['`', '[', ']'], "").trim_end_matches(['.', ':']).trim().to_owned()
}

/// The rooms in reading order: that of `src/lib.rs`.
fn rooms() -> Vec<String> {
    let text = read("src/lib.rs");
    let room = |l: &str| Some(format!("{}/", l.strip_prefix("pub mod ")?.strip_suffix(';')?));
    text.lines().filter_map(room).collect()
}

/// Writes the lines of a folder and of what is in it.
fn draw(
    folder: &str,
    depth: usize,
    there: &[String],
    said: &BTreeMap<String, String>,
    out: &mut String,
) {
    let mut names: Vec<String> = there
        .iter()
        .filter_map(|f| f.strip_prefix(folder))
        .map(|f| f.split_once('/').map_or(f.to_owned(), |(inner, _)| format!("{inner}/")))
        .collect();
    names.dedup();
    let rooms = rooms();
    let place = |name: &String| {
        let listed = FIRST.iter().map(|f| (*f).to_owned()).chain(rooms.iter().cloned());
        listed.into_iter().position(|f| f == *name).unwrap_or(usize::MAX)
    };
    names.sort_by_key(|n| (n.ends_with('/'), place(n), n.clone()));
    names.dedup();
    for name in names {
        let path = format!("{folder}{name}");
        let words =
            said.get(&path).filter(|w| !w.is_empty()).cloned().unwrap_or_else(|| head(&path));
        let line = format!("{}{name}", "  ".repeat(depth));
        out.push_str(format!("{line:COLUMN$}{words}").trim_end());
        out.push('\n');
        if name.ends_with('/') && !FOLDED.contains(&path.as_str()) {
            draw(&path, depth + 1, there, said, out);
        }
    }
}

#[test]
fn the_architecture_lists_the_files_there_are_with_what_they_are_for() {
    let page = read(PAGE);
    let mut written = String::new();
    let mut trees = 0;
    for (n, part) in page.split("```text\n").enumerate() {
        written.push_str(if n == 0 { "" } else { "```text\n" });
        let root = part.lines().next().unwrap_or_default();
        let Some((tree, after)) = part.split_once("```").filter(|_| n > 0 && is_root(root)) else {
            written.push_str(part);
            continue;
        };
        trees += 1;
        written.push_str(&format!("{root}\n"));
        draw(root, 1, &files(root.trim_end_matches('/'), &[]), &words(tree), &mut written);
        written.push_str(&format!("```{after}"));
    }
    assert!(trees > 0, "{PAGE} has no tree");
    if std::env::var_os("UPDATE_GOLDEN").is_some() {
        fs::write(Path::new(ROOT).join(PAGE), &written).unwrap();
    }
    let (now, meant) = (read(PAGE), written);
    let differ = meant
        .lines()
        .find(|l| !now.lines().any(|n| n == *l))
        .or_else(|| now.lines().find(|l| !meant.lines().any(|m| m == *l)));
    assert!(
        now == meant,
        "{PAGE} and the files differ, such as in `{}`\n\
         hint: `UPDATE_GOLDEN=1 cargo test --test it trees` writes the trees; then mend the words",
        differ.unwrap_or_default().trim()
    );
}

#[test]
fn every_file_of_the_trees_says_what_it_is_for() {
    let page = read(PAGE);
    let trees = page.split("```text\n").skip(1).filter_map(|p| p.split_once("```"));
    let silent: Vec<String> = trees
        .filter(|(tree, _)| tree.lines().next().is_some_and(is_root))
        .flat_map(|(tree, _)| words(tree))
        .filter(|(path, words)| words.is_empty() && !path.ends_with('/'))
        .map(|(path, _)| path)
        .collect();
    assert_eq!(silent, Vec::<String>::new());
}
