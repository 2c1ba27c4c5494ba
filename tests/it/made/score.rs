//! How much of an article came back.

use std::collections::BTreeSet;

use virast::import::Imported;

use crate::made::article::Article;

/// Figures of one import; shares are 0 to 1.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Score {
    /// Edits that the running text needs, letters and digits alone.
    pub(crate) edits: usize,
    /// How many letters and digits it has.
    pub(crate) letters: usize,
    /// Half-spaces found, expected, and both at once.
    pub(crate) half_spaces: [usize; 3],
    /// Paragraphs that begin and end where they should, and paragraphs.
    pub(crate) bounds: [usize; 2],
    /// Headings found, and headings.
    pub(crate) headings: [usize; 2],
    /// Footnotes found, and footnotes.
    pub(crate) notes: [usize; 2],
    /// Cells of tables found, and cells.
    pub(crate) cells: [usize; 2],
    /// Lines of the source of which nobody knows where they went.
    pub(crate) lost: usize,
    pub(crate) doubts: usize,
}

impl Score {
    /// The sum of two.
    pub(crate) fn plus(self, other: Self) -> Self {
        let pair = |a: [usize; 2], b: [usize; 2]| [a[0] + b[0], a[1] + b[1]];
        let (a, b) = (self.half_spaces, other.half_spaces);
        Self {
            edits: self.edits + other.edits,
            letters: self.letters + other.letters,
            half_spaces: [a[0] + b[0], a[1] + b[1], a[2] + b[2]],
            bounds: pair(self.bounds, other.bounds),
            headings: pair(self.headings, other.headings),
            notes: pair(self.notes, other.notes),
            cells: pair(self.cells, other.cells),
            lost: self.lost + other.lost,
            doubts: self.doubts + other.doubts,
        }
    }

    /// The letters' error rate.
    pub(crate) fn rate(&self) -> f64 {
        self.edits as f64 / self.letters.max(1) as f64
    }

    /// One line of the table.
    pub(crate) fn row(&self, name: &str) -> String {
        let share = |[found, all]: [usize; 2]| match all {
            0 => "   -".to_owned(),
            _ => format!("{:.2}", found as f64 / all as f64),
        };
        let [found, expected, both] = self.half_spaces;
        let zwnj = 2.0 * both as f64 / (found + expected).max(1) as f64;
        format!(
            "{name:18} {:.4}  {zwnj:.2}  {}   {}     {}   {}   {:4}  {:5}",
            self.rate(),
            share(self.bounds),
            share(self.headings),
            share(self.notes),
            share(self.cells),
            self.lost,
            self.doubts
        )
    }

    /// What stands over the table's columns.
    pub(crate) const COLUMNS: &str =
        "damage             letters  zwnj  bounds headings notes  cells  lost  doubts";
}

/// Compares what import wrote with the clean article.
pub(crate) fn score(
    article: &Article,
    imported: &Imported,
    source: &str,
    has_notes: bool,
) -> Score {
    let text = &imported.text_md;
    let (body, found_notes) = split(text);
    let blocks: Vec<String> = body.iter().map(|b| letters(&plain(b))).collect();
    let whole: Vec<char> = blocks.concat().chars().collect();
    let mut score = Score { doubts: imported.report.doubts.len(), ..Score::default() };
    for paragraph in article.paragraphs() {
        let wanted: Vec<char> = letters(&plain(&paragraph)).chars().collect();
        score.letters += wanted.len();
        score.edits += nearest(&wanted, &whole).min(wanted.len());
        let wanted: String = wanted.into_iter().collect();
        let is_block = |b: &&String| close(b, &wanted);
        score.bounds[0] += usize::from(blocks.iter().any(|b| is_block(&b)));
        score.bounds[1] += 1;
    }
    let joined = body.join("\n");
    let (found, expected) = (half_spaced(&joined), half_spaced(&article.paragraphs().join("\n")));
    let both = found.intersection(&expected).count();
    score.half_spaces = [found.len(), expected.len(), both];
    let heads: Vec<String> =
        text.lines().filter_map(|l| l.strip_prefix("##")).map(letters).collect();
    let headings = article.headings();
    let is_head = |h: &&String| heads.iter().any(|f| f.contains(&letters(h)));
    score.headings = [headings.iter().filter(is_head).count(), headings.len()];
    if has_notes {
        let of = |note: &&String| found_notes.iter().any(|f| close(f, &letters(note)));
        score.notes = [article.notes.iter().filter(of).count(), article.notes.len()];
    }
    let cells: BTreeSet<String> = text
        .lines()
        .filter(|l| l.starts_with('|'))
        .flat_map(|l| l.trim_matches('|').split('|').map(letters).collect::<Vec<_>>())
        .collect();
    let wanted = article.cells();
    let is_cell = |c: &&String| cells.contains(&letters(c));
    score.cells = [wanted.iter().filter(is_cell).count(), wanted.len()];
    let said = (1..).zip(source.lines()).filter(|(_, line)| !line.trim().is_empty());
    score.lost = said.filter(|(n, _)| !imported.placed.contains_key(n)).count();
    score
}

