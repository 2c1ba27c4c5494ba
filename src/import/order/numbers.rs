//! Numbers of lines in pieces: dates, ranges, and the number of a heading.

use crate::import::ledger::Ledger;
use crate::import::source::Line;
use crate::import::survey::Survey;
use crate::text::persian;

/// A line whose pieces were put in order, with its ranges and its own number put right.
pub fn settled(text: &str) -> String {
    headed(&ranges(text))
}

/// Takes the spaces out of the dates of a text in pieces: each date was printed as
/// one, and what stands in it is no place to cut its line at.
pub fn close_dates(lines: &mut [Line], survey: &Survey, ledger: &mut Ledger) {
    for line in lines.iter_mut().filter(|_| survey.fragments) {
        let closed = closed(&line.text);
        ledger.correct(line.number, &line.text, &closed, "order", 0.9);
        line.text = closed;
    }
}

/// A text with its dates closed: `12/ 03 /1388` is `12/03/1388`.
fn closed(text: &str) -> String {
    let chars: Vec<char> = text.chars().collect();
    let mut out = String::with_capacity(text.len());
    let mut i = 0;
    while i < chars.len() {
        let inside = i > 0 && persian::digit_value(chars[i - 1]).is_some();
        match date(&chars[i..]).filter(|_| !inside) {
            Some(length) => {
                out.extend(chars[i..i + length].iter().filter(|c| **c != ' '));
                i += length;
            }
            None => {
                out.push(chars[i]);
                i += 1;
            }
        }
    }
    out
}

/// How many characters a date has that the text begins with: day, month and year
/// in this order or the other, with slashes and any spaces between.
fn date(chars: &[char]) -> Option<usize> {
    let mut at = 0;
    let mut numbers = [0; 3];
    for (n, digits) in numbers.iter_mut().enumerate() {
        let blanks = |at: usize| chars[at..].iter().take_while(|c| **c == ' ').count();
        if n > 0 {
            at += blanks(at);
            at += chars.get(at).filter(|c| **c == '/').map(|_| 1)?;
            at += blanks(at);
        }
        *digits = chars[at..].iter().take_while(|c| persian::digit_value(**c).is_some()).count();
        at += *digits;
    }
    matches!(numbers, [1 | 2, 1 | 2, 4] | [4, 1 | 2, 1 | 2]).then_some(at)
}

/// The longest line that is taken for a heading, in characters.
const LONG: usize = 80;

/// A line that begins with a number: the mark that belongs to the number came out
/// at the line's other end, as a run of its own.
///
/// ```text
/// 2 باران و برف)   →   2) باران و برف
/// ```
fn headed(text: &str) -> String {
    let is_number = |c: char| persian::digit_value(c).is_some() || matches!(c, '-' | '.');
    let end = text.find(|c| !is_number(c)).unwrap_or(text.len());
    let (number, rest) = text.split_at(end);
    let mark = text.chars().next_back().unwrap_or(' ');
    let title = rest.trim().trim_end_matches(mark).trim_end();
    let stray = match mark {
        '-' => !number.ends_with('-'),
        '(' | ')' => !title.contains(['(', ')']),
        _ => false,
    };
    let is_title = title.chars().next().is_some_and(persian::is_letter);
    let is_short = text.chars().count() < LONG && (1..8).contains(&number.len());
    if stray && is_title && is_short { format!("{number}{mark} {title}") } else { text.to_owned() }
}

/// Ranges of years and pages from the smaller number to the larger: a line's
/// pieces were put in order, so the numbers of a range stood last first.
fn ranges(text: &str) -> String {
    let chars: Vec<char> = text.chars().collect();
    let mut out = String::with_capacity(text.len());
    let mut i = 0;
    while i < chars.len() {
        let number = |from: usize| {
            let digits = chars[from..].iter().take_while(|c| persian::digit_value(**c).is_some());
            from + digits.count()
        };
        let end = number(i);
        let inside = i > 0 && persian::digit_value(chars[i - 1]).is_some();
        let dash = chars[end..].iter().take_while(|c| **c == ' ').count() + end;
        if end > i && !inside && chars.get(dash).is_some_and(|c| matches!(c, '-' | '_' | '–')) {
            let next = chars[dash + 1..].iter().take_while(|c| **c == ' ').count() + dash + 1;
            let stop = number(next);
            let value = |a: usize, b: usize| {
                chars[a..b].iter().fold(0_u64, |n, c| {
                    let digit = persian::digit_value(*c).map_or(0, u64::from);
                    n.saturating_mul(10).saturating_add(digit)
                })
            };
            let follows = chars.get(stop).is_some_and(|c| matches!(c, '-' | '_' | '–' | '/'));
            let begins = i > 0 && matches!(chars[i - 1], '-' | '_' | '–' | '/');
            if stop - next == end - i && end - i >= 2 && !follows && !begins {
                let (a, b) = (&chars[i..end], &chars[next..stop]);
                let (a, b) = if value(i, end) > value(next, stop) { (b, a) } else { (a, b) };
                out.extend(a.iter().chain([&chars[dash]]).chain(b));
                i = stop;
                continue;
            }
        }
        let stop = end.max(i + 1);
        out.extend(&chars[i..stop]);
        i = stop;
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_smaller_number_of_a_range_comes_first() {
        for (text, expected) in [
            ("در 2015 - 2014 بود", "در 2014-2015 بود"),
            ("صفحه‌های 287_280", "صفحه‌های 280_287"),
            ("سال 2014-2015", "سال 2014-2015"),
            ("2-1 باران و 1399/02/01", "2-1 باران و 1399/02/01"),
            ("شمارهٔ 98-12-10", "شمارهٔ 98-12-10"),
        ] {
            assert_eq!(ranges(text), expected);
        }
    }

    #[test]
    fn a_date_has_no_spaces() {
        for (text, expected) in [
            ("پذیرش: 12   / 03/ 1388 دریافت", "پذیرش: 12/03/1388 دریافت"),
            ("باران 1388 /3 / 12", "باران 1388/3/12"),
            ("باران 12 / 3 بود", "باران 12 / 3 بود"),
            ("صفحهٔ 120 / 12 / 1388", "صفحهٔ 120 / 12 / 1388"),
        ] {
            assert_eq!(closed(text), expected);
        }
    }

    #[test]
    fn the_mark_of_a_headings_number_is_put_behind_it() {
        for (text, expected) in [
            ("2 باران و برف)", "2) باران و برف"),
            ("3-1 باران -", "3-1- باران"),
            ("4 باران.", "4 باران."),
            ("5 باران (و برف)", "5 باران (و برف)"),
            ("باران 6 -", "باران 6 -"),
            ("1390 سال باران بود.", "1390 سال باران بود."),
        ] {
            assert_eq!(headed(text), expected);
        }
    }
}
