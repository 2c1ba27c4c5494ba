//! Markdown → [`Body`]: pulldown-cmark's events as a tree, with our three inline
//! forms.
//!
//! 1. [`blocks`] turns events into blocks, and gives slots and numbers.
//! 2. [`inlines`] does the same for what stands in a line: it joins the
//!    parser's pieces of text into runs.
//! 3. [`scan`] finds citations and `[name]{.nolink}` in a run; [`citation`] is
//!    the grammar of the brackets.
//! 4. [`address`] says where a link may lead.
//! 5. [`finish`] needs the whole body: the order of notes, and ids for the
//!    headings and captions that have none.

pub mod blocks;
pub mod inlines;
pub mod scan;
pub mod citation;
pub mod address;
pub mod finish;

use pulldown_cmark::{Options, Parser};

use crate::content::markdown::blocks::Builder;
use crate::content::problem::Problems;
use crate::content::tree::Body;

/// Parses the Markdown of a file from byte `start` on.
pub fn parse(problems: &mut Problems<'_>, start: usize) -> Body {
    let text = problems.text().get(start..).unwrap_or_default();
    let events = Parser::new_ext(text, options()).into_offset_iter();
    let (built, left) = Builder::new(events, problems, start).build();
    finish::finish(built, left, problems)
}

/// What is understood beyond CommonMark. Smart punctuation stays off: it knows
/// no « ».
fn options() -> Options {
    Options::ENABLE_TABLES
        | Options::ENABLE_FOOTNOTES
        | Options::ENABLE_HEADING_ATTRIBUTES
        | Options::ENABLE_DEFINITION_LIST
        | Options::ENABLE_WIKILINKS
}
