//! Print: an article as pages of lines, as a journal sets it.
//!
//! A line has at most as many characters as the journal's column is wide; the
//! first line of a paragraph is indented. A page has a number of lines, footnotes
//! at its foot included, and notes are numbered anew on every page. Where the
//! recipe says so, a page has a running head, its number at head or foot, an
//! address, or a download stamp set along the margin and the title along the
//! spine, which an extractor reads a syllable a line.

use crate::made::article::{Article, Part, is_mark, without_marks};
use crate::made::dice::Dice;
use crate::made::{Furniture, NoteMarks, Recipe, Tables};

/// What a line is in print.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Role {
    Body,
    Heading,
    Note,
    /// A caption, header or cell of a table.
    Cell,
    /// Running heads and other text that is none of the article's.
    Furniture,
    Latin,
}

/// A line as printed, in reading order, half-spaces and all.
#[derive(Clone, Debug)]
pub(crate) struct Line {
    pub(crate) text: String,
    pub(crate) role: Role,
    /// The last of its paragraph, heading, note or cell.
    pub(crate) ends: bool,
    /// The first of its page.
    pub(crate) tops: bool,
}

fn line(text: impl Into<String>, role: Role, ends: bool) -> Line {
    Line { text: text.into(), role, ends, tops: false }
}

/// The article's lines, page after page.
pub(crate) fn print(article: &Article, recipe: &Recipe, dice: &mut Dice) -> Vec<Line> {
    let mut flow = front(article, recipe);
    for part in &article.parts {
        match part {
            Part::Heading { number, text } => {
                let text = format!("{number} {text}");
                flow.push(line(text.trim(), Role::Heading, true));
            }
            Part::Paragraph(text) => {
                let text = if recipe.notes.is_some() { text.clone() } else { without_marks(text) };
                flow.extend(wrap(&text, recipe.width, 3, Role::Body));
            }
            Part::Table { caption, rows } => flow.extend(table(caption, rows, recipe)),
        }
    }
    pages(flow, article, recipe, dice)
}

/// Title, authors, dates, abstract and keywords, as on an article's first page.
fn front(article: &Article, recipe: &Recipe) -> Vec<Line> {
    let labelled = |label: &str, name: &str| {
        let text = format!("{label}{}", article.field(name));
        wrap(&text, recipe.width, 0, Role::Body)
    };
    let mut out = wrap(article.field("title"), recipe.width, 0, Role::Heading);
    out.push(line(article.field("authors"), Role::Body, true));
    let (received, accepted) = (article.field("received"), article.field("accepted"));
    let dates = format!("تاریخ دریافت: {received} تاریخ پذیرش: {accepted}");
    out.push(line(dates, Role::Body, true));
    out.push(line("چکیده", Role::Heading, true));
    out.extend(labelled("", "abstract"));
    out.extend(labelled("واژگان کلیدی: ", "keywords"));
    out.push(line(article.field("title_en"), Role::Latin, true));
    out.push(line("Abstract", Role::Latin, true));
    let latin = |text: &str| wrap(text, recipe.width, 0, Role::Latin);
    out.extend(latin(article.field("abstract_en")));
    out.extend(latin(&format!("Keywords: {}", article.field("keywords_en"))));
    out
}

/// Lines of at most `width` characters, the first shorter by the indent.
fn wrap(text: &str, width: usize, indent: usize, role: Role) -> Vec<Line> {
    let mut lines: Vec<String> = vec![String::new()];
    for word in text.split(' ') {
        let room = if lines.len() == 1 { width - indent } else { width };
        let current = lines.last_mut().unwrap();
        if !current.is_empty() && current.chars().count() + 1 + word.chars().count() > room {
            lines.push(word.to_owned());
        } else {
            if !current.is_empty() {
                current.push(' ');
            }
            current.push_str(word);
        }
    }
    let last = lines.len() - 1;
    lines.into_iter().enumerate().map(|(n, text)| line(text, role, n == last)).collect()
}

/// A table as an extractor gives it.
fn table(caption: &str, rows: &[Vec<String>], recipe: &Recipe) -> Vec<Line> {
    let mut out = vec![line(caption, Role::Cell, true)];
    match recipe.tables {
        Tables::Rows => out.extend(rows.iter().map(|r| line(r.join(" "), Role::Cell, true))),
        Tables::Flattened => {
            // The header's cells come out glued, the last first; the others one after
            // another, each wrapped at its own width.
            let header: String = rows[0].iter().rev().map(String::as_str).collect();
            out.push(line(header, Role::Cell, true));
            let cells = rows[1..].iter().flatten();
            out.extend(cells.flat_map(|cell| wrap(cell, 16, 0, Role::Cell)));
        }
        Tables::Interleaved => {
            // The row's left cell comes first, its label last, wide cells line by line.
            for row in rows {
                let cells: Vec<Vec<Line>> =
                    row.iter().map(|cell| wrap(cell, 14, 0, Role::Cell)).collect();
                let height = cells.iter().map(Vec::len).max().unwrap_or(0);
                for n in 0..height {
                    let parts = cells.iter().rev().filter_map(|c| c.get(n));
                    let text: Vec<&str> = parts.map(|l| l.text.as_str()).collect();
                    out.push(line(text.join(" "), Role::Cell, n + 1 == height));
                }
            }
        }
    }
    out
}

