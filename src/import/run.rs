//! `virast import`: sources found, articles imported, files written.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use rayon::prelude::*;

use crate::config::Config;
use crate::diag::Error;
use crate::disk;
use crate::import::citations::{Cited, entry};
use crate::import::lexicon::Lexicon;
use crate::import::merge;
use crate::import::report::Report;
use crate::import::source::Source;
use crate::import::{Imported, Known, import};
use crate::text::is_id;

/// What a run did, for the terminal.
#[derive(Clone, Debug, Default)]
pub struct Summary {
    /// One for each source.
    pub articles: Vec<Outcome>,
    /// How many entries `found.bib` has.
    pub found: usize,
}

/// What became of one source.
#[derive(Clone, Debug)]
pub struct Outcome {
    /// The source's name, without its folder.
    pub file: String,
    /// The article's folder, from the project's root.
    pub folder: String,
    /// Why it was not imported.
    pub refused: Option<String>,
    /// Kinds of damage with their evidence.
    pub damage: Vec<(String, String)>,
    /// How many corrections each pass made, by the pass's name.
    pub corrections: BTreeMap<String, usize>,
    /// How many lines were taken out as furniture.
    pub junk: usize,
    /// How many doubts are left to the editor.
    pub doubts: usize,
    /// How many paragraphs both the editor and this import changed.
    pub conflicts: usize,
    /// Whether any file changed.
    pub changed: bool,
}

impl Summary {
    /// Lines for people.
    pub fn lines(&self) -> Vec<String> {
        self.articles.iter().flat_map(Outcome::lines).collect()
    }
}

impl Outcome {
    fn lines(&self) -> Vec<String> {
        if let Some(why) = &self.refused {
            return vec![format!("{}: not imported: {why}", self.file)];
        }
        let state = if self.changed { "imported" } else { "unchanged" };
        let mut out = vec![format!("{} → {}: {state}", self.file, self.folder)];
        for (kind, evidence) in &self.damage {
            out.push(format!("  damage: {kind} ({evidence})"));
        }
        let made: Vec<String> =
            self.corrections.iter().map(|(pass, n)| format!("{pass} {n}")).collect();
        out.push(format!("  corrections: {}; furniture: {} lines", made.join(", "), self.junk));
        out.push(format!("  doubts: {}, in {}/import.json", self.doubts, self.folder));
        if self.conflicts > 0 {
            out.push(format!(
                "  conflicts: {}; look for `{}` in {}/text.md",
                self.conflicts,
                merge::OURS,
                self.folder
            ));
        }
        out
    }
}

/// The dictionary that the settings name; an error that says how to get it.
pub fn lexicon(root: &Path, config: &Config) -> Result<Lexicon, Error> {
    let folder = root.join(&config.import.dictionary);
    let absent = |message: String| Error::Refused {
        message,
        hint: Some("run `npm ci` in the project's folder, or `make`".to_owned()),
    };
    if !folder.join("index.dic").is_file() {
        let place = &config.import.dictionary;
        return Err(absent(format!(
            "the Persian dictionary is not there: `{place}` has no `index.dic`"
        )));
    }
    let aff = disk::read_text(&folder.join("index.aff"))?;
    let dic = disk::read_text(&folder.join("index.dic"))?;
    Lexicon::new(&aff, &dic)
        .map_err(|e| absent(format!("the Persian dictionary cannot be read: {e}")))
}

