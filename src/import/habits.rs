//! How an article shows where a paragraph ends: its own signs, learned from the
//! ends that are beyond doubt.
//!
//! Extractions differ in what a last line looks like: it keeps a space at its
//! head, or lacks one at its end, or a blank line follows, or none does. A short
//! line with a full stop before a full line is an end in any of them, a full
//! line without a stop goes on in any of them. What is more frequent at the one
//! than at the other is a sign, and decides the lines between: full ones that
//! end with a full stop.

use crate::import::blocks::Ready;
use crate::import::shape::Role;
use crate::import::survey::Survey;
use crate::text::persian;

/// How many signs there are.
const SIGNS: usize = 5;

/// How many ends must be sure before anything is learned from them.
const LEAST: usize = 3;

/// The most that one sign may say, as a natural logarithm: signs are no more
/// independent of each other than the extractor that made them.
const MOST: f64 = 2.6;

/// How likely it is that a full line with a stop ends its paragraph, as a
/// natural logarithm of the odds: in running prose about one in three does.
const PRIOR: f64 = -0.8;

/// What the lines of one article show at a paragraph's end.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Habits {
    /// What a sign says where it is seen, and where it is not.
    weights: [(f64, f64); SIGNS],
    /// The width that nearly all lines have that go on, in characters.
    narrowest: usize,
    /// Whether enough ends were sure.
    learned: bool,
    /// What nearly all lines come to that go on, together with the word that had
    /// no room any more; 0 where too few were seen.
    reach: usize,
    /// Whether blank lines say nothing of paragraphs: after every line, or never.
    silent: bool,
}

/// How many characters the indent of a paragraph takes at most.
const INDENT: usize = 5;

/// How many lines must go on before their reach is believed.
const SEEN: usize = 12;

impl Habits {
    /// Learns the signs of the lines of one article.
    pub fn of(lines: &[Ready], survey: &Survey) -> Self {
        let mut counts = [[1.0_f64; 2]; SIGNS];
        let (mut ends, mut goes_on) = (2.0_f64, 2.0_f64);
        let (mut widths, mut reaches) = (Vec::new(), Vec::new());
        for pair in lines.windows(2) {
            let [a, b] = pair else { continue };
            if !is_prose(a) || !is_prose(b) {
                continue;
            }
            let end = match sure(a, b, survey) {
                Some(end) => end,
                None => continue,
            };
            if end {
                ends += 1.0;
            } else {
                goes_on += 1.0;
                widths.push(a.line.width());
                reaches.push(reach(a, b));
            }
            for (count, seen) in counts.iter_mut().zip(signs(a, b)) {
                if seen {
                    count[usize::from(!end)] += 1.0;
                }
            }
        }
        reaches.sort_unstable();
        let seen = reaches.len() >= SEEN;
        let reach = reaches.get(reaches.len() / 30).copied().filter(|_| seen).unwrap_or(0);
        let prose = lines.iter().filter(|r| is_prose(r));
        let (blank, all) = prose
            .fold((0, 0), |(b, n), r| (b + usize::from(r.line.blanks > 0 && !r.line.feed), n + 1));
        let silent = survey.spaced || blank * 50 < all;
        widths.sort_unstable();
        let narrowest = widths.get(widths.len() / 20).copied().unwrap_or(0);
        let say = |end: f64, on: f64| (end / on).ln().clamp(-MOST, MOST);
        let weights = counts.map(|[end, on]| {
            let (p, q) = (end / ends, on / goes_on);
            (say(p, q), say(1.0 - p.min(0.99), 1.0 - q.min(0.99)))
        });
        Self { weights, narrowest, learned: ends >= LEAST as f64 + 2.0, reach, silent }
    }

    /// Whether a line had room for the next line's first word, so that its author
    /// ended it; `None` where too little was seen. `first`: it is the first line
    /// of its paragraph, which is indented.
    pub fn room(&self, a: &Ready, b: &Ready, first: bool) -> Option<bool> {
        let known = self.reach > 0 && is_prose(a) && is_prose(b);
        known.then(|| reach(a, b) + usize::from(first) * INDENT < self.reach)
    }

    /// Whether a line ends a paragraph that has no stop, a label or a row: much
    /// room was left, in a text whose blank lines say nothing.
    pub fn had_room(&self, a: &Ready, b: &Ready, survey: &Survey) -> bool {
        let (first, last) = (b.line.text.chars().next(), a.line.text.chars().next_back());
        let letter = |c: Option<char>| c.is_some_and(char::is_alphanumeric);
        self.silent
            && !survey.fragments
            && !survey.trailing
            && reach(a, b) * 100 < survey.full * 60
            && letter(first)
            && letter(last)
            && a.line.blanks <= 1
    }

    /// Whether blank lines say nothing.
    pub fn silent(&self) -> bool {
        self.silent
    }

    /// Whether a paragraph ends between two lines.
    pub fn ends(&self, before: &Ready, next: &Ready, survey: &Survey) -> bool {
        let width = before.line.width();
        let narrow = width * 100 < survey.full * 85;
        if stops(before) && width * 100 < survey.full * 60 {
            return true;
        }
        if !self.learned {
            return stops(before) && narrow;
        }
        let signs = signs(before, next).into_iter().zip(self.weights);
        let said: f64 = signs.map(|(seen, w)| if seen { w.0 } else { w.1 }).sum();
        // A line that had room for another word was ended by its author.
        let room = width + 6 < self.narrowest;
        if !stops(before) {
            return width * 100 < survey.full * 45 && said > 0.0;
        }
        PRIOR + said + if room { 2.5 } else { 0.0 } > 0.0
    }
}

