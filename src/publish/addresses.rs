//! Every address that was ever published: `data/addresses.json`, which belongs
//! to the project like its content. Readers have cited them.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use serde_json::{Map, Value, json};

use crate::diag::Error;
use crate::disk;
use crate::output::hosting;
use crate::output::redirects::Redirect;
use crate::publish::manifest::Manifest;
use crate::publish::shipment::Shipment;

/// The file, from the project's root.
pub const FILE: &str = "data/addresses.json";

/// The addresses of the project.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Addresses(BTreeMap<String, Address>);

/// One address, from the site's root: `actors/russia/`, `bibliography.bib`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct Address {
    /// Where it was published.
    targets: BTreeSet<String>,
    /// Where it leads now, if that is another address.
    to: Option<String>,
    /// Where it ended with the publisher's consent.
    gone: BTreeSet<String>,
}

/// The address of a file; `None` for what nobody cites: assets, parts of the
/// search index, what speaks to hosts, what is shown where there is no page, and
/// pages that only continue or choose from another: they come and go with what
/// lists hold.
fn address(path: &str) -> Option<&str> {
    let inner = ["assets/", "search/terms/", "search/texts/", "search/index.json"];
    let is_inner = inner.iter().any(|start| path.starts_with(start));
    if is_inner || continues(path) || hosting::is_for_hosts(path) || path.ends_with("404.html") {
        return None;
    }
    Some(
        path.strip_suffix("index.html")
            .filter(|f| f.is_empty() || f.ends_with('/'))
            .unwrap_or(path),
    )
}

/// Whether a page is a further part of an index or of an entity's mentions, or a
/// choice of the timeline's events.
fn continues(path: &str) -> bool {
    let mut steps = path.strip_prefix("en/").unwrap_or(path).split('/');
    let (first, second, third) = (steps.next(), steps.next(), steps.next());
    third == Some("mentions")
        || (first == Some("timeline") && third.is_some())
        || (first == Some("names") && second.is_some_and(|s| s.bytes().all(|b| b.is_ascii_digit())))
}

fn addresses(manifest: &Manifest, is_copy: impl Fn(&str) -> bool) -> BTreeSet<&str> {
    manifest.0.keys().filter(|path| !is_copy(path)).filter_map(|path| address(path)).collect()
}

impl Addresses {
    /// Reads the project's file; none has no addresses.
    ///
    /// # Errors
    ///
    /// When the file is not what Virast wrote, or the disk refuses.
    pub fn read(root: &Path) -> Result<Self, Error> {
        let path = root.join(FILE);
        if !path.is_file() {
            return Ok(Self::default());
        }
        let text = disk::read_text(&path)?;
        Self::parse(&text).ok_or_else(|| Error::Refused {
            message: format!("{FILE} cannot be read"),
            hint: Some("take it from the repository as it was; Virast alone writes it".to_owned()),
        })
    }

    fn parse(text: &str) -> Option<Self> {
        let whole: Value = serde_json::from_str(text).ok()?;
        let names = |value: &Value, key: &str| -> Option<BTreeSet<String>> {
            let Some(list) = value.get(key) else { return Some(BTreeSet::new()) };
            list.as_array()?.iter().map(|name| Some(name.as_str()?.to_owned())).collect()
        };
        let one = |(path, value): (&String, &Value)| {
            let to = value.get("to").and_then(Value::as_str).map(str::to_owned);
            let (targets, gone) = (names(value, "targets")?, names(value, "gone")?);
            Some((path.clone(), Address { targets, to, gone }))
        };
        let all: Option<BTreeMap<_, _>> =
            whole.get("addresses")?.as_object()?.iter().map(one).collect();
        Some(Self(all?))
    }

