//! The header of a table that came out as one line: its cells side by side, the
//! left one first, often with nothing between them.

use std::collections::BTreeMap;

use crate::import::lexicon::{Lexicon, is_word_char};
use crate::text::persian;

/// How often the article has each of its words.
pub type Words = BTreeMap<String, usize>;

/// What words are formed with, at their beginning and at their end, that is a word too.
const BEGINNINGS: [&str; 9] = ["بی", "نا", "هم", "پر", "کم", "بر", "باز", "پیش", "فرا"];
const ENDINGS: [&str; 8] = ["گاه", "ها", "های", "مند", "دان", "زار", "گر", "تر"];

/// The cells of a line in which words are glued that are none together, in the
/// order of reading; `None` where there is no such place.
pub fn glued(text: &str, lexicon: &Lexicon, words: &Words) -> Option<Vec<String>> {
    let mut cells = vec![String::new()];
    for token in text.split(' ').filter(|t| !t.is_empty()) {
        let (left, right) = unglue(token, lexicon, words).unwrap_or((token.to_owned(), None));
        if let Some(cell) = cells.last_mut() {
            if !cell.is_empty() {
                cell.push(' ');
            }
            cell.push_str(&left);
        }
        cells.extend(right);
    }
    cells.reverse();
    (cells.len() > 1).then_some(cells)
}

/// Two words that stand glued in one that is none.
fn unglue(token: &str, lexicon: &Lexicon, words: &Words) -> Option<(String, Option<String>)> {
    let chars: Vec<char> = token.chars().collect();
    let seen = |w: &[char], least: usize| {
        let word: String = w.iter().collect();
        w.len() > 1 && (lexicon.has(&word) || words.get(&word).is_some_and(|n| *n >= least))
    };
    let known = |w: &[char]| seen(w, 1);
    // The header itself has the word once.
    if chars.len() < 5 || seen(&chars, 2) || !chars.iter().all(|c| is_word_char(*c)) {
        return None;
    }
    let part = |w: &[char], list: &[&str]| list.contains(&w.iter().collect::<String>().as_str());
    let formed = |n: usize| part(&chars[..n], &BEGINNINGS) || part(&chars[n..], &ENDINGS);
    let both =
        (2..chars.len() - 1).filter(|n| known(&chars[..*n]) && known(&chars[*n..]) && !formed(*n));
    // Of several cuts the one whose shorter word is longest.
    let at = both.max_by_key(|n| (n.min(&(chars.len() - n)).to_owned(), *n))?;
    Some((chars[..at].iter().collect(), Some(chars[at..].iter().collect())))
}

/// The cells of a line in which so many cells stand with nothing between them,
/// in the order of the line, and what speaks against them; `None` where no words
/// are glued at that many places.
pub fn of_glued(
    text: &str,
    cells: usize,
    lexicon: &Lexicon,
    words: &Words,
) -> Option<(Vec<String>, f64)> {
    let tokens: Vec<&str> = text.split_whitespace().collect();
    if cells < 2 || tokens.len() > LONGEST || text.chars().count() > LONGEST * 5 {
        return None;
    }
    // best[j]: the cheapest reading of the tokens so far with j places.
    let mut best: Vec<Option<(f64, Vec<String>)>> = vec![None; cells];
    best[0] = Some((0.0, vec![String::new()]));
    for token in tokens {
        let parts = split(token, cells - 1, lexicon, words);
        let mut next: Vec<Option<(f64, Vec<String>)>> = vec![None; cells];
        for (j, (before, read)) in
            best.iter().enumerate().filter_map(|(j, b)| b.as_ref().map(|b| (j, b)))
        {
            for (more, (cost, pieces)) in
                parts.iter().enumerate().filter_map(|(k, p)| p.as_ref().map(|p| (k, p)))
            {
                let Some(slot) = next.get_mut(j + more) else { break };
                if slot.as_ref().is_some_and(|s| s.0 <= before + cost) {
                    continue;
                }
                let mut read = read.clone();
                if let Some(last) = read.last_mut() {
                    let gap = if last.is_empty() { "" } else { " " };
                    *last = format!("{last}{gap}{}", pieces[0]);
                }
                read.extend(pieces.iter().skip(1).cloned());
                *slot = Some((before + cost, read));
            }
        }
        best = next;
    }
    let (cost, read) = best.pop()??;
    // Words that nobody knows are no sign of glue.
    let unknown = read.iter().flat_map(|c| c.split(' ')).filter(|w| !is_known(w, lexicon, words));
    (unknown.count() * 3 <= cells).then_some((read, cost))
}

/// The most words of a header in one line.
const LONGEST: usize = 40;

/// The most characters of a word.
const WORD: usize = 24;

