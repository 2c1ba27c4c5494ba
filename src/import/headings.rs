//! Headings: by number, by letter, by their words, by standing alone.

use std::collections::BTreeMap;

use crate::import::blocks::{Ready, item};
use crate::import::habits::stops;
use crate::import::shape::Role;
use crate::import::survey::{Survey, ends_sentence};
use crate::text::persian;
use crate::text::persian::ZWNJ;

/// Headings that carry no number, in the words in which they are printed.
const PLAIN: [(&str, u8); 44] = [
    ("چکیده", 0),
    ("چکیدهفارسی", 0),
    ("واژگانکلیدی", 0),
    ("واژگاناصلی", 0),
    ("کلیدواژهها", 0),
    ("کلیدواژه", 0),
    ("کلماتکلیدی", 0),
    ("واژههایکلیدی", 0),
    ("abstract", 0),
    ("extendedabstract", 0),
    ("keywords", 0),
    ("مقدمه", 1),
    ("دیباچه", 1),
    ("درآمد", 1),
    ("پیشگفتار", 1),
    ("بیانمسئله", 1),
    ("پیشینهپژوهش", 1),
    ("پیشینهتحقیق", 1),
    ("ادبیاتپژوهش", 1),
    ("چارچوبنظری", 1),
    ("چارچوبمفهومی", 1),
    ("مبانینظری", 1),
    ("روشپژوهش", 1),
    ("روشتحقیق", 1),
    ("یافتهها", 1),
    ("یافتههایپژوهش", 1),
    ("بحث", 1),
    ("بحثوبررسی", 1),
    ("نتیجه", 1),
    ("نتیجهگیری", 1),
    ("فرجام", 1),
    ("فرجامسخن", 1),
    ("منابع", 1),
    ("جمعبندی", 1),
    ("پیشدرآمد", 1),
    ("سرآغاز", 1),
    ("سرانجام", 1),
    ("سخنپایانی", 1),
    ("روششناسی", 1),
    ("روششناسیپژوهش", 1),
    ("پیشنهادها", 1),
    ("کتابنامه", 1),
    ("فهرستمنابع", 1),
    ("منابعومآخذ", 1),
];

/// The letters of a text, for comparison with [`PLAIN`].
fn letters(text: &str) -> String {
    persian::persian_letters(text)
        .chars()
        .filter(|c| c.is_alphabetic())
        .flat_map(char::to_lowercase)
        .collect()
}

/// Level, number and text when a line is a heading.
pub fn heading(
    lines: &[Ready],
    i: usize,
    survey: &Survey,
    section: u32,
) -> Option<(u8, String, String)> {
    let line = &lines[i].line;
    let text = line.text.trim();
    if let Role::Heading(number) = &lines[i].role {
        return Some(told(number, text, section));
    }
    let width = line.width();
    let full = if line.is_latin() { survey.full_latin } else { survey.full };
    if width > 140 || (full > 0 && width * 100 > full * 105) || width < 2 {
        return None;
    }
    if let Some(found) = plain(text, section) {
        return Some(found);
    }
    if survey.fragments {
        return alone(lines, i, survey).then(|| (1, String::new(), without_colon(text)));
    }
    let stops = text.ends_with(['.', '؟', '،', '؛', ')']) && !text.ends_with("()");
    let before = i.checked_sub(1).map(|n| &lines[n]);
    let ended = before.is_none_or(|b| {
        ends_sentence(&b.line.text) || b.line.width() * 100 < survey.full * 75 || line.feed
    });
    if let Some(found) = with_number(lines, i, survey, section, ended) {
        return Some(found);
    }
    if stops && !(text.ends_with(')') && lettered(text).is_some()) {
        return None;
    }
    if let Some((letter, rest)) = lettered(text).filter(|_| ended && !survey.whole) {
        return Some((2, letter, rest));
    }
    let lone = stands_apart(lines, i, survey) && (ended || survey.whole);
    let named = has_label(text) || is_row(text) || is_dated(lines, i);
    if lone && !line.is_latin() && i > 0 && !named {
        return Some((1, String::new(), text.trim_end_matches([':', ' ']).to_owned()));
    }
    None
}

