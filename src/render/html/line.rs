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
use crate::text::Lang;

/// What stands for something in a line that is no text: it ends every run.
pub const OBJECT: char = '\u{FFFC}'; // OBJECT REPLACEMENT CHARACTER

/// What stands in a line, as a run of the other script meets it.
#[derive(Debug)]
pub struct Part {
    /// Where it is in the line's text.
    pub place: Range<usize>,
    /// Whether it is text and no element, and can be cut.
    pub is_text: bool,
}

/// What to write next of a line.
#[derive(Debug, PartialEq, Eq)]
pub enum Step {
    /// An element for a run of the other script begins.
    Open,
    /// A part by its position and, of a text, how much of it, in bytes.
    Part(usize, Range<usize>),
    /// The run's element ends.
    Close,
}

/// The runs of the other script in a line that something cuts: one of its parts,
/// or one of the `names` that become links in it.
pub fn cut_runs(
    line: &str,
    parts: &[Part],
    names: &[Range<usize>],
    lang: Lang,
) -> Vec<Range<usize>> {
    let mut runs = bidi::runs_of_other(line, lang);
    runs.retain(|run| {
        // Its ends can be marked only where no element is open.
        let can_cut = |at: usize, edge: fn(&Range<usize>) -> usize| {
            let holds = |part: &Part| part.place.start <= at && at <= part.place.end;
            parts.iter().any(|part| holds(part) && (part.is_text || edge(&part.place) == at))
        };
        let is_cut = |at: usize| run.start < at && at < run.end;
        let mut crossing = names.iter().filter(|n| n.start < run.end && run.start < n.end);
        can_cut(run.start, |part| part.start)
            && can_cut(run.end, |part| part.end)
            && crossing.clone().all(|name| run.start <= name.start && name.end <= run.end)
            && (crossing.any(|name| is_cut(name.start) || is_cut(name.end))
                || parts.iter().any(|part| is_cut(part.place.start)))
    });
    runs
}

/// The parts of a line in order, each run in an element of its own: texts are cut
/// wherever a run begins or ends.
pub fn steps(parts: &[Part], runs: Vec<Range<usize>>) -> Vec<Step> {
    let mut steps = Vec::new();
    let mut runs = runs.into_iter().peekable();
    let mut open: Option<usize> = None;
    for (n, Part { place, is_text }) in parts.iter().enumerate() {
        let Range { start, end } = *place;
        let mut at = start;
        loop {
            let begins = runs.peek().map(|run| run.start);
            if open.is_none() && begins == Some(at) && at < end {
                open = runs.next().map(|run| run.end);
                steps.push(Step::Open);
            }
            let begins = runs.peek().map(|run| run.start);
            let cut = open.or(begins).map_or(end, |cut| cut.min(end));
            let next = if *is_text { cut } else { end };
            steps.push(Step::Part(n, at - start..next - start));
            at = next;
            if open.is_some_and(|last| last <= at) {
                open = None;
                steps.push(Step::Close);
            }
            if at >= end {
                break;
            }
        }
    }
    if open.is_some() {
        steps.push(Step::Close);
    }
    steps
}

impl<'a> Writer<'a> {
    /// What stands in one line.
    pub(super) fn inlines(&mut self, inlines: &[Inline]) {
        let page = self.lang;
        for step in self.steps(inlines) {
            match step {
                Step::Open => {
                    self.lang = page.other();
                    self.push(&format!("<span{}>", bidi::attributes(self.lang)));
                }
                Step::Part(n, range) => match &inlines[n] {
                    Inline::Text { slot, text, .. } => self.text(*slot, text, range),
                    inline => self.inline(inline),
                },
                Step::Close => {
                    self.lang = page;
                    self.push("</span>");
                }
            }
        }
        self.lang = page;
    }

    fn steps(&self, inlines: &[Inline]) -> Vec<Step> {
        if let [Inline::Text { slot, text, .. }] = inlines
            && self.links_in(*slot).next().is_none()
        {
            return vec![Step::Part(0, 0..text.len())];
        }
        let mut line = String::new();
        let mut parts = Vec::new();
        let mut names = Vec::new();
        for inline in inlines {
            let start = line.len();
            self.shown(inline, &mut line);
            let is_text = matches!(inline, Inline::Text { .. });
            parts.push(Part { place: start..line.len(), is_text });
            if let Inline::Text { slot, .. } = inline {
                let moved = |name: &NameAt| start + name.range.start..start + name.range.end;
                names.extend(self.links_in(*slot).map(moved));
            }
        }
        let runs = cut_runs(&line, &parts, &names, self.lang);
        steps(&parts, runs)
    }

    /// The names in a text that lead to a page.
    pub(super) fn links_in(&self, slot: u32) -> impl Iterator<Item = &'a NameAt> {
        let names = &self.links.names;
        let first = names.partition_point(|name| name.slot < slot);
        let leads = |name: &&NameAt| name.linked && self.leaf.entity_address(name.entity).is_some();
        names[first..].iter().take_while(move |name| name.slot == slot).filter(leads)
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
