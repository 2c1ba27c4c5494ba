//! A body written before it is known on which page it stands. The pages that it
//! stands on (an article's own, and in both languages the one where its texts stand
//! side by side) differ in how they reach others, in the levels of headings and in
//! what stands before anchors; for these there are marks, so that a body is written
//! once and then put on each of its pages.

use memchr::memchr;

use crate::render::address::Reach;
use crate::render::html::{Heading, Note, Setting, Written};
use crate::render::leaf::Leaf;

/// Begins each mark, and ends the folder of a way: a character that no file of the
/// content may hold.
pub(in crate::render) const MARK: char = '\u{1}';

/// After [`MARK`]: the folder of a file from the site's root, up to the next mark.
pub(in crate::render) const WAY: char = 'w';

/// After [`MARK`]: what stands before anchors.
pub(super) const PREFIX: &str = "\u{1}p";

/// After [`MARK`]: a heading's level in the file, as a digit.
pub(super) const LEVEL: &str = "\u{1}l";

/// The name of every page's file in its folder.
const FILE: &str = "index.html";

/// A body with marks.
#[derive(Clone, Debug, Default)]
pub struct Opened {
    /// What stands before the first heading of level 2, without an id, and each
    /// section with the id of its heading.
    pub(super) sections: Vec<(Option<String>, String)>,
    pub(super) notes: Vec<Note>,
    pub(super) headings: Vec<Heading>,
}

impl Opened {
    /// The body on a page.
    pub(super) fn on(&self, leaf: &Leaf, setting: Setting) -> Written {
        let place = Place { reach: &leaf.reach, folder: &leaf.address.folder(), setting };
        let room: usize = self.sections.iter().map(|(_, html)| html.len()).sum();
        let mut html = String::with_capacity(room + room / 8);
        self.sections.iter().for_each(|(_, section)| place.put(section, &mut html));
        self.rest_on(&place, html)
    }

    /// The body on a page, section by section.
    pub(super) fn sections_on(
        &self,
        leaf: &Leaf,
        setting: Setting,
    ) -> (Vec<(Option<String>, String)>, Written) {
        let place = Place { reach: &leaf.reach, folder: &leaf.address.folder(), setting };
        let sections = self.sections.iter().map(|(id, html)| (id.clone(), place.closed(html)));
        (sections.collect(), self.rest_on(&place, String::new()))
    }

    fn rest_on(&self, place: &Place<'_>, html: String) -> Written {
        let notes = self.notes.iter().map(|note| Note {
            id: place.closed(&note.id),
            html: place.closed(&note.html),
            marks: note.marks.iter().map(|mark| place.closed(mark)).collect(),
        });
        let headings = self.headings.iter().map(|heading| Heading {
            level: heading.level,
            anchor: place.closed(&heading.anchor),
            html: heading.html.clone(),
        });
        Written { html, notes: notes.collect(), headings: headings.collect() }
    }
}

/// A page, and how a body is set on it.
struct Place<'p> {
    reach: &'p Reach,
    folder: &'p str,
    setting: Setting,
}

impl Place<'_> {
    fn closed(&self, html: &str) -> String {
        let mut out = String::with_capacity(html.len() + html.len() / 8);
        self.put(html, &mut out);
        out
    }

    /// Appends HTML with its marks replaced.
    fn put(&self, html: &str, out: &mut String) {
        let mut rest = html;
        while let Some(at) = memchr(MARK as u8, rest.as_bytes()) {
            out.push_str(&rest[..at]);
            let mark = &rest[at + MARK.len_utf8()..];
            let kind = mark.chars().next().unwrap_or_default();
            rest = &mark[kind.len_utf8()..];
            match kind {
                WAY => rest = self.way(rest, out),
                'l' => {
                    let level = rest.bytes().next().unwrap_or(b'6');
                    out.push(char::from((level + self.setting.lowered).min(b'6')));
                    rest = rest.get(1..).unwrap_or_default();
                }
                _ => out.push_str(self.setting.prefix),
            }
        }
        out.push_str(rest);
    }

    /// The way to a file whose folder comes next; gives back what comes after.
    fn way<'h>(&self, html: &'h str, out: &mut String) -> &'h str {
        let (folder, rest) = html.split_once(MARK).unwrap_or((html, ""));
        let after_page = rest.strip_prefix(FILE);
        match (self.reach, after_page) {
            (Reach::From(_), Some(after)) if folder == self.folder => {
                if !after.starts_with('#') {
                    out.push_str("#part-main");
                }
                after
            }
            (Reach::Below(base), after) => {
                out.push_str(base);
                out.push_str(folder);
                after.unwrap_or(rest)
            }
            (reach, _) => {
                reach.folder(folder, out);
                rest
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::render::address::Address;
    use crate::text::Lang;

    #[track_caller]
    fn check(page: &Address, html: &str, expected: &str) {
        let reach = Reach::of(page, "/asia/");
        let setting = Setting { lowered: 1, prefix: "fa-" };
        let place = Place { reach: &reach, folder: &page.folder(), setting };
        assert_eq!(place.closed(html), expected);
    }

    #[test]
    fn marks_are_replaced_as_the_page_stands() {
        let own = Address::article(Lang::En, "a");
        let heading = "<h\u{1}l2 id=\"\u{1}pone\">x</h\u{1}l2>";
        check(&own, heading, "<h3 id=\"fa-one\">x</h3>");
        let to = |address: &Address, rest: &str| {
            let reach = Reach::Open;
            format!("<a href=\"{}{rest}\">", reach.page(address))
        };
        let other = Address::article(Lang::Fa, "b");
        check(&own, &to(&other, "#p1"), "<a href=\"../../../articles/b/index.html#p1\">");
        check(&own, &to(&own, "#p1"), "<a href=\"#p1\">");
        check(&own, &to(&own, ""), "<a href=\"#part-main\">");
        let image = format!("<img src=\"{}\">", Reach::Open.file("assets/images/x.svg"));
        check(&own, &image, "<img src=\"../../../assets/images/x.svg\">");
        check(
            &Address::not_found(Lang::Fa),
            &to(&other, "#p1"),
            "<a href=\"/asia/articles/b/#p1\">",
        );
    }
}
