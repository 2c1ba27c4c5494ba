//! A line's runs of the other script, kept together where a name, an emphasis
//! or a note's mark cuts them.
//!
//! Alone, each piece of `Taliban forces` would be isolated by itself, and a
//! Persian line would set the second to the left of the first. So such a run
//! stands whole in one element, its links and marks inside.

use std::ops::Range;

use crate::content::tree::Inline;
use crate::link::NameAt;
use crate::render::html::{Writer, bidi};

/// What stands for something in a line that is no text: it ends every run.
const OBJECT: char = '\u{FFFC}'; // OBJECT REPLACEMENT CHARACTER

impl<'a> Writer<'a> {
    /// What stands in one line.
    pub(super) fn inlines(&mut self, inlines: &[Inline]) {
        let runs = self.cut_runs(inlines);
        let mut runs = runs.into_iter().peekable();
        let mut open: Option<usize> = None;
        let mut start = 0;
        let page = self.lang;
        for inline in inlines {
            let end = start + self.shown_length(inline);
            let mut at = start;
            // Where the inline begins, and in a text wherever a run begins or ends.
            loop {
                let begins = runs.peek().map(|run| run.start);
                if open.is_none() && begins == Some(at) && at < end {
                    open = runs.next().map(|run| run.end);
                    self.lang = page.other();
                    self.push(&format!("<span{}>", bidi::attributes(self.lang)));
                }
                let begins = runs.peek().map(|run| run.start);
                let next = open.or(begins).map_or(end, |cut| cut.min(end));
                match inline {
                    Inline::Text { slot, text, .. } => {
                        self.text(*slot, text, at - start..next - start);
                        at = next;
                    }
                    _ => {
                        self.inline(inline);
                        at = end;
                    }
                }
                if open.is_some_and(|last| last <= at) {
                    open = None;
                    self.lang = page;
                    self.push("</span>");
                }
                if at >= end {
                    break;
                }
            }
            start = end;
        }
        self.lang = page;
    }

    /// The runs of the other script that something cuts, as ranges of the line's text.
    fn cut_runs(&self, inlines: &[Inline]) -> Vec<Range<usize>> {
        if let [Inline::Text { slot, .. }] = inlines
            && self.links_in(*slot).next().is_none()
        {
            return Vec::new();
        }
        let mut line = String::new();
        let mut parts = Vec::new();
        let mut names = Vec::new();
        for inline in inlines {
            let start = line.len();
            self.shown(inline, &mut line);
            parts.push((start..line.len(), matches!(inline, Inline::Text { .. })));
            if let Inline::Text { slot, .. } = inline {
                let moved = |name: &NameAt| start + name.range.start..start + name.range.end;
                names.extend(self.links_in(*slot).map(moved));
            }
        }
        let mut runs = bidi::runs_of_other(&line, self.lang);
        runs.retain(|run| {
            // Its ends can be marked only where no element is open.
            let can_cut = |at: usize, edge: fn(&Range<usize>) -> usize| {
                let holds = |part: &Range<usize>| part.start <= at && at <= part.end;
                parts.iter().any(|(part, is_text)| holds(part) && (*is_text || edge(part) == at))
            };
            let is_cut = |at: usize| run.start < at && at < run.end;
            let mut crossing = names.iter().filter(|n| n.start < run.end && run.start < n.end);
            can_cut(run.start, |part| part.start)
                && can_cut(run.end, |part| part.end)
                && crossing.clone().all(|name| run.start <= name.start && name.end <= run.end)
                && (crossing.any(|name| is_cut(name.start) || is_cut(name.end))
                    || parts.iter().any(|(part, _)| is_cut(part.start)))
        });
        runs
    }

    /// The names in a text that lead to a page.
    pub(super) fn links_in(&self, slot: u32) -> impl Iterator<Item = &'a NameAt> {
        let names = &self.links.names;
        let first = names.partition_point(|name| name.slot < slot);
        let leads = |name: &&NameAt| name.linked && self.leaf.entity_address(name.entity).is_some();
        names[first..].iter().take_while(move |name| name.slot == slot).filter(leads)
    }

    fn shown_length(&self, inline: &Inline) -> usize {
        match inline {
            Inline::Text { text, .. } => text.len(),
            Inline::Mark { .. } => 0,
            Inline::Break => 1,
            _ => {
                let mut text = String::new();
                self.shown(inline, &mut text);
                text.len()
            }
        }
    }

    /// What a reader sees of it, as text.
    fn shown(&self, inline: &Inline, out: &mut String) {
        match inline {
            Inline::Text { text, .. } | Inline::Code(text) => out.push_str(text),
            Inline::Emphasis(inner)
            | Inline::Strong(inner)
            | Inline::Plain(inner)
            | Inline::Link { text: inner, .. }
            | Inline::Page { label: Some(inner), .. } => {
                inner.iter().for_each(|inline| self.shown(inline, out));
            }
            Inline::Page { slot, id, .. } => {
                let target = self.links.pages.get(slot);
                let title = target.and_then(|target| self.leaf.title(target.record));
                out.push_str(title.map_or(id, |(_, title)| title));
            }
            Inline::Image { .. } | Inline::Citation { .. } | Inline::HardBreak => out.push(OBJECT),
            // It is raised over the run and stands on its own.
            Inline::Mark { .. } => {}
            Inline::Break => out.push(' '),
        }
    }
}
