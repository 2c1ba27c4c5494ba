//! A run of text → inlines: citations, `[name]{.nolink}`, and what stands between.

use crate::content::markdown::citation;
use crate::content::markdown::citation::Fault;
use crate::content::problem;
use crate::content::problem::Problems;
use crate::content::tree::{CitationForm, CitationItem, Inline};

/// What keeps a name plain.
const NOLINK: &str = "{.nolink}";

/// Text that the parser gave in pieces, with where each piece stands in the file.
#[derive(Clone, Debug, Default)]
pub struct Run {
    /// The text; line ends of the source are spaces.
    text: String,
    /// Position in `text` and offset in the file of each piece, ascending.
    pieces: Vec<(usize, usize)>,
    /// Positions of characters that a backslash has made plain.
    escaped: Vec<usize>,
    /// Whether it is nothing but line ends.
    has_words: bool,
}

impl Run {
    /// Adds a piece of text that stands at an offset of the file.
    pub fn push(&mut self, piece: &str, at: usize, is_escaped: bool) {
        if is_escaped {
            self.escaped.push(self.text.len());
        }
        self.has_words = true;
        self.pieces.push((self.text.len(), at));
        self.text.push_str(piece);
    }

    /// Adds a line end.
    pub fn push_break(&mut self, at: usize) {
        self.pieces.push((self.text.len(), at));
        self.text.push(' ');
    }

    /// Whether nothing was added.
    pub fn is_empty(&self) -> bool {
        self.text.is_empty()
    }

    /// The offset in the file of a position in the text.
    fn at(&self, position: usize) -> usize {
        let next = self.pieces.partition_point(|(start, _)| *start <= position);
        self.pieces[..next].last().map_or(0, |(start, at)| at + (position - start))
    }

    fn is_plain(&self, position: usize) -> bool {
        self.escaped.binary_search(&position).is_ok()
    }
}

/// Whether citations are read in a run: not in a link's own text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Within {
    Text,
    Link,
}

/// Turns runs into inlines.
pub struct Scanner<'s, 'p, 'a> {
    run: &'s Run,
    within: Within,
    slots: &'s mut u32,
    problems: &'p mut Problems<'a>,
    found: Vec<Inline>,
    /// Where the plain text begins that isn't in `found` yet.
    plain: usize,
}

impl<'s, 'p, 'a> Scanner<'s, 'p, 'a> {
    /// A scanner of one run; `slots` is the number of the next slot.
    pub fn new(
        run: &'s Run,
        within: Within,
        slots: &'s mut u32,
        problems: &'p mut Problems<'a>,
    ) -> Self {
        Self { run, within, slots, problems, found: Vec::new(), plain: 0 }
    }

    /// The inlines of the run.
    pub fn scan(mut self) -> Vec<Inline> {
        if !self.run.has_words {
            return vec![Inline::Break];
        }
        let text = &self.run.text;
        let mut at = 0;
        while let Some(next) = text[at..].find(['[', '@']) {
            at += next;
            at = if self.run.is_plain(at) {
                at + 1
            } else if text[at..].starts_with('[') {
                self.bracket(at)
            } else {
                self.narrative(at)
            };
        }
        self.text_up_to(text.len());
        self.found
    }

    /// A `[`; returns where to go on.
    fn bracket(&mut self, at: usize) -> usize {
        let text = &self.run.text;
        if text[at + 1..].starts_with('[') {
            return self.open_page_link(at);
        }
        let inner_start = at + 1;
        let Some(end) = self.closing(inner_start) else {
            return self.open_citation(at);
        };
        let inner = &text[inner_start..end];
        let after = end + 1;
        if text[after..].starts_with(NOLINK) {
            self.text_up_to(at);
            let name = self.plain_text(inner, inner_start);
            self.found.push(Inline::Plain(vec![name]));
            self.plain = after + NOLINK.len();
            return self.plain;
        }
        if let Some(label) = inner.strip_prefix('^').filter(|label| is_label(label)) {
            self.problems.add(self.run.at(at), |place| problem::undefined_note(label, place));
            return after;
        }
        if self.within == Within::Link {
            return after;
        }
        match citation::parse(inner) {
            None => after,
            Some(Ok((form, items))) => {
                self.cite(form, items, at..after, inner_start);
                after
            }
            Some(Err(fault)) => {
                let written = &text[at..after];
                self.problems.add(self.run.at(at), |p| problem::bad_citation(&fault, written, p));
                after
            }
        }
    }

