//! Markdown → [`Body`]: pulldown-cmark's events as a tree, with our three inline
//! forms.
//!
//! 1. [`blocks`] turns events into blocks, and gives slots and numbers.
//! 2. [`inlines`] does the same for what stands in a line: it joins the
//!    parser's pieces of text into runs.
//! 3. [`scan`] finds citations and `[name]{.nolink}` in a run; [`citation`] is
//!    the grammar of the brackets.
//! 4. [`captions`] gives caption lines to what they belong to; [`address`] says where
//!    a link may lead.
//! 5. [`finish`] needs the whole body: the order of notes, and ids for the
//!    headings and captions that have none; [`anchors`] names paragraphs.

pub mod blocks;
pub mod inlines;
pub mod scan;
pub mod citation;
pub mod captions;
pub mod address;
pub mod anchors;
pub mod finish;
#[cfg(test)]
mod outline;

use std::collections::BTreeSet;

use pulldown_cmark::{Options, Parser};

use crate::content::markdown::blocks::Builder;
use crate::content::problem::Problems;
use crate::content::tree::Body;

/// Parses the Markdown of a file from byte `start` on.
///
/// `images` are the files that an image can be, by their paths from `content/images/`.
pub fn parse(problems: &mut Problems<'_>, start: usize, images: &BTreeSet<String>) -> Body {
    let text = problems.text().get(start..).unwrap_or_default();
    let events = Parser::new_ext(text, options()).into_offset_iter();
    let (built, left) = Builder::new(events, problems, start, images).build();
    finish::finish(built, left, problems)
}

