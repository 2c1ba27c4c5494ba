//! `virast import`: sources found, articles imported, files written.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use crate::config::Config;
use crate::diag::Error;
use crate::disk;
use crate::import::citations::{Cited, entry};
use crate::import::lexicon::Lexicon;
use crate::import::merge;
use crate::import::report::Report;
use crate::import::source::Source;
use crate::import::{Imported, Known, import};

/// What a run did, for the terminal.
#[derive(Clone, Debug, Default)]
pub struct Summary {
    /// One for each source.
    pub articles: Vec<Outcome>,
    /// Patterns of the settings that met no file.
    pub absent: Vec<String>,
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
        let mut out = Vec::new();
        for pattern in &self.absent {
            out.push(format!("no file matches `{pattern}`"));
        }
        for article in &self.articles {
            out.extend(article.lines());
        }
        out
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

/// Imports the files, or without any those that the settings name.
///
/// `known` is what the edition's content holds; works that an earlier import
/// found may be among them.
pub fn run(
    root: &Path,
    config: &Config,
    files: &[PathBuf],
    slug: Option<&str>,
    known: &Known,
) -> Result<Summary, Error> {
    let mut summary = Summary::default();
    let files =
        if files.is_empty() { sources(root, config, &mut summary)? } else { files.to_vec() };
    if files.is_empty() {
        return Ok(summary);
    }
    if slug.is_some() && files.len() > 1 {
        let message =
            "`--slug` names the folder of one article, but several files are given".to_owned();
        return Err(Error::Refused { message, hint: Some("import them one by one".to_owned()) });
    }
    let lexicon = lexicon(root, config)?;
    let known = without_found(root, known)?;
    let homes = homes(root)?;
    for file in files {
        let name = file.file_name().map_or_else(String::new, |n| n.to_string_lossy().into_owned());
        let folder = match (slug, homes.get(&name)) {
            (Some(slug), _) => slug.to_owned(),
            (None, Some(folder)) => folder.clone(),
            (None, None) => folder_name(&name),
        };
        let bytes = disk::read(&file)?;
        let outcome = match import(&Source { file: &name, bytes: &bytes }, &lexicon, &known) {
            Ok(imported) => keep(root, &name, &folder, &imported)?,
            Err(refusal) => refused(&name, &folder, refusal.to_string()),
        };
        summary.articles.push(outcome);
    }
    summary.found = write_found(root, &known)?;
    Ok(summary)
}

/// The files that the settings name, in order, each once.
fn sources(root: &Path, config: &Config, summary: &mut Summary) -> Result<Vec<PathBuf>, Error> {
    let mut all: Vec<PathBuf> = Vec::new();
    for pattern in &config.import.sources {
        let found = disk::matching(root, pattern)?;
        if found.is_empty() {
            summary.absent.push(pattern.clone());
        }
        all.extend(found.into_iter().filter(|f| f.is_file()));
    }
    let mut seen: Vec<PathBuf> = Vec::new();
    all.retain(|f| {
        let new = !seen.contains(f);
        seen.push(f.clone());
        new
    });
    Ok(all)
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

/// Writes the files of one article, its hand edits merged in.
fn keep(root: &Path, file: &str, folder: &str, imported: &Imported) -> Result<Outcome, Error> {
    let place = root.join("content/articles").join(folder);
    let (text, last) = (place.join("text.md"), place.join(".text.imported.md"));
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

/// The known works without those that an earlier import put into `found.bib`:
/// they are found anew.
fn without_found(root: &Path, known: &Known) -> Result<Known, Error> {
    let path = root.join(FOUND);
    if !path.is_file() {
        return Ok(known.clone());
    }
    let text = disk::read_text(&path)?;
    let keys: Vec<&str> = text
        .lines()
        .filter_map(|l| l.strip_prefix('@').and_then(|l| l.split_once('{')))
        .map(|(_, key)| key.trim_end_matches(','))
        .collect();
    let mut known = known.clone();
    known.works.retain(|_, key| !keys.contains(&key.as_str()));
    Ok(known)
}

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
            if !known.works.values().any(|k| *k == c.key) {
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
