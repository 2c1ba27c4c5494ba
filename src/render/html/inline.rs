//! Runs inside a block: text with names, emphasis, links, marks, citations.

use std::ops::Range;

use crate::content::tree::Inline;
use crate::link::NameAt;
use crate::model::RecordId;
use crate::render::address;
use crate::render::html::{Writer, bidi, citation};

impl Writer<'_> {
    pub(super) fn inline(&mut self, inline: &Inline) {
        match inline {
            Inline::Text { slot, text, .. } => self.text(*slot, text, 0..text.len()),
            Inline::Emphasis(inner) => self.wrapped("em", inner),
            Inline::Strong(inner) => self.wrapped("strong", inner),
            Inline::Plain(inner) => self.inlines(inner),
            Inline::Code(text) => {
                self.push("<code dir=\"ltr\">");
                self.escaped(text);
                self.push("</code>");
            }
            Inline::Link { href, text, .. } => self.link(href, text),
            Inline::Image { src, alternative, .. } => self.image(src, alternative),
            Inline::Page { slot, id, label, .. } => self.page(*slot, id, label.as_deref()),
            Inline::Citation { slot, form, items, .. } => {
                let works = self.links.works.get(slot).map_or(&[][..], Vec::as_slice);
                citation::write(&mut self.out, self.leaf, *form, items, works);
            }
            Inline::Mark { label, .. } => self.mark(label),
            Inline::Break => self.push("\n"),
            Inline::HardBreak => self.push("<br>\n"),
        }
    }

    fn wrapped(&mut self, element: &str, inner: &[Inline]) {
        self.push(&format!("<{element}>"));
        self.inlines(inner);
        self.push(&format!("</{element}>"));
    }

    /// A part of a text, with links where a name stands first in its section. No
    /// name reaches over the part's ends.
    pub(super) fn text(&mut self, slot: u32, text: &str, part: Range<usize>) {
        let mut at = part.start;
        let inside = |name: &&NameAt| part.start <= name.range.start && name.range.end <= part.end;
        let names: Vec<&NameAt> = self.links_in(slot).filter(inside).collect();
        for name in names {
            let (before, inside) = (text.get(at..name.range.start), text.get(name.range.clone()));
            let (Some(before), Some(inside)) = (before, inside) else { continue };
            let Some(to) = self.leaf.entity_address(name.entity) else { continue };
            bidi::text(&mut self.out, before, self.lang);
            self.open_link("name", &self.leaf.href(&to), inside);
            self.label(inside);
            self.push("</a>");
            at = name.range.end;
        }
        bidi::text(&mut self.out, text.get(at..part.end).unwrap_or_default(), self.lang);
    }

    /// Opens a link; where its whole text is of the other script, the link
    /// itself carries language and direction.
    fn open_link(&mut self, class: &str, href: &str, text: &str) {
        self.push("<a");
        if !class.is_empty() {
            self.push(&format!(" class=\"{class}\""));
        }
        self.push(" href=\"");
        self.escaped(href);
        self.push("\"");
        if let Some(other) = bidi::whole(text, self.lang) {
            self.push(bidi::attributes(other));
        }
        self.push(">");
    }

    /// The text of such a link.
    fn label(&mut self, text: &str) {
        if bidi::whole(text, self.lang).is_some() {
            self.escaped(text);
        } else {
            bidi::text(&mut self.out, text, self.lang);
        }
    }

    fn link(&mut self, href: &str, text: &[Inline]) {
        if !address::is_outward(href) && !href.starts_with('#') {
            self.inlines(text);
            return;
        }
        self.push("<a href=\"");
        self.escaped(href);
        self.push("\">");
        self.inlines(text);
        self.push("</a>");
    }

    /// An image of the site's own; one from elsewhere would be a third party's request.
    pub(super) fn image(&mut self, src: &str, alternative: &str) {
        if address::is_outward(src) {
            bidi::text(&mut self.out, alternative, self.lang);
            return;
        }
        let src = self.leaf.reach.file(&address::image(src));
        self.push("<img src=\"");
        self.escaped(&src);
        self.push("\" alt=\"");
        self.escaped(alternative);
        self.push("\" loading=\"lazy\">");
    }

    fn page(&mut self, slot: u32, id: &str, label: Option<&[Inline]>) {
        let Some(target) = self.links.pages.get(&slot) else {
            match label {
                Some(label) => self.inlines(label),
                None => bidi::text(&mut self.out, id, self.lang),
            }
            return;
        };
        let href = self.leaf.target(target);
        // A name is a name, whether it links by itself or was linked by hand.
        let is_name = matches!(target.record, RecordId::Entity(_)) && target.section.is_none();
        let class = if is_name { "name" } else { "" };
        match (label, self.leaf.title(target.record)) {
            (Some(label), _) => {
                self.open_link(class, &href, "");
                self.inlines(label);
            }
            (None, Some((lang, title))) if lang == self.lang => {
                self.open_link(class, &href, title);
                self.label(title);
            }
            (None, title) => {
                self.open_link(class, &href, "");
                let (lang, title) = title.unwrap_or((self.lang, id));
                self.push(&bidi::titled(title, lang, self.lang));
            }
        }
        self.push("</a>");
    }

    fn mark(&mut self, label: &str) {
        let Some(&n) = self.numbers.get(label) else { return };
        let part = self.record.part;
        let id = self.anchor(&address::mark(part, n + 1, self.marks[n].len()));
        let note = self.anchor(&address::note(part, n + 1));
        let shown = self.leaf.words.number(n + 1);
        self.push(&format!(
            "<sup class=\"mark\"><a id=\"{id}\" href=\"#{note}\" role=\"doc-noteref\">{shown}</a></sup>"
        ));
        self.marks[n].push(id);
    }
}
