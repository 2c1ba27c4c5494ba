//! Damage: what an extractor makes of a printed line.
//!
//! The kinds, in the order in which they happen here:
//!
//! - **glued words**: the space between two words is lost, oftener after a
//!   letter that does not join on, where print shows no difference;
//! - **thrown citations**: a citation in Latin letters at a line's end comes out
//!   at its beginning, its full stop before it; now and then year and author
//!   change places, or the stop comes out glued to the sentence;
//! - **kashidas**: words are stretched, and a line that is all stretched comes
//!   out in pieces cut inside words ([`pieces`](super::pieces));
//! - **a wrong font map** ([`font`](super::font)), on the shapes that print has;
//! - **pieces in reverse order** ([`pieces`](super::pieces));
//! - **mirrored brackets and quotation marks**: each comes out as its partner,
//!   but for those in Latin runs, or each as either;
//! - **half-spaces**: lost, so that the parts are glued; a space; a hyphen or
//!   U+00AC; or one habit here and another there;
//! - **Arabic letters**, ي and ك, in some lines.
//!
//! What a line is in print ([`page`](super::page)) adds furniture, footnotes
//! with their marks, flattened and interleaved tables, and paragraphs split by
//! line ends and page ends.

use virast::text::persian::{self, KASHIDA, ZWNJ};

use crate::made::article::Article;
use crate::made::dice::Dice;
use crate::made::font::misread;
use crate::made::page::{Line, Role, print};
use crate::made::pieces::{Pieces, scatter};
use crate::made::{Blanks, Brackets, HalfSpaces, Recipe};

/// The source that an extractor would give of an article in print.
pub(crate) fn source(article: &Article, recipe: &Recipe, seed: u64) -> String {
    let mut dice = Dice::new(seed, &[&article.slug, recipe.name]);
    let lines = print(article, recipe, &mut dice);
    let mut out = String::new();
    for (n, line) in lines.iter().enumerate() {
        let text = damaged(line, recipe, &mut dice);
        if line.tops && n > 0 {
            // A page's first line begins with a space, and nothing parts it from the page before.
            out.push(' ');
        }
        out.push_str(&text);
        if recipe.trailing && !line.ends && line.role != Role::Furniture {
            out.push(' ');
        }
        out.push('\n');
        let next_tops = lines.get(n + 1).is_some_and(|l| l.tops);
        let blank = match recipe.blanks {
            Blanks::Never => false,
            Blanks::Every => !next_tops && line.role != Role::Heading && line.role != Role::Note,
            Blanks::Paragraphs => line.ends && !next_tops,
        };
        if blank {
            out.push('\n');
        }
    }
    out
}

/// One line.
fn damaged(line: &Line, recipe: &Recipe, dice: &mut Dice) -> String {
    if matches!(line.role, Role::Latin | Role::Furniture) {
        return half_spaces(&line.text, recipe.half_spaces, dice);
    }
    let mut text = line.text.clone();
    if recipe.glued {
        text = glue(&text, dice);
    }
    if recipe.kashida {
        text = stretch(&text, dice);
    }
    if let Some(font) = recipe.font {
        text = misread(&text, font);
    }
    // Short lines are set whole: headings, cells, notes.
    let is_long = text.chars().count() * 2 > recipe.width;
    if let Some(pieces) = recipe.pieces.filter(|p| is_long || *p == Pieces::Glued) {
        text = scatter(&text, pieces, dice);
    }
    text = match recipe.brackets {
        Brackets::Sound => text,
        Brackets::Mirrored => mirror(&text, None),
        Brackets::Either => mirror(&text, Some(dice)),
    };
    if recipe.thrown && line.role == Role::Body && line.ends {
        text = throw(&text, dice);
    }
    text = half_spaces(&text, recipe.half_spaces, dice);
    if recipe.arabic && dice.chance(0.1) {
        text = text.replace('ی', "\u{64A}").replace('ک', "\u{643}"); // ARABIC LETTER YEH, KAF
    }
    text
}

/// Loses some spaces between words.
fn glue(text: &str, dice: &mut Dice) -> String {
    let mut out = String::new();
    let mut before = ' ';
    for c in text.chars() {
        let share = if persian::is_non_joiner(before) { 0.03 } else { 0.008 };
        let is_lost = c == ' ' && persian::is_letter(before) && dice.chance(share);
        if !is_lost {
            out.push(c);
        }
        before = c;
    }
    out
}

