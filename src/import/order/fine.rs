//! Articles in which almost every line is a chain of pieces in reverse order.
//!
//! The article is read several times: what one reading finds teaches the next
//! which words follow which. Before the first, the edition's own prose and its
//! sound articles teach ([`crate::import::prose`]), and what stands unbroken
//! inside the article's pieces.

use crate::import::Known;
use crate::import::charmap::CharMap;
use crate::import::charmap::judge::Judge;
use crate::import::charmap::undone::Undone;
use crate::import::ledger::{Ledger, Open};
use crate::import::lexicon::Lexicon;
use crate::import::order::assemble;
use crate::import::order::cuts::{Alone, KEPT, Places, gap, looseness};
use crate::import::order::decode::{Joint, Piece, join_words};
use crate::import::order::effort::Effort;
use crate::import::order::ends::{self, End};
use crate::import::order::grams::{Grams, Own, Part, START};
use crate::import::order::joints::{Joints, Meeting};
use crate::import::order::numbers;
use crate::import::order::read::{Reader, Reading, Run, Start};
use crate::import::order::words::parts;
use crate::import::parts::is_phrase;
use crate::import::report::Candidate;
use crate::import::source::Line;
use crate::text::persian;

/// What is known of the lines that are to be put in order.
pub struct About<'a> {
    /// Which lines are headings, or stand by themselves as these do.
    pub alone: &'a [bool],
    pub judge: &'a Judge<'a>,
    pub known: &'a Known,
    /// The letter map of their font.
    pub map: &'a CharMap,
    /// Whether brackets stand the wrong way round.
    pub mirrored: bool,
    /// A text as a reader is to see it.
    pub plain: &'a dyn Fn(&str) -> String,
}

/// Puts the pieces of every Persian line in order. Returns for each line how it
/// joins on to the one before, and whether all half-spaces were seen at the joints.
pub fn restore(lines: &mut [Line], about: &About<'_>, ledger: &mut Ledger) -> (Vec<Joint>, bool) {
    let About { alone, judge, known, map, mirrored, plain } = *about;
    let lexicon = judge.lexicon();
    let persian = |l: &Line| !l.is_latin() && l.text.chars().count() <= 2000;
    let article = Article {
        persian: lines.iter().map(persian).collect(),
        chars: lines.iter().map(|l| l.text.chars().collect()).collect(),
        turned: lines.iter().map(|l| turned(&l.text, mirrored)).collect(),
        ends: ends(lines, alone),
        dropped: map.dropped(),
        lexicon,
        undone: Undone::of(map, judge),
        effort: Effort::of(lines.len()),
    };
    let mut joints = vec![Joint::Space; lines.len()];
    let mut before = String::new();
    let found = article.read(known);
    let widths = article.joints(&found);
    for (i, found) in found.into_iter().enumerate() {
        let Some(found) = found else {
            before.clear();
            continue;
        };
        let chars = &article.chars[i];
        let pieces = pieces(chars, &found.runs, &before, &widths, lexicon);
        joints[i] = pieces.first().map_or(Joint::Space, |p| p.joint);
        let mut text = numbers::settled(&assemble(chars, &pieces, true));
        let other = other(chars, &found, &text, &before, &widths, lexicon);
        let sure = sure(other.as_ref().map(|o| o.0));
        let line = &lines[i];
        match other.filter(|_| sure < DOUBT && text != line.text) {
            Some((less, other)) => {
                // A third order may be the right one, so the two make less than 1.
                let readings = [(plain(&text), sure), (plain(&other), sure * (-less).exp())];
                let chosen = ledger.choose(Open {
                    line: line.number,
                    text: &plain(&line.text),
                    reason: "the pieces of this line read well in more than one order",
                    pass: "order",
                    candidates: readings.map(|(r, p)| Candidate::new(r, p)).to_vec(),
                });
                if chosen == plain(&other) {
                    text = other;
                } else if chosen != plain(&text) {
                    text = chosen;
                }
            }
            None => ledger.correct(line.number, &line.text, &text, "order", sure as f32),
        }
        before.clone_from(&text);
        lines[i].text = text;
    }
    (joints, widths.tell())
}

/// An article whose lines are to be read.
struct Article<'a> {
    chars: Vec<Vec<char>>,
    /// The same with brackets the right way round, as the counts know them.
    turned: Vec<Vec<char>>,
    /// What ends with the line.
    ends: Vec<End>,
    persian: Vec<bool>,
    /// Letters that the font map drops.
    dropped: Vec<char>,
    lexicon: &'a Lexicon,
    /// Words that the font map spoils.
    undone: Undone,
    effort: Effort,
}