fn is_prose(ready: &Ready) -> bool {
    ready.role == Role::Text && !ready.line.is_latin()
}

/// Whether a paragraph surely ends between two lines, or surely goes on.
fn sure(a: &Ready, b: &Ready, survey: &Survey) -> Option<bool> {
    let (wide, next) = (a.line.width() * 100, b.line.width() * 100);
    if stops(a) && wide < survey.full * 70 && next > survey.full * 80 {
        return Some(true);
    }
    let goes_on = !stops(a) && wide > survey.full * 85 && next > survey.full * 40;
    goes_on.then_some(false)
}

/// The width that a line would have with the next line's first word.
fn reach(a: &Ready, b: &Ready) -> usize {
    let word = b.line.text.split(' ').next().unwrap_or("");
    a.line.width() + 1 + word.chars().filter(|c| *c != persian::KASHIDA).count()
}

/// What a line and the one behind it show.
fn signs(a: &Ready, b: &Ready) -> [bool; SIGNS] {
    [a.line.lead > 0, a.line.trail, b.line.lead > 0, b.line.blanks == 0, b.line.blanks > 1]
}

/// Whether a line ends with a full stop: as it was put in order, or as it came,
/// where the last piece stands first.
pub fn stops(ready: &Ready) -> bool {
    let end = ready.line.text.trim_end_matches([')', '(', '»', '«', '"', '”', ' ', ']']);
    end.ends_with(['.', '؟', '!']) || begins_with_stop(&ready.raw)
}

/// Whether the first piece of a line as it came is the end of a sentence: `.`
/// alone, a word with a stop, a bracket of a citation with one.
fn begins_with_stop(raw: &str) -> bool {
    let text = raw.trim_start_matches(['"', ' ']);
    if text.starts_with("(.") {
        return true;
    }
    if let Some(rest) = text.strip_prefix(['.', '؟']) {
        // One space behind the stop: the piece may be the beginning of a sentence.
        return !rest.starts_with(' ') || rest.starts_with("  ") || rest.starts_with(" (");
    }
    if let Some(rest) = text.strip_prefix('(')
        && let Some((inner, after)) = rest.split_once(')')
        && !inner.chars().any(persian::is_letter)
    {
        return after.trim_start().starts_with('.');
    }
    let first = text.split(' ').next().unwrap_or("");
    let Some((word, _)) = first.split_once('.') else { return false };
    !word.is_empty() && word.chars().all(persian::is_letter)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::import::blocks::tests::ready;

    /// Twelve full lines, of which every third has a short line behind it that ends.
    fn article(lead: usize) -> Vec<Ready> {
        let mut texts = Vec::new();
        for _ in 0..4 {
            texts.extend(["باران آرام بر شهر کوچک می‌بارید و"; 3]);
            texts.push("شب شد.");
        }
        let mut lines = ready(&texts);
        for line in lines.iter_mut().filter(|r| r.line.text.ends_with('.')) {
            line.line.lead = lead;
        }
        lines
    }

    #[test]
    fn a_full_line_ends_its_paragraph_where_it_shows_what_sure_ends_show() {
        let survey = Survey { full: 33, ..Survey::default() };
        let mut lines = article(1);
        let habits = Habits::of(&lines, &survey);
        lines[0].line.text = "باران آرام بر شهر کوچک می‌بارید.".to_owned();
        assert!(!habits.ends(&lines[0], &lines[1], &survey));
        lines[0].line.lead = 1;
        assert!(habits.ends(&lines[0], &lines[1], &survey));
    }

    #[test]
    fn where_nothing_was_learned_only_short_lines_end() {
        let survey = Survey { full: 33, ..Survey::default() };
        let lines = ready(&["شب شد.", "باران آرام بر شهر کوچک می‌بارید و"]);
        let habits = Habits::of(&lines, &survey);
        assert!(habits.ends(&lines[0], &lines[1], &survey));
        assert!(!habits.ends(&lines[1], &lines[0], &survey));
    }

    #[test]
    fn the_last_piece_of_a_line_stands_first() {
        for (raw, expected) in [
            ("دهد.باران آرام", true),
            (". (Nikan, 1999)باران", true),
            ("(Nikan, 1999: 2). باران", true),
            ("(Nikan, 1999: 2) باران.", false),
            ("باران آمد. شب شد و", false),
        ] {
            assert_eq!(begins_with_stop(raw), expected, "{raw}");
        }
    }

    #[test]
    fn a_line_with_room_for_the_next_word_was_ended_by_its_author() {
        let survey = Survey { full: 33, ..Survey::default() };
        let lines = ready(&["باران آرام بر شهر کوچک می‌بارید و"; 20]);
        let habits = Habits::of(&lines, &survey);
        let pair = ready(&["باران آرام بر شهر کوچک.", "باد آمد"]);
        assert_eq!(habits.room(&pair[0], &pair[1], false), Some(true));
        let pair = ready(&["باران آرام بر شهر کوچک می‌بارد.", "باد‌وبوران آمد"]);
        assert_eq!(habits.room(&pair[0], &pair[1], false), Some(false));
        let few = Habits::of(&pair, &survey);
        assert_eq!(few.room(&pair[0], &pair[1], false), None);
    }
}
