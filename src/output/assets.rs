//! Styles, scripts, fonts and static files of a theme, named by their hash so
//! that a browser may keep them for ever.
//!
//! Styles are one sheet: `styles/main.css` with what it imports, made small by
//! lightningcss. No browser targets are set: with old ones it would rewrite the
//! logical properties that this project is built on.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use lightningcss::bundler::{Bundler, ResolveResult, SourceProvider};
use lightningcss::dependencies::{Dependency, DependencyOptions};
use lightningcss::printer::PrinterOptions;
use lightningcss::rules::CssRule;
use lightningcss::rules::font_face::{FontFaceProperty, Source};
use lightningcss::stylesheet::{MinifyOptions, ParserOptions, StyleSheet};

use crate::diag::Error;
use crate::disk;
use crate::model::Both;
use crate::render::drawn::{self, Style};
use crate::render::lettering::Lettering;
use crate::render::{Assets, Page, Preload};
use crate::text::Lang;

/// Makes the theme's assets: their addresses for the pages, and the files.
///
/// Fonts are the theme's own or come from `node_modules` in `root`, the project's
/// folder. One that is not there is left out of the styles; the names of such
/// fonts are returned for a word to the user.
///
/// # Errors
///
/// A style sheet that cannot be read, with file, line and column.
pub fn prepare(root: &Path, theme: &Path) -> Result<(Assets, Vec<Page>, Vec<String>), Error> {
    let mut files = Vec::new();
    let (fonts, mut missing) = fonts(root, theme, &mut files)?;
    let styles = styles(theme, &fonts)?;
    let styles = keep(&mut files, "matn.css", styles.into_bytes());
    let scripts = scripts(theme, &mut files)?;
    for entry in disk::walk(&theme.join("static"))? {
        files.push(Page { path: entry.relative.clone(), bytes: disk::read(&entry.path)? });
    }
    let preload = preload(theme, &fonts)?;
    let card = card(root, theme, &mut missing)?;
    Ok((Assets { styles, scripts, fonts_preload: preload, card }, files, missing))
}

/// Where a font of the theme is: its own file, or one of a package.
fn font(root: &Path, theme: &Path, place: &str) -> Option<PathBuf> {
    let places = [theme.join(place), root.join("node_modules").join(place)];
    places.into_iter().find(|path| path.is_file())
}

/// Puts the licence of the package that a font comes from beside the fonts, once.
fn licence(root: &Path, place: &str, files: &mut Vec<Page>) -> Result<(), Error> {
    let package: Vec<&str> = place.splitn(3, '/').take(2).collect();
    let file = root.join("node_modules").join(package.join("/")).join("LICENSE");
    let path = format!("assets/licences/{}.txt", package.last().unwrap_or(&""));
    if file.is_file() && files.iter().all(|page| page.path != path) {
        files.push(Page { path, bytes: disk::read(&file)? });
    }
    Ok(())
}

/// How cards for other sites are drawn, as `theme.toml` has it; without words where
/// their font is not there.
fn card(root: &Path, theme: &Path, missing: &mut Vec<String>) -> Result<Option<Style>, Error> {
    let settings = settings(theme)?;
    let Some(list) = settings.get("card") else { return Ok(None) };
    let read = || {
        let colours = list.get("colours")?.as_array()?.iter();
        let colours: Vec<[u8; 3]> =
            colours.map(|c| drawn::colour(c.as_str()?)).collect::<Option<_>>()?;
        colours.try_into().ok()
    };
    let wanted = "theme.toml: `colours` of `[card]` are five of the form \"#9b3d2e\": paper, ticks, other events, own events, title";
    let colours = read().ok_or_else(|| wrong(wanted.to_owned()))?;
    let mut letters = None;
    if let Some(place) = list.get("font").and_then(toml::Value::as_str) {
        match font(root, theme, place) {
            Some(path) => {
                let unread = || wrong(format!("`{place}` of `[card]` is no TrueType font"));
                letters = Some(Lettering::new(disk::read(&path)?).ok_or_else(unread)?);
            }
            None => missing.push(place.to_owned()),
        }
    }
    Ok(Some(Style { colours, letters }))
}

