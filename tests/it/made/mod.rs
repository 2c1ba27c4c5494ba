//! Made-up articles, damaged by a program, restored and compared.
//!
//! The articles are clean ([`article`]); a recipe says how a journal prints them
//! ([`page`]) and what its PDF does to an extractor ([`damage`]). Everything
//! follows from a seed, so the same damage comes out everywhere. The score
//! ([`score`]) counts letters and digits; spaces and punctuation are left out.
//!
//! `cargo test --test it made -- --nocapture` prints the table. `VIRAST_MADE=all`
//! takes every article for every recipe instead of one, `VIRAST_MADE=fog` one
//! article; `VIRAST_RECIPE=notes` the recipes whose names begin so;
//! `VIRAST_SEED=7` throws other dice; `VIRAST_MADE_OUT=folder` writes sources and
//! texts there to look at.

mod article;
mod damage;
pub(crate) mod dice;
mod font;
mod page;
mod pieces;
mod score;

use std::env;
use std::fs;
use std::io::Write as _;
use std::path::Path;

use rayon::prelude::*;
use virast::config::Config;
use virast::import::lexicon::Lexicon;
use virast::import::source::Source;
use virast::import::{Known, import, run};

use crate::made::article::{Article, articles};
use crate::made::damage::source;
use crate::made::font::{FONTS, Font};
use crate::made::pieces::Pieces;
use crate::made::score::{Score, score};
use crate::support::{self, ROOT};

/// How a journal prints, and what its PDF does to an extractor.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Recipe {
    pub(crate) name: &'static str,
    /// The most of the letters that may be wrong in any article, 0 to 1: what
    /// holds now, with a little room. Bring it down when import gets better.
    most: f64,
    /// Characters of a line, lines of a page.
    pub(crate) width: usize,
    pub(crate) height: usize,
    pub(crate) half_spaces: HalfSpaces,
    pub(crate) pieces: Option<Pieces>,
    pub(crate) font: Option<&'static Font>,
    pub(crate) brackets: Brackets,
    pub(crate) thrown: bool,
    pub(crate) furniture: Furniture,
    pub(crate) notes: Option<NoteMarks>,
    pub(crate) kashida: bool,
    pub(crate) arabic: bool,
    pub(crate) glued: bool,
    pub(crate) tables: Tables,
    pub(crate) blanks: Blanks,
    /// A line that goes on ends in a space.
    pub(crate) trailing: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum HalfSpaces {
    Kept,
    Lost,
    Spaces,
    /// Lost, spaces, hyphens and U+00AC by turns.
    Mixed,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Brackets {
    Sound,
    Mirrored,
    /// Opening or closing as chance has it.
    Either,
}

/// What stands on a page around the article.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Furniture {
    None,
    /// A running head with the page's number; stamps and the title in the
    /// margins, a syllable a line.
    Margins,
    /// A Latin head on odd pages, the periodical and its volume on even ones,
    /// and the number alone at the foot between hyphens.
    Feet,
    /// Volume, periodical and title in one head of wide gaps, and an address at the foot.
    Gaps,
}

/// How marks of notes stand in the text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum NoteMarks {
    /// Glued to their word.
    Glued,
    /// With a space before or behind now and then.
    Mixed,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Tables {
    /// A row a line.
    Rows,
    Flattened,
    Interleaved,
}

/// Where blank lines stand.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Blanks {
    Never,
    /// After every line, so that they say nothing.
    Every,
    Paragraphs,
}

/// Print without damage.
const SOUND: Recipe = Recipe {
    name: "sound",
    most: 0.003,
    width: 84,
    height: 30,
    half_spaces: HalfSpaces::Kept,
    pieces: None,
    font: None,
    brackets: Brackets::Sound,
    thrown: false,
    furniture: Furniture::None,
    notes: None,
    kashida: false,
    arabic: false,
    glued: false,
    tables: Tables::Rows,
    blanks: Blanks::Paragraphs,
    trailing: false,
};

