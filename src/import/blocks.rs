//! Lines → headings, paragraphs and list items; joins across lines and pages.

use crate::import::habits::{Habits, stops};
use crate::import::headings;
use crate::import::ledger::Text;
use crate::import::metadata;
use crate::import::order::decode::Joint;
use crate::import::shape::Role;
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

impl Block {
    /// All texts of the block: a table's cells behind its caption.
    pub fn texts(&self) -> Vec<&Text> {
        let mut out = vec![&self.text];
        if let Kind::Table(rows) = &self.kind {
            out.extend(rows.iter().flatten());
        }
        out
    }

    /// The same, to be changed.
    pub fn texts_mut(&mut self) -> Vec<&mut Text> {
        let mut out = vec![&mut self.text];
        if let Kind::Table(rows) = &mut self.kind {
            out.extend(rows.iter_mut().flatten());
        }
        out
    }
}

/// A line that was put in order, and what joining needs to know of it.
#[derive(Clone, Debug)]
pub struct Ready {
    /// The line.
    pub line: Line,
    /// Its text as it came.
    pub raw: String,
    /// What it was known to be before it was put in order.
    pub role: Role,
    /// How it joins on to the line before.
    pub joint: Joint,
    /// A citation was thrown to its head, or its edges were swapped: it ends its paragraph.
    pub thrown: bool,
    /// Its pieces were in disorder: the trailing space says nothing.
    pub moved: bool,
}

/// Joins lines to blocks.
///
/// `tables` are set between them where the source has them, behind the
/// paragraph that goes on around one.
pub fn join(lines: &[Ready], tables: Vec<Block>, survey: &Survey) -> Vec<Block> {
    let mut blocks: Vec<Block> = Vec::new();
    let mut tables = tables.into_iter().peekable();
    let mut section = 0;
    let (mut headed, mut persian_lines) = (false, 0);
    let mut open = false;
    let habits = Habits::of(lines, survey);
    let counted = headings::counted(lines, survey, habits.silent());
    let (mut labelled, mut begun) = (false, 0);
    for (i, ready) in lines.iter().enumerate() {
        let line = &ready.line;
        let mut set_tables = |blocks: &mut Vec<Block>| {
            while let Some(table) = tables.next_if(|t| t.text.line_at(0) < line.number) {
                blocks.push(table);
            }
        };
        let found = headings::heading(lines, i, survey, section);
        if let Some((level, number, text)) = found.or_else(|| counted.get(&i).cloned()) {
            if level == 1 {
                section = headings::first_number(&number).unwrap_or(section);
            }
            headed |= !line.is_latin();
            set_tables(&mut blocks);
            let text = Text::of(line.number, &text);
            blocks.push(Block { kind: Kind::Heading { level, number }, text });
            (open, labelled) = (false, false);
            continue;
        }
        let alone = ready.role == Role::Alone;
        let item = item(&line.text, survey);
        persian_lines += usize::from(!line.is_latin());
        let front = section == 0 && persian_lines < 40 && !survey.whole && !headed;
        let before = &lines[i.saturating_sub(1)];
        let title_page = front && parts_title(before, ready, survey, &habits);
        let label = metadata::has_keywords(&line.text);
        let turns = labelled && line.is_latin() != lines[i - 1].line.is_latin();
        let starts = !open
            || alone
            || label
            || turns
            || item.is_some()
            || title_page
            || breaks(&lines[i - 1], ready, begun + 1 == i, survey, &habits);
        labelled = label || labelled && !starts;
        if starts {
            begun = i;
            set_tables(&mut blocks);
            let (kind, rest) = item
                .map_or((Kind::Paragraph, line.text.as_str()), |(n, rest)| (Kind::Item(n), rest));
            blocks.push(Block { kind, text: Text::of(line.number, rest) });
        } else if let Some(block) = blocks.last_mut() {
            append(&mut block.text, ready, &lines[i - 1].line);
        }
        open = !alone;
    }
    blocks.extend(tables);
    blocks
}

/// Whether a line of the title page is not the line before going on: title,
/// names and dates stand one below the other without stops.
fn parts_title(before: &Ready, ready: &Ready, survey: &Survey, habits: &Habits) -> bool {
    let line = &ready.line;
    // Where blank lines part paragraphs, a title goes on in the next line.
    let filled = before.line.width() * 100 >= survey.full * 85;
    let wraps = filled && !survey.spaced && !habits.silent() && line.blanks == 0 && !line.feed;
    let short = |l: &Line| {
        l.text.contains("تاریخ") || (l.width() * 100 < survey.full * 80 && !ends_sentence(&l.text))
    };
    !wraps && !line.is_latin() && (short(&before.line) || short(line))
}

