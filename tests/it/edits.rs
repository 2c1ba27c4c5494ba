//! Hand edits are safe: whatever an editor did to a text, an import of a changed
//! source or by a changed program overwrites none of it.

use std::fs;
use std::path::Path;

use virast::config::Config;
use virast::content::tree::{Anchor, Block};
use virast::content::{self, Kind};
use virast::import::merge::{END, HEAD_THEIRS, Merged, OURS, THEIRS, merge};
use virast::import::{Known, run};
use virast::render::html;

use crate::made::dice::Dice;
use crate::made::made_source;
use crate::support::{ROOT, skipped};

const WORDS: [&str; 8] = ["باران", "برف", "چشمه", "نردبان", "پنجره", "گندم", "زنگوله", "سپیده"];

/// A few words.
fn words(dice: &mut Dice) -> String {
    let n = 3 + dice.below(9);
    (0..n).map(|_| WORDS[dice.below(WORDS.len())]).collect::<Vec<_>>().join(" ")
}

/// A text of numbered paragraphs, so that each line stands there once.
fn text(dice: &mut Dice) -> Vec<String> {
    (0..3 + dice.below(12)).map(|n| format!("{n} {}", words(dice))).collect()
}

/// The paragraphs with some changed, some taken out and some put in, each new
/// one marked with `sign`.
fn changed(paragraphs: &[String], sign: &str, share: f64, dice: &mut Dice) -> Vec<String> {
    let mut out = Vec::new();
    for (n, paragraph) in paragraphs.iter().enumerate() {
        if !dice.chance(share) {
            out.push(paragraph.clone());
            continue;
        }
        match dice.below(4) {
            0 => {}
            1 => out.extend([paragraph.clone(), format!("{sign}{n} {}", words(dice))]),
            2 => out.push(format!("{paragraph} {sign}{n}")),
            _ => out.push(format!("{sign}{n} {}", words(dice))),
        }
    }
    out
}

fn written(paragraphs: &[String], title: &str) -> String {
    format!("+++\ntitle = \"{title}\"\nsource = \"a.txt\"\n+++\n\n{}\n", paragraphs.join("\n\n"))
}

/// Fails unless everything that only one side has stands in what was merged,
/// and what both left alone does too.
#[track_caller]
fn check_kept(last: &[String], edited: &[String], new: &[String], merged: &Merged) {
    let lines: Vec<&str> = merged.text.lines().collect();
    let stands = |p: &String| lines.contains(&p.as_str());
    for paragraph in edited.iter().filter(|p| !last.contains(p)) {
        assert!(stands(paragraph), "an edit is gone: {paragraph}\n{}", merged.text);
    }
    for paragraph in new.iter().filter(|p| !last.contains(p)) {
        assert!(stands(paragraph), "what import found is gone: {paragraph}\n{}", merged.text);
    }
    for paragraph in last.iter().filter(|p| edited.contains(p) && new.contains(p)) {
        assert!(stands(paragraph), "nobody changed it: {paragraph}\n{}", merged.text);
    }
    for sign in [OURS, THEIRS, END] {
        let signs = lines.iter().filter(|l| **l == sign).count();
        let heads = lines.iter().filter(|l| l.starts_with(HEAD_THEIRS)).count();
        assert_eq!(signs + heads, merged.conflicts, "{sign}\n{}", merged.text);
    }
}

#[test]
fn nothing_that_an_editor_or_an_import_wrote_is_overwritten() {
    for seed in 0..3000 {
        let mut dice = Dice::new(seed, &["merge"]);
        let last = text(&mut dice);
        let edited = changed(&last, "ویراستار", 0.3, &mut dice);
        let new = changed(&last, "واردکردن", 0.3, &mut dice);
        let titles = ["باد", if dice.chance(0.5) { "باد" } else { "باد تند" }, "باد سرد"];
        let third = titles[dice.below(3)];
        let (a, b, c) =
            (written(&last, titles[0]), written(&edited, titles[1]), written(&new, third));
        let merged = merge(&a, &b, &c);
        check_kept(&last, &edited, &new, &merged);
        assert!(merged.text.contains(&format!("title = \"{}\"", titles[1])) || titles[1] == "باد");
        assert_eq!(merge(&a, &b, &c), merged, "the same comes out every time");
        // The next import brings nothing new, so nothing changes.
        assert_eq!(merge(&c, &merged.text, &c).text, merged.text);
    }
}

#[test]
fn edits_that_meet_no_change_make_no_conflict() {
    for seed in 0..500 {
        let mut dice = Dice::new(seed, &["apart"]);
        let last = text(&mut dice);
        let (mut edited, mut new) = (last.clone(), last.clone());
        edited[0].push_str(" ویراستار");
        let end = new.len() - 1;
        new[end].push_str(" واردکردن");
        let merged = merge(&written(&last, "باد"), &written(&edited, "باد"), &written(&new, "باد"));
        assert_eq!(merged.conflicts, 0, "{}", merged.text);
        check_kept(&last, &edited, &new, &merged);
    }
}

/// What an editor does to some paragraphs of a text: a word more at the end of
/// each. Returns the edited lines as well.
fn edit(text: &str, round: usize, dice: &mut Dice) -> (String, Vec<String>) {
    let (mut out, mut edits) = (String::new(), Vec::new());
    let mut inside = 0;
    for line in text.lines() {
        inside += usize::from(line == "+++");
        let is_text = inside == 2 && line.chars().count() > 40 && !line.contains("ویراستار");
        out.push_str(line);
        if is_text && dice.chance(0.4) {
            let more = format!(" ویراستار-{round}-{}", edits.len());
            out.push_str(&more);
            edits.push(format!("{line}{more}"));
        }
        out.push('\n');
    }
    (out, edits)
}

