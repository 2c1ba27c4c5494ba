//! Import: made-up articles to their golden `text.md` and `import.json`; what
//! holds for every source.
//!
//! The dictionary comes from npm; without it these tests say so and pass. The
//! five articles of the edition are tried where they are present: their text is
//! no part of the repository.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use proptest::prelude::{ProptestConfig, any, proptest};
use virast::config::Config;
use virast::import::lexicon::Lexicon;
use virast::import::run;
use virast::import::source::Source;
use virast::import::{Imported, Known, import};
use virast::text::fold::fold;

use crate::support::{self, ROOT};

/// The dictionary, or a line that says that it is not there.
fn lexicon() -> Option<Lexicon> {
    let found = run::lexicon(Path::new(ROOT), &Config::default());
    if let Err(e) = &found {
        support::skipped(&e.to_string());
    }
    found.ok()
}

fn imported(file: &str, bytes: &[u8], lexicon: &Lexicon) -> Imported {
    import(&Source { file, bytes }, lexicon, &Known::default()).unwrap()
}

#[track_caller]
fn check_golden(path: &Path, text: &str) {
    if std::env::var_os("UPDATE_GOLDEN").is_some() {
        fs::write(path, text).unwrap();
    }
    let golden = fs::read_to_string(path).unwrap_or_default();
    assert_eq!(text, golden, "{}: run with UPDATE_GOLDEN=1 and read the diff", path.display());
}

/// The folders of the made-up articles.
fn cases() -> Vec<PathBuf> {
    let folder = Path::new(ROOT).join("tests/fixtures/import");
    let mut found: Vec<PathBuf> =
        fs::read_dir(folder).unwrap().map(|e| e.unwrap().path()).collect();
    found.sort();
    found
}

#[test]
fn made_up_articles_become_their_golden_files() {
    let Some(lexicon) = lexicon() else { return };
    for case in cases() {
        let bytes = fs::read(case.join("source.txt")).unwrap();
        let article = imported("source.txt", &bytes, &lexicon);
        let json = serde_json::to_string_pretty(&article.report).unwrap() + "\n";
        check_golden(&case.join("text.md"), &article.text_md);
        check_golden(&case.join("import.json"), &json);
        let again = imported("source.txt", &bytes, &lexicon);
        assert_eq!(again.text_md, article.text_md, "importing twice gives the same bytes");
        assert_eq!(again.report, article.report);
    }
}

/// The letters of a text, as comparison sees them.
fn letters(text: &str) -> String {
    fold(text).chars().filter(|c| c.is_alphanumeric()).collect()
}

/// Lines of a source whose words are neither in what import wrote nor named by
/// its corrections.
fn lost(source: &str, article: &Imported) -> Vec<u32> {
    let report = &article.report;
    let mut all = article.text_md.clone();
    for junk in &report.junk {
        all.push_str(&junk.text);
    }
    all.push_str(&serde_json::to_string(&report.metadata).unwrap());
    for c in &report.citations {
        all.extend([" ", &c.authors, " ", &c.year, " ", &c.pages]);
    }
    let all = letters(&all);
    let mut lost = Vec::new();
    for (n, line) in source.lines().enumerate() {
        let number = u32::try_from(n + 1).unwrap();
        // A word that a pass changed is found by what it became.
        let of_words = |c: &&virast::import::report::Correction| {
            c.line == number && !matches!(c.pass.as_str(), "order" | "citations" | "controls")
        };
        let changed: BTreeSet<String> = report
            .corrections
            .iter()
            .filter(of_words)
            .filter(|c| all.contains(&letters(&c.after)) || c.pass == "letters")
            .flat_map(|c| c.before.split_whitespace().map(letters).collect::<Vec<_>>())
            .collect();
        let words: Vec<String> = line
            .split(|c: char| !c.is_alphanumeric() && c != '\u{640}')
            .map(letters)
            .filter(|w| w.chars().count() > 2)
            .collect();
        let found =
            words.iter().filter(|w| all.contains(w.as_str()) || changed.contains(*w)).count();
        if !words.is_empty() && found * 10 < words.len() * 6 {
            lost.push(number);
        }
    }
    lost
}

/// Lines of a source that are not blank and of which import cannot say where they went.
fn unaccounted(source: &str, article: &Imported) -> Vec<u32> {
    let said = (1..).zip(source.lines()).filter(|(_, line)| !line.trim().is_empty());
    said.map(|(number, _)| number).filter(|n| !article.placed.contains_key(n)).collect()
}

#[test]
fn no_line_of_a_source_is_lost() {
    let Some(lexicon) = lexicon() else { return };
    for case in cases() {
        let source = fs::read_to_string(case.join("source.txt")).unwrap();
        let article = imported("source.txt", source.as_bytes(), &lexicon);
        assert_eq!(unaccounted(&source, &article), [] as [u32; 0], "{}", case.display());
        assert_eq!(lost(&source, &article), [] as [u32; 0], "{}", case.display());
    }
}

