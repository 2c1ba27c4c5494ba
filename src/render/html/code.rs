//! Code blocks: syntect's classes, coloured by the theme.

use std::sync::OnceLock;

use syntect::html::{ClassStyle, ClassedHTMLGenerator};
use syntect::parsing::SyntaxSet;
use syntect::util::LinesWithEndings;

use crate::render::html::bidi;

/// Blocks with more lines than this are printed without colours.
const LONGEST_LINES: usize = 500;

/// The classes the theme colours: `hl-comment`, `hl-string`, …
const CLASSES: ClassStyle = ClassStyle::SpacedPrefixed { prefix: "hl-" };

/// Appends a code block; in a language that is not known it stays plain.
pub fn block(out: &mut String, language: Option<&str>, code: &str) {
    // A long line scrolls, so the keyboard must reach it.
    out.push_str("<pre dir=\"ltr\" tabindex=\"0\"><code>");
    match language.and_then(|language| coloured(language, code)) {
        Some(html) => out.push_str(&html),
        None => bidi::escape(out, code),
    }
    out.push_str("</code></pre>\n");
}

fn coloured(language: &str, code: &str) -> Option<String> {
    // Loading takes a moment: only for an edition that has code.
    static SYNTAXES: OnceLock<SyntaxSet> = OnceLock::new();
    if code.lines().count() > LONGEST_LINES {
        return None;
    }
    let syntaxes = SYNTAXES.get_or_init(two_face::syntax::extra_newlines);
    let syntax = syntaxes.find_syntax_by_token(language)?;
    let mut generator = ClassedHTMLGenerator::new_with_class_style(syntax, syntaxes, CLASSES);
    for line in LinesWithEndings::from(code) {
        generator.parse_html_for_line_which_includes_newline(line).ok()?;
    }
    Some(generator.finalize())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn toml_is_coloured_and_an_unknown_language_is_plain() {
        let mut out = String::new();
        block(&mut out, Some("toml"), "title = \"x\"\n");
        assert!(out.contains("hl-string"), "{out}");
        let mut out = String::new();
        block(&mut out, Some("no-such"), "a < b");
        assert!(out.contains("<code>a &lt; b</code>"), "{out}");
    }
}