/// Imports the files, several at a time, in their order.
///
/// `known` is what the edition's content holds, without the works that an
/// earlier import found: those are found anew. `say` hears of every file when its restoration begins.
///
/// # Errors
///
/// When the dictionary is not there, a file cannot be read or written, or
/// `slug` is given for several files. A text that cannot be imported is no
/// error: its [`Outcome`] says why.
pub fn run(
    root: &Path,
    config: &Config,
    files: &[PathBuf],
    slug: Option<&str>,
    known: &Known,
    say: &(dyn Fn(&str) + Sync),
) -> Result<Summary, Error> {
    let mut summary = Summary::default();
    if files.is_empty() {
        return Ok(summary);
    }
    if slug.is_some() && files.len() > 1 {
        let message =
            "`--slug` names the folder of one article, but several files are given".to_owned();
        return Err(Error::Refused { message, hint: Some("import them one by one".to_owned()) });
    }
    if let Some(slug) = slug {
        refuse_bad_slug(slug)?;
    }
    let lexicon = lexicon(root, config)?;
    let homes = homes(root)?;
    let restored: Vec<_> = files
        .par_iter()
        .map(|file| {
            let name = file_name(file);
            say(&name);
            let bytes = disk::read(file)?;
            Ok((import(&Source { file: &name, bytes: &bytes }, &lexicon, known), name))
        })
        .collect::<Result<_, Error>>()?;
    for (imported, name) in restored {
        let folder = slug.map_or_else(|| home(&homes, &name), str::to_owned);
        summary.articles.push(match imported {
            Ok(imported) => keep(root, &name, &folder, &imported)?,
            Err(refusal) => refused(&name, &folder, refusal.to_string()),
        });
    }
    summary.found = write_found(root, known)?;
    Ok(summary)
}

/// The folder of `content/articles` that a source is imported into.
fn home(homes: &BTreeMap<String, String>, name: &str) -> String {
    homes.get(name).cloned().unwrap_or_else(|| folder_name(name))
}

fn file_name(path: &Path) -> String {
    path.file_name().map_or_else(String::new, |n| n.to_string_lossy().into_owned())
}

/// A slug is a folder's name and an address, so it cannot lead elsewhere.
fn refuse_bad_slug(slug: &str) -> Result<(), Error> {
    if is_id(slug) {
        return Ok(());
    }
    Err(Error::Refused {
        message: format!("`{slug}` cannot be an address"),
        hint: Some(
            "use small Latin letters, digits and hyphens, such as `border-trade`".to_owned(),
        ),
    })
}

/// Those of the files that were not imported yet, or have changed since.
///
/// # Errors
///
/// When a file cannot be read.
pub fn new_ones(root: &Path, files: &[PathBuf]) -> Result<Vec<PathBuf>, Error> {
    let homes = homes(root)?;
    let mut new = Vec::new();
    for file in files {
        let folder = root.join("content/articles").join(home(&homes, &file_name(file)));
        let report = folder.join("import.json");
        let hash = blake3::hash(&disk::read(file)?).to_hex();
        let is_known = folder.join("text.md").is_file()
            && report.is_file()
            && disk::read_text(&report)?.contains(hash.as_str());
        if !is_known {
            new.push(file.clone());
        }
    }
    Ok(new)
}

/// The files that the settings name, in order, each once; and the patterns that
/// meet no file.
///
/// # Errors
///
/// When the disk refuses.
pub fn sources(root: &Path, config: &Config) -> Result<(Vec<PathBuf>, Vec<String>), Error> {
    let (mut files, mut absent) = (Vec::new(), Vec::new());
    for pattern in &config.import.sources {
        let found = disk::matching(root, pattern)?;
        if found.is_empty() {
            absent.push(pattern.clone());
        }
        for file in found {
            if file.is_file() && !files.contains(&file) {
                files.push(file);
            }
        }
    }
    Ok((files, absent))
}

/// For each source that an article names, the article's folder.
fn homes(root: &Path) -> Result<BTreeMap<String, String>, Error> {
    let mut out = BTreeMap::new();
    for entry in disk::walk(&root.join("content/articles"))? {
        let Some(folder) = entry.relative.strip_suffix("/index.md") else { continue };
        let Ok(text) = disk::read_text(&entry.path) else { continue };
        let head =
            text.strip_prefix("+++\n").and_then(|t| t.split_once("\n+++").map(|(head, _)| head));
        let table: Option<toml::Table> = head.and_then(|h| h.parse().ok());
        let source = table.as_ref().and_then(|t| t.get("source"));
        let name =
            source.and_then(|s| s.as_str().or_else(|| s.get("file").and_then(|f| f.as_str())));
        if let Some(name) = name {
            out.insert(name.to_owned(), folder.to_owned());
        }
    }
    Ok(out)
}