/// Whether a text is the other but for a letter in thirty, and two.
fn close(found: &str, wanted: &str) -> bool {
    let (a, b): (Vec<char>, Vec<char>) = (found.chars().collect(), wanted.chars().collect());
    let allowed = b.len() / 30 + 2;
    a.len().abs_diff(b.len()) <= allowed && distance(&a, &b) <= allowed
}

/// The abstract and the blocks of the body, and the letters of the footnotes.
fn split(text: &str) -> (Vec<String>, Vec<String>) {
    let (head, body) = text[4..].split_once("\n+++\n").unwrap_or(("", text));
    let table: toml::Table = head.parse().unwrap();
    let mut blocks: Vec<String> = Vec::new();
    for (key, value) in &table {
        if let Some(text) = value.as_str().filter(|_| key.starts_with("abstract")) {
            blocks.push(text.to_owned());
        }
    }
    let mut notes = Vec::new();
    for block in body.split("\n\n") {
        for line in block.lines() {
            match line.strip_prefix("[^").and_then(|l| l.split_once("]: ")) {
                Some((_, note)) => notes.push(letters(note)),
                None => blocks.push(line.to_owned()),
            }
        }
    }
    (blocks, notes)
}

/// The text without citations, marks of notes and the syntax around them.
fn plain(text: &str) -> String {
    let mut out = String::new();
    let mut rest = text;
    while let Some(at) = rest.find(['(', '[', '{']) {
        let close = match rest.as_bytes()[at] {
            b'(' => ')',
            b'[' => ']',
            _ => '}',
        };
        let Some(end) = rest[at..].find(close).map(|n| n + at) else { break };
        let inner = &rest[at + 1..end];
        let digits: usize = inner.chars().filter(char::is_ascii_digit).count();
        out.push_str(&rest[..at]);
        let is_none = digits >= 4 || inner.starts_with(['@', '-', '^', '#']);
        if !is_none {
            out.push_str(inner);
        }
        rest = &rest[end + 1..];
    }
    out + rest
}

/// Letters and digits.
pub(crate) fn letters(text: &str) -> String {
    text.chars().filter(|c| c.is_alphanumeric() && *c != '\u{640}').collect() // ARABIC TATWEEL
}

/// The words that have a half-space, each as often as it stands there.
fn half_spaced(text: &str) -> BTreeSet<String> {
    let words = text.split(|c: char| !(c.is_alphanumeric() || c == '\u{200C}'));
    words.filter(|w| w.contains('\u{200C}')).map(str::to_owned).collect()
}

/// The edit distance of a pattern and the part of a text that is nearest to it.
fn nearest(pattern: &[char], text: &[char]) -> usize {
    *last_row(pattern, text, 0).iter().min().unwrap_or(&pattern.len())
}

fn distance(a: &[char], b: &[char]) -> usize {
    last_row(a, b, 1).last().copied().unwrap_or(a.len())
}

/// The last row of the table of edit distances. `start` is what a letter of the
/// text costs before the pattern begins.
fn last_row(pattern: &[char], text: &[char], start: usize) -> Vec<usize> {
    let mut row: Vec<usize> = (0..=text.len()).map(|n| n * start).collect();
    for (n, p) in pattern.iter().enumerate() {
        let mut corner = row[0];
        row[0] = n + 1;
        for (m, t) in text.iter().enumerate() {
            let step = corner + usize::from(p != t);
            corner = row[m + 1];
            row[m + 1] = step.min(corner + 1).min(row[m] + 1);
        }
    }
    row
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pattern_is_looked_for_anywhere_in_the_text() {
        let chars = |s: &str| s.chars().collect::<Vec<_>>();
        assert_eq!(nearest(&chars("باران"), &chars("در دشت بازان آمد")), 1);
        assert_eq!(distance(&chars("باد"), &chars("بارد")), 1);
        assert_eq!(plain("برف (Berg, 1999: 4) آمد [@x-1999] (سخت)[^2]."), "برف  آمد  سخت.");
    }
}
