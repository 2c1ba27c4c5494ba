//! Lines whose pieces stand in the wrong order.
//!
//! Two habits are known. Some extractions are sound but for single lines, which
//! show it by wide gaps or by words cut at a kashida ([`coarse`]); in others
//! almost every line is a chain of pieces, cut at half-spaces, at every change
//! of script and anywhere else ([`fine`]). Both are decided by the order that
//! reads best ([`decode`], [`read`]).

pub mod decode;
pub mod effort;
pub mod words;
pub mod grams;
pub mod reference;
pub mod smooth;
pub mod read;
pub mod best;
pub mod glue;
pub mod gaps;
pub mod joints;
pub mod cuts;
pub mod ends;
pub mod numbers;
pub mod tight;
pub mod coarse;
pub mod fine;

use crate::import::order::decode::{Joint, Piece};
use crate::import::parts::is_phrase;
use crate::import::survey::is_mark;
use crate::text::persian;

/// The text of a line's pieces in reading order. The joint of the first piece
/// is that of the line itself and is left out. `phrases`: a cut between a
/// preposition and its noun was a half-space.
pub fn assemble(chars: &[char], pieces: &[Piece], phrases: bool) -> String {
    let mut out = String::new();
    for (n, piece) in pieces.iter().enumerate() {
        let text: String = chars[piece.start..piece.end].iter().collect();
        let mut text = text.split_whitespace().collect::<Vec<_>>().join(" ");
        // The mark of a run that stands at its wrong end.
        let first = text.chars().next().unwrap_or(' ');
        let inner = n > 0 && is_mark(first) && text.chars().count() > 1 && !out.ends_with(is_mark);
        if inner && text.chars().nth(1) == Some(' ') {
            text = text[first.len_utf8()..].trim_start().to_owned();
            out.push(first);
        }
        if n > 0 {
            match piece.joint {
                Joint::Half => out.push(persian::ZWNJ),
                Joint::None => {}
                Joint::Space if phrases && joins_phrase(&out, &text) => out.push(persian::ZWNJ),
                Joint::Space if text.starts_with(is_mark) && text.chars().count() == 1 => {}
                Joint::Space => out.push(' '),
            }
        }
        out.push_str(&text);
    }
    out
}

/// Whether a preposition ends one piece and the next begins with its noun: what
/// was cut between them was a half-space, for a plain space is no cut.
fn joins_phrase(before: &str, after: &str) -> bool {
    let last = before.rsplit(|c: char| !persian::is_letter(c)).next().unwrap_or("");
    let first = after.split(|c: char| !persian::is_letter(c)).next().unwrap_or("");
    last == "به" && is_phrase(last, first)
}