/// Appends a line to the paragraph it goes on.
pub fn append(text: &mut Text, ready: &Ready, before: &Line) {
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
        // The hyphen of a compound, or what came out of a half-space: the words decide.
    } else {
        match ready.joint {
            Joint::Half => text.push(line.number, &ZWNJ.to_string()),
            Joint::None => {}
            Joint::Space => text.push(line.number, " "),
        }
    }
    text.push(line.number, &line.text);
}

/// Whether a paragraph ends between two lines. `first`: the one before is its first.
fn breaks(before: &Ready, ready: &Ready, first: bool, survey: &Survey, habits: &Habits) -> bool {
    let (a, b) = (&before.line, &ready.line);
    if survey.whole {
        return true;
    }
    if survey.fragments && !a.is_latin() && !b.is_latin() {
        return habits.ends(before, ready, survey);
    }
    if survey.fragments && a.is_latin() != b.is_latin() {
        // A citation that fills its line belongs to the sentence before it.
        let cites = |l: &Line| l.text.contains([')', '(']) && l.width() * 100 < survey.full * 110;
        if cites(if a.is_latin() { a } else { b }) {
            return stops(before);
        }
    }
    let own = if a.is_latin() { survey.full_latin } else { survey.full };
    let ended = ends_sentence(&a.text) || a.width() * 100 < own * 88;
    if a.is_latin() != b.is_latin() && ended && !is_open(&a.text) {
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
    if !latin && habits.had_room(before, ready, survey) {
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
    if survey.trailing && !before.moved && !a.trail && (ends || narrow) {
        return true;
    }
    // Where a space at a line's end says that it goes on, its width says less.
    let room = habits.room(before, ready, first).filter(|_| !survey.trailing);
    ends && room.unwrap_or(narrow)
}

/// Whether a bracket at the end of a text has no partner: a citation goes on.
fn is_open(text: &str) -> bool {
    text.matches(['(', ')']).count() % 2 == 1
}

/// Number and text of a list's item.
pub fn item<'t>(text: &'t str, survey: &Survey) -> Option<(Option<u32>, &'t str)> {
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
pub mod tests {
    use super::*;

    /// Lines that need no order.
    pub fn ready(texts: &[&str]) -> Vec<Ready> {
        let one = |(i, t): (usize, &&str)| Ready {
            line: Line {
                number: u32::try_from(i + 1).unwrap_or(0),
                text: (*t).to_owned(),
                blanks: 1,
                ..Line::default()
            },
            raw: (*t).to_owned(),
            role: Role::Text,
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
        let blocks = join(&lines, Vec::new(), &survey);
        assert_eq!(blocks.len(), 2);
        assert_eq!(blocks[0].text.to_string(), "باران آرام بر شهر کوچک می‌بارید و شب شد.");
    }

    #[test]
    fn keywords_begin_a_paragraph_and_what_is_in_another_script_ends_it() {
        let survey = Survey { full: 30, ..Survey::default() };
        let mut lines = ready(&[
            "باران آرام بر شهر کوچک می‌بارید و شب شد.",
            "واژگان کلیدی: باران، شهر، شب، کوچه",
            "Rain and Night in a Small Town",
        ]);
        lines.iter_mut().for_each(|r| r.line.blanks = 0);
        assert_eq!(join(&lines, Vec::new(), &survey).len(), 3);
    }

    #[test]
    fn a_citation_whose_bracket_is_open_goes_on_in_the_next_line() {
        let survey = Survey { full: 30, ..Survey::default() };
        let mut lines = ready(&["باران آرام بر شهر (Rain, 2007: 88؛", "Snow, 2013: 140-149)."]);
        lines.iter_mut().for_each(|r| r.line.blanks = 0);
        assert_eq!(join(&lines, Vec::new(), &survey).len(), 1);
    }

    #[test]
    fn a_short_line_of_one_script_does_not_go_on_in_the_other() {
        let survey = Survey { full: 30, full_latin: 40, spaced: true, ..Survey::default() };
        let lines = ready(&[
            "Keywords: rain, snow",
            "پیش‌درآمد",
            "Rain on the hills of the old city by the",
            "بامداد",
        ]);
        let habits = Habits::of(&lines, &survey);
        assert!(breaks(&lines[0], &lines[1], false, &survey, &habits));
        assert!(!breaks(&lines[2], &lines[3], false, &survey, &habits), "a full line goes on");
    }
}
