//! How long each stage takes: `cargo bench`, or `cargo bench -- render` for one.
//!
//! On the made-up corpus of `benches/peers/corpus.py`, 200 articles in each
//! language (`VIRAST_BENCH_ARTICLES` for another number), with full texts. Each
//! stage runs until it has run ten times or ten seconds; printed are the shortest
//! and the middle time, since what else a machine does only ever adds.

#![allow(
    clippy::disallowed_methods,
    clippy::print_stdout,
    clippy::unwrap_used,
    reason = "a benchmark prints, and fails where it stands"
)]

use std::collections::BTreeSet;
use std::hint::black_box;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::{Duration, Instant};

use virast::config::Config;
use virast::import::source::Source;
use virast::import::{Known, import, run};
use virast::pipeline::Drafts;
use virast::render::Given;
use virast::render::theme::Theme;
use virast::{content, link, model, output, pipeline, render};

/// A stage runs at most so often and, but for its last run, so long.
const RUNS: usize = 10;
const LONGEST: Duration = Duration::from_secs(10);

fn main() {
    let wanted: Option<String> = std::env::args().skip(1).find(|a| !a.starts_with('-'));
    let measure = |name: &str, run: &mut dyn FnMut()| {
        if wanted.as_ref().is_none_or(|w| name.contains(w.as_str())) {
            report(name, run);
        }
    };
    let root = corpus();
    let config = Config::load(&root).unwrap();
    imports(&measure);

    measure("content: read and parse", &mut || drop(content::load(&root).unwrap()));
    let (files, _) = content::load(&root).unwrap();
    measure("model", &mut || drop(model::records(&files)));
    let (records, _) = model::records(&files);
    measure("link", &mut || drop(link::link(records.clone())));
    let (edition, _) = link::link(records);

    let folder = pipeline::theme_folder(&root, &config);
    let theme = Theme::load(&folder).unwrap();
    let (names, assets, _) = output::assets::prepare(&root, &folder).unwrap();
    measure("theme and assets", &mut || {
        black_box(Theme::load(&folder).unwrap());
        black_box(output::assets::prepare(&root, &folder).unwrap());
    });
    let given = Given { edition: &edition, config: &config, theme: &theme, assets: &names };
    measure("render", &mut || drop(render::render(&given).unwrap()));
    measure("search index", &mut || drop(output::search::files(&edition)));
    measure("forms of machines", &mut || drop(output::exports::files(&edition, &config)));

    let site = output::complete(&given, &assets).unwrap();
    let out = root.join("public");
    measure("write", &mut || {
        if out.exists() {
            std::fs::remove_dir_all(&out).unwrap();
        }
        output::write(&site, &out).unwrap();
    });
    measure("write again, nothing changed", &mut || {
        output::write(&site, &out).unwrap();
    });
    edits(&root, &measure);
}

/// The made-up broken articles of the tests, restored; without the dictionary nothing.
fn imports(measure: &dyn Fn(&str, &mut dyn FnMut())) {
    let project = Path::new(env!("CARGO_MANIFEST_DIR"));
    let Ok(lexicon) = run::lexicon(project, &Config::default()) else {
        println!("import: no dictionary (npm ci fetches it)");
        return;
    };
    let mut cases: Vec<PathBuf> = std::fs::read_dir(project.join("tests/fixtures/import"))
        .unwrap()
        .map(|case| case.unwrap().path().join("source.txt"))
        .filter(|source| source.is_file())
        .collect();
    cases.sort();
    for case in cases {
        let bytes = std::fs::read(&case).unwrap();
        let name = case.parent().unwrap().file_name().unwrap().to_string_lossy().into_owned();
        let source = Source { file: "source.txt", bytes: &bytes };
        measure(&format!("import: {name} ({} KB)", bytes.len() / 1000), &mut || {
            drop(import(&source, &lexicon, &Known::default()).unwrap());
        });
    }
}

/// What an edit costs before the first page is asked for.
fn edits(root: &Path, measure: &dyn Fn(&str, &mut dyn FnMut())) {
    let file = root.join("content/articles/article-00007/index.md");
    let text = std::fs::read_to_string(&file).unwrap();
    let mut memory = pipeline::Memory::default();
    pipeline::load_again(root, Drafts::Shown, None, &mut memory).unwrap();
    let changed = BTreeSet::from([file.clone()]);
    let mut turn = 0;
    measure("edit: content, model and link again", &mut || {
        turn += 1;
        std::fs::write(&file, format!("{text}\n{turn} more.\n")).unwrap();
        black_box(pipeline::load_again(root, Drafts::Shown, Some(&changed), &mut memory).unwrap());
    });
    std::fs::write(&file, text).unwrap();
}

fn report(name: &str, run: &mut dyn FnMut()) {
    let (began, mut times) = (Instant::now(), Vec::new());
    while times.len() < RUNS && began.elapsed() < LONGEST {
        let start = Instant::now();
        run();
        times.push(start.elapsed());
    }
    times.sort();
    let ms = |time: Duration| time.as_secs_f64() * 1000.0;
    let middle = times[times.len() / 2];
    println!(
        "{name:<38} {:>9.1} ms, middle {:>9.1} ms, {} runs",
        ms(times[0]),
        ms(middle),
        times.len()
    );
}

/// The corpus, made once in the folder that cargo keeps for such things.
fn corpus() -> PathBuf {
    let articles = std::env::var("VIRAST_BENCH_ARTICLES").unwrap_or_else(|_| "200".to_owned());
    let out = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("corpus-{articles}"));
    if !out.join("config.toml").is_file() {
        let maker = Path::new(env!("CARGO_MANIFEST_DIR")).join("benches/peers/corpus.py");
        let made = Command::new("python3")
            .arg(maker)
            .args(["--for", "virast", "--full-text", "--articles", &articles, "--out"])
            .arg(&out)
            .status()
            .unwrap();
        assert!(made.success(), "the corpus needs python3");
    }
    out
}
