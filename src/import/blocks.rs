//! Lines → headings, paragraphs and list items; joins across lines and pages.

use crate::import::ledger::Text;
use crate::import::order::decode::Joint;
use crate::import::source::Line;
use crate::import::survey::{Survey, ends_sentence};
use crate::text::persian;
use crate::text::persian::ZWNJ;

/// A block of the article in reading order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Block {
    /// What it is.
    pub kind: Kind,
    /// Its words.
    pub text: Text,
}

/// What a block is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Kind {
    /// A heading with its number as printed, or none.
    Heading {
        /// 1 for a section, 2 for a part of it, …; 0 for abstract and keywords.
        level: u8,
        /// As printed, in the order of reading; or empty.
        number: String,
    },
    /// A paragraph.
    Paragraph,
    /// An item of a list; the number of an ordered one.
    Item(Option<u32>),
    /// A table: rows of cells, the first the header; its caption is the block's text.
    Table(Vec<Vec<Text>>),
    /// The caption of a figure.
    Figure,
}

/// A line that was put in order, and what joining needs to know of it.
#[derive(Clone, Debug)]
pub struct Ready {
    /// The line.
    pub line: Line,
    /// How it joins on to the line before.
    pub joint: Joint,
    /// A citation was thrown to its head, or its edges were swapped: it ends its paragraph.
    pub thrown: bool,
    /// Its pieces were in disorder: the trailing space says nothing.
    pub moved: bool,
}

/// Joins lines to blocks.
pub fn join(lines: &[Ready], survey: &Survey) -> Vec<Block> {
    let mut blocks: Vec<Block> = Vec::new();
    let mut section = 0;
    let mut open = false;
    for (i, ready) in lines.iter().enumerate() {
        let line = &ready.line;
        if let Some((level, number, text)) = heading(lines, i, survey, section) {
            if level == 1 {
                section = first_number(&number).unwrap_or(section);
            }
            let text = Text::of(line.number, &text);
            blocks.push(Block { kind: Kind::Heading { level, number }, text });
            open = false;
            continue;
        }
        let item = item(&line.text, survey);
        let front = section == 0
            && i < 40
            && !survey.whole
            && !blocks.iter().any(|b| matches!(b.kind, Kind::Heading { .. }));
        let titles = |r: &Ready| {
            r.line.text.contains("تاریخ")
                || (r.line.width() * 100 < survey.full * 80 && !ends_sentence(&r.line.text))
        };
        let title_page =
            front && !line.is_latin() && (titles(&lines[i.saturating_sub(1)]) || titles(ready));
        let starts = !open || item.is_some() || title_page || breaks(&lines[i - 1], ready, survey);
        if starts {
            let (kind, rest) = item
                .map_or((Kind::Paragraph, line.text.as_str()), |(n, rest)| (Kind::Item(n), rest));
            blocks.push(Block { kind, text: Text::of(line.number, rest) });
        } else if let Some(block) = blocks.last_mut() {
            append(&mut block.text, ready, &lines[i - 1].line);
        }
        open = true;
    }
    blocks
}

/// Appends a line to the paragraph it goes on.
fn append(text: &mut Text, ready: &Ready, before: &Line) {
    let line = &ready.line;
    let hyphen = before.is_latin()
        && !before.trail
        && before.text.ends_with('-')
        && text.chars.last() == Some(&'-');
    if hyphen && line.text.starts_with(|c: char| c.is_lowercase()) {
        text.chars.pop();
        text.lines.pop();
    } else if text.chars.last() == Some(&'-')
        && line.text.starts_with(persian::is_letter)
        && !before.text.ends_with(" -")
    {
        // A hyphen at a Persian line's end stands for the half-space.
        text.chars.pop();
        text.lines.pop();
        text.push(line.number, &ZWNJ.to_string());
    } else {
        match ready.joint {
            Joint::Half => text.push(line.number, &ZWNJ.to_string()),
            Joint::None => {}
            Joint::Space => text.push(line.number, " "),
        }
    }
    text.push(line.number, &line.text);
}

/// Whether a paragraph ends between two lines.
fn breaks(before: &Ready, ready: &Ready, survey: &Survey) -> bool {
    let (a, b) = (&before.line, &ready.line);
    if survey.whole {
        return true;
    }
    if a.is_latin() != b.is_latin() && ends_sentence(&a.text) {
        return true;
    }
    let latin = a.is_latin() && b.is_latin();
    let spaced = if latin { survey.spaced_latin } else { survey.spaced };
    if !spaced
        && b.blanks > 0
        && !b.feed
        && (ends_sentence(&a.text) || a.is_latin() != b.is_latin() || !latin)
    {
        return true;
    }
    if before.thrown {
        return true;
    }
    if spaced && b.blanks >= 3 && ends_sentence(&a.text) {
        return true;
    }
    let full = if latin { survey.full_latin } else { survey.full };
    let ends = ends_sentence(&a.text);
    let narrow = a.width() * 100 < full * 88;
    if latin {
        return ends && narrow;
    }
    if survey.fragments {
        // The space that ends a paragraph came out at the other edge of the line.
        let edge = a.lead > 0 || (a.trail && a.text.ends_with(['.', ')']));
        return ends && (edge || narrow);
    }
    if survey.trailing && !before.moved && !a.trail && (ends || narrow) {
        return true;
    }
    ends && narrow
}