/// What is understood beyond CommonMark. Smart punctuation stays off: it knows
/// no « ».
fn options() -> Options {
    Options::ENABLE_TABLES
        | Options::ENABLE_FOOTNOTES
        | Options::ENABLE_HEADING_ATTRIBUTES
        | Options::ENABLE_DEFINITION_LIST
        | Options::ENABLE_WIKILINKS
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use proptest::prelude::*;

    use crate::content::markdown::outline::{check, outline};
    use crate::content::markdown::parse;
    use crate::content::problem::Problems;
    use crate::content::tree::{Inline, visit};

    #[test]
    fn paragraphs_are_counted_but_not_in_notes_and_cells() {
        check(
            "One.[^n]\n\n- two\n- three\n\n> four\n\n| a |\n|---|\n| b |\n\nfive\n\n[^n]: Note.",
            &[
                "p1 One.^n^",
                "list 0",
                "-",
                "  p2 two",
                "-",
                "  p3 three",
                "quote",
                "  p4 four",
                "table",
                "  a",
                "  b",
                "p5 five",
                "note n",
                "  p0 Note.",
            ],
        );
    }

    #[test]
    fn headings_without_an_id_are_named_by_position() {
        check(
            "## هدف {#aims}\n\n### Method\n\n## Result {#s2}\n\n## End",
            &["h2#aims هدف", "h3#s2-2 Method", "h2#s2 Result", "h2#s4 End"],
        );
    }

    #[test]
    fn a_first_level_heading_becomes_the_second() {
        check("# Title\n\ntext", &["h2#s1 Title", "p1 text", "! heading-level 1:1"]);
    }

    #[test]
    fn ids_are_checked() {
        check("## A {#a}\n\n## B {#a}", &["h2#a A", "h2#a B", "! duplicate-anchor 3:6"]);
        check("## A {#Big_One}", &["h2#s1 A", "! bad-anchor 1:6"]);
        check("## A {#p12}", &["h2#s1 A", "! bad-anchor 1:6"]);
    }

    #[test]
    fn captions_belong_to_the_table_or_figure_before_them() {
        check(
            "| a |\n|---|\n| b |\n\nجدول: نام‌ها {#names}\n\n![A map](map.svg)\n\nFigure: *Where*",
            &["table #names نام‌ها", "  a", "  b", "figure map.svg (A map) #figure-1 *Where*"],
        );
        check("Table: of nothing", &["! loose-caption 1:1"]);
        check("| a |\n|---|\n\nشکل: نه", &["table", "  a", "! loose-caption 4:1"]);
    }

    #[test]
    fn a_caption_directly_under_a_table_is_none_of_its_rows() {
        check(
            "| a | b |\n|---|---|\n| c | d |\nTable: Names {#names}\n\nafter",
            &["table #names Names", "  a | b", "  c | d", "p1 after"],
        );
    }

    #[test]
    fn an_image_in_a_line_is_no_figure() {
        check("See ![a map](map.svg) here.", &["p1 See <img map.svg a map> here."]);
    }

    #[test]
    fn notes_stand_in_the_order_of_their_marks() {
        check(
            "[^b]: Second, with its own.[^C]\n\n[^a]: First.\n\n[^c]: Third.\n\nx[^a] y[^B] z[^a]",
            &[
                "p1 x^a^ y^b^ z^a^",
                "note a",
                "  p0 First.",
                "note b",
                "  p0 Second, with its own.^c^",
                "note c",
                "  p0 Third.",
            ],
        );
    }

    #[test]
    fn notes_and_marks_must_meet() {
        check("x[^1]", &["p1 x[^1]", "! undefined-note 1:2"]);
        check("x\n\n[^1]: note", &["p1 x", "! unused-note 3:1"]);
        check(
            "x[^1]\n\n[^1]: a\n\n[^1]: b",
            &["p1 x^1^", "note 1", "  p0 a", "! duplicate-anchor 5:1"],
        );
    }

    #[test]
    fn citations_stand_in_three_forms() {
        check(
            "So [@waltz-1979, p. 51; see @walt-1987], as @waltz-1979 [p. 9] says [-@walt-1987].",
            &["p1 So ⟨paren |waltz-1979|51|; see|walt-1987||⟩, as ⟨narr |waltz-1979|9|⟩ says \
               ⟨year |walt-1987||⟩."],
        );
        check("والتز [@waltz-1979،\nص ۵۱].", &["p1 والتز ⟨paren |waltz-1979|۵۱|⟩."]);
        check("(@a-1) and @b-2's.", &["p1 (⟨narr |a-1||⟩) and ⟨narr |b-2||⟩'s."]);
    }

    #[test]
    fn what_is_no_citation_stays_text() {
        check("info@example.org, \\@home-1, [sic], @", &["p1 info@example.org, @home-1, [sic], @"]);
        check("\\\\[@a-1]", &["p1 \\⟨paren |a-1||⟩"]);
        check("\\[@a-1]", &["p1 [⟨narr |a-1||⟩]"]);
        check("`[@a-1]`", &["p1 `[@a-1]`"]);
        check("[see @home-1](https://example.org)", &["p1 <https://example.org>(see @home-1)"]);
        check("[x] [p. 5]", &["p1 [x] [p. 5]"]);
    }

    #[test]
    fn citations_at_fault_are_reported_and_stay_text() {
        check("x [@والتز]", &["p1 x [@والتز]", "! bad-citation 1:3"]);
        check("x [@a-1, p. 5", &["p1 x [@a-1, p. 5", "! bad-citation 1:3"]);
        check("x [@a-1; @b-2 @c-3]", &["p1 x [@a-1; @b-2 @c-3]", "! bad-citation 1:3"]);
    }

    #[test]
    fn pages_of_the_edition_are_linked_by_id() {
        check(
            "[[csto]], [[csto|the *pact*]], [[ soft-power#aims | هدف ]]",
            &["p1 ⟦csto⟧, ⟦csto|the *pact*⟧, ⟦soft-power#aims| هدف ⟧"],
        );
        check("| a |\n|---|\n| [[csto\\|the pact]] |", &["table", "  a", "  ⟦csto|the pact⟧"]);
        check("[[#aims]]", &["p1 ⟦#aims⟧", "! bad-link 1:1"]);
        check("x [[csto", &["p1 x [[csto", "! bad-link 1:3"]);
    }

    #[test]
    fn a_name_can_be_kept_plain() {
        check("The [Rivers]{.nolink} Pact", &["p1 The ⟪Rivers⟫ Pact"]);
        check("[رود]{.nolink}ها", &["p1 ⟪رود⟫ها"]);
        check("[a]{.other}", &["p1 [a]{.other}"]);
    }

    #[test]
    fn html_is_refused_and_remarks_are_dropped() {
        check("a <b>c</b>", &["p1 a c", "! raw-html 1:3"]);
        check("<div>\nx\n</div>", &["! raw-html 1:1"]);
        check("a <!-- remark --> b\n\n<!-- one\n\ntwo -->\n\nc", &["p1 a  b", "p2 c"]);
        check("<!-- remark --> lost", &["! raw-html 1:1"]);
        check("a < b, <متن>", &["p1 a < b, <متن>"]);
    }

    #[test]
    fn addresses_are_checked() {
        check("[a](https://example.org)", &["p1 <https://example.org>(a)"]);
        check("<a@example.org>", &["p1 <mailto:a@example.org>(a@example.org)"]);
        check("[a](../x)", &["p1 <../x>(a)", "! bad-link 1:1"]);
        check("[a](javascript:x)", &["p1 <javascript:x>(a)", "! bad-link 1:1"]);
        check(
            "![a](https://example.org/x.png)",
            &["figure https://example.org/x.png (a)", "! bad-link 1:1"],
        );
        check("![a](maps.svg)", &["figure maps.svg (a)", "! bad-link 1:1"]);
        check(
            "## A {#aims}\n\n[a](#aims) [b](#aim)",
            &["h2#aims A", "p1 <#aims>(a) <#aim>(b)", "! bad-link 3:12"],
        );
    }

    #[test]
    fn stars_that_make_nothing_bold_are_reported() {
        check("**«نقل»**ها", &["p1 **«نقل»**ها", "! loose-stars 1:1"]);
        check("«**نقل**»ها و 2 \\*\\* 3", &["p1 «**نقل**»ها و 2 ** 3"]);
    }

    #[test]
    fn a_line_end_is_a_space() {
        check("one\ntwo *three*\n*four*\\\nfive", &["p1 one two *three*␤*four*⏎five"]);
    }

    #[test]
    fn definition_lists_code_and_rules() {
        check(
            "term\n: one\n: two\n\n---\n\n```toml x\na = 1\n```\n\n3. c",
            &[
                "term term",
                "  p1 one",
                "  p2 two",
                "rule",
                "code Some(\"toml\") \"a = 1\\n\"",
                "list 3",
                "-",
                "  p3 c",
            ],
        );
    }

    #[test]
    fn what_is_too_deep_or_too_long_is_reported_once() {
        let deep = format!("{}x\n\nend", ">".repeat(50_000));
        let found = outline(&deep);
        assert!(found.ends_with("p1 end\n! nested-too-deep 1:33"), "{found}");
        let emphasis = "*a **b ".repeat(5_000) + &"c** d* ".repeat(5_000);
        assert!(outline(&emphasis).contains("! nested-too-deep"));
        check(&"م".repeat(100_001), &["! paragraph-too-long 1:1"]);
        assert!(outline(&"م".repeat(100_000)).starts_with("p1 "));
    }

    #[test]
    fn offsets_lead_to_the_file() {
        let text = "+++\n+++\n\n- متن \\[۱\\] &amp; متن\n  دنباله [نک.\n  @a-1; @b-2] و @c-3.";
        let mut problems = Problems::new("f.md", text);
        let body = parse(&mut problems, 8, &BTreeSet::new());
        let mut keys = Vec::new();
        visit(&body.blocks, &mut |inline| match inline {
            Inline::Citation { items, .. } => {
                keys.extend(items.iter().map(|item| &text[item.at..item.at + 4]));
            }
            Inline::Text { text: words, at, .. } => {
                let first = words.chars().next();
                assert_eq!(text[*at..].chars().next(), first, "{words}");
            }
            _ => {}
        });
        assert_eq!(keys, ["@a-1", "@b-2", "@c-3"]);
    }

    /// Signs that mean something, and words of both scripts, in any order.
    fn scribble() -> impl Strategy<Value = String> {
        const PIECES: &str = "[¦]¦[[¦]]¦(¦)¦@¦-@¦@a-1¦@والتز¦{¦}¦{#a}¦{.nolink}¦|¦\n¦\n\n¦# ¦## ¦> ¦- \
            ¦1. ¦: ¦[^1]¦[^1]: ¦*¦**¦_¦`¦```\n¦<b>¦</b>¦<!--¦-->¦<¦>¦&amp;¦\\¦![¦|---|\n¦Table: ¦جدول: \
            ¦متن¦نیم\u{200C}فاصله¦text¦ ¦    ¦\t¦\r\n¦; ¦؛ ¦, p. 5¦، ص ۵¦#¦---\n¦+++\n¦\0¦\u{FEFF}\
            ¦e\u{301}¦https://x.y";
        let piece = prop::sample::select(PIECES.split('¦').collect::<Vec<_>>());
        prop::collection::vec(piece, 0..60).prop_map(|pieces| pieces.concat())
    }

    proptest! {
        #[test]
        fn no_text_makes_it_panic(text in scribble()) {
            let found = outline(&text);
            prop_assert_eq!(found, outline(&text));
        }

        #[test]
        fn no_slot_is_given_twice(text in scribble()) {
            let mut problems = Problems::new("f.md", &text);
            let body = parse(&mut problems, 0, &BTreeSet::new());
            let mut slots = Vec::new();
            let mut see = |inline: &Inline| {
                if let Inline::Text { slot, .. }
                | Inline::Page { slot, .. }
                | Inline::Citation { slot, .. } = inline
                {
                    slots.push(*slot);
                }
            };
            visit(&body.blocks, &mut see);
            body.notes.iter().for_each(|note| visit(&note.blocks, &mut see));
            let count = slots.len();
            slots.sort_unstable();
            slots.dedup();
            prop_assert_eq!(slots.len(), count, "a slot twice");
            prop_assert!(slots.iter().all(|slot| *slot < body.slots));
        }
    }
}
