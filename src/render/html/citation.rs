//! Citations in running text: author and year, linked to the bibliography.
//!
//! A Persian page writes a Persian work «(کولایی، ۱۳۸۹، ص ۱۲)» and leaves a
//! Latin one in its own script, isolated, inside the sentence's brackets. An
//! English page writes `(Waltz 1979, 51)`, and a Persian work by its author's
//! name in Latin letters.

use crate::content::tree::{CitationForm, CitationItem};
use crate::model::work::Work;
use crate::model::work::cited::{self, Cited, Terms};
use crate::render::address::Address;
use crate::render::html::bidi;
use crate::render::leaf::Leaf;
use crate::render::words::Words;

/// Appends a citation with its brackets.
pub fn write(
    out: &mut String,
    leaf: &Leaf,
    form: CitationForm,
    items: &[CitationItem],
    works: &[Option<usize>],
) {
    let brackets = form != CitationForm::Narrative;
    if brackets {
        out.push('(');
    }
    for (n, item) in items.iter().enumerate() {
        if n > 0 {
            out.push_str(leaf.words.say("citation.semicolon"));
        }
        let work = works.get(n).copied().flatten();
        write_item(out, leaf, form, item, work);
    }
    if brackets {
        out.push(')');
    }
}

fn write_item(
    out: &mut String,
    leaf: &Leaf,
    form: CitationForm,
    item: &CitationItem,
    work: Option<usize>,
) {
    if !item.prefix.is_empty() {
        bidi::text(out, item.prefix.trim(), leaf.lang);
        out.push(' ');
    }
    let found = work.and_then(|n| leaf.press.edition.records.works.get(n));
    match found {
        None => bidi::text(out, &item.key, leaf.lang),
        Some(work) => {
            let script = cited::script(work, leaf.lang);
            let href = leaf.place(&Address::bibliography(leaf.lang), &work.key);
            out.push_str("<a class=\"cite\" href=\"");
            bidi::escape(out, &href);
            out.push('"');
            if script != leaf.lang {
                out.push_str(bidi::attributes(script));
            }
            out.push('>');
            let label = label(leaf, work, form, item.pages.as_deref());
            bidi::text(out, &label, script);
            out.push_str("</a>");
        }
    }
    if !item.suffix.is_empty() {
        out.push_str(leaf.words.say("citation.comma"));
        bidi::text(out, item.suffix.trim_start_matches([',', '،', ' ']), leaf.lang);
    }
}

/// What a page calls a work: author and year, plain text.
pub fn name(leaf: &Leaf, work: &Work) -> String {
    label(leaf, work, CitationForm::Parenthetical, None)
}

fn label(leaf: &Leaf, work: &Work, form: CitationForm, pages: Option<&str>) -> String {
    // In the words of the script: a Latin work in a Persian page says `p.`, `and`.
    let words = leaf.press.theme.words(cited::script(work, leaf.lang));
    Cited::new(work, pages, leaf.lang, terms(words)).words(form, None)
}

/// What citations say in the words of a theme.
fn terms(words: &Words) -> Terms<'_> {
    Terms {
        comma: words.say("citation.comma"),
        semicolon: words.say("citation.semicolon"),
        and: words.say("citation.and"),
        and_others: words.say("citation.and-others"),
        undated: words.say("citation.undated"),
        page: words.say("citation.page"),
        pages: words.say("citation.pages"),
    }
}
