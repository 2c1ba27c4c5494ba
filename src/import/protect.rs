//! Citations of a text of pieces, taken out whole while the pieces are put in order.
//!
//! A bracket such as `(Nikan, 1999: 12).` comes out as a run of its own, right
//! inside, with its full stop at either end; one in Persian falls into pieces
//! that still stand side by side, `12:  1390)نیکنام،`. Both are easier to know
//! before the search for the reading order than after it, and the search is
//! easier without them: a Latin word stands in their place meanwhile.

use std::ops::Range;

use crate::import::source::Line;
use crate::text::persian;

/// The citations that were taken out, by the words in their places.
#[derive(Clone, Debug, Default)]
pub struct Kept(Vec<String>);

/// The most citations that are taken out.
const MOST: usize = 26 * 26 * 26;

impl Kept {
    /// Takes the citations out of the lines of a text of pieces.
    pub fn take(lines: &mut [Line]) -> Self {
        let mut kept = Self::default();
        for i in 0..lines.len() {
            if lines[i].text.chars().count() > 400 {
                continue;
            }
            if i + 1 < lines.len() && (kept.torn(lines, i) || kept.torn_persian(lines, i)) {
                continue;
            }
            if lines[i].is_latin() {
                // A line of its own between Persian ones: what was left of a bracket.
                let persian = i > 0 && !lines[i - 1].is_latin();
                if persian && lines[i].text.contains(['(', ')']) && lines[i].width() < 120 {
                    lines[i].text = kept.latin(&lines[i].text);
                }
            } else {
                lines[i].text = kept.latin(&lines[i].text);
                lines[i].text = kept.persian(&lines[i].text);
            }
        }
        kept
    }

    /// A word for a citation.
    fn word(&mut self, text: String, stop: bool) -> String {
        let n = self.0.len();
        self.0.push(text);
        let letter = |k: usize| char::from(b'a' + u8::try_from(k % 26).unwrap_or(0));
        let stop = if stop { "." } else { "" };
        format!("Zq{}{}{}{stop}", letter(n / 676), letter(n / 26), letter(n))
    }

    /// Puts the citations back. What their words stand for is written in the
    /// order of reading; a bracket that was left over behind them goes.
    pub fn put_back(&self, text: &str) -> String {
        let chars: Vec<char> = text.chars().collect();
        let mut out = String::with_capacity(text.len());
        let mut i = 0;
        while i < chars.len() {
            let Some(kept) = self.at(&chars[i..]) else {
                out.push(chars[i]);
                i += 1;
                continue;
            };
            if out.ends_with(|c: char| c.is_alphanumeric() || c == persian::ZWNJ) {
                out = out.trim_end_matches(persian::ZWNJ).to_owned();
                out.push(' ');
            }
            out.push_str(kept);
            i += 5;
            let next = chars[i..].iter().take_while(|c| **c == ' ').count() + i;
            let bracket = chars.get(next).is_some_and(|c| matches!(c, '(' | ')'));
            let mark = chars.get(next + 1).is_none_or(|c| matches!(c, '.' | '،' | '؛' | ' '));
            if bracket && mark {
                i = next + 1;
            } else if chars.get(i).is_some_and(|c| c.is_alphanumeric()) {
                out.push(' ');
            }
        }
        out
    }

    /// Whether some characters begin with the word of a citation.
    pub fn begins(chars: &[char]) -> bool {
        let head: Vec<char> = chars.iter().copied().skip_while(|c| *c == ' ').take(5).collect();
        matches!(head[..], ['Z', 'q', a, b, c] if [a, b, c].iter().all(char::is_ascii_lowercase))
    }

    /// The citation whose word stands at the beginning of some characters.
    fn at(&self, chars: &[char]) -> Option<&str> {
        let ['Z', 'q', a, b, c, ..] = chars else { return None };
        let digit = |c: &char| u32::from(*c).checked_sub(u32::from('a')).filter(|d| *d < 26);
        let n = (digit(a)? * 26 + digit(b)?) * 26 + digit(c)?;
        self.0.get(n as usize).map(String::as_str)
    }