/// Lines on pages, with what stands around and below them.
fn pages(flow: Vec<Line>, article: &Article, recipe: &Recipe, dice: &mut Dice) -> Vec<Line> {
    let mut out = Vec::new();
    let mut flow = flow.into_iter().peekable();
    let mut number: u32 = article.field("page").parse().unwrap();
    while flow.peek().is_some() {
        let (mut page, mut notes) = (Vec::new(), Vec::new());
        let mut used = 0;
        while used < recipe.height {
            let Some(mut next) = flow.next() else { break };
            let first = notes.len();
            next.text = number_marks(&next.text, &mut notes, recipe, dice);
            used += 1 + notes.len() - first;
            page.push(next);
        }
        out.extend(head(article, number, recipe));
        let start = out.len();
        out.extend(page);
        if let Some(first) = out.get_mut(start) {
            first.tops = true;
        }
        let numbered = (1..).zip(notes);
        out.extend(numbered.flat_map(|(n, note)| foot(n, &article.notes[note], recipe)));
        out.extend(below(article, number, recipe, dice));
        number += 1;
    }
    out
}

/// Marks as digits; the notes they belong to are added.
fn number_marks(text: &str, notes: &mut Vec<usize>, recipe: &Recipe, dice: &mut Dice) -> String {
    let mut out = String::new();
    for c in text.chars() {
        let Some(index) = is_mark(c) else {
            out.push(c);
            continue;
        };
        notes.push(index);
        let spaced = recipe.notes == Some(NoteMarks::Mixed);
        if spaced && dice.chance(0.2) {
            out.push(' ');
        }
        out.push_str(&notes.len().to_string());
        if spaced && dice.chance(0.3) {
            out.push(' ');
        }
    }
    out
}

/// A footnote as printed.
fn foot(number: u32, note: &str, recipe: &Recipe) -> Vec<Line> {
    let text = match recipe.notes {
        Some(NoteMarks::Mixed) if number.is_multiple_of(2) => format!("{number} . {note}"),
        _ => format!("{number}. {note}"),
    };
    wrap(&text, recipe.width, 0, Role::Note)
}

/// What stands above a page: the journal on even ones, the title on odd ones.
fn head(article: &Article, number: u32, recipe: &Recipe) -> Option<Line> {
    let (journal, title) = (article.field("journal"), article.field("title"));
    let even = number.is_multiple_of(2);
    let text = match recipe.furniture {
        Furniture::None => return None,
        Furniture::Margins => format!("{number} {}", if even { journal } else { title }),
        Furniture::Feet if even => format!("{journal}، بهار و تابستان 1390"),
        Furniture::Feet => format!("{}, Vol. 4, No. 2", article.field("title_en")),
        Furniture::Gaps => format!("{number}     {title}          {journal}"),
    };
    Some(line(text, Role::Furniture, true))
}

/// What stands below and beside a page.
fn below(article: &Article, number: u32, recipe: &Recipe, dice: &mut Dice) -> Vec<Line> {
    let text = match recipe.furniture {
        Furniture::None => return Vec::new(),
        Furniture::Margins => return margin(article, number, dice),
        Furniture::Feet => format!("- {number} -"),
        Furniture::Gaps => "https://journal.example.ir/issue/7".to_owned(),
    };
    vec![line(text, Role::Furniture, true)]
}

/// What stands along the margin of the first page and along the spine of every fourth.
fn margin(article: &Article, number: u32, dice: &mut Dice) -> Vec<Line> {
    let first: u32 = article.field("page").parse().unwrap();
    let mut runs = Vec::new();
    if number == first {
        runs.push(format!("[ DOR: 20.1001.1.{}.1390.4.1.7.2 ]", 10_000_000 + number * 7919));
        runs.push("[ Downloaded from journal.example.ir on 2024-11-03 ]".to_owned());
    }
    let mut out = Vec::new();
    for run in runs {
        out.extend(syllables(&run, dice).into_iter().map(|s| line(s, Role::Furniture, true)));
    }
    if (number - first) % 4 == 1 {
        let mut spine = syllables(article.field("title"), dice);
        spine.reverse();
        out.extend(spine.into_iter().map(|s| line(s, Role::Furniture, true)));
        out.push(line(format!("/{}", number * 3), Role::Furniture, true));
    }
    out
}

/// A text in pieces of one to three characters.
fn syllables(text: &str, dice: &mut Dice) -> Vec<String> {
    let chars: Vec<char> = text.chars().filter(|c| *c != ' ').collect();
    let mut out = Vec::new();
    let mut at = 0;
    while at < chars.len() {
        let end = (at + 1 + dice.below(3)).min(chars.len());
        out.push(chars[at..end].iter().collect());
        at = end;
    }
    out
}