/// The theme's scripts. Those of every page are joined into one file, which is
/// one request less for each; those of a folder keep their own.
fn scripts(theme: &Path, files: &mut Vec<Page>) -> Result<Vec<String>, Error> {
    let (mut all, mut alone) = (Vec::new(), Vec::new());
    for entry in disk::walk(&theme.join("scripts"))? {
        let bytes = disk::read(&entry.path)?;
        match entry.relative.contains('/') {
            _ if !entry.relative.ends_with(".js") => {}
            true => alone.push(keep(files, &entry.relative, bytes)),
            false => all.extend(bytes),
        }
    }
    if !all.is_empty() {
        alone.insert(0, keep(files, "matn.js", all));
    }
    Ok(alone)
}

/// The images that texts show, by their paths from `content/images/`.
///
/// # Errors
///
/// When the disk refuses.
pub fn images(root: &Path, names: &[String]) -> Result<Vec<Page>, Error> {
    let folder = root.join("content/images");
    let file = |name: &String| {
        Ok(Page { path: format!("assets/images/{name}"), bytes: disk::read(&folder.join(name))? })
    };
    names.iter().map(file).collect()
}

/// Adds a file under a name that holds its hash; returns its path in the site.
fn keep(files: &mut Vec<Page>, name: &str, bytes: Vec<u8>) -> String {
    let hash = blake3::hash(&bytes).to_hex();
    let (stem, ending) = name.rsplit_once('.').unwrap_or((name, "bin"));
    let path = format!("assets/{stem}-{}.{ending}", &hash[..10]);
    files.push(Page { path: path.clone(), bytes });
    path
}

/// The fonts of `theme.toml` that are there: name in the styles → path in the site.
fn fonts(
    root: &Path,
    theme: &Path,
    files: &mut Vec<Page>,
) -> Result<(BTreeMap<String, String>, Vec<String>), Error> {
    let (mut found, mut missing) = (BTreeMap::new(), Vec::new());
    let Some(toml::Value::Table(list)) = settings(theme)?.remove("fonts") else {
        return Ok((found, missing));
    };
    for (name, place) in list {
        let place = place.as_str().unwrap_or_default();
        if let Some(path) = font(root, theme, place) {
            let kept = keep(files, &name, disk::read(&path)?);
            found.insert(name, kept);
            licence(root, place, files)?;
        } else {
            missing.push(place.to_owned());
        }
    }
    Ok((found, missing))
}

/// The fonts that the first screen of each language needs, as `theme.toml` lists
/// them: of every page under the empty name, and of views under theirs.
fn preload(theme: &Path, fonts: &BTreeMap<String, String>) -> Result<Preload, Error> {
    let settings = settings(theme)?;
    let of = |table: &toml::Value, lang: Lang| -> Vec<String> {
        let list = table.get(lang.code()).and_then(toml::Value::as_array);
        list.into_iter().flatten().filter_map(|name| fonts.get(name.as_str()?).cloned()).collect()
    };
    let both = |table| Both { fa: of(table, Lang::Fa), en: of(table, Lang::En) };
    let Some(table) = settings.get("preload") else { return Ok(Preload::new()) };
    let views = table.as_table().into_iter().flatten().filter(|(_, value)| value.is_table());
    let mut all: Preload = views.map(|(name, value)| (name.clone(), both(value))).collect();
    all.insert(String::new(), both(table));
    Ok(all)
}

fn settings(theme: &Path) -> Result<toml::Table, Error> {
    let path = theme.join("theme.toml");
    let text = disk::read_text(&path)?;
    toml::from_str(&text).map_err(|e| wrong(format!("theme.toml: {}", e.message())))
}

