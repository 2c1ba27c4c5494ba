//! Lines that come out in pieces, the last first.
//!
//! A line of print is a chain of runs. Inside a run all is right; the extractor
//! puts each run before what it has read already, so a line reads backwards run
//! by run. Runs end at half-spaces, where the script changes, before marks of
//! punctuation that belong to the next run, between words that an author pasted,
//! and now and then inside a word. Where a space stood between two runs it comes
//! out behind the run that owned it: the width of a gap says that there is a
//! cut, not what joined there.

use virast::text::persian::{self, KASHIDA, ZWNJ};

use crate::made::dice::Dice;

/// How a journal's lines fall to pieces.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Pieces {
    /// One line in six, cut at some words, gaps of two or three spaces.
    Some,
    /// Every line; a half-space leaves nothing, a space goes behind its run.
    Glued,
    /// Every line, as rows from left to right, with gaps of one to six spaces.
    Rows,
    /// One line in three, each word a run.
    Words,
    /// Lines full of kashidas, cut inside words before a kashida.
    Stretched,
}

/// A run: its characters without the spaces at its ends, and what joined it to the next.
#[derive(Debug)]
struct Run {
    text: String,
    /// Whether a space stood behind it in print.
    space: bool,
}

/// The line as the extractor gives it.
pub(crate) fn scatter(line: &str, pieces: Pieces, dice: &mut Dice) -> String {
    let share = match pieces {
        Pieces::Glued | Pieces::Rows => 1.0,
        Pieces::Some => 1.0 / 6.0,
        Pieces::Words => 1.0 / 3.0,
        Pieces::Stretched => f64::from(u8::from(is_stretched(line))),
    };
    if !dice.chance(share) {
        return line.to_owned();
    }
    let runs = cut(line, pieces, dice);
    let mut out = String::new();
    let tight = dice.chance(0.15);
    for (n, run) in runs.iter().enumerate().rev() {
        // Whether the space between two runs belongs to the one that is read first.
        let owns = dice.chance(0.75);
        let wide = match pieces {
            Pieces::Some => 2 + usize::from(dice.chance(0.1)),
            Pieces::Words => {
                if tight {
                    1
                } else {
                    2
                }
            }
            // The line's own last space stays behind its last run.
            Pieces::Stretched => 1 + usize::from(n + 1 == runs.len()),
            Pieces::Rows if run.space => dice.weighted(&[(4, 11), (6, 3), (3, 2), (2, 2), (1, 5)]),
            Pieces::Rows => dice.weighted(&[(4, 8), (2, 2), (1, 2), (0, 2)]),
            Pieces::Glued if run.space && owns => dice.weighted(&[(2, 6), (3, 1)]),
            Pieces::Glued if run.space => dice.weighted(&[(1, 3), (0, 1)]),
            Pieces::Glued => dice.weighted(&[(0, 6), (1, 2)]),
        };
        out.push_str(&run.text);
        out.push_str(&" ".repeat(wide));
    }
    out.trim_end().to_owned()
}

/// The runs of a line, in reading order.
fn cut(line: &str, pieces: Pieces, dice: &mut Dice) -> Vec<Run> {
    let chars: Vec<char> = line.chars().collect();
    let mut runs: Vec<Run> = vec![Run { text: String::new(), space: false }];
    let mut inside_latin = false;
    for (i, c) in chars.iter().enumerate() {
        inside_latin = (inside_latin || *c == '(' && bracket_is_latin(&chars[i..])) && *c != ')';
        let before = i.checked_sub(1).map_or(' ', |n| chars[n]);
        if !inside_latin && is_cut(&chars, i, pieces, dice) {
            let space = *c == ' ';
            runs.last_mut().unwrap().space = space || before == ' ';
            runs.push(Run { text: String::new(), space: false });
        }
        if !(matches!(*c, ' ' | ZWNJ) && runs.last().unwrap().text.is_empty()) {
            runs.last_mut().unwrap().text.push(*c);
        }
    }
    for run in &mut runs {
        run.text = run.text.trim_end_matches([' ', ZWNJ]).to_owned();
    }
    runs.retain(|r| !r.text.is_empty());
    runs
}

/// Whether a line has a kashida for every three of its other characters.
fn is_stretched(line: &str) -> bool {
    let kashidas = line.chars().filter(|c| *c == KASHIDA).count();
    kashidas * 4 > line.chars().count()
}

fn bracket_is_latin(rest: &[char]) -> bool {
    rest.iter().take_while(|c| **c != ')').any(char::is_ascii_alphabetic)
}

/// Whether a run ends before a character.
fn is_cut(chars: &[char], at: usize, pieces: Pieces, dice: &mut Dice) -> bool {
    let (c, before) = (chars[at], at.checked_sub(1).map_or(' ', |n| chars[n]));
    let after = chars.get(at + 1).copied().unwrap_or(' ');
    let script = |c: char| match c {
        c if c.is_ascii_digit() => 1,
        c if c.is_ascii_alphabetic() => 2,
        '(' | ')' | '«' | '»' => 3,
        _ => 0,
    };
    let changes = script(c) != script(before) && before != ' ' && at > 0;
    let starts = before == ' ' && script(c) != 0 && script(c) != 3;
    let in_word = persian::is_letter(c) && persian::is_letter(before);
    match pieces {
        Pieces::Words => c == ' ',
        Pieces::Some => c == ' ' && dice.chance(0.28),
        Pieces::Stretched => {
            c == ' ' && dice.chance(0.06) || c == KASHIDA && before != KASHIDA && dice.chance(0.2)
        }
        Pieces::Glued => {
            c == ZWNJ
                || changes
                || starts
                || c == ' ' && dice.chance(0.14)
                || c == ' ' && matches!(after, '؛' | '؟')
                || in_word && dice.chance(0.004)
        }
        Pieces::Rows => {
            c == ZWNJ && dice.chance(0.9)
                || changes
                || starts && dice.chance(0.7)
                || c == ' ' && dice.chance(0.09)
                || in_word && dice.chance(0.006)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_word_is_a_run_and_the_last_comes_first() {
        let mut dice = Dice::new(3, &[]);
        let lines: Vec<String> =
            (0..40).map(|_| scatter("باد از شمال", Pieces::Words, &mut dice)).collect();
        for expected in ["باد از شمال", "شمال  از  باد"] {
            assert!(lines.iter().any(|l| l == expected), "{expected}: {lines:?}");
        }
    }

    #[test]
    fn no_character_is_lost() {
        let line = "سال‌های 1391 تا 1394 (Berg, 1999) آمد.";
        let sorted = |text: &str| {
            let mut chars: Vec<char> =
                text.chars().filter(|c| !matches!(c, ' ' | '\u{200C}')).collect();
            chars.sort_unstable();
            chars
        };
        for pieces in [Pieces::Glued, Pieces::Rows, Pieces::Some, Pieces::Stretched] {
            let mut dice = Dice::new(5, &[]);
            for _ in 0..30 {
                assert_eq!(sorted(&scatter(line, pieces, &mut dice)), sorted(line));
            }
        }
    }
}
