//! What stands in a line: runs of text, emphasis, links, images, marks.

use std::ops::Range;

use pulldown_cmark::{Event, LinkType, Tag};

use crate::content::markdown::address;
use crate::content::markdown::blocks::Builder;
use crate::content::markdown::scan::{Run, Scanner, Within};
use crate::content::problem;
use crate::content::tree::Inline;

impl Builder<'_, '_, '_> {
    /// Everything up to the end of the block or inline that was begun, or to
    /// the next block inside it. That event stays.
    pub(super) fn inlines(&mut self, within: Within) -> Vec<Inline> {
        let mut found = Vec::new();
        let mut run = Run::default();
        let mut last_end = 0;
        while let Some((event, range)) = self.next_inline() {
            match event {
                Event::Text(text) => {
                    let escaped = self.is_escaped(&range, last_end);
                    last_end = range.end;
                    run.push(&text, self.start + range.start, escaped);
                    continue;
                }
                Event::SoftBreak => {
                    run.push_break(self.start + range.start);
                    continue;
                }
                // A remark leaves no trace, not even between two pieces of text.
                Event::InlineHtml(html) | Event::Html(html) => {
                    self.html(&html, range.start);
                    continue;
                }
                _ => {}
            }
            self.end_run(&mut run, within, &mut found);
            found.extend(self.inline(event, range, within));
        }
        self.end_run(&mut run, within, &mut found);
        found
    }

    /// One inline that isn't text.
    fn inline(&mut self, event: Event<'_>, range: Range<usize>, within: Within) -> Option<Inline> {
        let at = self.start + range.start;
        match event {
            Event::Code(code) => Some(Inline::Code(code.into_string())),
            Event::HardBreak => Some(Inline::HardBreak),
            Event::FootnoteReference(label) => {
                Some(Inline::Mark { label: label.into_string(), at })
            }
            Event::Start(tag) => {
                if !self.enter(at) {
                    self.skip();
                    return None;
                }
                let inline = self.container(tag, at, within);
                self.leave();
                self.skip();
                inline
            }
            _ => None,
        }
    }

    fn container(&mut self, tag: Tag<'_>, at: usize, within: Within) -> Option<Inline> {
        match tag {
            Tag::Strong => Some(Inline::Strong(self.inlines(within))),
            Tag::Link { link_type: LinkType::WikiLink { has_pothole }, dest_url, .. } => {
                Some(self.page_link(&dest_url, has_pothole, at))
            }
            Tag::Link { link_type, dest_url, .. } => {
                let text = self.inlines(Within::Link);
                let href = match link_type {
                    LinkType::Email => format!("mailto:{dest_url}"),
                    _ => dest_url.into_string(),
                };
                address::check_link(&href, at, self.problems);
                Some(Inline::Link { href, text, at })
            }
            Tag::Image { dest_url, .. } => {
                let alternative = plain(&self.inlines(Within::Link));
                address::check_image(&dest_url, at, self.images, self.problems);
                Some(Inline::Image { src: dest_url.into_string(), alternative, at })
            }
            // Only emphasis is left of what the options let through.
            _ => Some(Inline::Emphasis(self.inlines(within))),
        }
    }

    /// `[[id]]`, `[[id#section]]`, `[[id|text]]`.
    fn page_link(&mut self, written: &str, has_label: bool, at: usize) -> Inline {
        let slot = self.slot();
        let label = self.inlines(Within::Link);
        // In a table the line is written `\|`, and the parser leaves the backslash.
        let target = written.trim().trim_end_matches('\\').trim_end();
        let (id, section) = match target.split_once('#') {
            Some((id, section)) => (id.trim_end(), Some(section.trim())),
            None => (target, None),
        };
        if id.is_empty() || section.is_some_and(str::is_empty) {
            self.problems.add(at, |place| {
                let hint = "write the id of the page: `[[csto]]`; a part of this page is \
                            linked as `[text](#part)`";
                problem::bad_link(&format!("[[{written}]]"), "an id is missing", hint, place)
            });
        }
        let section = section.filter(|s| !s.is_empty()).map(str::to_owned);
        let label = (has_label && !label.is_empty()).then_some(label);
        Inline::Page { slot, id: id.to_owned(), section, label, at }
    }

    fn end_run(&mut self, run: &mut Run, within: Within, found: &mut Vec<Inline>) {
        if !run.is_empty() {
            found.extend(Scanner::new(run, within, &mut self.slots, self.problems).scan());
            *run = Run::default();
        }
    }

    /// Whether a backslash has made the first character of a piece of text plain:
    /// it stands before the piece, and isn't the end of the piece before.
    fn is_escaped(&self, range: &Range<usize>, last_end: usize) -> bool {
        let (before, piece) = self.source.split_at(range.start);
        before.ends_with('\\')
            && last_end != range.start
            && piece.starts_with(|c: char| c.is_ascii_punctuation())
    }
}

/// The words of inlines, without marks and links.
pub(super) fn plain(inlines: &[Inline]) -> String {
    let mut words = String::new();
    for inline in inlines {
        match inline {
            Inline::Text { text, .. } | Inline::Code(text) => words.push_str(text),
            Inline::Emphasis(inner) | Inline::Strong(inner) | Inline::Plain(inner) => {
                words.push_str(&plain(inner));
            }
            Inline::Link { text, .. } => words.push_str(&plain(text)),
            Inline::Image { alternative, .. } => words.push_str(alternative),
            Inline::Page { id, label, .. } => match label {
                Some(label) => words.push_str(&plain(label)),
                None => words.push_str(id),
            },
            Inline::Break | Inline::HardBreak => words.push(' '),
            Inline::Citation { .. } | Inline::Mark { .. } => {}
        }
    }
    words
}