/// What ends with each line: whatever stands by itself does, and what is before it.
fn ends(lines: &[Line], alone: &[bool]) -> Vec<End> {
    let is_alone = |n: usize| alone.get(n).copied().unwrap_or(false);
    let closes = ends::of_paragraphs(lines).into_iter().enumerate();
    let end = |(n, closes): (usize, bool)| match closes || is_alone(n + 1) {
        _ if is_alone(n) => End::Heading,
        true => End::Paragraph,
        false => End::None,
    };
    closes.map(end).collect()
}

/// The characters of a line, with its brackets the right way round and the
/// half-spaces that it still has as spaces between two parts of a word.
fn turned(text: &str, mirrored: bool) -> Vec<char> {
    let other = |c| match c {
        '(' => ')',
        ')' => '(',
        '[' => ']',
        ']' => '[',
        '«' => '»',
        '»' => '«',
        c => c,
    };
    let half = |c| if c == persian::ZWNJ { KEPT } else { c };
    text.chars().map(half).map(|c| if mirrored { other(c) } else { c }).collect()
}

/// What became of a line.
#[derive(Clone, Debug)]
struct Found {
    runs: Vec<Run>,
    /// The mean logarithm of a word's probability.
    mean: f64,
    /// Other readings, with how much less likely they are.
    others: Vec<(f64, Vec<Run>)>,
}

impl<'a> Article<'a> {
    /// Reads the article several times: each reading teaches the next which
    /// words follow which.
    fn read(&self, known: &Known) -> Vec<Option<Found>> {
        let mut background = background(self.lexicon, known);
        let mut found: Vec<Option<Found>> = Vec::new();
        for round in 0..self.effort.rounds {
            let mut grams = background.clone();
            let rows = if round == 0 { self.raw() } else { self.rows(&found) };
            let mut own = learn(&mut grams, &rows);
            grams.settle();
            own.iter_mut().for_each(|o| grams.settle_own(o));
            let poor = poor(&found, self.turned.len());
            let mut reader = Reader::new(&mut grams, &self.undone, self.effort);
            found = self.round(&own, &poor, &mut reader);
            background.described = std::mem::take(&mut grams.described);
        }
        found
    }

    /// The joints of the readings by the widths of their gaps.
    fn joints(&self, found: &[Option<Found>]) -> Joints {
        let mut joints = Joints::default();
        for (chars, found) in self.chars.iter().zip(found) {
            let runs = found.as_ref().map_or(&[][..], |f| &f.runs);
            for pair in runs.windows(2).filter(|p| !p[1].glued) {
                let text = |run: &Run| chars[run.start..run.end].iter().collect::<String>();
                let (left, right) = (text(&pair[0]), text(&pair[1]));
                let gap = gap(chars, pair[1].end);
                let meeting = Meeting::of(gap, pair[1].single, &left, &right);
                joints.add(&meeting, self.lexicon);
            }
        }
        joints
    }

    /// The rows of words that each line shows as it stands.
    fn raw(&self) -> Vec<Vec<Vec<String>>> {
        let rows = |(chars, persian): (&Vec<char>, &bool)| {
            if !persian {
                return Vec::new();
            }
            let line: String = chars.iter().collect();
            line.split("  ").map(parts).filter(|r| !r.is_empty()).collect()
        };
        self.turned.iter().zip(&self.persian).map(rows).collect()
    }

    /// The row of words of each line's reading, with the last two of the line before.
    fn rows(&self, found: &[Option<Found>]) -> Vec<Vec<Vec<String>>> {
        let mut tail: Vec<String> = Vec::new();
        let mut out = Vec::new();
        for (chars, found) in self.turned.iter().zip(found) {
            let Some(found) = found else {
                tail.clear();
                out.push(Vec::new());
                continue;
            };
            let mut text = String::new();
            for run in &found.runs {
                if !run.glued {
                    text.push(' ');
                }
                text.extend(&chars[run.start..run.end]);
            }
            let mut row = tail.clone();
            row.extend(parts(&text));
            tail = row[row.len().saturating_sub(2)..].to_vec();
            out.push(vec![row]);
        }
        out
    }