/// A heading whose number has a dash or a stop. `ended`: the line before ended.
fn with_number(
    lines: &[Ready],
    i: usize,
    survey: &Survey,
    section: u32,
    ended: bool,
) -> Option<(u8, String, String)> {
    let line = &lines[i].line;
    let text = line.text.trim();
    let (number, rest) = number_of(text, section)?;
    // Behind the row of a table, which has no stop.
    let set_off = !survey.spaced
        && line.blanks > 0
        && line.width() * 100 < survey.full * 75
        && lines.get(i + 1).is_some_and(|n| n.line.blanks > 0);
    let dashed = number.contains(['-', '–', '.']) || !rest.ends_with('.');
    let spaced_note = crate::import::notes::numbered(text).is_some() && survey.full == 0;
    if !(ended || set_off)
        || !dashed
        || rest.ends_with(['.', '،'])
        || rest.chars().count() >= 120
        || spaced_note
    {
        return None;
    }
    let level = number.split(['-', '–', '.']).filter(|p| !p.trim().is_empty()).count().clamp(1, 5);
    let text = rest.trim_end_matches([':', ' ']).to_owned();
    Some((u8::try_from(level).unwrap_or(5), number, text))
}

/// Whether dates of receipt follow: the line names the authors.
fn is_dated(lines: &[Ready], i: usize) -> bool {
    lines.get(i + 1).is_some_and(|r| r.line.text.contains("تاریخ دریافت"))
}

/// A heading of the words that such headings have everywhere.
fn plain(text: &str, section: u32) -> Option<(u8, String, String)> {
    let bare = letters(text);
    let of = |bare: &str| PLAIN.iter().find(|(w, _)| *w == bare);
    let Some((_, level)) = of(&bare) else {
        // Its pieces may have changed places: no line of text has these words and no more.
        let words: Vec<&str> = text.split([' ', ZWNJ]).filter(|w| !w.is_empty()).rev().collect();
        let (_, level) = of(&letters(&words.concat()))?;
        return Some((*level, String::new(), words.join(" ")));
    };
    let (number, rest) = number_of(text, section).unwrap_or((String::new(), text.to_owned()));
    Some((*level, number, rest.trim_end_matches([':', ' ', '.']).to_owned()))
}

/// In a sound text: a short line before a full one, apart from the line before.
fn stands_apart(lines: &[Ready], i: usize, survey: &Survey) -> bool {
    let line = &lines[i].line;
    let (text, width) = (line.text.trim(), line.width());
    let full = if line.is_latin() { survey.full_latin } else { survey.full };
    let next = lines.get(i + 1).map(|r| &r.line);
    let long_next = next.is_some_and(|n| n.width() * 100 >= full.max(40) * 85 && !n.is_latin());
    if survey.whole {
        width <= 40
            && !text.ends_with(':')
            && next.is_some_and(|n| n.width() > 100)
            && item(text, survey).is_none()
            || width <= 30 && text.ends_with(':') && letters(text).starts_with("نتیجه")
    } else if survey.spaced {
        width * 100 < full * 70 && long_next && next.is_some_and(|n| n.blanks == 0)
    } else {
        // An indented line may end before a long word.
        let goes_on = next.is_some_and(|n| {
            n.blanks > 0 && n.width() * 100 >= full * 65 && !n.is_latin() && !ends_sentence(&n.text)
        });
        width * 100 < full * 70 && (long_next || goes_on) && line.blanks > 0
    }
}

