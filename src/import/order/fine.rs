//! Articles in which almost every line is a chain of pieces in reverse order.

use crate::import::ledger::Ledger;
use crate::import::lexicon::{Lexicon, is_word_char, tokens};
use crate::import::model::Model;
use crate::import::order::assemble;
use crate::import::order::decode::{Context, Cut, Decoder, Joint, Reading, spans};
use crate::import::parts::is_stub;
use crate::import::source::Line;
use crate::text::persian;

/// How often the whole article is read: the first reading teaches the second
/// which words follow which.
const ROUNDS: usize = 2;

/// Puts the pieces of every Persian line in order. Returns for each line how it
/// joins on to the one before.
pub fn restore(
    lines: &mut [Line],
    lexicon: &Lexicon,
    names: &[String],
    ledger: &mut Ledger,
) -> Vec<Joint> {
    let persian: Vec<bool> = lines.iter().map(|l| !l.is_latin()).collect();
    let mut model = Model::new(lexicon, names);
    for (line, _) in lines.iter().zip(&persian).filter(|(_, p)| **p) {
        for run in line.text.split("  ") {
            model.observe(&tokens(run), 1.0);
        }
    }
    model.settle();
    let chars: Vec<Vec<char>> = lines.iter().map(|l| l.text.chars().collect()).collect();
    let mut readings: Vec<Option<Reading>> = Vec::new();
    for round in 0..ROUNDS {
        readings = read_all(&chars, &persian, &model, lexicon);
        if round + 1 < ROUNDS {
            model = Model::new(lexicon, names);
            let mut text = String::new();
            for (chars, reading) in chars.iter().zip(&readings) {
                let Some(reading) = reading else { continue };
                match reading.pieces.first().map(|p| p.joint) {
                    Some(Joint::Half) => text.push(persian::ZWNJ),
                    Some(Joint::None) => {}
                    _ => text.push(' '),
                }
                text.push_str(&assemble(chars, &reading.pieces, true));
            }
            model.observe(&tokens(&text), 1.0);
            model.settle();
        }
    }
    let mut joints = vec![Joint::Space; lines.len()];
    for (i, reading) in readings.into_iter().enumerate() {
        let Some(reading) = reading else { continue };
        joints[i] = reading.pieces.first().map_or(Joint::Space, |p| p.joint);
        let text = assemble(&chars[i], &reading.pieces, true);
        ledger.correct(lines[i].number, &lines[i].text, &text, "order", 0.7);
        lines[i].text = text;
    }
    joints
}

fn read_all(
    chars: &[Vec<char>],
    persian: &[bool],
    model: &Model,
    lexicon: &Lexicon,
) -> Vec<Option<Reading>> {
    let mut context = Context::default();
    let mut out = Vec::new();
    for (chars, is_persian) in chars.iter().zip(persian) {
        if !is_persian || chars.len() > 2000 {
            context = Context::default();
            out.push(None);
            continue;
        }
        let cuts = cuts(chars, model);
        let mut decoder = Decoder::new(model, lexicon, chars.clone());
        decoder.phrases = true;
        let reading = decoder.best(&cuts, &context);
        if let Some(reading) = &reading {
            context = reading.context.clone();
        }
        out.push(reading);
    }
    out
}

/// The places where a line may be cut, with what the gap and the neighbours say.
///
/// The figures are shares counted on lines that were put in order by hand: two
/// or more spaces are a cut nearly always, one space is one in thirteen cases,
/// but always before an ending that cannot stand alone or after a prefix.
fn cuts(chars: &[char], model: &Model) -> Vec<Cut> {
    let spans = spans(chars);
    let mut out = Vec::new();
    for (n, span) in spans.iter().enumerate() {
        if let Some(next) = spans.get(n + 1) {
            let gap = next.0 - span.1;
            let p = between(chars, *span, *next, gap);
            out.push(cut(next.0, p));
        }
    }
    for (start, end) in spans {
        if is_word_char(chars[start]) {
            inside(chars, start, end, model, &mut out);
        }
    }
    out.sort_by_key(|c| c.at);
    out
}

fn cut(at: usize, p: f64) -> Cut {
    Cut { at, cut: p.ln(), keep: (1.0 - p).ln() }
}

/// How likely a cut is between two words, numbers or marks.
fn between(chars: &[char], a: (usize, usize), b: (usize, usize), gap: usize) -> f64 {
    let (left, right) = (&chars[a.0..a.1], &chars[b.0..b.1]);
    let text = |c: &[char]| c.iter().collect::<String>();
    let kind = |c: char| {
        if is_word_char(c) {
            'p'
        } else if persian::digit_value(c).is_some() {
            '0'
        } else if c.is_alphabetic() {
            'a'
        } else {
            'm'
        }
    };
    let kinds = (kind(left[0]), kind(right[0]));
    let stub = kinds == ('p', 'p')
        && (matches!(text(left).as_str(), "می" | "نمی")
            || is_stub(&text(right)) && right.len() > 1);
    match (gap, kinds) {
        (4.., _) => 0.999,
        (3, _) => 0.985,
        (2, ('p', 'p')) => 0.93,
        (2, _) => 0.93,
        (1, ('p', 'p')) if stub => 0.85,
        (1, ('a', 'a')) => 0.01,
        (1, ('a' | '0' | 'm', 'a' | '0')) | (1, ('a', 'm')) => 0.15,
        (1, ('p', 'p')) => 0.07,
        (1, ('p', 'm')) => 0.5,
        (1, ('m', _)) => 0.15,
        (1, _) => 0.5,
        (_, ('p', '0') | ('0', 'p')) => 0.85,
        (_, ('p', 'a') | ('a', 'p')) => 0.9,
        (_, ('0', 'm') | ('m', '0')) => 0.5,
        (_, ('m', 'p')) => 0.25,
        (_, ('m', 'a') | ('a', 'm')) => 0.1,
        (_, ('p', 'm')) => 0.05,
        _ => 0.1,
    }
}

/// Places inside a word that is none: two pieces stand glued together there.
fn inside(chars: &[char], start: usize, end: usize, model: &Model, out: &mut Vec<Cut>) {
    let whole: String = chars[start..end].iter().collect();
    if end - start < 2
        || end - start > 24
        || (model.knows(&whole)
            && !(hides_ending(&whole, model) || matches!(whole.as_str(), "نی" | "یی")))
    {
        return;
    }
    let often = model.count(&whole) >= 4.0;
    for at in start + 1..end {
        let (left, right): (String, String) =
            (chars[start..at].iter().collect(), chars[at..end].iter().collect());
        let fits = |w: &str| model.knows(w) || is_stub(w);
        let p = match (fits(&left), fits(&right)) {
            (true, true) => 0.25,
            (true, false) | (false, true) => 0.08,
            (false, false) => 0.03,
        };
        out.push(cut(at, if often { p * 0.3 } else { p }));
    }
}

/// Whether a rare known word ends in a part that is mostly written behind a
/// half-space: two pieces may have met in it.
fn hides_ending(word: &str, model: &Model) -> bool {
    let endings = ["گیری", "گرایی", "گذاری", "سازی", "ریزی", "کننده", "شناسی", "بینی", "های", "ها"];
    model.count(word) <= 2.0
        && endings.iter().any(|e| word.strip_suffix(e).is_some_and(|w| model.knows(w)))
}
