//! Letters: kashidas out, Arabic letters as Persian ones, vowel marks where they belong.
//!
//! (The inferred character map stands in [`crate::import::charmap`].)

use crate::import::ledger::Ledger;
use crate::import::lexicon::Lexicon;
use crate::import::source::Line;
use crate::import::survey::Survey;
use crate::text::persian;
use crate::text::persian::KASHIDA;

/// Takes kashidas out of the lines, also where ئ stands for them, and puts
/// letters into the forms of Persian.
pub fn clean(lines: &mut [Line], survey: &Survey, lexicon: &Lexicon, ledger: &mut Ledger) {
    for line in lines {
        let mut text = line.text.clone();
        if survey.hamza_kashida {
            text = without_hamza(&text, lexicon);
        }
        let text = forms(&text);
        for (before, after) in changed(&line.text, &text) {
            ledger.correct(line.number, before, after, "letters", 0.95);
        }
        line.text = text;
    }
}

/// The words that differ, where both lines have as many.
fn changed<'t>(before: &'t str, after: &'t str) -> Vec<(&'t str, &'t str)> {
    let (a, b): (Vec<&str>, Vec<&str>) =
        (before.split_whitespace().collect(), after.split_whitespace().collect());
    if a.len() != b.len() {
        return vec![(before, after)];
    }
    a.into_iter().zip(b).filter(|(a, b)| a != b).collect()
}

/// A run of ئ behind a letter that joins is all kashida; elsewhere one of the
/// run is the letter itself, if a word comes of it.
fn without_hamza(text: &str, lexicon: &Lexicon) -> String {
    let words = text.split(' ').map(|word| {
        let kept = hamza_word(word, true);
        let bare = kept.trim_matches(|c: char| !persian::is_letter(c));
        if kept.contains("رئ") && !lexicon.has(bare) { hamza_word(word, false) } else { kept }
    });
    words.collect::<Vec<_>>().join(" ")
}

fn hamza_word(text: &str, keep: bool) -> String {
    let mut out = String::with_capacity(text.len());
    let mut before = ' ';
    let mut in_run = false;
    for c in text.chars() {
        if c == 'ئ' {
            let joined = persian::is_letter(before) && !persian::is_non_joiner(before);
            if keep && !joined && !in_run && persian::is_letter(before) {
                out.push(c);
            }
            in_run = true;
            continue;
        }
        in_run = false;
        before = c;
        out.push(c);
    }
    out
}

/// No kashida, Persian yeh and kaf, a damma before its letter, tanwin behind its alef.
pub fn forms(text: &str) -> String {
    let chars: Vec<char> =
        persian::persian_letters(text).chars().filter(|c| *c != KASHIDA).collect();
    let mut out: Vec<char> = Vec::with_capacity(chars.len());
    let mut i = 0;
    while i < chars.len() {
        let next = chars.get(i + 1).copied().unwrap_or(' ');
        match chars[i] {
            // FATHATAN between lam and alef.
            '\u{64B}' if next == 'ا' => {
                out.extend(['ا', '\u{64B}']);
                i += 1;
            }
            // DAMMA one letter late: بعُد for بُعد.
            '\u{64F}' if out.len() >= 2 && next == 'د' && out.ends_with(&['ب', 'ع']) => {
                out.insert(out.len() - 1, '\u{64F}');
            }
            // A letter, a space and a free-standing DIAERESIS.
            ' ' if next == '\u{A8}' && out.last().is_some_and(char::is_ascii_alphabetic) => {
                out.push('\u{308}');
                i += 1;
            }
            c => out.push(c),
        }
        i += 1;
    }
    use unicode_normalization::UnicodeNormalization;
    if out.contains(&'\u{308}') {
        return out.into_iter().nfc().collect();
    }
    out.into_iter().collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn kashidas_go_and_the_letters_stay() {
        assert_eq!(forms("بــاران"), "باران");
        assert_eq!(forms("كتابي"), "کتابی");
        let lexicon = Lexicon::new("SET UTF-8\n", "1\nرئیس\n").unwrap();
        assert_eq!(without_hamza("بئئاران و رئئیس", &lexicon), "باران و رئیس");
        assert_eq!(forms("Bio \u{A8}rn"), "Biörn");
        assert_eq!(forms("معمولًا"), "معمولاً");
    }
}