/// Each kind of damage alone, then four journals with several at once, then other
/// furniture and widths. The article that a recipe gets follows from its place.
const RECIPES: [Recipe; 28] = [
    SOUND,
    Recipe { name: "zwnj-lost", half_spaces: HalfSpaces::Lost, ..SOUND },
    Recipe { name: "zwnj-spaces", half_spaces: HalfSpaces::Spaces, ..SOUND },
    Recipe { name: "zwnj-mixed", half_spaces: HalfSpaces::Mixed, ..SOUND },
    Recipe { name: "pieces-some", most: 0.03, pieces: Some(Pieces::Some), ..SOUND },
    Recipe { name: "pieces-words", most: 0.07, pieces: Some(Pieces::Words), width: 78, ..SOUND },
    Recipe { name: "pieces-glued", most: 0.1, pieces: Some(Pieces::Glued), width: 92, ..SOUND },
    Recipe { name: "pieces-rows", most: 0.06, pieces: Some(Pieces::Rows), width: 76, ..SOUND },
    Recipe { name: "font-1", most: 0.015, font: Some(&FONTS[0]), ..SOUND },
    Recipe { name: "font-2", most: 0.03, font: Some(&FONTS[1]), kashida: true, ..SOUND },
    Recipe { name: "font-3", most: 0.03, font: Some(&FONTS[2]), ..SOUND },
    Recipe { name: "brackets", brackets: Brackets::Mirrored, thrown: true, ..SOUND },
    Recipe { name: "brackets-either", brackets: Brackets::Either, ..SOUND },
    Recipe { name: "furniture", furniture: Furniture::Margins, blanks: Blanks::Never, ..SOUND },
    Recipe { name: "notes", notes: Some(NoteMarks::Glued), ..SOUND },
    Recipe { name: "notes-mixed", notes: Some(NoteMarks::Mixed), height: 22, ..SOUND },
    Recipe { name: "kashida", most: 0.02, kashida: true, pieces: Some(Pieces::Stretched), ..SOUND },
    Recipe { name: "tables-flattened", tables: Tables::Flattened, ..SOUND },
    Recipe { name: "tables-mixed", tables: Tables::Interleaved, ..SOUND },
    Recipe { name: "glued", glued: true, arabic: true, ..SOUND },
    Recipe { name: "journal-a", most: 0.03, ..JOURNAL_A },
    Recipe { name: "journal-b", most: 0.09, ..JOURNAL_B },
    Recipe { name: "journal-c", most: 0.11, ..JOURNAL_C },
    Recipe { name: "journal-d", most: 0.02, ..JOURNAL_D },
    Recipe { name: "furniture-feet", furniture: Furniture::Feet, ..SOUND },
    Recipe { name: "furniture-gaps", furniture: Furniture::Gaps, ..SOUND },
    Recipe { name: "narrow", half_spaces: HalfSpaces::Lost, width: 46, height: 52, ..SOUND },
    Recipe { name: "wide-some", most: 0.03, pieces: Some(Pieces::Some), width: 122, ..SOUND },
];

/// Glued words, some lines in pieces, thrown citations, spine and stamps.
const JOURNAL_A: Recipe = Recipe {
    width: 88,
    height: 34,
    half_spaces: HalfSpaces::Mixed,
    pieces: Some(Pieces::Some),
    brackets: Brackets::Mirrored,
    thrown: true,
    furniture: Furniture::Margins,
    notes: Some(NoteMarks::Mixed),
    arabic: true,
    glued: true,
    blanks: Blanks::Every,
    ..SOUND
};

/// Every line in pieces, half-spaces lost where they were cut.
const JOURNAL_B: Recipe = Recipe {
    width: 104,
    height: 40,
    half_spaces: HalfSpaces::Lost,
    pieces: Some(Pieces::Glued),
    brackets: Brackets::Mirrored,
    blanks: Blanks::Every,
    ..SOUND
};

/// A wrong font map, kashidas as letters, rows of pieces, tables side by side.
const JOURNAL_C: Recipe = Recipe {
    width: 80,
    height: 30,
    half_spaces: HalfSpaces::Lost,
    pieces: Some(Pieces::Rows),
    font: Some(&FONTS[0]),
    brackets: Brackets::Mirrored,
    kashida: true,
    furniture: Furniture::Margins,
    tables: Tables::Interleaved,
    blanks: Blanks::Never,
    ..SOUND
};

/// Stretched lines, either bracket, flattened tables; trailing spaces tell where a line goes on.
const JOURNAL_D: Recipe = Recipe {
    width: 94,
    height: 32,
    half_spaces: HalfSpaces::Spaces,
    pieces: Some(Pieces::Stretched),
    brackets: Brackets::Either,
    thrown: true,
    notes: Some(NoteMarks::Mixed),
    kashida: true,
    tables: Tables::Flattened,
    blanks: Blanks::Every,
    trailing: true,
    ..SOUND
};

/// The dictionary, or a line that says that it is not there.
fn lexicon() -> Option<Lexicon> {
    let found = run::lexicon(Path::new(ROOT), &Config::default());
    if let Err(e) = &found {
        support::skipped(&e.to_string());
    }
    found.ok()
}

/// Damages an article by a recipe, imports it and compares.
fn restored(article: &Article, recipe: &Recipe, lexicon: &Lexicon) -> Score {
    let seed = env::var("VIRAST_SEED").ok().and_then(|s| s.parse().ok()).unwrap_or(1);
    let source = source(article, recipe, seed);
    let file = Source { file: "made.txt", bytes: source.as_bytes() };
    let imported = import(&file, lexicon, &Known::default()).unwrap();
    if let Some(folder) = env::var_os("VIRAST_MADE_OUT") {
        let name = format!("{}-{}", recipe.name, article.slug);
        fs::write(Path::new(&folder).join(format!("{name}.txt")), &source).unwrap();
        fs::write(Path::new(&folder).join(format!("{name}.md")), &imported.text_md).unwrap();
    }
    score(article, &imported, &source, recipe.notes.is_some())
}

