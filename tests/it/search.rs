//! What search takes for the same: the vectors that the script of the search
//! page is tested with as well (`tests/browser/find.test.mjs`).

use serde_json::Value;
use virast::text::fold::fold;
use virast::text::words::Words;

fn vectors(name: &str) -> Vec<Vec<Value>> {
    let text = std::fs::read_to_string("tests/fixtures/search-vectors.json").unwrap();
    let all: Value = serde_json::from_str(&text).unwrap();
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
