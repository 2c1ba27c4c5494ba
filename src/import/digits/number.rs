//! Numbers of running text, and how likely a value is where one stands.

use crate::import::digits::{headings, spans};
use crate::import::lexicon::is_word_char;
use crate::text::persian;

/// What a number is, by what stands around it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// A year: four digits in prose mostly are one.
    Year,
    /// The first year of a decade.
    Decade,
    /// A part of a date with strokes: its year.
    DateYear,
    /// Its month.
    DateMonth,
    /// Its day.
    DateDay,
    /// One or two digits at a word: a note's mark.
    Mark,
    /// The number of a heading: which heading of the article it is.
    Heading(u32),
    /// Anything else.
    Plain,
}

/// A number in a Persian run.
#[derive(Clone, Debug, PartialEq)]
pub struct Number {
    /// Index of its line.
    pub line: usize,
    /// Which of its line's numbers it is, Latin ones counted.
    pub index: usize,
    /// Its digits as they stand in the text, in their script.
    pub written: String,
    /// Its digits as they came out, 0 to 9.
    pub digits: Vec<u8>,
    /// What it is.
    pub kind: Kind,
    /// The digits of the number that a range begins with, if it ends one.
    pub from: Option<Vec<u8>>,
    /// The digits of the number that a range ends with, if it begins one.
    pub to: Option<Vec<u8>>,
    /// The years of Latin citations nearby, which are right.
    pub cited: Vec<u32>,
}

/// When the article was written, as far as its right numbers tell.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Times {
    /// The last year that it can speak of, Gregorian.
    pub last: u32,
}

/// Whether the pieces of the lines stand in order.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Order {
    /// Nobody knows yet: no word or number is sure to follow another.
    Open,
    /// They do.
    Settled,
}

/// Lines before and behind in which a citation counts as near.
const NEAR: usize = 3;

/// How many years cited nearby a number knows at most.
const MOST_CITED: usize = 100;

/// Characters of the longest line that is seen whole from each of its numbers; no
/// printed line has as many.
const WHOLE: usize = 2000;

/// How far one sees from a number of a longer line.
const SIGHT: usize = 300;

/// The numbers of the Persian runs, and when the article was written.
pub fn numbers(lines: &[String], order: Order) -> (Vec<Number>, Times) {
    let chars: Vec<Vec<char>> = lines.iter().map(|l| l.chars().collect()).collect();
    let runs: Vec<Vec<(usize, usize)>> = chars.iter().map(|text| spans(text)).collect();
    let mut cited: Vec<(usize, u32)> = Vec::new();
    let mut found: Vec<(usize, usize, (usize, usize))> = Vec::new();
    for (line, text) in chars.iter().enumerate() {
        for (index, &(start, end)) in runs[line].iter().enumerate() {
            if is_fenced(&Place { lines: &chars, line, start, end }) {
                let year = value(&digits(&text[start..end]));
                if end - start == 4 && (1800..2100).contains(&year) {
                    cited.push((line, year));
                }
            } else if end - start <= 5 {
                found.push((line, index, (start, end)));
            }
        }
    }
    // Each year of a line once: a long line can cite without end.
    cited.sort_unstable();
    cited.dedup();
    let heads = headings::counted(lines);
    let last = cited.iter().map(|c| c.1 + 1).max().unwrap_or(2035);
    let number = |(line, index, (start, end)): (usize, usize, (usize, usize))| {
        let text = &chars[line];
        let first = cited.partition_point(|c| c.0 + NEAR < line);
        let near = cited[first..].iter().take_while(|c| c.0 <= line + NEAR).take(MOST_CITED);
        let (from, to) = match order {
            Order::Settled => range(text, &runs[line], index),
            Order::Open => (None, None),
        };
        let place = Place { lines: &chars, line, start, end };
        Number {
            line,
            index,
            written: text[start..end].iter().collect(),
            digits: digits(&text[start..end]),
            kind: match heads.get(&line) {
                Some(n) if end - start == 1 => Kind::Heading(*n),
                _ => kind(&place, &runs[line], index, order),
            },
            from,
            to,
            cited: near.map(|c| c.1).collect(),
        }
    };
    (found.into_iter().map(number).collect(), Times { last })
}

/// Where a number stands.
struct Place<'a> {
    lines: &'a [Vec<char>],
    line: usize,
    start: usize,
    end: usize,
}

impl<'a> Place<'a> {
    /// What stands before it in its line, as far as can be seen.
    fn before(&self) -> &'a [char] {
        let text = &self.lines[self.line];
        let from = if text.len() > WHOLE { self.start.saturating_sub(SIGHT) } else { 0 };
        &text[from..self.start]
    }

    /// What stands behind it in its line, as far as can be seen.
    fn after(&self) -> &'a [char] {
        let text = &self.lines[self.line];
        let to = if text.len() > WHOLE { text.len().min(self.end + SIGHT) } else { text.len() };
        &text[self.end..to]
    }

    /// The end of the line above, as far as can be seen.
    fn above(&self) -> Option<&'a [char]> {
        let text = self.lines.get(self.line.checked_sub(1)?)?;
        let from = if text.len() > WHOLE { text.len() - SIGHT } else { 0 };
        Some(&text[from..])
    }
}