    /// The addresses that were live at a target, and would end without a redirect.
    pub fn lost(&self, target: &str, there: &Manifest, shipment: &Shipment) -> Vec<String> {
        let is_copy = |path: &str| {
            [".gz", ".br"].iter().any(|ending| {
                path.strip_suffix(ending).is_some_and(|file| there.0.contains_key(file))
            })
        };
        let known =
            self.0.iter().filter(|(_, a)| a.targets.contains(target) && !a.gone.contains(target));
        let mut live: BTreeSet<&str> = known.map(|(path, _)| path.as_str()).collect();
        let ended = |path: &str| self.0.get(path).is_some_and(|a| a.gone.contains(target));
        live.extend(addresses(there, is_copy).into_iter().filter(|path| !ended(path)));
        let manifest = shipment.manifest();
        let now = addresses(&manifest, |path| shipment.is_copy(path));
        let leads_on: BTreeSet<&str> =
            shipment.redirects().iter().map(|r| r.from.as_str()).collect();
        let lost = live.into_iter().filter(|path| !now.contains(path) && !leads_on.contains(path));
        lost.map(|path| if path.is_empty() { "/".to_owned() } else { path.to_owned() }).collect()
    }

    /// Whether a redirect was published to a target before.
    pub fn leads_on(&self, target: &str, redirect: &Redirect) -> bool {
        let known = self.0.get(&redirect.from).filter(|a| a.targets.contains(target));
        known.is_some_and(|address| address.to.as_ref() == Some(&redirect.to))
    }

    /// With what a publish to a target has done.
    #[must_use]
    pub fn with(&self, target: &str, shipment: &Shipment, lost: &[String]) -> Self {
        let mut all = self.0.clone();
        let manifest = shipment.manifest();
        for path in addresses(&manifest, |path| shipment.is_copy(path)) {
            let address = all.entry(path.to_owned()).or_default();
            address.targets.insert(target.to_owned());
            address.gone.remove(target);
            address.to = None;
        }
        for Redirect { from, to } in shipment.redirects() {
            let address = all.entry(from.clone()).or_default();
            address.targets.insert(target.to_owned());
            address.to = Some(to.clone());
        }
        for path in lost {
            let path = path.trim_start_matches('/').to_owned();
            all.entry(path).or_default().gone.insert(target.to_owned());
        }
        Self(all)
    }

    /// Writes the project's file.
    ///
    /// # Errors
    ///
    /// When the disk refuses.
    pub fn write(&self, root: &Path) -> Result<(), Error> {
        disk::write(&root.join(FILE), self.text().as_bytes())?;
        Ok(())
    }

    fn text(&self) -> String {
        let mut all = Map::new();
        for (path, address) in &self.0 {
            let mut value = Map::new();
            value.insert("targets".to_owned(), json!(address.targets));
            if let Some(to) = &address.to {
                value.insert("to".to_owned(), json!(to));
            }
            if !address.gone.is_empty() {
                value.insert("gone".to_owned(), json!(address.gone));
            }
            all.insert(path.clone(), Value::Object(value));
        }
        // One address a line, so that a version control shows what came and went.
        let lines: Vec<String> =
            all.iter().map(|(path, value)| format!("    {}: {value}", json!(path))).collect();
        format!("{{\n  \"addresses\": {{\n{}\n  }}\n}}\n", lines.join(",\n"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_cited_has_an_address_and_what_is_loaded_has_none() {
        let check = |path, expected| assert_eq!(address(path), expected, "{path}");
        check("index.html", Some(""));
        check("actors/russia/index.html", Some("actors/russia/"));
        check("bibliography.bib", Some("bibliography.bib"));
        check("search/index.html", Some("search/"));
        check("assets/main.1a2b.css", None);
        check("search/terms/3.bin", None);
        check("en/404.html", None);
        check("names/index.html", Some("names/"));
        check("en/names/2/index.html", None);
        check("timeline/index.html", Some("timeline/"));
        check("timeline/kinds/law/index.html", None);
        check("actors/russia/mentions/2/index.html", None);
        check("_headers", None);
        check(".virast-manifest", None);
    }

    #[test]
    fn the_file_says_the_same_when_it_is_read_again() {
        let mut all = Addresses::default();
        let target = BTreeSet::from(["site".to_owned()]);
        let moved = Address {
            targets: target.clone(),
            to: Some("actors/new/".into()),
            ..Address::default()
        };
        all.0.insert("actors/old/".to_owned(), moved);
        all.0.insert(String::new(), Address { targets: target.clone(), ..Address::default() });
        let gone = Address { targets: target.clone(), gone: target, ..Address::default() };
        all.0.insert("pages/news/".to_owned(), gone);
        assert_eq!(Addresses::parse(&all.text()), Some(all));
        assert_eq!(Addresses::parse("{}"), None);
    }
}