    /// Reads all lines once; the best readings of one line go on into the next.
    fn round(&self, own: &[Own], poor: &[bool], reader: &mut Reader) -> Vec<Option<Found>> {
        let alone = Alone::of(self.turned.iter());
        let loose: Vec<f64> = self.turned.iter().map(|c| looseness(c)).collect();
        let mut all: Vec<Vec<Reading>> = Vec::new();
        let mut starts = vec![Start::default()];
        for (i, chars) in self.turned.iter().enumerate() {
            if !self.persian[i] {
                starts = vec![Start::default()];
                all.push(Vec::new());
                continue;
            }
            // In a passage that was set word by word a tight line is too.
            let around = |n: Option<usize>| n.and_then(|n| loose.get(n)).copied().unwrap_or(0.0);
            let near = 0.5 * (around(i.checked_sub(1)) + around(Some(i + 1)));
            let places = Places {
                loose: loose[i].max(near),
                alone: &alone,
                dropped: &self.dropped,
                inside: self.effort.rounds > 1,
            };
            let cuts = places.cuts(chars, reader, &own[i]);
            let mut readings = reader.read(chars, &cuts, poor[i], &own[i], &starts);
            if self.ends[i] == End::Heading {
                readings.iter_mut().for_each(|r| ends::judge_head(r, chars));
                readings.sort_by(|a, b| b.end.score.total_cmp(&a.end.score));
            }
            starts = readings.iter().map(|r| r.end).collect();
            let end = self.ends[i];
            starts.iter_mut().for_each(|s| *s = ends::behind(s, end, reader.grams));
            if starts.is_empty() {
                starts.push(Start::default());
            }
            all.push(readings);
        }
        backtrace(all)
    }
}

/// From the last line back: which reading of each line the best end goes through.
/// Those that others could have gone through are other readings, too.
fn backtrace(all: Vec<Vec<Reading>>) -> Vec<Option<Found>> {
    let mut out = vec![None; all.len()];
    let mut pick = 0;
    // How likely each reading of a line is with the line behind it in view.
    let mut seen: Option<Vec<f64>> = None;
    for (i, mut readings) in all.into_iter().enumerate().rev() {
        if readings.len() <= pick {
            (pick, seen) = (0, None);
            continue;
        }
        let score = |n: usize, r: &Reading| match &seen {
            Some(seen) => seen.get(n).copied().unwrap_or(f64::NEG_INFINITY),
            None => r.end.score,
        };
        let scores: Vec<f64> = readings.iter().enumerate().map(|(n, r)| score(n, r)).collect();
        let mut before =
            vec![f64::NEG_INFINITY; readings.iter().map(|r| r.from + 1).max().unwrap_or(0)];
        for reading in &readings {
            before[reading.from] = before[reading.from].max(reading.end.score);
        }
        seen = Some(before);
        let reading = readings[pick].clone();
        let mut others = reading.others;
        for (n, other) in readings.iter_mut().enumerate().filter(|(n, _)| *n != pick) {
            others.push(((scores[pick] - scores[n]).max(0.0), std::mem::take(&mut other.runs)));
        }
        others.sort_by(|a, b| a.0.total_cmp(&b.0));
        pick = reading.from;
        out[i] = Some(Found { runs: reading.runs, mean: reading.mean, others });
    }
    out
}

/// The likeliest other text of a line, and how much less likely it is. What
/// differs in spaces alone is no other order.
fn other(
    chars: &[char],
    found: &Found,
    text: &str,
    before: &str,
    joints: &Joints,
    lexicon: &Lexicon,
) -> Option<(f64, String)> {
    let letters = |t: &str| t.chars().filter(|c| c.is_alphanumeric()).collect::<String>();
    let own = letters(text);
    found.others.iter().filter(|o| o.0.is_finite()).find_map(|(less, runs)| {
        let pieces = pieces(chars, runs, before, joints, lexicon);
        let text = numbers::settled(&assemble(chars, &pieces, true));
        (letters(&text) != own).then_some((*less, text))
    })
}

/// How sure a line's order is, by how much less likely the next reading is:
/// fitted to lines that were put into pieces by a program, on which the share of
/// right readings was counted for each difference.
fn sure(less: Option<f64>) -> f64 {
    let less = less.unwrap_or(f64::INFINITY).min(SURE_ENOUGH);
    1.0 / (1.0 + (-(SURE.0 + SURE.1 * less)).exp())
}

/// The logit of that share where nothing speaks for either reading, and what one
/// unit of difference adds; more than so much adds nothing.
const SURE: (f64, f64) = (-1.2, 0.6);
const SURE_ENOUGH: f64 = 5.5;

/// A line's order that is less sure than this is a doubt.
const DOUBT: f64 = 0.5;

/// Which lines read worst so far: they may be set wide.
fn poor(found: &[Option<Found>], lines: usize) -> Vec<bool> {
    let mut means: Vec<f64> = found.iter().flatten().map(|f| f.mean).collect();
    means.sort_by(f64::total_cmp);
    let limit = means.get(means.len() * 35 / 100).copied().unwrap_or(f64::NEG_INFINITY);
    let poor = |i: usize| found.get(i).and_then(Option::as_ref).is_some_and(|f| f.mean < limit);
    (0..lines).map(poor).collect()
}