fn digits(text: &[char]) -> Vec<u8> {
    text.iter().filter_map(|c| persian::digit_value(*c)).collect()
}

/// The value of some digits.
pub fn value(digits: &[u8]) -> u32 {
    digits.iter().fold(0, |n, d| n * 10 + u32::from(*d))
}

/// Whether a number stands in a Latin run: the nearest letter on either side, not
/// past a bracket, is Latin.
fn is_fenced(place: &Place<'_>) -> bool {
    let over = |c: &&char| {
        persian::digit_value(**c).is_some()
            || matches!(**c, ' ' | ',' | ':' | ';' | '.' | '-' | '–' | '/' | '&')
    };
    let latin = |c: Option<&char>| c.is_some_and(|c| c.is_alphabetic() && !persian::is_letter(*c));
    let before = place.before().iter().rev().find(|c| !over(c));
    let after = place.after().iter().find(|c| !over(c));
    if latin(before) || latin(after) {
        return true;
    }
    // The pages of a citation that began in the line before.
    let closes = |c: Option<&char>| c.is_none_or(|c| matches!(c, ')' | '('));
    if before.is_some() || !closes(after) {
        return false;
    }
    let above = place.above();
    let open = above.and_then(|l| l.iter().rev().find(|c| !over(c)));
    let alone = || !place.before().iter().chain(place.after()).any(|c| c.is_alphabetic());
    let citing = || above.is_some_and(|l| l.iter().any(|c| latin(Some(c))));
    latin(open) || alone() && citing()
}

/// The other number of a range: behind «تا», or before it.
fn range(text: &[char], spans: &[(usize, usize)], at: usize) -> (Option<Vec<u8>>, Option<Vec<u8>>) {
    let (start, end) = spans[at];
    let joined = |between: &[char]| {
        let between: String = between.iter().collect();
        matches!(between.trim(), "تا" | "-" | "–") || between.trim() == "الی"
    };
    let pick = |other: Option<&(usize, usize)>, between: &dyn Fn(&(usize, usize)) -> bool| {
        other.filter(|o| between(o)).map(|(a, b)| digits(&text[*a..*b]))
    };
    let before = at.checked_sub(1).and_then(|n| spans.get(n));
    let from = pick(before, &|o| joined(&text[o.1..start]));
    let to = pick(spans.get(at + 1), &|o| joined(&text[end..o.0]));
    (from, to)
}

/// What a number is.
fn kind(place: &Place<'_>, spans: &[(usize, usize)], at: usize, order: Order) -> Kind {
    let (before, after) = (place.before(), place.after());
    let length = place.end - place.start;
    if let Some(kind) = date(&place.lines[place.line], spans, at) {
        return kind;
    }
    let glued =
        |c: Option<&char>| c.is_some_and(|c| persian::is_letter(*c) || *c == '»' || *c == '«');
    if length <= 2 && (glued(before.last()) || glued(after.first())) {
        return Kind::Mark;
    }
    if length != 4 {
        return Kind::Plain;
    }
    // In a line of pieces in reverse order the word before stands at the end of
    // the piece behind, or of the line.
    let piece = after.windows(2).position(|w| w == [' ', ' ']).unwrap_or(after.len());
    let mut words = vec![word_before(place)];
    if order == Order::Open {
        words.extend([last_word(&after[..piece]), last_word(after)]);
    }
    let is_decade = |w: &String| {
        let bare: String = w.chars().filter(|c| *c != '\u{654}').collect(); // ARABIC HAMZA ABOVE
        matches!(bare.as_str(), "دهه" | "دهۀ")
    };
    if words.iter().any(is_decade) { Kind::Decade } else { Kind::Year }
}

/// The part of a date `day/month/year` or `year/month/day`.
fn date(text: &[char], spans: &[(usize, usize)], at: usize) -> Option<Kind> {
    let stroke = |a: usize| {
        let (left, right) = (spans.get(a)?, spans.get(a + 1)?);
        (right.0 == left.1 + 1 && text[left.1] == '/').then_some(())
    };
    // The first of the three that this one belongs to.
    let first = (at.saturating_sub(2)..=at)
        .find(|f| f + 2 >= at && stroke(*f).is_some() && stroke(f + 1).is_some())?;
    let long = |n: usize| spans.get(n).is_some_and(|s| s.1 - s.0 == 4);
    Some(match at - first {
        1 => Kind::DateMonth,
        _ if long(at) => Kind::DateYear,
        _ => Kind::DateDay,
    })
}

/// The word before a number, over the line's end where it must be.
fn word_before(place: &Place<'_>) -> String {
    let before = place.before();
    let word = last_word(before);
    if word.is_empty() && before.iter().all(|c| *c == ' ') {
        return place.above().map_or_else(String::new, last_word);
    }
    word
}

/// The word that ends a text, without the spaces behind it.
fn last_word(text: &[char]) -> String {
    let end = text.iter().rposition(|c| *c != ' ').map_or(0, |n| n + 1);
    let from = text[..end].iter().rposition(|c| !is_word_char(*c)).map_or(0, |n| n + 1);
    text[from..end].iter().collect()
}

