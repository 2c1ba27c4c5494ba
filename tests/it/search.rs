//! What search takes for the same: the vectors that the script of the search
//! page is tested with as well (`tests/browser/find.test.mjs`). And where the
//! index leads: to places that there are.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;
use virast::pipeline;
use virast::text::fold::fold;
use virast::text::words::Words;

use crate::support::{Project, read};

fn vectors(name: &str) -> Vec<Vec<Value>> {
    let all: Value = serde_json::from_str(&read("tests/fixtures/search-vectors.json")).unwrap();
    let list = all[name].as_array().unwrap();
    list.iter().map(|vector| vector.as_array().unwrap().clone()).collect()
}

#[test]
fn spellings_of_one_word_fold_to_one() {
    for group in vectors("same") {
        let folded: Vec<String> = group.iter().map(|word| fold(word.as_str().unwrap())).collect();
        assert!(folded.iter().all(|word| *word == folded[0]), "{group:?}: {folded:?}");
    }
}

#[test]
fn different_words_stay_different() {
    for group in vectors("different") {
        let folded: Vec<String> = group.iter().map(|word| fold(word.as_str().unwrap())).collect();
        assert_ne!(folded[0], folded[1], "{group:?}");
    }
}

#[test]
fn a_text_is_found_by_its_terms() {
    for vector in vectors("terms") {
        let words = Words::of(vector[0].as_str().unwrap());
        let mut terms = Vec::new();
        words.each_term(|term, _| terms.push(Value::from(term)));
        assert_eq!(Value::from(terms), vector[1], "{}", vector[0]);
    }
}

/// The files of a project's site, by path.
fn site(project: &Project) -> BTreeMap<String, Vec<u8>> {
    let loaded = pipeline::load(&project.root()).unwrap();
    let files = pipeline::site(&project.root(), &loaded).unwrap().files;
    files.into_iter().map(|file| (file.path, file.bytes)).collect()
}

/// All texts of the index, in order: address, anchor, text; of a card, its addresses.
fn documents(files: &BTreeMap<String, Vec<u8>>) -> Vec<(String, String, String)> {
    let mut found = Vec::new();
    for n in 0.. {
        let Some(bytes) = files.get(&format!("search/texts/{n}.json")) else { return found };
        let block: Value = serde_json::from_slice(bytes).unwrap();
        let string = |value: &Value| value.as_str().unwrap().to_owned();
        for card in block["c"].as_array().into_iter().flatten() {
            for page in [&card[2], &card[3]].into_iter().filter(|page| !page.is_null()) {
                found.push((string(&page[0]), String::new(), string(&page[1])));
            }
        }
        for document in block["d"].as_array().into_iter().flatten() {
            let page = &block["p"][usize::try_from(document[0].as_u64().unwrap()).unwrap()];
            found.push((string(&page[0]), string(&document[1]), string(&document[3])));
        }
    }
    found
}

#[test]
fn every_result_leads_to_a_place_that_there_is() {
    let files = site(&Project::new());
    let documents = documents(&files);
    assert!(documents.len() > 20, "{documents:?}");
    for (address, anchor, text) in documents {
        let page = files.get(&address).unwrap_or_else(|| panic!("no {address}, for {text}"));
        let html = std::str::from_utf8(page).unwrap();
        let id = format!("id=\"{anchor}\"");
        assert!(anchor.is_empty() || html.contains(&id), "no {id} in {address}, for {text}");
    }
}

#[test]
fn every_kind_of_text_is_in_the_index() {
    let files = site(&Project::new());
    let addresses: BTreeSet<String> = documents(&files).into_iter().map(|d| d.0).collect();
    let sides = ["", "en/"];
    for kind in ["articles", "actors", "organizations", "events", "pages"] {
        for side in sides {
            let start = format!("{side}{kind}/");
            assert!(addresses.iter().any(|address| address.starts_with(&start)), "no {start}");
        }
    }
}

#[test]
fn the_index_is_the_same_each_time() {
    let (first, second) = (site(&Project::new()), site(&Project::new()));
    let index = |files: &BTreeMap<String, Vec<u8>>| -> Vec<(String, Vec<u8>)> {
        let files = files.iter().filter(|(path, _)| path.starts_with("search/"));
        files.map(|(path, bytes)| (path.clone(), bytes.clone())).collect()
    };
    assert_eq!(index(&first), index(&second));
}