/// Headings numbered by a plain number, `1 …` or `1) …`, by the lines' places. A
/// single one could be anything; several that count up from one, each a short
/// line between an end and a full line, are the article's sections. Where blank
/// lines say nothing (`silent`), such a line without a number is a heading too.
pub fn counted(
    lines: &[Ready],
    survey: &Survey,
    silent: bool,
) -> BTreeMap<usize, (u8, String, String)> {
    let mut out = BTreeMap::new();
    if survey.whole || survey.fragments {
        return out;
    }
    let mut last = 0;
    let mut at = 0;
    for i in 0..lines.len() {
        let Some((number, rest)) = plain_number(lines[i].line.text.trim()) else { continue };
        let far = out.is_empty() || i >= at + APART;
        if number == last + 1 && far && begins_section(lines, i, rest, survey) {
            out.insert(i, (1, number.to_string(), without_colon(rest)));
            (last, at) = (number, i);
        }
    }
    if out.len() < 2 {
        out.clear();
    }
    let bare = |i: &usize| {
        let text = lines[*i].line.text.trim();
        let width = lines[*i].line.width() * 100;
        let end = i.checked_sub(1).is_some_and(|n| stops(&lines[n]) || lines[n].line.is_latin());
        silent
            && end
            && !lines[*i].line.is_latin()
            && text.starts_with(|c: char| persian::is_letter(c) || c == '«')
            && (4..=survey.full * 45).contains(&width)
            && begins_section(lines, *i, text, survey)
    };
    let found: Vec<usize> = (FRONT..lines.len()).filter(bare).collect();
    for i in found {
        out.insert(i, (1, String::new(), without_colon(lines[i].line.text.trim())));
    }
    out
}

/// How many lines the title page has at least.
const FRONT: usize = 8;

/// The fewest lines between the headings of two sections.
pub const APART: usize = 5;

/// `1 متن`, `1) متن`, `1( متن`, `1. متن`, `1- متن`: the number and the text.
fn plain_number(text: &str) -> Option<(u32, &str)> {
    let digits: String = text.chars().take_while(|c| persian::digit_value(*c).is_some()).collect();
    if !(1..=2).contains(&digits.chars().count()) {
        return None;
    }
    let rest = text[digits.len()..].trim_start().trim_start_matches([')', '(', '.', '-', '–']);
    let rest = rest.trim_start();
    let number = persian::to_ascii_digits(&digits).parse().ok()?;
    rest.starts_with(|c: char| persian::is_letter(c) || c == '«').then_some((number, rest))
}

/// Whether a short line without a stop stands between an end and a full line.
fn begins_section(lines: &[Ready], i: usize, rest: &str, survey: &Survey) -> bool {
    let line = &lines[i].line;
    // The first line of a paragraph is indented, and may end before a long word.
    let full = |r: &Ready| {
        let least = if ends_sentence(&r.line.text) { 80 } else { 65 };
        !r.line.is_latin() && r.line.width() * 100 >= survey.full.max(40) * least
    };
    let next = lines.get(i + 1).is_some_and(full);
    let before = i.checked_sub(1).map(|n| &lines[n]);
    let ended = before.is_none_or(|b| {
        ends_sentence(&b.line.text)
            || b.line.is_latin()
            || line.feed
            || b.line.width() * 100 < survey.full * 75
    });
    let marked = rest.ends_with(['.', '،', '؛', ':', '؟']);
    lines[i].role == Role::Text
        && line.width() * 100 < survey.full * 75
        && ended
        && next
        && !is_dated(lines, i)
        && !marked
        && rest.chars().count() >= 3
        && !has_label(rest)
        && !is_row(rest)
}

/// Whether a line has several bare numbers, as the row of a table has.
fn is_row(text: &str) -> bool {
    let number = |w: &&str| w.chars().all(|c| persian::digit_value(c).is_some() || c == '٫');
    text.split_whitespace().filter(number).count() > 1
}

/// Level, number and text of a heading that was known before its line was put in order.
fn told(number: &str, text: &str, section: u32) -> (u8, String, String) {
    if number.ends_with(')') {
        return (2, number.to_owned(), without_colon(text));
    }
    let parts: Vec<String> = number.split('-').map(persian::to_ascii_digits).collect();
    let level = u8::try_from(parts.len().clamp(1, 5)).unwrap_or(5);
    (level, in_order(parts, section).join("-"), without_colon(text))
}