impl Number {
    /// Whether its value is bound: that of a year or of a part of a date.
    pub fn is_bound(&self) -> bool {
        !matches!(self.kind, Kind::Mark | Kind::Heading(_) | Kind::Plain)
    }

    /// How likely a value is here, 0 to 1.
    pub fn likelihood(&self, digits: &[u8], times: &Times) -> f64 {
        let n = value(digits);
        let led = digits.len() > 1 && digits[0] == 0;
        let of_kind = match self.kind {
            Kind::Year => year(n, times) * 0.9 + plain(n, led) * 0.1,
            Kind::Decade if n.is_multiple_of(10) => year(n, times) * 8.0,
            Kind::Decade => year(n, times) * 0.05,
            Kind::DateYear => date_year(n, times),
            Kind::DateMonth if (1..=12).contains(&n) => 1.0 / 12.0,
            Kind::DateDay if (1..=31).contains(&n) => 1.0 / 31.0,
            Kind::DateMonth | Kind::DateDay => 1e-5,
            Kind::Heading(at) => heading(n, at),
            Kind::Mark | Kind::Plain => plain(n, led),
        };
        // What a citation beside it says, the text mostly says of the same year.
        if self.cited.contains(&n) { of_kind * 15.0 } else { of_kind }
    }
}

/// How likely it is that a text speaks of a year.
fn year(n: u32, times: &Times) -> f64 {
    let solar = times.last - 621;
    if n > times.last || (n > solar && n < 1500) {
        return 1e-7;
    }
    // Round years are spoken of more.
    let round = if n.is_multiple_of(10) { 2.0 } else { 1.0 };
    round
        * match n {
            1980.. => 0.012,
            1900.. => 0.004,
            1700.. => 0.000_3,
            1500.. => 0.000_02,
            1360.. => 0.006,
            1300.. => 0.002,
            _ => 1e-7,
        }
}

/// How likely a year is in a date: mostly that of a manuscript, which was not long ago.
fn date_year(n: u32, times: &Times) -> f64 {
    let solar = times.last - 621;
    let ago = if n > 1500 { times.last.checked_sub(n) } else { solar.checked_sub(n) };
    match ago {
        Some(years) if years <= 120 => 0.1 * (-f64::from(years) / 5.0).exp() + 0.000_1,
        _ => 1e-7,
    }
}

/// How likely the number of a heading is: headings count up, though one may be missed.
fn heading(n: u32, at: u32) -> f64 {
    match n.abs_diff(at) {
        _ if n == 0 => 0.000_1,
        0 => 0.7,
        1 => 0.1,
        _ => 0.01,
    }
}

/// How likely a number is that is bound to nothing: small ones are commoner.
fn plain(n: u32, led_by_zero: bool) -> f64 {
    match n {
        _ if led_by_zero => 1e-6,
        0 => 0.002,
        _ => 0.12 / f64::from(n) * if n.is_multiple_of(10) { 2.0 } else { 1.0 },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, expected: &[(&str, Kind)]) {
        let (found, _) = numbers(&[text.to_owned()], Order::Settled);
        let shown = |n: &Number| {
            (n.digits.iter().map(|d| char::from(b'0' + d)).collect::<String>(), n.kind)
        };
        let expected: Vec<(String, Kind)> =
            expected.iter().map(|(d, k)| ((*d).to_owned(), *k)).collect();
        assert_eq!(found.iter().map(shown).collect::<Vec<_>>(), expected);
    }

    #[test]
    fn a_number_is_what_its_neighbours_say() {
        check("در سال 1991 و دهۀ 2000", &[("1991", Kind::Year), ("2000", Kind::Decade)]);
        check(
            "دریافت: 12/03/1399",
            &[("12", Kind::DateDay), ("03", Kind::DateMonth), ("1399", Kind::DateYear)],
        );
        check("باران2 بارید، 15 روز", &[("2", Kind::Mark), ("15", Kind::Plain)]);
    }

    #[test]
    fn latin_runs_are_fenced() {
        check("بارید (Berg, 1999: 12-14) و", &[]);
        check("در 12 شهر (Berg, 1999)", &[("12", Kind::Plain)]);
    }

    #[test]
    fn a_number_of_a_line_without_end_is_what_stands_near_it() {
        let rain = "باران ".repeat(WHOLE);
        let text = format!("{rain}در سال 1991 و 12/03/1399 بود {rain}(Berg, 1999: 12) {rain}");
        let kinds = [Kind::Year, Kind::DateDay, Kind::DateMonth, Kind::DateYear];
        check(&text, &["1991", "12", "03", "1399"].into_iter().zip(kinds).collect::<Vec<_>>());
    }

    #[test]
    fn a_range_knows_its_other_end() {
        let (found, _) = numbers(&["میان 5 تا 7 هزار".to_owned()], Order::Settled);
        assert_eq!(
            (found[0].to.as_deref(), found[1].from.as_deref()),
            (Some(&[7][..]), Some(&[5][..]))
        );
    }
}