    /// The line without its Latin citations.
    fn latin(&mut self, text: &str) -> String {
        let mut chars: Vec<char> = text.chars().collect();
        let mut from = 0;
        while let Some(run) = latin_run(&chars, from) {
            let found = if self.0.len() < MOST { citation(&chars, run.clone()) } else { None };
            let Some((range, core, stop)) = found else {
                from = run.end;
                continue;
            };
            let word = format!("  {}  ", self.word(format!("({core})"), stop));
            from = range.start + word.chars().count();
            chars.splice(range, word.chars());
        }
        chars.into_iter().collect::<String>().trim().to_owned()
    }

    /// The line without its Persian citations and without the years that stand
    /// alone in brackets.
    fn persian(&mut self, text: &str) -> String {
        let mut chars: Vec<char> = text.chars().collect();
        let mut from = 0;
        while let Some(year) = year_at(&chars, from) {
            from = year.end;
            if self.0.len() >= MOST {
                break;
            }
            if let Some((range, rest, core, stop)) = persian_citation(&chars, &year) {
                let word = format!("  {}  {rest}", self.word(format!("({core})"), stop));
                from = range.start + word.chars().count();
                chars.splice(range, word.chars());
            }
        }
        chars.into_iter().collect::<String>().trim().to_owned()
    }

    /// A Latin citation that goes on in the next line: `,Nikan)` at the one's
    /// beginning, which is its end in reading, and `1999: 7.)` in the other.
    fn torn(&mut self, lines: &mut [Line], i: usize) -> bool {
        let (first, second) = (chars_of(&lines[i].text), chars_of(&lines[i + 1].text));
        let Some(run) = latin_run(&first, 0).filter(|r| r.start <= 1) else { return false };
        let open = &first[..run.end];
        let bracketed = open.iter().any(|c| matches!(c, '(' | ')'));
        if !bracketed || has_year(open) || lines[i].is_latin() || self.0.len() + 2 > MOST {
            return false;
        }
        let end = second.iter().position(|c| persian::is_letter(*c)).unwrap_or(second.len());
        let tail = &second[..end];
        let closes = tail.contains(&')') && !tail.contains(&'(') && has_year(tail);
        if !closes {
            return false;
        }
        let head = core(open).0;
        let (rest, stop) = core(tail);
        let comma = if has_letters(tail) || head.is_empty() { "" } else { "," };
        let head = head.trim_end_matches(',').to_owned();
        let hyphen = open.contains(&'-') && open.iter().position(|c| *c == '-') == Some(0);
        let head = if hyphen { format!("{}-", head.trim_matches('-')) } else { head + comma };
        let word = self.word(format!("({head}"), false);
        let behind: String = first[run.end..].iter().collect();
        lines[i].text = format!("{word}  {}", behind.trim());
        let word = self.word(format!("{rest})"), stop);
        let behind: String = second[end..].iter().collect();
        lines[i + 1].text = format!("{}  {word}", behind.trim()).trim().to_owned();
        true
    }

    /// The same in Persian: `: 1390نیکنام،)` and, at the end of the next line, `230`.
    fn torn_persian(&mut self, lines: &mut [Line], i: usize) -> bool {
        let (first, second) = (chars_of(&lines[i].text), chars_of(&lines[i + 1].text));
        let Some(rest) = first.strip_prefix(&[':']) else { return false };
        let spaces = rest.iter().take_while(|c| **c == ' ').count();
        let Some(year) = year_at(rest, 0).filter(|y| y.start == spaces) else { return false };
        let Some((end, words, names)) = names_behind(&rest[year.end..]) else { return false };
        let is_page = |c: &char| persian::digit_value(*c).is_some() || matches!(c, '-' | '–' | '_');
        let pages = second.iter().rev().take_while(|c| is_page(c)).count();
        if !(1..10).contains(&pages) || self.0.len() + 2 > MOST {
            return false;
        }
        let printed: String = rest[year.clone()].iter().collect();
        let names = names.trim_end_matches(['،', ' ']);
        let word = self.word(format!("({names}، {printed}:"), false);
        let behind: String = rest[year.end + end..].iter().collect();
        lines[i].text = format!("{word}  {words}  {}", behind.trim());
        let (before, pages) = second.split_at(second.len() - pages);
        let word = self.word(format!("{})", pages.iter().collect::<String>()), false);
        let before: String = before.iter().collect();
        lines[i + 1].text = format!("{}  {word}", before.trim());
        true
    }
}

fn chars_of(text: &str) -> Vec<char> {
    text.chars().collect()
}