    /// An `@` outside brackets; returns where to go on.
    fn narrative(&mut self, at: usize) -> usize {
        let text = &self.run.text;
        let before = text[..at].chars().next_back();
        let key = citation::key(&text[at + 1..]).filter(|_| citation::may_precede(before));
        let Some(key) = key.filter(|_| self.within == Within::Text) else {
            return at + 1;
        };
        let mut end = at + 1 + key.len();
        let pages = self.pages_after(end);
        if let Some((_, after)) = pages {
            end = after;
        }
        let item = CitationItem {
            key: key.to_owned(),
            prefix: String::new(),
            pages: pages.map(|(pages, _)| pages),
            suffix: String::new(),
            at: 0,
        };
        self.cite(CitationForm::Narrative, vec![item], at..end, at);
        end
    }

    /// ` [p. 51]` after a narrative citation: its pages, and where they end.
    fn pages_after(&self, at: usize) -> Option<(String, usize)> {
        let text = &self.run.text;
        let start = at + (text[at..].len() - text[at..].trim_start().len());
        let inner_start = text[start..].starts_with('[').then_some(start + 1)?;
        let end = self.closing(inner_start)?;
        Some((citation::pages_alone(&text[inner_start..end])?, end + 1))
    }

    fn cite(
        &mut self,
        form: CitationForm,
        items: Vec<CitationItem>,
        range: std::ops::Range<usize>,
        items_start: usize,
    ) {
        self.text_up_to(range.start);
        let run = self.run;
        let place = |item: CitationItem| CitationItem { at: run.at(items_start + item.at), ..item };
        let items = items.into_iter().map(place).collect();
        let slot = self.slot();
        self.found.push(Inline::Citation { slot, form, items, at: run.at(range.start) });
        self.plain = range.end;
    }

    /// `[[` that the parser left: a link without its end.
    fn open_page_link(&mut self, at: usize) -> usize {
        let written = &self.run.text[at..];
        self.problems.add(self.run.at(at), |place| {
            let written = &written[..written.find(' ').unwrap_or(written.len())];
            let hint = "close it: `[[id]]` or `[[id|text]]`; in a table write `\\|` for the line";
            problem::bad_link(written, "it has no closing `]]`", hint, place)
        });
        at + 2
    }

    /// A `[` without its end: a fault when a key follows it.
    fn open_citation(&mut self, at: usize) -> usize {
        let text = &self.run.text;
        let rest = &text[at + 1..];
        let after = rest.strip_prefix('-').unwrap_or(rest).strip_prefix('@');
        if self.within == Within::Text && after.and_then(citation::key).is_some() {
            let written = &text[at..];
            let at = self.run.at(at);
            self.problems.add(at, |p| problem::bad_citation(&Fault::Open, written, p));
            // The key alone is no second citation.
            return text.len() - after.map_or(0, str::len);
        }
        at + 1
    }

    /// The `]` that closes a bracket; `None` when another `[` comes before it.
    fn closing(&self, from: usize) -> Option<usize> {
        let text = &self.run.text;
        let mut at = from;
        loop {
            at += text[at..].find(['[', ']'])?;
            if !self.run.is_plain(at) {
                return text[at..].starts_with(']').then_some(at);
            }
            at += 1;
        }
    }

    fn text_up_to(&mut self, end: usize) {
        if self.plain < end {
            let run = self.run;
            self.find_stars(end);
            let text = self.plain_text(&run.text[self.plain..end], self.plain);
            self.found.push(text);
        }
        self.plain = end;
    }

    /// Stars that made nothing bold: beside «» and brackets they often don't.
    fn find_stars(&mut self, end: usize) {
        let text = &self.run.text[..end];
        let stars = text[self.plain..].match_indices("**").map(|(at, _)| self.plain + at);
        if let Some(at) = stars.into_iter().find(|at| !self.run.is_plain(*at)) {
            let line = &text[at..];
            self.problems.add(self.run.at(at), |place| problem::loose_stars(line, place));
        }
    }

    fn plain_text(&mut self, text: &str, position: usize) -> Inline {
        Inline::Text { slot: self.slot(), text: text.to_owned(), at: self.run.at(position) }
    }

    fn slot(&mut self) -> u32 {
        let slot = *self.slots;
        *self.slots += 1;
        slot
    }
}

fn is_label(label: &str) -> bool {
    !label.is_empty() && !label.contains(char::is_whitespace)
}
