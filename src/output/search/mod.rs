//! Search without a service: an index in many small files, of which a query
//! reads a few. `themes/matn/scripts/search/find.js` reads them.
//!
//! 1. [`documents`]: the edition as cards (actors and organizations by all
//!    their names) and pages of numbered texts (paragraphs, tables, notes).
//! 2. [`terms`]: the words of each, folded, as sorted lists of documents.
//! 3. [`shards`]: `search/terms/N.bin`, lists of neighbouring terms.
//! 4. [`texts`]: `search/texts/N.json`, the texts as they are written.
//! 5. [`facets`]: whom each document names and of which decades it speaks, for
//!    who narrows down what is found.
//! 6. [`root`]: `search/index.json`, where everything is, and the rules by
//!    which the script folds what is asked.

mod documents;
mod passages;
mod terms;
mod shards;
mod texts;
mod facets;
mod root;

use crate::link::Edition;
use crate::output::search::documents::Collection;
use crate::render::Page;

/// The folder of the index in the site.
pub const FOLDER: &str = "search";

/// The files of the index, for all that the edition says in both languages.
pub fn files(edition: &Edition) -> Vec<Page> {
    index(&documents::collect(edition))
}

fn index(collection: &Collection) -> Vec<Page> {
    let (terms, texts) = rayon::join(|| terms::read(collection), || texts::files(collection));
    let shards = shards::files(&terms);
    let facets = facets::files(collection);
    let root = root::file_of(collection, [&shards.files, &texts.files, &facets], &shards, &texts);
    let mut files = vec![root];
    files.extend(facets);
    files.extend(shards.files);
    files.extend(texts.files);
    files
}

fn file(path: &str, bytes: Vec<u8>) -> Page {
    Page { path: format!("{FOLDER}/{path}"), bytes }
}