fn has_letters(chars: &[char]) -> bool {
    chars.iter().filter(|c| c.is_alphabetic() && !persian::is_letter(**c)).count() >= 2
}

/// Whether four digits stand alone that can be a year.
fn has_year(chars: &[char]) -> bool {
    year_at(chars, 0).is_some() || chars.iter().collect::<String>().contains("n.d")
}

/// The next stretch without Persian that has Latin letters in it.
fn latin_run(chars: &[char], from: usize) -> Option<Range<usize>> {
    let part = |c: char| {
        !persian::is_letter(c)
            && !matches!(c, '«' | '»' | '"' | '،' | '؛' | '؟' | '“' | '”')
            && c != persian::ZWNJ
    };
    let mut start = from;
    while start < chars.len() {
        while start < chars.len() && !part(chars[start]) {
            start += 1;
        }
        let mut end = start;
        while end < chars.len() && part(chars[end]) {
            end += 1;
        }
        if has_letters(&chars[start..end]) && chars[start..end.min(start + 2)] != ['Z', 'q'] {
            return Some(start..end);
        }
        start = end.max(start + 1);
    }
    None
}

/// The citation in a Latin stretch: what it takes up, its inside, and whether a
/// full stop goes with it. `None` for what is no citation.
fn citation(chars: &[char], run: Range<usize>) -> Option<(Range<usize>, String, bool)> {
    let text = &chars[run.clone()];
    let is = |part: &[char]| has_letters(part) && has_year(part) && part.len() <= 160;
    let open = text.iter().position(|c| *c == '(');
    let close = text.iter().rposition(|c| *c == ')');
    let (from, to) = match (open, close) {
        (Some(o), Some(c)) if o < c => {
            let first = text[o..].iter().position(|c| *c == ')').map_or(c, |n| n + o);
            (o, if is(&text[o..=first]) { first } else { c })
        }
        // Two pieces changed places: the one that closes stands first.
        (Some(o), Some(c)) if is(text) => {
            let (tail, head) = (core(&text[..=c]), core(&text[o..]).0);
            return Some((run, format!("{head} {}", tail.0), tail.1));
        }
        (None, None) => return None,
        _ => (0, text.len().saturating_sub(1)),
    };
    if !is(&text[from..=to]) {
        return None;
    }
    let edge = |c: &char| matches!(c, ' ' | '.' | '(' | ')' | ',');
    let left = text[..from].iter().rev().take_while(|c| edge(c)).count();
    let right = text[to + 1..].iter().take_while(|c| edge(c)).count();
    let (core, inside) = core(&text[from..=to]);
    let outside =
        text[from - left..from].contains(&'.') || text[to + 1..to + 1 + right].contains(&'.');
    let range = run.start + from - left..run.start + to + 1 + right;
    Some((range, core, inside || outside))
}

/// The inside of a citation with its spaces and commas put right, and whether a
/// full stop stood at its edge.
fn core(chars: &[char]) -> (String, bool) {
    let text: String =
        chars.iter().map(|c| if matches!(c, '(' | ')') { ' ' } else { *c }).collect();
    let text = text.split_whitespace().collect::<Vec<_>>().join(" ").replace(" ,", ",");
    let bare = text.trim_matches([' ', ',', '.']);
    let undated = bare.ends_with("n.d");
    let stop = text.starts_with('.') || text.ends_with('.') && (!undated || text.ends_with(".."));
    let mut out = String::new();
    let mut before = ' ';
    for c in bare.chars() {
        let glued = before == ',' && c != ' ' || before == ':' && c.is_ascii_digit();
        if glued && !bare.contains("://") {
            out.push(' ');
        }
        out.push(c);
        before = c;
    }
    if undated {
        out.push('.');
    }
    (out, stop)
}

/// The next four digits that stand alone and can be a year.
fn year_at(chars: &[char], from: usize) -> Option<Range<usize>> {
    let digit = |n: usize| chars.get(n).and_then(|c| persian::digit_value(*c));
    (from..chars.len().saturating_sub(3)).find_map(|n| {
        let alone = n == 0 || digit(n - 1).is_none();
        let value = (n..n + 4).try_fold(0_u32, |v, k| Some(v * 10 + u32::from(digit(k)?)))?;
        let year = (1250..1450).contains(&value) || (1850..2100).contains(&value);
        (alone && digit(n + 4).is_none() && year).then_some(n..n + 4)
    })
}

