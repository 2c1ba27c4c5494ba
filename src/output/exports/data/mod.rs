//! Tables of the edition's facts, as JSON and as CSV, with the graph between
//! them and a description of all (Frictionless Data Package).
//!
//! A table is built once, as JSON objects; its CSV is the same objects laid
//! flat in the columns that the description names, so that the three can't
//! tell different things.

mod csv;
mod graph;
mod records;
mod table;

use serde_json::{Value, json};

use crate::config::Config;
use crate::link::Edition;
use crate::output::exports::data::table::Table;
use crate::render::Page;
use crate::text::Lang;

/// Everything in `data/` but the calendar.
pub(super) fn files(edition: &Edition, config: &Config) -> Vec<Page> {
    let tables = records::tables(edition, config);
    let mut files = Vec::new();
    let mut resources = Vec::new();
    for mut table in tables {
        let [json, csv] = written(&mut table);
        let (json, csv) = (file(table.name, "json", json), file(table.name, "csv", csv));
        resources.push(resource(&table, &csv));
        resources.push(objects(&table, &json));
        files.extend([json, csv]);
    }
    let graph = file("graph", "json", graph::file(edition).into_bytes());
    resources.push(json!({
        "name": "graph",
        "title": "People, states, groups, organizations, events, works and articles, and what ties them together",
        "path": "graph.json",
        "format": "json",
        "mediatype": "application/json",
        "encoding": "utf-8",
        "bytes": graph.bytes.len(),
        "hash": hash(&graph.bytes),
    }));
    files.push(graph);
    files.push(package(config, resources));
    files
}

fn file(name: &str, ending: &str, bytes: Vec<u8>) -> Page {
    Page { path: format!("data/{name}.{ending}"), bytes }
}

/// A table as a JSON array, one object a line, and as CSV.
fn written(table: &mut Table<'_>) -> [Vec<u8>; 2] {
    let (mut json, mut csv) = (b"[".to_vec(), csv::header(table.columns));
    let mut before: &[u8] = b"\n";
    for row in &mut table.rows {
        json.extend(before);
        before = b",\n";
        // To write a value into memory cannot fail.
        let _ = serde_json::to_writer(&mut json, &row);
        csv::push(&mut csv, table.columns, &row);
    }
    json.extend(if json.len() > 1 { &b"\n]\n"[..] } else { b"]\n" });
    [json, csv.into_bytes()]
}

fn resource(table: &Table<'_>, csv: &Page) -> Value {
    json!({
        "name": table.name,
        "title": table.title,
        "profile": "tabular-data-resource",
        "path": format!("{}.csv", table.name),
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "bytes": csv.bytes.len(),
        "hash": hash(&csv.bytes),
        "schema": table.schema(),
    })
}

/// The same table as JSON.
fn objects(table: &Table<'_>, json: &Page) -> Value {
    json!({
        "name": format!("{}-json", table.name),
        "title": table.title,
        "path": format!("{}.json", table.name),
        "format": "json",
        "mediatype": "application/json",
        "encoding": "utf-8",
        "bytes": json.bytes.len(),
        "hash": hash(&json.bytes),
    })
}

fn hash(bytes: &[u8]) -> String {
    format!("blake3:{}", blake3::hash(bytes).to_hex())
}

fn package(config: &Config, resources: Vec<Value>) -> Page {
    let english = config.language(Lang::En);
    let package = json!({
        "profile": "data-package",
        "name": "edition",
        "title": english.title,
        "description": english.description,
        "homepage": config.base_url,
        "resources": resources,
    });
    let mut text = serde_json::to_string_pretty(&package).unwrap_or_default();
    text.push('\n');
    file("datapackage", "json", text.into_bytes())
}
