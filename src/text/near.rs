//! The word that was probably meant.

/// The word nearest to `written`: at most a third of its letters (rounded up) differ, counted
/// as inserted, left out, replaced or exchanged with the next. Of equally near
/// ones the first in the alphabet; `None` where none is near.
pub fn nearest<'a>(written: &str, words: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let letters: Vec<char> = written.chars().collect();
    let most = letters.len().div_ceil(3);
    words
        .into_iter()
        .filter(|word| *word != written)
        .filter_map(|word| Some((distance(&letters, word, most)?, word)))
        .min()
        .map(|(_, word)| word)
}

/// How many letters differ, if it is at most `most`.
fn distance(letters: &[char], word: &str, most: usize) -> Option<usize> {
    // A word cannot be nearer than its length is.
    let word: Vec<char> = word.chars().take(letters.len() + most + 1).collect();
    if word.len().abs_diff(letters.len()) > most {
        return None;
    }
    let mut before: Vec<usize> = Vec::new();
    let mut last: Vec<usize> = (0..=word.len()).collect();
    for (i, a) in letters.iter().enumerate() {
        let mut row = vec![i + 1];
        for (j, b) in word.iter().enumerate() {
            let replaced = last[j] + usize::from(a != b);
            let mut least = replaced.min(last[j + 1] + 1).min(row[j] + 1);
            if i > 0 && j > 0 && *a == word[j - 1] && letters[i - 1] == *b {
                least = least.min(before[j - 1] + 1);
            }
            row.push(least);
        }
        if row.iter().min().is_some_and(|least| *least > most) {
            return None;
        }
        before = std::mem::replace(&mut last, row);
    }
    last.last().copied().filter(|found| *found <= most)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(written: &str, expected: Option<&str>) {
        let words = ["csto", "cis", "sco", "russia", "soviet-union", "waltz-1979"];
        assert_eq!(nearest(written, words), expected, "for {written}");
    }

    #[test]
    fn small_slips_are_seen() {
        check("cstoo", Some("csto"));
        check("rusia", Some("russia"));
        check("russai", Some("russia"));
        check("soviet-unoin", Some("soviet-union"));
        check("walz-1979", Some("waltz-1979"));
        check("waltz-1997", Some("waltz-1979"));
    }

    #[test]
    fn other_words_are_not_near() {
        check("uzbekistan", None);
        check("xyz", None);
        check("", None);
    }

    #[test]
    fn of_equally_near_words_the_first_in_the_alphabet_is_taken() {
        assert_eq!(nearest("cat", ["rat", "bat", "car"]), Some("bat"));
    }
}