/// What a citation in Persian takes up, the words that stood among its parts,
/// its inside, and whether a full stop goes with it.
type Found = (Range<usize>, String, String, bool);

/// `12:  1390)نیکنام،`, `12: 1390نیکنام، )` and `1390)`: pages, year and names
/// from left to right; in reading they come from right to left.
fn persian_citation(chars: &[char], year: &Range<usize>) -> Option<Found> {
    let printed: String = chars[year.clone()].iter().collect();
    let (start, pages) = pages_before(chars, year.start);
    let beside = |n: Option<usize>| n.and_then(|n| chars.get(n)).copied().unwrap_or(' ');
    if pages.is_empty() && matches!(beside(year.start.checked_sub(1)), '-' | '_' | '–' | '/' | ':')
    {
        return None;
    }
    if matches!(beside(Some(year.end)), '-' | '_' | '–' | '/' | ':') {
        return None;
    }
    let rest = &chars[year.end..];
    if pages.is_empty() {
        let (end, words) = bracket_behind(rest)?;
        return Some((year.start..year.end + end, words, printed, false));
    }
    let (end, words, names) = names_behind(rest)?;
    let mut start = start;
    let mut stop = false;
    let edge = |c: &char| matches!(c, ' ' | '.' | '(' | ')');
    let left = chars[..start].iter().rev().take_while(|c| edge(c)).count();
    if chars[start - left..start].iter().any(|c| matches!(c, '(' | ')')) {
        stop = chars[start - left..start].contains(&'.');
        start -= left;
    }
    let core = format!("{}، {printed}: {pages}", names.trim_end_matches(['،', ' ']));
    Some((start..year.end + end, words, core, stop))
}

/// Pages before a year and its colon, and where they begin.
fn pages_before(chars: &[char], year: usize) -> (usize, String) {
    let back = |mut n: usize, is: &dyn Fn(char) -> bool| {
        while n > 0 && is(chars[n - 1]) {
            n -= 1;
        }
        n
    };
    let space = back(year, &|c| c == ' ');
    if space == 0 || chars[space - 1] != ':' {
        return (year, String::new());
    }
    let end = back(space - 1, &|c| c == ' ');
    let is = |c: char| persian::digit_value(c).is_some() || matches!(c, '-' | '–' | '_');
    let start = back(end, &is);
    if start == end || end - start > 9 {
        return (year, String::new());
    }
    (start, chars[start..end].iter().collect())
}

/// The bracket behind a year that stands alone in brackets, directly or behind
/// a few words that end the line, with these words.
fn bracket_behind(rest: &[char]) -> Option<(usize, String)> {
    if rest.first() == Some(&')') {
        return Some((1, String::new()));
    }
    let close = rest.iter().position(|c| matches!(c, '(' | ')'))?;
    let words: String = rest[..close].iter().collect();
    let plain = words.chars().all(|c| persian::is_letter(c) || matches!(c, ' ' | '.'));
    let few = (1..=5).contains(&words.split_whitespace().count());
    let last = rest[close + 1..].iter().all(|c| *c == ' ');
    (rest[close] == ')' && plain && few && last).then(|| (close + 1, words.trim().to_owned()))
}

