//! `config.toml` as data: defaults written out, unknown keys refused.

pub mod target;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use serde::Deserialize;

use crate::config::target::Target;
use crate::diag::{Error, Place};
use crate::disk;
use crate::text::Lang;

/// The name of the file that makes a folder a project.
pub const FILE: &str = "config.toml";

/// The edition's settings.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Config {
    /// The address of the site's root, with its path and a final `/`:
    /// `https://example.org/editions/asia/`.
    pub base_url: String,
    /// The folder of `themes/` that dresses the site.
    pub theme: String,
    /// The year in which the edition first appeared, for feeds' permanent ids.
    pub since: u16,
    /// Names and words that differ by language; keys `fa` and `en`.
    pub languages: BTreeMap<String, Language>,
    /// How article texts come in.
    pub import: Import,
    /// Addresses that have no page any more and where they lead: `"actors/old/"` to
    /// `"actors/new/"`, or to a whole address elsewhere. Pages that were only
    /// renamed say so themselves (`formerly`).
    pub redirects: BTreeMap<String, String>,
    /// Where the site can be published, by the target's name.
    pub publish: BTreeMap<String, Target>,
}

/// What the edition calls itself in one language.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Language {
    /// The edition's name.
    pub title: String,
    /// One sentence for search engines and feeds.
    pub description: String,
    /// Who publishes it.
    pub publisher: String,
}

/// How article texts come in.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Import {
    /// Files to import: paths or patterns from the project's root. A pattern
    /// that meets no file is passed over with a word.
    pub sources: Vec<String>,
    /// The folder of the Persian dictionary: Hunspell's `index.dic` and `index.aff`.
    pub dictionary: String,
}

impl Default for Config {
    fn default() -> Self {
        Self {
            base_url: "http://127.0.0.1:4000/".to_owned(),
            theme: "matn".to_owned(),
            since: 2026,
            languages: BTreeMap::new(),
            import: Import::default(),
            redirects: BTreeMap::new(),
            publish: BTreeMap::new(),
        }
    }
}

impl Default for Import {
    fn default() -> Self {
        Self { sources: Vec::new(), dictionary: "node_modules/dictionary-fa".to_owned() }
    }
}

impl Config {
    /// Reads `config.toml` of a project.
    pub fn load(root: &Path) -> Result<Self, Error> {
        let path = root.join(FILE);
        let text = disk::read_text(&path)?;
        Self::parse(&text)
    }

    /// Reads the text of a `config.toml`.
    pub fn parse(text: &str) -> Result<Self, Error> {
        let config: Self = toml::from_str(text).map_err(|e| {
            let offset = e.span().map_or(0, |s| s.start);
            wrong(text, offset, e.message(), None)
        })?;
        let at = |key: &str| text.find(key).unwrap_or(0);
        if !config.base_url.starts_with("http://") && !config.base_url.starts_with("https://") {
            let hint = "write the whole address, such as `https://example.org/edition/`";
            return Err(wrong(text, at("base_url"), "`base_url` is no address", Some(hint)));
        }
        if let Some(key) = config.languages.keys().find(|k| Lang::from_code(k).is_none()) {
            let message = format!("the edition has no language `{key}`");
            return Err(wrong(
                text,
                at("languages."),
                &message,
                Some("its languages are `fa` and `en`"),
            ));
        }
        let is_plain =
            |name: &str| name.chars().all(|c| c.is_alphanumeric() || c == '-' || c == '_');
        if let Some(name) = config.publish.keys().find(|name| !is_plain(name)) {
            let message = format!("`{name}` cannot be the name of a publish target");
            let hint = "name it with letters, digits and hyphens: `[publish.site]`";
            return Err(wrong(text, at("publish."), &message, Some(hint)));
        }
        Ok(Self { base_url: format!("{}/", config.base_url.trim_end_matches('/')), ..config })
    }

    /// What the edition calls itself in a language; empty where nothing is set.
    pub fn language(&self, lang: Lang) -> Language {
        self.languages.get(lang.code()).cloned().unwrap_or_default()
    }

    /// The path of the site's root on its host: `/` or `/editions/asia/`.
    pub fn base_path(&self) -> &str {
        let after = self.base_url.find("://").map_or(0, |n| n + 3);
        self.base_url[after..].find('/').map_or("/", |n| &self.base_url[after + n..])
    }
}

fn wrong(text: &str, offset: usize, message: &str, hint: Option<&str>) -> Error {
    Error::Config {
        message: message.trim_end().to_owned(),
        place: Place::at(FILE, text, offset),
        hint: hint.map(str::to_owned),
    }
}

/// The project that a folder belongs to: it or the nearest folder above it that
/// has a `config.toml`.
pub fn find_root(from: &Path) -> Option<PathBuf> {
    from.ancestors().find(|folder| folder.join(FILE).is_file()).map(Path::to_owned)
}