/// Headings that carry no number, in the words in which they are printed.
const PLAIN: [(&str, u8); 34] = [
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
fn heading(
    lines: &[Ready],
    i: usize,
    survey: &Survey,
    section: u32,
) -> Option<(u8, String, String)> {
    let line = &lines[i].line;
    let text = line.text.trim();
    let width = line.width();
    let full = if line.is_latin() { survey.full_latin } else { survey.full };
    if width > 140 || (full > 0 && width * 100 > full * 105) || width < 2 {
        return None;
    }
    let bare = letters(text);
    if let Some((_, level)) = PLAIN.iter().find(|(w, _)| *w == bare) {
        let (number, rest) = number_of(text, section).unwrap_or((String::new(), text.to_owned()));
        return Some((*level, number, rest.trim_end_matches([':', ' ', '.']).to_owned()));
    }
    let stops = text.ends_with(['.', '؟', '،', '؛', ')']) && !text.ends_with("()");
    let before = i.checked_sub(1).map(|n| &lines[n]);
    let ended = before.is_none_or(|b| {
        ends_sentence(&b.line.text) || b.line.width() * 100 < survey.full * 75 || line.feed
    });
    let next = lines.get(i + 1).map(|r| &r.line);
    if let Some((number, rest)) = number_of(text, section) {
        let dashed = number.contains(['-', '–', '.']) || !rest.ends_with('.');
        let spaced_note = crate::import::notes::numbered(text).is_some() && survey.full == 0;
        if ended
            && dashed
            && !rest.ends_with(['.', '،'])
            && rest.chars().count() < 120
            && !spaced_note
        {
            let level =
                number.split(['-', '–', '.']).filter(|p| !p.trim().is_empty()).count().clamp(1, 5);
            return Some((
                u8::try_from(level).unwrap_or(5),
                number,
                rest.trim_end_matches([':', ' ']).to_owned(),
            ));
        }
    }
    if stops && !(text.ends_with(')') && lettered(text).is_some()) {
        return None;
    }
    if let Some((letter, rest)) = lettered(text).filter(|_| ended && !survey.whole) {
        return Some((2, letter, rest));
    }
    let long_next = next.is_some_and(|n| n.width() * 100 >= full.max(40) * 85 && !n.is_latin());
    let lone = if survey.whole {
        width <= 40
            && !text.ends_with(':')
            && next.is_some_and(|n| n.width() > 100)
            && item(text, survey).is_none()
            || width <= 30 && text.ends_with(':') && letters(text).starts_with("نتیجه")
    } else if survey.spaced {
        width * 100 < full * 70 && long_next && next.is_some_and(|n| n.blanks == 0) && ended
    } else {
        width * 100 < full * 70 && long_next && line.blanks > 0 && ended
    };
    if lone && !line.is_latin() && i > 0 && !has_label(text) {
        return Some((1, String::new(), text.trim_end_matches([':', ' ']).to_owned()));
    }
    None
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
    let number = |p: Option<&String>| p.and_then(|p| p.parse::<u32>().ok());
    if parts.len() > 1
        && number(parts.first()) != Some(section)
        && number(parts.last()) == Some(section)
    {
        parts.reverse();
    }
    Some((parts.join("-"), rest))
}

fn first_number(number: &str) -> Option<u32> {
    number.split('-').next()?.parse().ok()
}

/// Number and text of a list's item.
fn item<'t>(text: &'t str, survey: &Survey) -> Option<(Option<u32>, &'t str)> {
    for sign in ["– ", "• ", "● ", "▪ ", "* ", "- "] {
        if let Some(rest) = text.strip_prefix(sign).filter(|r| r.chars().count() > 3) {
            return (survey.whole || sign != "- " && sign != "– ").then_some((None, rest));
        }
    }
    if !survey.whole {
        return None;
    }
    crate::import::notes::numbered(text).map(|(n, rest)| (Some(n), rest))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ready(texts: &[&str]) -> Vec<Ready> {
        let one = |(i, t): (usize, &&str)| Ready {
            line: Line {
                number: u32::try_from(i + 1).unwrap_or(0),
                text: (*t).to_owned(),
                blanks: 1,
                ..Line::default()
            },
            joint: Joint::Space,
            thrown: false,
            moved: false,
        };
        texts.iter().enumerate().map(one).collect()
    }

    #[test]
    fn a_short_line_with_a_full_stop_ends_its_paragraph() {
        let survey = Survey { full: 30, spaced: true, ..Survey::default() };
        let lines = ready(&[
            "باران آرام بر شهر کوچک می‌بارید",
            "و شب شد.",
            "کسی در کوچه‌های شهر کوچک نبود و",
        ]);
        let blocks = join(&lines, &survey);
        assert_eq!(blocks.len(), 2);
        assert_eq!(blocks[0].text.to_string(), "باران آرام بر شهر کوچک می‌بارید و شب شد.");
    }

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
}