/// The names behind the year of a citation: how far they reach, the words that
/// stood before their bracket, and the names.
fn names_behind(rest: &[char]) -> Option<(usize, String, String)> {
    let is_name =
        |c: &char| persian::is_letter(*c) || matches!(*c, ' ' | '،' | '.' | persian::ZWNJ);
    let open = rest.iter().position(|c| matches!(c, '(' | ')'))?;
    let before: String = rest[..open].iter().collect();
    if !before.trim().is_empty() && before.trim_end().ends_with('،') {
        let few = before.split_whitespace().count() <= 8;
        return few.then(|| (open + 1, String::new(), before.trim().to_owned()));
    }
    let names = &rest[open + 1..];
    let length = names.iter().take_while(|c| is_name(c)).count();
    let ends = |n: &usize| {
        names[*n] == '،' && (n + 1 >= length || names[n + 1..].starts_with(&[' ', ' ']))
    };
    let end = (0..length).find(ends).or_else(|| names[..length].iter().position(|c| *c == '،'))?;
    let text: String = names[..end].iter().collect();
    let few = (1..=8).contains(&text.split_whitespace().count());
    few.then(|| (open + end + 2, before.trim().to_owned(), text.trim().to_owned()))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Takes out and puts back without any order in between.
    #[track_caller]
    fn check(lines: &[&str], taken: &[&str], kept: &[&str]) {
        let mut lines: Vec<Line> =
            lines.iter().map(|t| Line { text: (*t).to_owned(), ..Line::default() }).collect();
        let found = Kept::take(&mut lines);
        let texts: Vec<&str> = lines.iter().map(|l| l.text.as_str()).collect();
        assert_eq!(texts, taken);
        assert_eq!(found.0, kept);
    }

    #[test]
    fn the_word_of_a_citation_is_known() {
        let begins = |text: &str| Kept::begins(&text.chars().collect::<Vec<char>>());
        assert!(begins("Zqaab. باران") && begins("  Zqaab"));
        assert!(!begins("باران Zqaab") && !begins("Zq") && !begins("Zqباران"));
    }

    #[test]
    fn latin_citations_are_taken_out_with_their_stop() {
        check(
            &["باران .(Nikan, 1999: 12)آمد و"],
            &["باران  Zqaaa.  آمد و"],
            &["(Nikan, 1999: 12)"],
        );
        check(
            &["(.Nikan & Berg ,1999)آمد و شب شد"],
            &["Zqaaa.  آمد و شب شد"],
            &["(Nikan & Berg, 1999)"],
        );
        check(&["باران آمد", "((Nikan, 1999"], &["باران آمد", "Zqaaa"], &["(Nikan, 1999)"]);
        check(&["باران (NATO) آمد"], &["باران (NATO) آمد"], &[]);
        check(
            &[". of rain and snow, 2013)  (The concept کشور و باران بهاری و آفتاب"],
            &["Zqaaa.  کشور و باران بهاری و آفتاب"],
            &["(The concept of rain and snow, 2013)"],
        );
    }

    #[test]
    fn a_latin_citation_over_two_lines_stays_in_both() {
        check(
            &[",Nikan)باران آمد و شب شد", "2018: 71.)"],
            &["Zqaaa  باران آمد و شب شد", "Zqaab."],
            &["(Nikan,", "2018: 71)"],
        );
    }

    #[test]
    fn persian_citations_are_taken_out_in_any_order_of_their_parts() {
        check(
            &["باران 208:  1401)نیکنام و بهاری،"],
            &["باران   Zqaaa"],
            &["(نیکنام و بهاری، 1401: 208)"],
        );
        check(
            &["باران (.  12:  1390)نیکنام،    برف"],
            &["باران  Zqaaa.      برف"],
            &["(نیکنام، 1390: 12)"],
        );
        check(
            &["باران  12: 1390نیکنام، ) برف"],
            &["باران    Zqaaa   برف"],
            &["(نیکنام، 1390: 12)"],
        );
        check(&["دهۀ  12:  1390شد )نیکنام،"], &["دهۀ    Zqaaa  شد"], &["(نیکنام، 1390: 12)"]);
        check(&["در سال 1390 آمد"], &["در سال 1390 آمد"], &[]);
    }

    #[test]
    fn a_persian_citation_over_two_lines_stays_in_both() {
        check(
            &[": 1390نیکنام،)  باران آمد", "(. در این شب و  230"],
            &["Zqaaa    باران آمد", "(. در این شب و  Zqaab"],
            &["(نیکنام، 1390:", "230)"],
        );
    }

    #[test]
    fn a_year_in_brackets_of_its_own_is_taken_out() {
        check(&["باران1397نیکنام و بهاری)"], &["باران  Zqaaa  نیکنام و بهاری"], &["(1397)"]);
        check(&["باران1392)  نیکنام"], &["باران  Zqaaa    نیکنام"], &["(1392)"]);
        check(&["باران 2000_2013) نیکنام"], &["باران 2000_2013) نیکنام"], &[]);
    }

    #[test]
    fn what_was_taken_out_comes_back_without_the_bracket_left_over() {
        let kept = Kept(vec!["(نیکنام، 1390: 12)".to_owned()]);
        assert_eq!(kept.put_back("باران Zqaaa (. برف"), "باران (نیکنام، 1390: 12). برف");
        assert_eq!(kept.put_back("بارانZqaaa. برف"), "باران (نیکنام، 1390: 12). برف");
    }
}