/// Whether something is a number or a word that the dictionary or the article has.
fn is_known(word: &str, lexicon: &Lexicon, words: &Words) -> bool {
    let letters = word.trim_matches(|c: char| !c.is_alphanumeric());
    let digit = |c: char| persian::digit_value(c).is_some();
    if !letters.is_empty() && letters.chars().all(digit) {
        return true;
    }
    let has = |w: &str| lexicon.has(w) || words.get(w).is_some_and(|n| *n > 1);
    let ending = |w: &str| matches!(w, "ها" | "های" | "هایی" | "ای" | "تر" | "ترین");
    has(letters)
        || letters.rsplit_once(persian::ZWNJ).is_some_and(|(a, b)| has(a) && (has(b) || ending(b)))
}

/// The cheapest readings of a token as one piece, as two glued ones, and so on.
fn split(
    token: &str,
    most: usize,
    lexicon: &Lexicon,
    words: &Words,
) -> Vec<Option<(f64, Vec<String>)>> {
    let chars: Vec<char> = token.chars().collect();
    let digit = |c: char| persian::digit_value(c).is_some();
    let cost = |piece: &[char]| {
        let text: String = piece.iter().collect();
        let kinds = piece.iter().any(|c| digit(*c)) && piece.iter().any(|c| is_word_char(*c));
        match piece.len() {
            _ if kinds => 6.0,
            // Glue does not part a word from its ending.
            n if n < chars.len() && ENDINGS.contains(&text.as_str()) => 8.0,
            1 if !digit(piece[0]) && piece[0] != 'و' => 8.0,
            n if is_known(&text, lexicon, words) => {
                if n == 2 {
                    2.0
                } else {
                    1.0
                }
            }
            n => 3.0 + n as f64,
        }
    };
    let whole = (cost(&chars), vec![token.to_owned()]);
    if chars.len() > WORD * 4 {
        return vec![Some(whole)];
    }
    // layers[j][i]: the first i characters as j + 1 pieces: cost, and where the last begins.
    let n = chars.len();
    let mut costs = vec![vec![f64::MAX; n + 1]; n + 1];
    for start in 0..n {
        for end in start + 1..=n.min(start + WORD) {
            costs[start][end] = cost(&chars[start..end]);
        }
    }
    let mut layers: Vec<Vec<(f64, usize)>> = vec![(0..=n).map(|i| (costs[0][i], 0)).collect()];
    for _ in 0..most {
        let Some(before) = layers.last() else { break };
        let step = |i: usize| {
            let ways = (1..i).filter(|s| before[*s].0 < f64::MAX && costs[*s][i] < f64::MAX);
            let ways = ways.filter(|s| !(digit(chars[s - 1]) && digit(chars[*s])));
            let ways = ways.map(|s| (before[s].0 + costs[s][i], s));
            ways.min_by(|a, b| a.0.total_cmp(&b.0)).unwrap_or((f64::MAX, 0))
        };
        layers.push((0..=n).map(step).collect());
    }
    let read = |j: usize| {
        let cost = layers[j][n].0;
        let mut end = n;
        let mut pieces: Vec<String> = Vec::new();
        for layer in layers[..=j].iter().rev() {
            let start = layer[end].1;
            pieces.push(chars[start..end].iter().collect());
            end = start;
        }
        pieces.reverse();
        (cost < f64::MAX).then_some((cost, pieces))
    };
    let mut out: Vec<Option<(f64, Vec<String>)>> = (0..layers.len()).map(read).collect();
    out[0] = Some(whole);
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_header_is_cut_where_two_words_are_glued() {
        let lexicon = Lexicon::new("SET UTF-8\n", "4\nباران\nبهاری\nشهر\nروز\n").unwrap();
        let words: Words = [("مکان".to_owned(), 1)].into();
        let cells = glued("باران بهاریروز و مکانشهر", &lexicon, &words).unwrap();
        assert_eq!(cells, ["شهر", "روز و مکان", "باران بهاری"]);
        assert_eq!(glued("باران بهاری", &lexicon, &words), None);
    }

    #[test]
    fn a_header_is_cut_into_as_many_cells_as_there_are_columns() {
        let lexicon = Lexicon::new("SET UTF-8\n", "5\nباران\nبهاری\nشهر\nروز\nسال\n").unwrap();
        let words = Words::new();
        let cells = |text: &str, n: usize| of_glued(text, n, &lexicon, &words).map(|c| c.0);
        let found = cells("باران بهاریسال 1380سال 1375شهر", 4).unwrap();
        assert_eq!(found, ["باران بهاری", "سال 1380", "سال 1375", "شهر"]);
        assert_eq!(cells("بارانروزشهر", 3).unwrap(), ["باران", "روز", "شهر"]);
        assert_eq!(cells("باران بهاری", 2), None);
        assert_eq!(cells("", 3), None);
    }
}