/// A folder's name made of a file's: small letters, digits and hyphens.
fn folder_name(file: &str) -> String {
    let stem = file.rsplit_once('.').map_or(file, |(stem, _)| stem).to_lowercase();
    let name: String =
        stem.chars().map(|c| if c.is_ascii_alphanumeric() { c } else { '-' }).collect();
    let name = name.split('-').filter(|p| !p.is_empty()).collect::<Vec<_>>().join("-");
    if name.is_empty() { "article".to_owned() } else { name }
}

fn refused(file: &str, folder: &str, why: String) -> Outcome {
    Outcome {
        file: file.to_owned(),
        folder: format!("content/articles/{folder}"),
        refused: Some(why),
        damage: Vec::new(),
        corrections: BTreeMap::new(),
        junk: 0,
        doubts: 0,
        conflicts: 0,
        changed: false,
    }
}

/// Where the text that the last import wrote is kept, as the common ancestor of
/// hand edits and the next import. It is nobody's to edit, so not in `content/`.
const LAST: &str = ".virast/imported";

/// Writes the files of one article, its hand edits merged in.
fn keep(root: &Path, file: &str, folder: &str, imported: &Imported) -> Result<Outcome, Error> {
    let place = root.join("content/articles").join(folder);
    let (text, last) = (place.join("text.md"), root.join(LAST).join(folder).join("text.md"));
    let read =
        |path: &Path| if path.is_file() { disk::read_text(path).map(Some) } else { Ok(None) };
    let merged = match (read(&last)?, read(&text)?) {
        (_, None) => merge::Merged { text: imported.text_md.clone(), conflicts: 0 },
        (Some(last), Some(edited)) => merge::merge(&last, &edited, &imported.text_md),
        // What the editor started from is not known, so the editor's text stays.
        (None, Some(edited)) => merge::Merged { text: edited, conflicts: 0 },
    };
    let mut json = serde_json::to_string_pretty(&imported.report).unwrap_or_default();
    json.push('\n');
    let mut changed = disk::write(&text, merged.text.as_bytes())?;
    changed |= disk::write(&place.join("import.json"), json.as_bytes())?;
    changed |= disk::write(&last, imported.text_md.as_bytes())?;
    let report = &imported.report;
    let mut corrections = BTreeMap::new();
    for c in &report.corrections {
        *corrections.entry(c.pass.clone()).or_insert(0) += 1;
    }
    Ok(Outcome {
        file: file.to_owned(),
        folder: format!("content/articles/{folder}"),
        refused: None,
        damage: report.damage.iter().map(|d| (d.kind.clone(), d.evidence.clone())).collect(),
        corrections,
        junk: report.junk.iter().map(|j| (j.lines[1] - j.lines[0] + 1) as usize).sum(),
        doubts: report.doubts.len(),
        conflicts: merged.conflicts,
        changed,
    })
}

const FOUND: &str = "content/bibliography/found.bib";

/// Writes `found.bib` from the citations of all imported articles whose works
/// the bibliography does not have. Returns how many entries it has.
fn write_found(root: &Path, known: &Known) -> Result<usize, Error> {
    let mut entries: BTreeMap<String, String> = BTreeMap::new();
    for file in disk::walk(&root.join("content/articles"))? {
        if !file.relative.ends_with("/import.json") {
            continue;
        }
        let Ok(report) = serde_json::from_str::<Report>(&disk::read_text(&file.path)?) else {
            continue;
        };
        for c in report.citations {
            let cited = Cited { authors: c.authors, year: c.year, pages: String::new() };
            if !known.keys.contains(&c.key) {
                entries.entry(c.key.clone()).or_insert_with(|| entry(&c.key, &cited));
            }
        }
    }
    if entries.is_empty() && !root.join(FOUND).is_file() {
        return Ok(0);
    }
    let head = "% Works that the articles cite and no other file of this folder has, as their\n% citations name them. Written by `virast import`: move an entry to another file\n% to complete it.\n";
    let body: Vec<&str> = entries.values().map(String::as_str).collect();
    disk::write(&root.join(FOUND), format!("{head}\n{}", body.join("\n")).as_bytes())?;
    Ok(entries.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_folder_is_named_after_its_file() {
        for (file, expected) in [("000_Aa.b.txt", "000-aa-b"), ("باران.txt", "article"), ("x", "x")]
        {
            assert_eq!(folder_name(file), expected);
        }
    }
}