/// What is known before the article is read.
fn background<'a>(lexicon: &'a Lexicon, known: &Known) -> Grams<'a> {
    // Authors' names stand in citations.
    let authors = known.works.keys().map(|(family, _)| family.clone());
    let names: Vec<String> = known.names.iter().cloned().chain(authors).collect();
    let mut grams = Grams::new(lexicon, &names);
    for sentence in lexicon.sample() {
        let row: Vec<Part> = sentence
            .iter()
            .flat_map(|t| t.split(persian::ZWNJ).filter(|p| !p.is_empty()))
            .map(|p| grams.id(p))
            .collect();
        grams.observe(&row, 0.5);
    }
    for passage in &known.prose {
        let mut row = vec![START];
        row.extend(parts(passage).iter().map(|p| grams.id(p)));
        grams.observe(&row, 1.0);
    }
    grams
}

/// Counts the rows, and keeps what each line said.
fn learn(grams: &mut Grams, rows: &[Vec<Vec<String>>]) -> Vec<Own> {
    let mut out = Vec::new();
    for line in rows {
        let mut own = Own::default();
        for row in line {
            let row: Vec<Part> = row.iter().map(|p| grams.id(p)).collect();
            grams.observe(&row, 1.0);
            own.add(&row, 1.0);
        }
        out.push(own);
    }
    out
}

/// The pieces with their joints.
fn pieces(
    chars: &[char],
    runs: &[Run],
    before: &str,
    joints: &Joints,
    lexicon: &Lexicon,
) -> Vec<Piece> {
    let mut last = last_word(before).to_owned();
    let mut piece = String::new();
    let mut out = Vec::new();
    for run in runs {
        let text: String = chars[run.start..run.end].iter().collect();
        let first: String = text.trim().chars().take_while(|c| persian::is_letter(*c)).collect();
        let meeting = Meeting::of(gap(chars, run.end), run.single, &piece, &text);
        let joint = if run.glued {
            Joint::None
        } else if !out.is_empty() && joints.joins(&meeting) {
            Joint::Half
        } else if joints.keeps(&meeting) || is_phrase(&last, &first) || text.starts_with(' ') {
            Joint::Space
        } else {
            let half = join_words(lexicon, &last, &first, Joint::Half);
            if half.is_some() { Joint::Half } else { Joint::Space }
        };
        let end = last_word(text.trim_end());
        last =
            if run.glued && end == text.trim() { format!("{last}{end}") } else { end.to_owned() };
        out.push(Piece { start: run.start, end: run.end, joint });
        piece = text;
    }
    out
}

fn last_word(text: &str) -> &str {
    text.rsplit(|c: char| !persian::is_letter(c)).next().unwrap_or("")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn restore_made(lines: &mut [Line], lexicon: &Lexicon, known: &Known, ledger: &mut Ledger) {
        let judge = Judge::new(lexicon, &[]);
        let about = About {
            alone: &[],
            judge: &judge,
            known,
            map: &CharMap::default(),
            mirrored: false,
            plain: &str::to_owned,
        };
        restore(lines, &about, ledger);
    }

    #[test]
    fn a_line_is_the_surer_the_less_likely_its_other_reading_is() {
        assert!(sure(Some(0.5)) < DOUBT, "a tie is a doubt");
        assert!(sure(Some(3.0)) > DOUBT && sure(Some(3.0)) < sure(Some(5.0)));
        assert!(sure(None) < 0.95, "what nobody thought of can be right");
    }

    #[test]
    fn an_article_in_pieces_is_put_in_order() {
        let dic = "14\nباران\nآرام\nبر\nشهر\nکوچک\nما\nبارید\nمی\u{200C}بارید\nو\nکسی\nدر\nخیابان\nخیس\nنبود\n";
        let lexicon = Lexicon::new("SET UTF-8\n", dic).unwrap();
        let prose =
            "باران آرام بر شهر کوچک ما می\u{200C}بارید و کسی در خیابان\u{200C}های خیس نبود.";
        let known = Known { prose: vec![prose.to_owned(); 3], ..Known::default() };
        let line = |number, text: &str| Line { number, text: text.to_owned(), ..Line::default() };
        let mut lines = vec![
            line(1, "بارید می  بر شهر کوچک ما  باران آرام"),
            line(3, ". های خیس نبود  و کسی در خیابان"),
        ];
        restore_made(&mut lines, &lexicon, &known, &mut Ledger::default());
        assert_eq!(lines[0].text, "باران آرام بر شهر کوچک ما می\u{200C}بارید");
        assert_eq!(lines[1].text, "و کسی در خیابان\u{200C}های خیس نبود.");
    }
}