/// What an extractor gives of a made-up article by the recipe of this name;
/// articles are counted on from the last to the first.
pub(crate) fn made_source(article: usize, recipe: &str, seed: u64) -> String {
    let articles = articles();
    let recipe = RECIPES.iter().find(|r| r.name == recipe).unwrap();
    source(&articles[article % articles.len()], recipe, seed)
}

/// The names of all recipes.
pub(crate) fn recipes() -> impl Iterator<Item = &'static str> {
    RECIPES.iter().map(|r| r.name)
}

/// Not a test of anything: writes the source that the speed of an import is
/// measured with, as CONTRIBUTING says.
#[test]
#[ignore = "writes ten megabytes to the folder that VIRAST_MADE_OUT names"]
fn a_source_of_ten_megabytes_is_written() {
    let folder = env::var_os("VIRAST_MADE_OUT").unwrap();
    let mut text = String::new();
    let mut seed = 0;
    while text.len() < 10 << 20 {
        for recipe in ["journal-a", "journal-d", "zwnj-mixed"] {
            for article in 0..articles().len() {
                text.push_str(&made_source(article, recipe, seed));
            }
            seed += 1;
        }
    }
    fs::write(Path::new(&folder).join("large.txt"), text).unwrap();
}

#[test]
fn what_the_damage_program_does_is_undone() {
    let Some(lexicon) = lexicon() else { return };
    let articles = articles();
    let asked = env::var("VIRAST_MADE").unwrap_or_default();
    let chosen = |n: usize| -> Vec<&Article> {
        let is_asked = |(i, a): &(usize, &Article)| match asked.as_str() {
            "" => *i == n % articles.len(),
            "all" => true,
            slug => a.slug == slug,
        };
        articles.iter().enumerate().filter(is_asked).map(|(_, a)| a).collect()
    };
    let kinds = env::var("VIRAST_RECIPE").unwrap_or_default();
    let is_wanted = |recipe: &Recipe| recipe.name.starts_with(&kinds);
    let scores: Vec<(&Recipe, Score)> = RECIPES
        .par_iter()
        .enumerate()
        .filter(|(_, recipe)| is_wanted(recipe))
        .map(|(n, recipe)| {
            let all = chosen(n).into_iter().map(|a| restored(a, recipe, &lexicon));
            (recipe, all.fold(Score::default(), Score::plus))
        })
        .collect();
    let mut table = vec![Score::COLUMNS.to_owned()];
    table.extend(scores.iter().map(|(recipe, score)| score.row(recipe.name)));
    let _ = writeln!(std::io::stdout(), "{}", table.join("\n"));
    for (recipe, score) in scores {
        assert_eq!(score.lost, 0, "{}: lines of the source are lost", recipe.name);
        let (rate, most) = (score.rate(), recipe.most);
        assert!(rate <= most, "{}: {rate:.4} of the letters are wrong, over {most}", recipe.name);
    }
}

/// Recipes that leave the letters of the text alone.
const WHOLE: [&str; 9] = [
    "sound",
    "brackets",
    "furniture",
    "furniture-feet",
    "furniture-gaps",
    "notes",
    "notes-mixed",
    "tables-flattened",
    "tables-mixed",
];

#[test]
fn where_the_letters_are_sound_everything_is_what_it_was() {
    let Some(lexicon) = lexicon() else { return };
    let all: Vec<(&Recipe, Article)> = RECIPES
        .iter()
        .filter(|recipe| WHOLE.contains(&recipe.name))
        .flat_map(|recipe| articles().into_iter().map(move |article| (recipe, article)))
        .collect();
    let restored = |(recipe, article): &(&Recipe, Article)| restored(article, recipe, &lexicon);
    let score = all.par_iter().map(restored).reduce(Score::default, Score::plus);
    let share = |[found, all]: [usize; 2]| found as f64 / all.max(1) as f64;
    // What a table of words alone has for columns nothing tells, and a note whose mark
    // stood where no text is printed has none.
    for (what, found, least) in [
        ("paragraphs", score.bounds, 0.97),
        ("headings", score.headings, 0.98),
        ("notes", score.notes, 0.85),
        ("cells of tables", score.cells, 0.8),
    ] {
        assert!(share(found) >= least, "{what}: {found:?} came back, under {least}");
    }
    assert_eq!(score.lost, 0, "lines of the source are lost");
}

#[test]
fn the_damage_program_does_the_same_every_time() {
    let article = &articles()[0];
    for recipe in &RECIPES {
        assert_eq!(source(article, recipe, 1), source(article, recipe, 1), "{}", recipe.name);
    }
    let words = |recipe: &Recipe| source(article, recipe, 1);
    let sound = words(&SOUND);
    assert!(RECIPES.iter().skip(1).all(|r| words(r) != sound), "every recipe damages something");
}
