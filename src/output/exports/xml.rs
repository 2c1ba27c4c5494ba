//! XML in memory: tags that always close, text that is always escaped, and
//! nothing empty.

use std::borrow::Cow;

use crate::text::letters;

/// An attribute's name and value. One with an empty value is not written.
pub(super) type Attribute<'a> = (&'a str, &'a str);

/// An XML document that is being written.
///
/// A *block* begins on a line of its own; a *run* stands in the midst of text,
/// where a line end that was not there would be a space too many.
pub(super) struct Xml {
    out: String,
    /// Whether the last thing written was the end of a block.
    after_block: bool,
}

/// Bytes that most documents need.
const ROOM: usize = 32 * 1024;

/// Where something is written that must be escaped.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Within {
    Text,
    /// An attribute's value, in which a reader takes line ends for spaces.
    Value,
}

impl Xml {
    /// A document with its declaration.
    pub(super) fn new() -> Self {
        let mut out = String::with_capacity(ROOM);
        out.push_str("<?xml version=\"1.0\" encoding=\"UTF-8\"?>");
        Self { out, after_block: false }
    }

    /// The bytes of the document.
    pub(super) fn finish(mut self) -> Vec<u8> {
        self.line();
        self.out.into_bytes()
    }

    /// A line that stands before the root element, as it is: a document type.
    pub(super) fn doctype(&mut self, name: &str) {
        self.line();
        self.push(&["<!DOCTYPE ", name, ">"]);
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
        self.tag(name, attributes, ">");
        inner(self);
        if self.after_block {
            self.line();
        }
        self.push(&["</", name, ">"]);
        self.after_block = true;
    }

    /// An element in the midst of text.
    pub(super) fn run(
        &mut self,
        name: &str,
        attributes: &[Attribute<'_>],
        inner: impl FnOnce(&mut Self),
    ) {
        self.tag(name, attributes, ">");
        inner(self);
        self.push(&["</", name, ">"]);
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
        self.tag(name, attributes, "/>");
        self.after_block = false;
    }

    /// Text, without the characters that XML can't hold.
    pub(super) fn text(&mut self, text: &str) {
        if !text.is_empty() {
            self.escaped(text, Within::Text);
            self.after_block = false;
        }
    }

    /// Markup that is well formed already.
    pub(super) fn markup(&mut self, markup: &str) {
        self.out.push_str(&allowed(markup));
        self.after_block = false;
    }

    fn line(&mut self) {
        self.out.push('\n');
    }

    fn push(&mut self, pieces: &[&str]) {
        pieces.iter().for_each(|piece| self.out.push_str(piece));
    }

    fn tag(&mut self, name: &str, attributes: &[Attribute<'_>], end: &str) {
        self.push(&["<", name]);
        for (key, value) in attributes.iter().filter(|(_, value)| !value.is_empty()) {
            self.push(&[" ", key, "=\""]);
            self.escaped(value, Within::Value);
            self.out.push('"');
        }
        self.out.push_str(end);
    }

    fn escaped(&mut self, text: &str, within: Within) {
        let is_other = |byte| is_suspect(byte) | is_escaped(byte, within);
        if letters::first_byte(text.as_bytes(), is_other).is_none() {
            self.out.push_str(text);
            return;
        }
        let text = allowed(text);
        let mut rest = &*text;
        while let Some((at, reference)) = next_reference(rest, within) {
            self.push(&[&rest[..at], reference]);
            rest = &rest[at + 1..];
        }
        self.out.push_str(rest);
    }
}

/// The first character that must be escaped: its place and what stands for it.
fn next_reference(text: &str, within: Within) -> Option<(usize, &'static str)> {
    let at = letters::first_byte(text.as_bytes(), |byte| is_escaped(byte, within))?;
    let reference = match text.as_bytes()[at] {
        b'<' => "&lt;",
        b'>' => "&gt;",
        b'&' => "&amp;",
        b'\'' => "&apos;",
        b'"' => "&quot;",
        b'\r' => "&#13;",
        b'\n' => "&#10;",
        _ => "&#9;",
    };
    Some((at, reference))
}

/// Of letters that are not ASCII no byte is one of these.
#[inline]
fn is_escaped(byte: u8, within: Within) -> bool {
    let ends_line = (byte == b'\n') | (byte == b'\t');
    (byte == b'<')
        | (byte == b'>')
        | (byte == b'&')
        | (byte == b'\'')
        | (byte == b'"')
        | (byte == b'\r')
        | (ends_line & (within == Within::Value))
}

/// Whether what is not allowed can begin with a byte: U+0080-9F, U+FFFE and U+FFFF.
#[inline]
fn is_suspect(byte: u8) -> bool {
    ((byte < 0x20) & (byte != b'\n')) | (byte == 0x7F) | (byte == 0xC2) | (byte == 0xEF)
}

/// XML 1.0 has no place for control characters, not even as references.
fn allowed(text: &str) -> Cow<'_, str> {
    let is_allowed = |c: char| {
        matches!(c, '\t' | '\n' | '\r' | '\u{20}'..='\u{FFFD}' | '\u{10000}'..)
            && !matches!(c, '\u{7F}'..='\u{9F}')
    };
    if letters::first_byte(text.as_bytes(), is_suspect).is_none() || text.chars().all(is_allowed) {
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
