//! What import did to an article's text, in figures.

use std::collections::BTreeMap;

use serde::Serialize;

use crate::import::report::Report;
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
    passes: Vec<Line>,
    junk: Vec<Line>,
    doubts: String,
    /// The first doubts, with their source line.
    open: Vec<DoubtLine>,
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
    text: String,
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
    let damage = report.damage.iter().map(|d| {
        let percent = words.digits(&format!("{:.0}", (d.share * 100.0).clamp(0.0, 100.0)));
        line(leaf, "damage", &d.kind, words.fill("report.percent", &[("n", &percent)]))
    });
    ReportView {
        source: report.source.file.clone(),
        lines: words.number(report.source.lines as usize),
        damage: damage.collect(),
        corrections: words.number(report.corrections.len()),
        passes: counted(leaf, "passes", &passes),
        junk: counted(leaf, "junk", &junk),
        doubts: words.number(report.doubts.len()),
        open: report
            .doubts
            .iter()
            .take(DOUBTS)
            .map(|d| DoubtLine { line: words.number(d.line as usize), text: d.text.clone() })
            .collect(),
    }
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