/// Puts kashidas between letters that join: in some lines a few, in some everywhere.
fn stretch(text: &str, dice: &mut Dice) -> String {
    let share = dice.weighted(&[(0.0, 4), (0.12, 5), (0.95, 1)]);
    let mut out = String::new();
    let chars: Vec<char> = text.chars().collect();
    for (i, c) in chars.iter().enumerate() {
        out.push(*c);
        let joins = persian::is_letter(*c)
            && !persian::is_non_joiner(*c)
            && chars.get(i + 1).is_some_and(|n| persian::is_letter(*n));
        if joins && dice.chance(share) {
            out.push(KASHIDA);
            if dice.chance(0.4) {
                out.push(KASHIDA);
            }
        }
    }
    out
}

/// Each bracket and quotation mark as its partner, brackets of Latin runs aside;
/// with dice, as either of the two.
fn mirror(text: &str, mut dice: Option<&mut Dice>) -> String {
    let pairs = [('(', ')'), ('«', '»')];
    let partner = |c: char| {
        let found = pairs.iter().find(|(a, b)| *a == c || *b == c);
        found.map(|(a, b)| if *a == c { *b } else { *a })
    };
    let turn = |c: char| {
        let Some(other) = partner(c) else { return c };
        if dice.as_mut().is_some_and(|dice| dice.chance(0.4)) { c } else { other }
    };
    text.chars().map(turn).collect()
}

/// Throws a Latin citation at the end of a paragraph's last line to its beginning.
fn throw(text: &str, dice: &mut Dice) -> String {
    let is_bracket = |c: char| matches!(c, '(' | ')');
    let Some(body) = text.strip_suffix('.').map(|t| t.trim_end_matches(is_bracket)) else {
        return text.to_owned();
    };
    let Some(open) = body.rfind(is_bracket).filter(|_| text.ends_with([')', '.'])) else {
        return text.to_owned();
    };
    let (rest, cited) = (body[..open].trim_end(), &body[open + 1..]);
    let is_citation = cited.chars().any(|c| c.is_ascii_alphabetic())
        && cited.chars().filter(char::is_ascii_digit).count() >= 4;
    if !is_citation || rest.is_empty() {
        return text.to_owned();
    }
    let turned = cited.rsplit_once(", ").map(|(names, year)| format!("{year} ,{names}"));
    match (dice.below(4), turned) {
        (0, Some(turned)) if !turned.contains(':') => format!(".){turned}({rest}"),
        (1, _) => format!("){cited}( .{rest}"),
        _ => format!(".){cited}({rest}"),
    }
}

/// What the extractor writes for half-spaces.
fn half_spaces(text: &str, habit: HalfSpaces, dice: &mut Dice) -> String {
    let mut out = String::new();
    for c in text.chars() {
        match (c, habit) {
            (ZWNJ, HalfSpaces::Lost) => {}
            (ZWNJ, HalfSpaces::Spaces) => out.push(' '),
            (ZWNJ, HalfSpaces::Mixed) => {
                let written = ["", " ", "-", "\u{AC}"]; // NOT SIGN
                out.push_str(written[dice.weighted(&[(0, 10), (1, 7), (2, 2), (3, 1)])]);
            }
            (c, _) => out.push(c),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_citation_at_a_paragraph_s_end_is_thrown_to_the_line_s_beginning() {
        let mut dice = Dice::new(1, &[]);
        let thrown: Vec<String> =
            (0..30).map(|_| throw("برف آمد (Berg, 1999).", &mut dice)).collect();
        for expected in [".)Berg, 1999(برف آمد", ".)1999 ,Berg(برف آمد", ")Berg, 1999( .برف آمد"]
        {
            assert!(thrown.iter().any(|t| t == expected), "{expected}");
        }
        assert_eq!(throw("برف آمد (ن، 1399).", &mut dice), "برف آمد (ن، 1399).");
    }

    #[test]
    fn brackets_come_out_as_their_partners() {
        assert_eq!(mirror("(«باد»)", None), ")»باد«(");
    }
}
