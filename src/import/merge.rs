//! Hand edits and a new import of the same article: a three-way merge.
//!
//! The last import is the common ancestor. What only the editor changed stays,
//! what only the import changed comes in. Where both changed one paragraph, both
//! readings are kept between three bold lines, and the editor decides. In the
//! front matter, which must stay valid TOML, the editor's lines stand and the
//! import's are comments below them. Nothing is thrown away, and a conflict
//! that nobody has settled is counted again at every import.

use diffy::{ConflictStyle, MergeOptions};

/// What came of a merge.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Merged {
    /// The text.
    pub text: String,
    /// How many places the editor must decide.
    pub conflicts: usize,
}

/// Stands before the editor's reading of a paragraph that both changed.
pub const OURS: &str = "**تعارض: ویرایش دستی**";
/// Stands before the import's reading.
pub const THEIRS: &str = "**تعارض: خوانش تازه**";
/// Stands behind both.
pub const END: &str = "**پایان تعارض**";

/// Stands before a line of the front matter as the import would have it.
pub const HEAD_THEIRS: &str = "# خوانش تازه: ";

/// Merges `edited` and `new`, which both go back to `last`.
pub fn merge(last: &str, edited: &str, new: &str) -> Merged {
    if edited == last || edited == new {
        return Merged { text: new.to_owned(), conflicts: 0 };
    }
    if last == new {
        return counted(edited.to_owned());
    }
    let (last, edited, new) = (split(last), split(edited), split(new));
    let head = match three(last.0, edited.0, new.0) {
        Ok(head) if is_front_matter(&head) => head,
        Ok(_) => beside(edited.0, new.0),
        Err(marked) => Some(commented(&marked))
            .filter(|head| is_front_matter(head))
            .unwrap_or_else(|| beside(edited.0, new.0)),
    };
    let body = three(last.1, edited.1, new.1).unwrap_or_else(|marked| readable(&marked));
    counted(head + &body)
}

/// The text, with the conflicts that stand in it.
fn counted(text: String) -> Merged {
    let is_sign = |l: &&str| *l == OURS || l.starts_with(HEAD_THEIRS);
    let conflicts = text.lines().filter(is_sign).count();
    Merged { text, conflicts }
}

fn three(last: &str, edited: &str, new: &str) -> Result<String, String> {
    let mut options = MergeOptions::new();
    options.set_conflict_style(ConflictStyle::Merge);
    options.merge(last, edited, new)
}

/// Front matter and the rest.
fn split(text: &str) -> (&str, &str) {
    let Some(rest) = text.strip_prefix("+++\n") else { return ("", text) };
    let end = rest.find("\n+++\n").map_or(0, |n| 4 + n + 5);
    text.split_at(end)
}

/// Whether this is a whole front matter that can be read, or none.
fn is_front_matter(head: &str) -> bool {
    let inner = head.strip_prefix("+++\n").and_then(|h| h.strip_suffix("+++\n"));
    head.is_empty() || inner.is_some_and(|toml| toml.parse::<toml::Table>().is_ok())
}

/// The merge program's markers as comments of TOML.
fn commented(marked: &str) -> String {
    let mut out = String::new();
    let mut theirs = false;
    for line in marked.lines() {
        match line.get(..7) {
            Some("<<<<<<<") => {}
            Some("=======") if line.len() == 7 => theirs = true,
            Some(">>>>>>>") => theirs = false,
            _ => {
                out.push_str(if theirs { HEAD_THEIRS } else { "" });
                out.push_str(line);
                out.push('\n');
            }
        }
    }
    out
}

/// The editor's front matter, the import's whole below it as comments.
fn beside(edited: &str, new: &str) -> String {
    let Some(inner) = edited.strip_suffix("+++\n") else { return edited.to_owned() };
    let theirs = new.lines().filter(|l| *l != "+++").map(|l| format!("{HEAD_THEIRS}{l}\n"));
    format!("{inner}{}+++\n", theirs.collect::<String>())
}

/// The merge program's markers as paragraphs of Markdown.
fn readable(marked: &str) -> String {
    let mut out = String::new();
    let mut inside = false;
    for line in marked.lines() {
        let sign = match line.get(..7) {
            Some("<<<<<<<") => {
                inside = true;
                OURS
            }
            Some("=======") if inside && line.len() == 7 => THEIRS,
            Some(">>>>>>>") if inside => {
                inside = false;
                END
            }
            _ => {
                out.push_str(line);
                out.push('\n');
                continue;
            }
        };
        if !out.ends_with("\n\n") {
            out.push('\n');
        }
        out.push_str(sign);
        out.push_str("\n\n");
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn edits_of_different_paragraphs_meet() {
        let last = "+++\n+++\n\nباران\n\nبرف\n\nباد\n";
        let merged =
            merge(last, &last.replace("باران", "باران نرم"), &last.replace("باد", "باد تند"));
        assert_eq!(
            merged,
            Merged {
                text: "+++\n+++\n\nباران نرم\n\nبرف\n\nباد تند\n".to_owned(), conflicts: 0
            }
        );
    }

    #[test]
    fn where_both_changed_a_paragraph_both_readings_stay() {
        let last = "یک\n\nباران\n\nدو\n";
        let merged =
            merge(last, &last.replace("باران", "باران نرم"), &last.replace("باران", "باران تند"));
        assert_eq!(merged.conflicts, 1);
        for part in [OURS, "باران نرم", THEIRS, "باران تند", END] {
            assert!(merged.text.contains(part), "{part}");
        }
    }

    #[test]
    fn in_the_front_matter_the_other_reading_is_a_comment() {
        let last = "+++\ntitle = \"باران\"\nsource = \"a\"\n+++\n\nمتن\n";
        let merged = merge(last, &last.replace("باران", "برف"), &last.replace("باران", "باد"));
        let expected =
            "+++\ntitle = \"برف\"\n# خوانش تازه: title = \"باد\"\nsource = \"a\"\n+++\n\nمتن\n";
        assert_eq!(merged, Merged { text: expected.to_owned(), conflicts: 1 });
    }

    #[test]
    fn a_conflict_that_nobody_settled_is_counted_again() {
        let (last, new) = ("یک\n\nباران\n", "یک\n\nباران تند\n");
        let merged = merge(last, "یک\n\nباران نرم\n", new);
        assert_eq!(merge(new, &merged.text, new), merged);
    }

    #[test]
    fn an_import_that_brings_nothing_new_leaves_the_edits() {
        assert_eq!(merge("باران\n", "برف\n", "باران\n").text, "برف\n");
    }
}
