//! Both languages of an article's digest side by side, section by section.

use serde::Serialize;
use tera::Value;

use crate::render::address::Address;
use crate::render::leaf::{Leaf, safe};
use crate::render::view::frame::About;
use crate::render::view::parts::{self, NoteView};
use crate::render::view::{Link, View, article};
use crate::text::Lang;

/// The parallel view of an article.
#[derive(Debug, Serialize)]
pub struct ParallelView {
    /// The article's own page.
    article: Link,
    fa_title: Value,
    en_title: Value,
    rows: Vec<Row>,
    fa_notes: Vec<NoteView>,
    fa_notes_title: String,
    en_notes: Vec<NoteView>,
    en_notes_title: String,
}

/// A section in both languages; empty where one has no such section.
#[derive(Debug, Serialize)]
struct Row {
    fa: Value,
    en: Value,
}

impl View for ParallelView {
    const TEMPLATE: &'static str = "parallel.html";
    const NAME: &'static str = "parallel";
}

/// The parallel view; `None` for an article that lacks one of the languages.
pub fn parallel(leaf: &Leaf, position: usize) -> Option<(About, ParallelView)> {
    let article = leaf.press.edition.records.articles.get(position)?;
    let (fa, en) = (article.versions.fa.as_ref()?, article.versions.en.as_ref()?);
    let (fa_leaf, en_leaf) = (leaf.in_language(Lang::Fa), leaf.in_language(Lang::En));
    let (fa_sections, fa_written) = article::sections(&fa_leaf, fa, "fa-");
    let (en_sections, en_written) = article::sections(&en_leaf, en, "en-");
    let own = article.versions.get(leaf.lang).as_ref()?;
    let address = Address::article(leaf.lang, &article.id);
    let title = leaf.words.fill("parallel.title", &[("title", &own.title)]);
    let view = ParallelView {
        article: Link { href: leaf.href(&address), label: leaf.html(&own.title) },
        fa_title: fa_leaf.html(&fa.title),
        en_title: en_leaf.html(&en.title),
        rows: rows(fa_sections, en_sections),
        fa_notes: parts::notes(&fa_leaf, &fa_written),
        en_notes: parts::notes(&en_leaf, &en_written),
        fa_notes_title: fa_leaf.words.say("notes.title").to_owned(),
        en_notes_title: en_leaf.words.say("notes.title").to_owned(),
    };
    let about = About {
        short: leaf.words.say("parallel.short").to_owned(),
        description: own.summary.clone().unwrap_or_default(),
        above: vec![
            (Address::articles(leaf.lang), leaf.words.say("nav.articles").to_owned()),
            (address, own.title.clone()),
        ],
        ..About::titled(&title)
    };
    Some((about, view))
}

type Sections = Vec<(Option<String>, String)>;

/// Pairs sections by id, in the order of the Persian text; what only the
/// English has comes where it stands there.
fn rows(fa: Sections, mut en: Sections) -> Vec<Row> {
    let mut rows = Vec::new();
    for (id, html) in fa {
        let Some(at) = en.iter().position(|(other, _)| *other == id) else {
            rows.push(Row { fa: safe(&html), en: safe("") });
            continue;
        };
        for (_, extra) in en.drain(..at) {
            rows.push(Row { fa: safe(""), en: safe(&extra) });
        }
        let (_, twin) = en.remove(0);
        rows.push(Row { fa: safe(&html), en: safe(&twin) });
    }
    rows.extend(en.into_iter().map(|(_, html)| Row { fa: safe(""), en: safe(&html) }));
    rows
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sections(ids: &[&str]) -> Sections {
        ids.iter().map(|id| (Some((*id).to_owned()), (*id).to_owned())).collect()
    }

    #[test]
    fn sections_meet_by_their_id() {
        let rows = rows(sections(&["a", "b", "d"]), sections(&["a", "c", "d"]));
        let shown: Vec<String> = rows.iter().map(|r| format!("{}|{}", r.fa, r.en)).collect();
        assert_eq!(shown, ["a|a", "b|", "|c", "d|d"]);
    }
}