/// The one style sheet, with every `url()` as it is from the folder `assets/`.
fn styles(theme: &Path, fonts: &BTreeMap<String, String>) -> Result<String, Error> {
    let sheets = Sheets::read(&theme.join("styles"))?;
    let mut bundler = Bundler::new(&sheets, None, ParserOptions::default());
    let mut sheet = bundler.bundle(Path::new("main.css")).map_err(|e| wrong(located(&e)))?;
    sheet.rules.0.retain(|rule| !is_missing_font(rule, fonts));
    sheet.minify(MinifyOptions::default()).map_err(|e| wrong(located(&e)))?;
    print(&sheet, fonts)
}

fn print(sheet: &StyleSheet<'_>, fonts: &BTreeMap<String, String>) -> Result<String, Error> {
    let options = PrinterOptions {
        minify: true,
        analyze_dependencies: Some(DependencyOptions { remove_imports: false }),
        ..PrinterOptions::default()
    };
    let result = sheet.to_css(options).map_err(|e| wrong(format!("styles: {e}")))?;
    let mut code = result.code;
    for dependency in result.dependencies.into_iter().flatten() {
        if let Dependency::Url(url) = dependency {
            let address = fonts.get(font_name(&url.url)).map_or_else(
                || url.url.clone(),
                |path| path.trim_start_matches("assets/").to_owned(),
            );
            code = code.replace(&url.placeholder, &address);
        }
    }
    Ok(code)
}

/// The last part of a `url()`, by which `theme.toml` names a font.
fn font_name(url: &str) -> &str {
    url.rsplit('/').next().unwrap_or(url)
}

fn is_missing_font(rule: &CssRule<'_>, fonts: &BTreeMap<String, String>) -> bool {
    let CssRule::FontFace(face) = rule else { return false };
    face.properties.iter().any(|property| match property {
        FontFaceProperty::Source(sources) => sources.iter().any(|source| match source {
            Source::Url(url) => !fonts.contains_key(font_name(&url.url.url)),
            Source::Local(_) => false,
        }),
        _ => false,
    })
}

/// The style sheets of a theme, read once; the bundler takes them from here.
struct Sheets {
    texts: BTreeMap<PathBuf, String>,
}

impl Sheets {
    fn read(folder: &Path) -> Result<Self, Error> {
        let mut texts = BTreeMap::new();
        for entry in disk::walk(folder)? {
            if entry.relative.ends_with(".css") {
                texts.insert(PathBuf::from(&entry.relative), disk::read_text(&entry.path)?);
            }
        }
        Ok(Self { texts })
    }
}

/// A style sheet that an `@import` names is not there.
#[derive(Debug, thiserror::Error)]
#[error("no style sheet `{0}` in the theme's folder `styles/`")]
struct NoSheet(String);

impl SourceProvider for Sheets {
    type Error = NoSheet;

    fn read<'a>(&'a self, file: &Path) -> Result<&'a str, NoSheet> {
        self.texts.get(file).map(String::as_str).ok_or_else(|| NoSheet(file.display().to_string()))
    }

    fn resolve(&self, specifier: &str, from: &Path) -> Result<ResolveResult, NoSheet> {
        let folder = from.parent().unwrap_or(Path::new(""));
        let path = folder.join(specifier.trim_start_matches("./"));
        if self.texts.contains_key(&path) {
            return Ok(ResolveResult::File(path));
        }
        Err(NoSheet(specifier.to_owned()))
    }
}

/// lightningcss counts lines from 0, people from 1.
fn located<T: std::fmt::Display>(error: &lightningcss::error::Error<T>) -> String {
    match &error.loc {
        Some(at) => format!("styles/{}:{}:{}: {}", at.filename, at.line + 1, at.column, error.kind),
        None => format!("styles: {}", error.kind),
    }
}

fn wrong(message: String) -> Error {
    Error::Theme { message, hint: None }
}
