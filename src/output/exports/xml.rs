//! XML in memory: tags that always close, text that is always escaped, and
//! nothing empty.

use quick_xml::Writer;
use quick_xml::events::{BytesDecl, BytesEnd, BytesStart, BytesText, Event};

/// An attribute's name and value. One with an empty value is not written.
pub(super) type Attribute<'a> = (&'a str, &'a str);

/// An XML document that is being written.
///
/// A *block* begins on a line of its own; a *run* stands in the midst of text,
/// where a line end that was not there would be a space too many.
pub(super) struct Xml {
    writer: Writer<Vec<u8>>,
    /// Whether the last thing written was the end of a block.
    after_block: bool,
}

impl Xml {
    /// A document with its declaration.
    pub(super) fn new() -> Self {
        let mut xml = Self { writer: Writer::new(Vec::new()), after_block: false };
        xml.event(Event::Decl(BytesDecl::new("1.0", Some("UTF-8"), None)));
        xml
    }

    /// The bytes of the document.
    pub(super) fn finish(mut self) -> Vec<u8> {
        self.line();
        self.writer.into_inner()
    }

    /// A line that stands before the root element, as it is: a document type.
    pub(super) fn doctype(&mut self, name: &str) {
        self.line();
        self.event(Event::DocType(BytesText::from_escaped(name)));
    }

    /// An element on a line of its own, with what `inner` writes in it.
    pub(super) fn block(
        &mut self,
        name: &str,
        attributes: &[Attribute<'_>],
        inner: impl FnOnce(&mut Self),
    ) {
        self.line();
        self.after_block = false;
        self.event(Event::Start(tag(name, attributes)));
        inner(self);
        if self.after_block {
            self.line();
        }
        self.event(Event::End(BytesEnd::new(name)));
        self.after_block = true;
    }

    /// An element in the midst of text.
    pub(super) fn run(
        &mut self,
        name: &str,
        attributes: &[Attribute<'_>],
        inner: impl FnOnce(&mut Self),
    ) {
        self.event(Event::Start(tag(name, attributes)));
        inner(self);
        self.event(Event::End(BytesEnd::new(name)));
        self.after_block = false;
    }

    /// An element on a line of its own that holds text alone; none for no text.
    pub(super) fn leaf(&mut self, name: &str, attributes: &[Attribute<'_>], text: &str) {
        if !text.trim().is_empty() {
            self.block(name, attributes, |x| x.text(text));
        }
    }

    /// As [`Xml::leaf`], for text that there may not be.
    pub(super) fn leaf_of(&mut self, name: &str, attributes: &[Attribute<'_>], text: Option<&str>) {
        self.leaf(name, attributes, text.unwrap_or_default());
    }

    /// An element without content, on a line of its own.
    pub(super) fn empty_block(&mut self, name: &str, attributes: &[Attribute<'_>]) {
        self.line();
        self.empty(name, attributes);
        self.after_block = true;
    }

    /// An element without content, in the midst of text.
    pub(super) fn empty(&mut self, name: &str, attributes: &[Attribute<'_>]) {
        self.event(Event::Empty(tag(name, attributes)));
        self.after_block = false;
    }

    /// Text, without the characters that XML can't hold.
    pub(super) fn text(&mut self, text: &str) {
        if !text.is_empty() {
            self.event(Event::Text(BytesText::new(&allowed(text))));
            self.after_block = false;
        }
    }

    /// Markup that is well formed already.
    pub(super) fn markup(&mut self, markup: &str) {
        self.event(Event::Text(BytesText::from_escaped(allowed(markup))));
        self.after_block = false;
    }

    fn line(&mut self) {
        self.event(Event::Text(BytesText::from_escaped("\n")));
    }

    fn event(&mut self, event: Event<'_>) {
        // A Vec takes whatever is written to it, so there is no error to hand on.
        let _ = self.writer.write_event(event);
    }
}

fn tag<'a>(name: &'a str, attributes: &[Attribute<'_>]) -> BytesStart<'a> {
    let mut tag = BytesStart::new(name);
    for (key, value) in attributes {
        if !value.is_empty() {
            tag.push_attribute((*key, &*allowed(value)));
        }
    }
    tag
}

/// XML 1.0 has no place for control characters, not even as references.
fn allowed(text: &str) -> std::borrow::Cow<'_, str> {
    let is_allowed = |c: char| {
        matches!(c, '\t' | '\n' | '\r' | '\u{20}'..='\u{FFFD}' | '\u{10000}'..)
            && !matches!(c, '\u{7F}'..='\u{9F}')
    };
    if text.chars().all(is_allowed) {
        return text.into();
    }
    text.chars().filter(|c| is_allowed(*c)).collect::<String>().into()
}

/// An id that XML takes: a prefix that keeps ids of different things apart, a
/// full stop, and the id with an underscore for each character that may not stand there.
pub(super) fn id(prefix: &str, id: &str) -> String {
    let mut whole = format!("{prefix}.");
    whole.extend(id.chars().map(|c| {
        // Of what Unicode counts as a letter or digit, XML lacks a few.
        let stands = matches!(c, 'a'..='z' | 'A'..='Z' | '0'..='9' | '-' | '_' | '.'
            | '\u{C0}'..='\u{D6}' | '\u{D8}'..='\u{F6}' | '\u{F8}'..='\u{2FF}'
            | '\u{370}'..='\u{37D}' | '\u{37F}'..='\u{1FFF}' | '\u{200C}'..='\u{200D}');
        if stands { c } else { '_' }
    }));
    whole
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(write: impl FnOnce(&mut Xml), expected: &str) {
        let mut xml = Xml::new();
        write(&mut xml);
        let text = String::from_utf8(xml.finish()).unwrap();
        assert_eq!(text, format!("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n{expected}\n"));
    }

    #[test]
    fn text_and_attributes_are_escaped_and_lose_control_characters() {
        check(
            |x| x.leaf("p", &[("n", "a\"<&")], "«الف» < ب & \u{8}ج"),
            "<p n=\"a&quot;&lt;&amp;\">«الف» &lt; ب &amp; ج</p>",
        );
    }

    #[test]
    fn nothing_empty_is_written() {
        check(|x| x.block("p", &[("n", "")], |x| x.leaf("q", &[], " ")), "<p></p>");
    }

    #[test]
    fn runs_bring_no_space_with_them() {
        check(
            |x| {
                x.block("div", &[], |x| {
                    x.block("p", &[], |x| {
                        x.run("b", &[], |x| x.text("کابل"));
                        x.text("‌ها");
                    });
                });
            },
            "<div>\n<p><b>کابل</b>‌ها</p>\n</div>",
        );
    }

    #[test]
    fn ids_are_names_of_xml() {
        assert_eq!(id("event", "1992-05-15-a b"), "event.1992-05-15-a_b");
    }
}