#[test]
fn no_line_of_the_edition_s_articles_is_lost() {
    let Some(lexicon) = lexicon() else { return };
    let config = Config::load(Path::new(ROOT)).unwrap();
    let mut seen = 0;
    for pattern in &config.import.sources {
        for path in virast::disk::matching(Path::new(ROOT), pattern).unwrap() {
            let source = fs::read_to_string(&path).unwrap();
            let article = imported("source.txt", source.as_bytes(), &lexicon);
            assert_eq!(unaccounted(&source, &article), [] as [u32; 0], "{}", path.display());
            let lost = lost(&source, &article);
            let lines = source.lines().filter(|l| !l.trim().is_empty()).count();
            // Words broken by the extraction and joined again are not found as they stood.
            assert!(
                lost.len() * 50 <= lines,
                "{}: {} of {lines} lines: {lost:?}",
                path.display(),
                lost.len()
            );
            seen += 1;
        }
    }
    if seen == 0 {
        support::skipped(
            "the articles that config.toml names are not here; what import loses of them is not tested",
        );
    }
}

#[test]
fn hand_edits_survive_and_a_second_run_changes_nothing() {
    if lexicon().is_none() {
        return;
    }
    let home = tempfile::tempdir().unwrap();
    let root = home.path();
    fs::create_dir_all(root.join("content/articles/winds")).unwrap();
    fs::write(
        root.join("content/articles/winds/index.md"),
        "+++\ntitle = \"باد\"\nsource = \"a.txt\"\n+++\n",
    )
    .unwrap();
    let source = Path::new(ROOT).join("tests/fixtures/import/weather-letters/source.txt");
    fs::copy(source, root.join("a.txt")).unwrap();
    let dictionary = Path::new(ROOT).join("node_modules/dictionary-fa").display().to_string();
    let mut config = Config::default();
    config.import.dictionary = dictionary;
    let import = || {
        run::run(root, &config, &[root.join("a.txt")], None, &Known::default(), &|_| ()).unwrap()
    };
    let first = import();
    assert!(first.articles[0].changed && first.articles[0].folder == "content/articles/winds");
    assert!(!import().articles[0].changed);
    let text = root.join("content/articles/winds/text.md");
    let edited = fs::read_to_string(&text).unwrap().replace("روزهای آرام", "روزهای بسیار آرام");
    fs::write(&text, &edited).unwrap();
    assert_eq!(import().articles[0].conflicts, 0);
    assert_eq!(fs::read_to_string(&text).unwrap(), edited);
    assert!(
        fs::read_to_string(root.join("content/bibliography/found.bib"))
            .unwrap()
            .contains("berg-1999")
    );
}

#[test]
fn bad_input_is_refused_or_cleaned() {
    let Some(lexicon) = lexicon() else { return };
    let known = Known::default();
    let refused = |bytes: &[u8]| import(&Source { file: "x", bytes }, &lexicon, &known).is_err();
    assert!(refused(b"") && refused(b"\xFF\xFE") && refused(b"a\0b") && refused(b"plain English"));
    let long = "باران ".repeat(3000) + "\n" + &"(".repeat(5000) + "\n" + &"> ".repeat(2000);
    let article = imported("x", long.as_bytes(), &lexicon);
    assert!(article.text_md.contains("باران"));
    let bidi = imported("x", "باران\u{202E} آمد.\n".as_bytes(), &lexicon);
    assert!(
        !bidi.text_md.contains('\u{202E}')
            && bidi.report.corrections.iter().any(|c| c.pass == "controls")
    );
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 12, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn damaged_input_never_panics(cuts in proptest::collection::vec((any::<u16>(), any::<char>(), 0_u8..6), 0..60)) {
        let Some(lexicon) = lexicon() else { return Ok(()) };
        let path = Path::new(ROOT).join("tests/fixtures/import/weather-letters/source.txt");
        let mut chars: Vec<char> = fs::read_to_string(path).unwrap().chars().collect();
        for (at, c, kind) in cuts {
            let at = usize::from(at) % chars.len();
            match kind {
                0 => chars[at] = c,
                1 => { chars.remove(at); }
                2 => chars.insert(at, '('),
                3 => chars.insert(at, '\n'),
                4 => { chars.splice(at..at, "  1. ".chars()); }
                _ => { chars.rotate_left(at % 97); }
            }
        }
        let text: String = chars.into_iter().collect();
        let _ = import(&Source { file: "x", bytes: text.as_bytes() }, &lexicon, &Known::default());
    }
}
