//! `search/terms/N.bin`: neighbouring terms with their documents.
//!
//! ```text
//! shard    = term*
//! term     = shared rest-length rest size posting*
//! shared     how many bytes it begins with as the term before it does; one byte
//! rest       the others, in UTF-8; rest-length is one byte
//! size       bytes of its postings
//! posting  = (documents since the last one) * 8 + weight
//! ```
//!
//! `size` and postings are unsigned LEB128.

use crate::output::search::file;
use crate::output::search::terms::Term;
use crate::render::Page;

/// Bytes of a shard: at least, at most, and how many shards there should be.
const SMALLEST: usize = 4_000;
const LARGEST: usize = 16_000;
const WANTED: usize = 64;

/// The shards, and the term from which on each holds them, cut as short as
/// still tells it from the terms before.
#[derive(Debug, Default)]
pub(super) struct Shards {
    pub(super) files: Vec<Page>,
    pub(super) starts: Vec<String>,
}

/// Cuts the sorted terms into shards. A list that is larger than a shard by
/// itself has one of its own.
pub(super) fn files(terms: &[Term]) -> Shards {
    let all: usize =
        terms.iter().map(|term| term.text.len() / 2 + term.postings.len() * 3 / 2).sum();
    let limit = (all / WANTED).clamp(SMALLEST, LARGEST);
    let mut shards = Shards::default();
    let mut bytes: Vec<u8> = Vec::new();
    let mut before = "";
    for term in terms {
        let postings = postings(term);
        if shards.starts.is_empty()
            || bytes.len() + postings.len() + 12 > limit && !bytes.is_empty()
        {
            shards.close(&mut bytes);
            shards.starts.push(start(&term.text, before));
            before = "";
        }
        write(&term.text, before, &postings, &mut bytes);
        before = &term.text;
    }
    shards.close(&mut bytes);
    shards
}

impl Shards {
    fn close(&mut self, bytes: &mut Vec<u8>) {
        if !bytes.is_empty() {
            let path = format!("terms/{}.bin", self.files.len());
            self.files.push(file(&path, std::mem::take(bytes)));
        }
    }
}

/// A term up to the first character in which it differs from the one before.
fn start(term: &str, before: &str) -> String {
    let same = term.chars().zip(before.chars()).take_while(|(a, b)| a == b).count();
    term.chars().take(same + 1).collect()
}

fn postings(term: &Term) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(term.postings.len() * 2);
    let mut last = 0;
    for posting in &term.postings {
        number(u64::from(posting.document - last) * 8 + u64::from(posting.weight), &mut bytes);
        last = posting.document;
    }
    bytes
}

fn write(term: &str, before: &str, postings: &[u8], bytes: &mut Vec<u8>) {
    let mut shared = term.bytes().zip(before.bytes()).take_while(|(a, b)| a == b).count();
    while !term.is_char_boundary(shared) {
        shared -= 1;
    }
    let rest = &term.as_bytes()[shared..];
    // A term has at most 40 characters, so 160 bytes.
    bytes.push(u8::try_from(shared).unwrap_or(u8::MAX));
    bytes.push(u8::try_from(rest.len()).unwrap_or(u8::MAX));
    bytes.extend(rest);
    number(postings.len() as u64, bytes);
    bytes.extend(postings);
}

/// Unsigned LEB128: seven bits a byte, the lowest first.
pub(super) fn number(mut value: u64, bytes: &mut Vec<u8>) {
    while value > 127 {
        bytes.push((value & 127) as u8 | 128);
        value >>= 7;
    }
    bytes.push(value as u8);
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::output::search::terms::Posting;

    fn term(text: &str, documents: &[u32]) -> Term {
        let posting = |document: &u32| Posting { document: *document, weight: 2 };
        Term { text: text.into(), postings: documents.iter().map(posting).collect() }
    }

    #[test]
    fn a_shard_is_written_as_its_head_says() {
        let shards = files(&[term("salt", &[1, 40]), term("salty", &[3])]);
        assert_eq!(shards.starts, ["s"]);
        let expected = [
            &[0, 4][..],
            b"salt",
            &[3, 10, 0xBA, 2], // 1 * 8 + 2, then 39 * 8 + 2 = 314
            &[4, 1],
            b"y",
            &[1, 26],
        ];
        assert_eq!(shards.files[0].bytes, expected.concat());
    }

    #[test]
    fn a_long_list_has_a_shard_of_its_own() {
        let many: Vec<u32> = (0..20_000).collect();
        let shards = files(&[term("باد", &[1]), term("باران", &many), term("بارانی", &[2])]);
        assert_eq!(shards.starts, ["ب", "بار", "بارانی"]);
        assert_eq!(shards.files.len(), 3);
    }

    #[test]
    fn no_terms_have_no_shards() {
        assert!(files(&[]).files.is_empty());
    }
}
