//! Sound Persian that the edition has: what its editors wrote, and its other
//! articles. A line in pieces is put in order by what such prose says of which
//! words follow which.

use std::path::{Path, PathBuf};

use rayon::prelude::*;

use crate::diag::Error;
use crate::disk;
use crate::import::lexicon::Lexicon;
use crate::import::source::Source;
use crate::import::{Known, import, is_sound};

/// What is known, with the sound prose of the edition: its own, and that of the
/// sources `named` by the settings that are not in pieces. The same for one file
/// as for all, so that an article comes out the same whatever it is imported
/// with; nothing is added where every file of `given` is sound.
///
/// # Errors
///
/// When a file cannot be read.
pub fn teach(
    root: &Path,
    given: &[PathBuf],
    named: &[PathBuf],
    lexicon: &Lexicon,
    known: &Known,
) -> Result<Known, Error> {
    let read = |file: &PathBuf| disk::read(file);
    let sound = |bytes: &Vec<u8>| is_sound(&Source { file: "", bytes }, lexicon);
    let given: Vec<Vec<u8>> = given.iter().map(read).collect::<Result<_, Error>>()?;
    let mut known = known.clone();
    if given.iter().all(sound) {
        return Ok(known);
    }
    known.prose = of_edition(root)?;
    let named: Vec<Vec<u8>> = named.iter().map(read).collect::<Result<_, Error>>()?;
    let texts: Vec<Vec<String>> = named
        .par_iter()
        .filter(|bytes| sound(bytes))
        .filter_map(|bytes| import(&Source { file: "", bytes }, lexicon, &known).ok())
        .map(|imported| passages(&imported.text_md))
        .collect();
    known.prose.extend(texts.into_iter().flatten());
    Ok(known)
}

/// The passages of the Persian files of `content/`, without full texts: those
/// are what import makes.
///
/// # Errors
///
/// When the disk refuses.
pub fn of_edition(root: &Path) -> Result<Vec<String>, Error> {
    let mut out = Vec::new();
    for entry in disk::walk(&root.join("content"))? {
        let name = entry.relative.as_str();
        let persian = name.ends_with(".md") && !name.ends_with(".en.md");
        if !persian || name.ends_with("/text.md") {
            continue;
        }
        // A file that cannot be read is a problem of the content's own.
        if let Ok(text) = disk::read_text(&entry.path) {
            out.extend(passages(&text));
        }
    }
    Ok(out)
}

/// The passages of a Markdown file: no front matter, no notes, no marks of
/// headings, and citations as brackets with a name and a year.
pub fn passages(text: &str) -> Vec<String> {
    let body = text
        .strip_prefix("+++\n")
        .and_then(|t| t.split_once("\n+++\n").map(|(_, body)| body))
        .unwrap_or(text);
    let blocks = body.split("\n\n").map(str::trim);
    let prose = blocks.filter(|b| !b.is_empty() && !b.starts_with("[^"));
    prose.map(|b| plain(b.trim_start_matches(['#', ' ']))).collect()
}

/// Running text without the brackets of Markdown.
fn plain(block: &str) -> String {
    let mut out = String::with_capacity(block.len());
    let mut rest = block;
    while let Some(at) = rest.find('[') {
        out.push_str(&rest[..at]);
        let inner = &rest[at + 1..];
        let Some(end) = inner.find(']') else { break };
        match inner.chars().next() {
            Some('^') => {}
            Some('@' | '-') => out.push_str("(a, 2000)"),
            _ => {
                let label = inner[..end].trim_start_matches('[');
                out.push_str(label.rsplit('|').next().unwrap_or(label));
            }
        }
        rest = inner[end + 1..].trim_start_matches(']');
    }
    out.push_str(rest);
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn passages_are_prose_alone() {
        let text = "+++\ntitle = \"باران\"\n+++\n## باران بهاری\n\nباران[^1] آمد [@nikan-1999, p. 2].\n\n[^1]: آرام\n\nدر [[city|شهر]] و [[rain]] ماند.\n";
        let expected = ["باران بهاری", "باران آمد (a, 2000).", "در شهر و rain ماند."];
        assert_eq!(passages(text), expected);
    }
}
