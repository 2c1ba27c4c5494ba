//! Hand edits and a new import of the same article: a three-way merge.
//!
//! The last import is the common ancestor. What only the editor changed stays,
//! what only the import changed comes in. Where both changed one paragraph, both
//! readings are kept between three bold lines, and the editor decides; in the
//! front matter, which must stay valid TOML, the editor's lines are kept.

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

/// Merges `edited` and `new`, which both go back to `last`.
pub fn merge(last: &str, edited: &str, new: &str) -> Merged {
    if edited == last || edited == new {
        return Merged { text: new.to_owned(), conflicts: 0 };
    }
    if last == new {
        return Merged { text: edited.to_owned(), conflicts: 0 };
    }
    let (last, edited, new) = (split(last), split(edited), split(new));
    let (head, head_conflicts) = match three(last.0, edited.0, new.0) {
        Ok(head) => (head, 0),
        Err(_) => (edited.0.to_owned(), 1),
    };
    let (body, conflicts) = match three(last.1, edited.1, new.1) {
        Ok(body) => (body, 0),
        Err(marked) => readable(&marked),
    };
    Merged { text: head + &body, conflicts: head_conflicts + conflicts }
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

/// The merge program's markers as paragraphs of Markdown.
fn readable(marked: &str) -> (String, usize) {
    let mut out = String::new();
    let mut conflicts = 0;
    let mut inside = false;
    for line in marked.lines() {
        let sign = match line.get(..7) {
            Some("<<<<<<<") => {
                conflicts += 1;
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
    (out, conflicts)
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
    fn an_import_that_brings_nothing_new_leaves_the_edits() {
        assert_eq!(merge("باران\n", "برف\n", "باران\n").text, "برف\n");
    }
}
