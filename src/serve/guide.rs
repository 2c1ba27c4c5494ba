//! What the editor's guides say of a problem, for the page that it is shown on: the
//! message itself is in English, the guides are in both languages.

use crate::diag::Code;
use crate::text::Lang;

const FA: &str = include_str!("../../docs/EDITOR-GUIDE.fa.md");
const EN: &str = include_str!("../../docs/EDITOR-GUIDE.en.md");

/// The section of a problem without its heading, as Markdown: what is wrong, and a
/// list of what to do. Empty for one that the guide lacks, which a test forbids.
pub(super) fn section(code: Code, lang: Lang) -> &'static str {
    let guide = match lang {
        Lang::Fa => FA,
        Lang::En => EN,
    };
    let heading = format!("\n### `{}`\n", code.id());
    let Some((_, after)) = guide.split_once(&heading) else { return "" };
    let end = after.find("\n##").unwrap_or(after.len());
    after[..end].trim()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_problem_is_explained_in_both_languages() {
        for &code in Code::ALL {
            for lang in Lang::ALL {
                let said = section(code, lang);
                assert!(said.contains("\n- "), "{code:?} in {lang:?}: {said}");
            }
        }
        assert!(section(Code::UnknownPage, Lang::Fa).starts_with("به صفحه‌ای پیوند داده‌اید"));
    }
}