#[test]
fn a_hundred_edits_survive_sources_that_change() {
    if let Err(e) = run::lexicon(Path::new(ROOT), &Config::default()) {
        return skipped(&e.to_string());
    }
    let home = tempfile::tempdir().unwrap();
    let root = home.path();
    let mut config = Config::default();
    config.import.dictionary =
        Path::new(ROOT).join("node_modules/dictionary-fa").display().to_string();
    let (source, mut dice) = (root.join("a.txt"), Dice::new(11, &["edits"]));
    let recipes =
        ["zwnj-lost", "pieces-some", "brackets", "glued", "kashida", "notes", "zwnj-mixed"];
    let mut edits: Vec<String> = Vec::new();
    let mut conflicts = 0;
    for round in 0..recipes.len() * 3 {
        // Another PDF of the same article: other damage, so another text.
        let recipe = recipes[round % recipes.len()];
        fs::write(&source, made_source(round / recipes.len(), recipe, round as u64)).unwrap();
        if round % recipes.len() == 0 {
            edits.clear();
            let _ = fs::remove_dir_all(root.join("content"));
            let _ = fs::remove_dir_all(root.join(".virast"));
        }
        let known = Known::default();
        let done =
            run::run(root, &config, std::slice::from_ref(&source), None, &known, &|_| ()).unwrap();
        let text = root.join(&done.articles[0].folder).join("text.md");
        let written = fs::read_to_string(&text).unwrap();
        for edit in &edits {
            let edit = edit.split_once(' ').map_or(edit.as_str(), |(_, rest)| rest);
            assert!(written.contains(edit), "round {round}: gone: {edit}");
        }
        assert_eq!(written.matches(OURS).count(), written.matches(END).count());
        conflicts += done.articles[0].conflicts;
        let (edited, more) = edit(&written, round, &mut dice);
        fs::write(&text, edited).unwrap();
        edits.extend(more);
    }
    let made = edits.len();
    assert!(made > 10 && conflicts > 0, "{made} edits in the last article, {conflicts} conflicts");
}

/// The paragraphs of the full text in a project: words and names.
fn paragraphs(root: &Path) -> Vec<(String, Anchor)> {
    fn collect(blocks: &[Block], found: &mut Vec<(u32, String)>) {
        for block in blocks {
            match block {
                Block::Paragraph { number, text, .. } => {
                    let mut words = String::new();
                    html::plain(text, &mut words);
                    found.push((*number, words));
                }
                Block::List { items, .. } => items.iter().for_each(|item| collect(item, found)),
                Block::Quote { blocks, .. } => collect(blocks, found),
                _ => {}
            }
        }
    }
    let (files, _) = content::load(root).unwrap();
    let text = files.texts.iter().find(|file| file.kind == Kind::FullText).unwrap();
    let mut found = Vec::new();
    collect(&text.body.blocks, &mut found);
    let named = |(number, words): (u32, String)| Some((words, text.body.anchor(number)?.clone()));
    found.into_iter().filter_map(named).collect()
}

#[test]
fn links_to_paragraphs_hold_when_a_changed_source_is_imported_again() {
    if let Err(e) = run::lexicon(Path::new(ROOT), &Config::default()) {
        return skipped(&e.to_string());
    }
    let mut config = Config::default();
    config.import.dictionary =
        Path::new(ROOT).join("node_modules/dictionary-fa").display().to_string();
    for (article, recipe) in [(0, "zwnj-lost"), (1, "notes"), (2, "kashida")] {
        let home = tempfile::tempdir().unwrap();
        let (root, source) = (home.path(), home.path().join("a.txt"));
        let import = |text: &str| {
            fs::write(&source, text).unwrap();
            let one = std::slice::from_ref(&source);
            run::run(root, &config, one, None, &Known::default(), &|_| ()).unwrap();
            paragraphs(root)
        };
        let first = made_source(article, recipe, 5);
        let before = import(&first);
        // The author's second thoughts: a word in every twentieth line of text, and
        // a sentence more in the middle.
        let mut lines: Vec<String> = first.lines().map(str::to_owned).collect();
        let is_text = |line: &&mut String| line.split(' ').count() > 5;
        for line in lines.iter_mut().skip(25).filter(is_text).step_by(20) {
            let word = line.split(' ').nth(3).unwrap().to_owned();
            *line = line.replacen(&word, "سپیده", 1);
        }
        let end = |line: &&String| line.ends_with('.');
        let middle =
            lines.len() / 2 + lines[lines.len() / 2..].iter().position(|l| end(&l)).unwrap();
        lines.insert(middle + 1, "در این میان زنگولهٔ نردبان نیز از گندم سخن گفت.".to_owned());
        let after = import(&lines.join("\n"));
        let now = |words: &str| -> Vec<&Anchor> {
            after.iter().filter(|(now, _)| now == words).map(|(_, anchor)| anchor).collect()
        };
        let kept: Vec<&(String, Anchor)> =
            before.iter().filter(|(words, _)| now(words).len() == 1).collect();
        assert!(kept.len() < before.len(), "nothing has changed");
        assert!(kept.len() * 2 > before.len(), "{} of {}", kept.len(), before.len());
        for (words, anchor) in kept {
            let stands = now(words).iter().any(|now| now.names().any(|n| n == anchor.first));
            assert!(stands, "{}: {words}", anchor.first);
        }
    }
}
