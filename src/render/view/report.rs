//! What import did to an article's text, in figures.

use std::collections::BTreeMap;

use serde::Serialize;

use crate::import::report::{Candidate, Doubt, Report, Tally};
use crate::render::leaf::Leaf;

/// How many doubts the page lists one by one.
const DOUBTS: usize = 40;

/// The restoration report.
#[derive(Debug, Serialize)]
pub struct ReportView {
    source: String,
    lines: String,
    damage: Vec<Line>,
    corrections: String,
    /// Damage that was met, by kind; empty in reports of an older import.
    tally: Vec<TallyLine>,
    /// Corrections by pass, where there is no tally.
    passes: Vec<Line>,
    junk: Vec<Line>,
    doubts: String,
    /// The weightiest doubts, with their source line.
    open: Vec<DoubtLine>,
}

/// How often damage of a kind was met, mended and left in doubt.
#[derive(Debug, Serialize)]
struct TallyLine {
    label: String,
    /// Whether the label is import's own, in English.
    raw: bool,
    met: String,
    mended: String,
    doubts: String,
}

/// A kind with its figure.
#[derive(Debug, Serialize)]
struct Line {
    /// In the page's language where the theme knows the kind, else as import names it.
    label: String,
    /// Whether the label is import's own, in English.
    raw: bool,
    figure: String,
}

/// Something that import left open.
#[derive(Debug, Serialize)]
struct DoubtLine {
    line: String,
    /// What stands in the text for now; the source's words where nothing does.
    text: String,
    /// The other readings, each with its likelihood.
    readings: Vec<Reading>,
}

#[derive(Debug, Serialize)]
struct Reading {
    text: String,
    /// With its percent sign.
    likelihood: String,
}

/// The restoration report of an article.
pub fn report(leaf: &Leaf, report: &Report) -> ReportView {
    let words = leaf.words;
    let mut passes: BTreeMap<&str, usize> = BTreeMap::new();
    for correction in &report.corrections {
        *passes.entry(&correction.pass).or_default() += 1;
    }
    let mut junk: BTreeMap<&str, usize> = BTreeMap::new();
    for lines in &report.junk {
        let count = lines.lines[1].saturating_sub(lines.lines[0]) as usize + 1;
        *junk.entry(&lines.kind).or_default() += count;
    }
    let damage =
        report.damage.iter().map(|d| line(leaf, "damage", &d.kind, percent(leaf, d.share)));
    let mut open: Vec<&Doubt> = report.doubts.iter().collect();
    open.sort_by(|a, b| b.weight().total_cmp(&a.weight()));
    ReportView {
        source: report.source.file.clone(),
        lines: words.number(report.source.lines as usize),
        damage: damage.collect(),
        corrections: words.number(report.corrections.len()),
        tally: report.tally.iter().map(|t| tally(leaf, t)).collect(),
        passes: counted(leaf, "passes", &passes),
        junk: counted(leaf, "junk", &junk),
        doubts: words.number(report.doubts.len()),
        open: open.into_iter().take(DOUBTS).map(|d| doubt(leaf, d)).collect(),
    }
}

fn tally(leaf: &Leaf, tally: &Tally) -> TallyLine {
    let number = |n: u32| leaf.words.number(n as usize);
    let Line { label, raw, .. } = line(leaf, "tally", &tally.kind, String::new());
    let (met, mended, doubts) = (number(tally.met), number(tally.mended), number(tally.doubts));
    TallyLine { label, raw, met, mended, doubts }
}

fn doubt(leaf: &Leaf, doubt: &Doubt) -> DoubtLine {
    let stands = if doubt.stands.is_empty() { &doubt.text } else { &doubt.stands };
    let others = doubt.candidates.iter().filter(|c| c.reading != *stands);
    let reading = |c: &Candidate| Reading {
        text: c.reading.clone(),
        likelihood: percent(leaf, c.likelihood),
    };
    DoubtLine {
        line: leaf.words.number(doubt.line as usize),
        text: stands.clone(),
        readings: others.map(reading).collect(),
    }
}

/// A share, 0 to 1, in percent.
fn percent(leaf: &Leaf, share: f32) -> String {
    let n = leaf.words.digits(&format!("{:.0}", (share * 100.0).clamp(0.0, 100.0)));
    leaf.words.fill("report.percent", &[("n", &n)])
}

/// Kinds with their counts, most first.
fn counted(leaf: &Leaf, table: &str, counts: &BTreeMap<&str, usize>) -> Vec<Line> {
    let mut counts: Vec<(&str, usize)> = counts.iter().map(|(k, n)| (*k, *n)).collect();
    counts.sort_by_key(|(kind, n)| (usize::MAX - n, *kind));
    counts.into_iter().map(|(kind, n)| line(leaf, table, kind, leaf.words.number(n))).collect()
}

fn line(leaf: &Leaf, table: &str, kind: &str, figure: String) -> Line {
    match leaf.words.find(&format!("{table}.{kind}")) {
        Some(label) => Line { label: label.to_owned(), raw: false, figure },
        None => Line { label: kind.to_owned(), raw: true, figure },
    }
}
