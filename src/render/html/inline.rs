//! Runs inside a block: text with names, emphasis, links, marks, citations.

use crate::content::tree::Inline;
use crate::render::address;
use crate::render::html::{Writer, bidi, citation};

impl Writer<'_> {
    pub(super) fn inlines(&mut self, inlines: &[Inline]) {
        for inline in inlines {
            self.inline(inline);
        }
    }

    fn inline(&mut self, inline: &Inline) {
        match inline {
            Inline::Text { slot, text, .. } => self.text(*slot, text),
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

    /// Text, with links where a name stands first in its section.
    fn text(&mut self, slot: u32, text: &str) {
        let names = &self.links.names;
        let first = names.partition_point(|name| name.slot < slot);
        let mut at = 0;
        for name in names[first..].iter().take_while(|name| name.slot == slot) {
            let (before, inside) = (text.get(at..name.range.start), text.get(name.range.clone()));
            let (true, Some(before), Some(inside)) = (name.linked, before, inside) else {
                continue;
            };
            bidi::text(&mut self.out, before, self.lang);
            match self.leaf.entity_address(name.entity) {
                Some(to) => {
                    self.open_link("name", &self.leaf.href(&to), inside);
                    self.label(inside);
                    self.push("</a>");
                }
                None => self.label(inside),
            }
            at = name.range.end;
        }
        bidi::text(&mut self.out, text.get(at..).unwrap_or_default(), self.lang);
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
        match (label, self.leaf.title(target.record)) {
            (Some(label), _) => {
                self.push("<a href=\"");
                self.escaped(&href);
                self.push("\">");
                self.inlines(label);
                self.push("</a>");
            }
            (None, Some((lang, title))) if lang == self.lang => {
                self.open_link("", &href, title);
                self.label(title);
                self.push("</a>");
            }
            (None, title) => {
                self.push("<a href=\"");
                self.escaped(&href);
                self.push("\">");
                let (lang, title) = title.unwrap_or((self.lang, id));
                self.push(&bidi::titled(title, lang, self.lang));
                self.push("</a>");
            }
        }
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