/// In a text of pieces: a short line without a stop, between an end and a full
/// line, that more blank lines set off than lie between most lines.
fn alone(lines: &[Ready], i: usize, survey: &Survey) -> bool {
    let line = &lines[i].line;
    let text = line.text.trim();
    let usual = usize::from(survey.spaced);
    let next = lines.get(i + 1).map(|r| &r.line);
    let before = i.checked_sub(1).map(|n| &lines[n]);
    let off = line.blanks > usual + 1 || (survey.spaced && next.is_some_and(|n| n.blanks == 0));
    let short = line.width() * 100 < survey.full * 70;
    let ended =
        before.is_some_and(|b| stops(b) || b.line.is_latin() || matches!(b.role, Role::Heading(_)));
    let before_text =
        next.is_some_and(|n| !n.is_latin() && n.width() * 100 > survey.full.max(40) * 80);
    let marked =
        text.ends_with(['.', '،', '؛', ':', '؟', ')', '(']) || text.starts_with(['.', '(']);
    let labelled = before.is_some_and(|b| matches!(b.role, Role::Label(_)));
    off && !labelled
        && short
        && ended
        && before_text
        && !marked
        && !line.is_latin()
        && !has_label(text)
        && lines[i].role == Role::Text
}

fn without_colon(text: &str) -> String {
    text.trim_end_matches([':', ' ', '.']).to_owned()
}

/// Whether a short line is a label of the title page or of a table or figure.
fn has_label(text: &str) -> bool {
    ["تاریخ", "جدول", "شکل", "نمودار", "منبع", "Source", "Table", "Figure", "@"]
        .iter()
        .any(|w| text.contains(w))
}

/// `الف) …`: a letter with a bracket of either shape.
fn lettered(text: &str) -> Option<(String, String)> {
    let at = text.find([')', '('])?;
    let letter = text[..at].trim();
    let is = matches!(letter, "الف" | "ب" | "پ" | "ت" | "ج" | "چ" | "د" | "ه");
    let rest = text[at + 1..].trim();
    (is && !rest.is_empty()).then(|| (format!("{letter})"), rest.to_owned()))
}

/// Number and text of a numbered heading. The number may stand at the line's
/// end, and its parts in reverse order: the section's number comes first.
fn number_of(text: &str, section: u32) -> Option<(String, String)> {
    let is_part = |c: char| persian::digit_value(c).is_some() || matches!(c, '-' | '–' | '.' | ' ');
    let head = text.chars().take_while(|c| is_part(*c)).collect::<String>();
    let digits = head.chars().filter(|c| persian::digit_value(*c).is_some()).count();
    let (raw, rest) = if (1..=5).contains(&digits) {
        (head.clone(), text[head.len()..].trim().to_owned())
    } else {
        let back: String = text.chars().rev().take_while(|c| is_part(*c)).collect();
        let tail: String = back.chars().rev().collect();
        let digits = tail.chars().filter(|c| persian::digit_value(*c).is_some()).count();
        if !(1..=5).contains(&digits) || !tail.contains(['-', '–']) {
            return None;
        }
        (tail.clone(), text[..text.len() - tail.len()].trim().to_owned())
    };
    if !raw.contains(['-', '–', '.'])
        || rest.chars().count() < 3
        || !rest.starts_with(|c: char| c.is_alphabetic() || c == '«')
    {
        return None;
    }
    let mut parts: Vec<String> = raw
        .split(['-', '–', '.', ' '])
        .filter(|p| !p.is_empty())
        .map(persian::to_ascii_digits)
        .collect();
    if parts.iter().any(|p| p.len() > 2) {
        return None;
    }
    parts = in_order(parts, section);
    Some((parts.join("-"), rest))
}

