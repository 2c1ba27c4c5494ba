//! The spaces behind words: a letter that dropped out leaves one too many.
//!
//! How wide the spaces are differs from article to article, so it is counted
//! behind words that can have lost nothing, for their last letter joins on.

use std::collections::BTreeMap;

use crate::import::charmap::glyph::joins;
use crate::import::charmap::judge::Judge;
use crate::import::charmap::word_spans;
use crate::import::lexicon::is_word_char;
use crate::import::source::Line;

/// What stands behind the spaces.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Next {
    /// A word, a number, a bracket.
    Word,
    /// A mark, which stands at the word without a space.
    Mark,
    /// Nothing more in the line.
    End,
}

/// How often spaces of a width stand behind sound words.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Gaps {
    widths: BTreeMap<(Next, usize), usize>,
    /// How often a dropped letter leaves a space, 0 to 1.
    pub left: f64,
}

impl Gaps {
    /// Counts the spaces of the lines.
    pub fn of(lines: &[Line], judge: &Judge<'_>) -> Self {
        let mut widths = BTreeMap::new();
        for line in lines.iter().filter(|l| !l.is_latin()) {
            let chars: Vec<char> = line.text.chars().collect();
            for (start, end) in word_spans(&chars) {
                let word: String = chars[start..end].iter().collect();
                if joins(chars[end - 1]) && judge.knows(&word) {
                    *widths.entry(width(&chars, end, line.trail)).or_insert(0) += 1;
                }
            }
        }
        Self { widths, left: 0.9 }
    }

    /// How much the spaces behind a word say that a letter dropped out there, as
    /// a logarithm of odds; over 1 they show it.
    pub fn odds(&self, chars: &[char], end: usize, trail: bool) -> f64 {
        let (next, wide) = width(chars, end, trail);
        let seen = |wide: usize| self.widths.get(&(next, wide)).copied().unwrap_or(0) as f64 + 0.5;
        let narrower = if wide == 0 { 0.0 } else { seen(wide - 1) / seen(wide) };
        (self.left * narrower + (1.0 - self.left)).max(1e-3).ln().min(5.0)
    }
}

/// How many spaces stand behind a word, and what behind them.
fn width(chars: &[char], end: usize, trail: bool) -> (Next, usize) {
    let wide = chars[end..].iter().take_while(|c| **c == ' ').count();
    match chars.get(end + wide) {
        None => (Next::End, usize::from(trail)),
        Some('.' | '،' | '؛' | ':' | '؟' | '!') => (Next::Mark, wide),
        Some(c) if wide == 0 && !is_word_char(*c) => (Next::Mark, wide),
        Some(_) => (Next::Word, wide),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::import::lexicon::Lexicon;

    #[test]
    fn a_space_too_many_shows_that_a_letter_dropped_out() {
        let lexicon = Lexicon::new("SET UTF-8\n", "2\nآب\nنان\n").unwrap();
        let judge = Judge::new(&lexicon, &[]);
        let text = "آب نان آب نان آب نان آب، نان آب نان. آب نان    آب نان    آب";
        let line = |t: &str| Line { number: 1, text: t.to_owned(), ..Line::default() };
        let gaps = Gaps::of(&[line(text)], &judge);
        let odds =
            |text: &str, end: usize| gaps.odds(&text.chars().collect::<Vec<char>>(), end, false);
        assert!(odds("در  نان", 2) > 1.0 && odds("در نان", 2) < -1.0);
        assert!(odds("در ، نان", 2) > 1.0 && odds("در، نان", 2) < -1.0);
        // Four spaces part pieces here; five are one too many.
        assert!(odds("در     نان", 2) > 1.0 && odds("در    نان", 2) < 1.0);
    }
}