/// The parts of a heading's number with the section's number first.
fn in_order(mut parts: Vec<String>, section: u32) -> Vec<String> {
    let number = |p: Option<&String>| p.and_then(|p| p.parse::<u32>().ok());
    if parts.len() > 1
        && number(parts.first()) != Some(section)
        && number(parts.last()) == Some(section)
    {
        parts.reverse();
    }
    parts
}

/// The section that a heading's number begins with.
pub fn first_number(number: &str) -> Option<u32> {
    number.split('-').next()?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::import::blocks::tests::ready;

    #[test]
    fn the_parts_of_a_heading_s_number_begin_with_the_section() {
        for (text, section, expected) in [
            ("2-1. باران", 2, Some("2-1")),
            ("1-5- باران", 5, Some("5-1")),
            ("باران بهاری  -1", 0, Some("1")),
            ("2021 باران", 0, None),
        ] {
            assert_eq!(number_of(text, section).map(|n| n.0).as_deref(), expected, "{text}");
        }
    }

    #[test]
    fn a_plain_heading_is_known_by_its_words_in_either_order() {
        for text in ["چارچوب نظری", "نظری چارچوب"] {
            let expected = Some((1, String::new(), "چارچوب نظری".to_owned()));
            assert_eq!(plain(text, 0), expected, "{text}");
        }
        assert_eq!(plain("نظری باران", 0), None);
    }

    #[test]
    fn a_heading_told_beforehand_keeps_its_number() {
        let survey = Survey { full: 40, fragments: true, ..Survey::default() };
        let mut lines = ready(&["باران بهاری"]);
        lines[0].role = Role::Heading("1-2".to_owned());
        let expected = Some((2, "2-1".to_owned(), "باران بهاری".to_owned()));
        assert_eq!(heading(&lines, 0, &survey, 2), expected);
    }

    #[test]
    fn in_a_text_of_pieces_a_short_line_set_off_by_blank_lines_is_a_heading() {
        let survey = Survey { full: 34, fragments: true, ..Survey::default() };
        let mut lines = ready(&["شب شد.", "باران بهاری", "باران آرام بر شهر کوچک می‌بارید و شب"]);
        let expected = Some((1, String::new(), "باران بهاری".to_owned()));
        assert_eq!(heading(&lines, 1, &survey, 0), None);
        lines[1].line.blanks = 3;
        assert_eq!(heading(&lines, 1, &survey, 0), expected);
    }

    #[test]
    fn plain_numbers_that_count_up_are_headings_where_several_do() {
        let survey = Survey { full: 34, ..Survey::default() };
        let body = ["باران آرام بر شهر کوچک می‌بارید و"; 6];
        let article = |heads: &[&'static str]| {
            let mut texts = vec!["شب شد."];
            for head in heads {
                texts.push(head);
                texts.extend(body);
                texts.push("شب شد.");
            }
            let mut lines = ready(&texts);
            lines.iter_mut().for_each(|r| r.line.blanks = 0);
            counted(&lines, &survey, false).into_keys().collect::<Vec<_>>()
        };
        assert_eq!(article(&["1 باران بهاری", "2) برف"]), [1, 9]);
        assert!(article(&["1 باران بهاری"]).is_empty());
        assert!(article(&["1 باران بهاری", "3 برف"]).is_empty());
        assert!(article(&["1 باران 12 18", "2 برف 3 4"]).is_empty());
    }

    #[test]
    fn where_blank_lines_say_nothing_a_short_line_between_end_and_full_line_is_a_heading() {
        let survey = Survey { full: 34, ..Survey::default() };
        let mut texts = vec!["باران آرام بر شهر کوچک می‌بارید و"; 12];
        texts.extend(["شب شد.", "سخن دیگر", texts[0]]);
        let lines = ready(&texts);
        assert_eq!(counted(&lines, &survey, true).into_keys().collect::<Vec<_>>(), [13]);
        assert!(counted(&lines, &survey, false).is_empty());
    }
}
