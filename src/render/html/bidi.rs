//! Text as HTML: escaped, and every run of the other script in an element with
//! its language and direction.
//!
//! A Latin name in a Persian sentence, left alone, pulls the brackets and
//! figures beside it to its own side. So each maximal run of the other script,
//! with the figures and punctuation inside it, is wrapped; brackets and commas
//! around it belong to the sentence and stay outside.
//!
//! Files hold figures as they were typed; a page shows those of Persian text in
//! Persian digits, ranges with the first number first in reading order.

use std::ops::Range;

use crate::text::{Lang, letters, persian};

/// Appends text with `<`, `>`, `&` and `"` escaped, for content and attributes.
pub fn escape(out: &mut String, text: &str) {
    let bytes = text.as_bytes();
    let mut at = 0;
    // Of letters that are not ASCII no byte is one of these.
    while let Some(length) = letters::first_byte(&bytes[at..], needs_escape) {
        let found = at + length;
        out.push_str(&text[at..found]);
        out.push_str(match bytes[found] {
            b'<' => "&lt;",
            b'>' => "&gt;",
            b'&' => "&amp;",
            _ => "&quot;",
        });
        at = found + 1;
    }
    out.push_str(&text[at..]);
}

#[inline]
fn needs_escape(byte: u8) -> bool {
    (byte == b'<') | (byte == b'>') | (byte == b'&') | (byte == b'"')
}

/// The text escaped.
pub fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    escape(&mut out, text);
    out
}

/// Appends text of a page in `lang`, runs of the other script wrapped.
pub fn text(out: &mut String, text: &str, lang: Lang) {
    let first = match lang {
        Lang::Fa => letters::first_byte(text.as_bytes(), |b| is_latin(b) | needs_escape(b)),
        Lang::En => letters::first_byte(text.as_bytes(), |b| is_persian(b) | needs_escape(b)),
    };
    if first.is_none() {
        out.push_str(text);
        return;
    }
    let mut at = 0;
    for run in runs(text, lang) {
        escape(out, &text[at..run.range.start]);
        match run.other {
            Some(other) => {
                open(out, "span", other);
                escape(out, &text[run.range.clone()]);
                out.push_str("</span>");
            }
            None => figures(out, &text[run.range.clone()], lang),
        }
        at = run.range.end;
    }
    escape(out, &text[at..]);
}

/// The text of a page in `lang` as HTML, every second of its `pieces` in an element
/// that `open` and `close` make. A run of the other script that one is a part of
/// stays whole.
pub fn around(pieces: &[&str], lang: Lang, [open_inner, close_inner]: [&str; 2]) -> String {
    let whole = pieces.concat();
    let runs = runs_of_other(&whole, lang);
    let mut out = String::with_capacity(whole.len() + 64);
    // As far as the text is written, and where the run ends that is open.
    let (mut at, mut end, mut open_run) = (0, 0, None::<usize>);
    for (n, piece) in pieces.iter().enumerate() {
        let place = end..end + piece.len();
        end = place.end;
        if n % 2 == 0 || place.is_empty() {
            continue;
        }
        if let Some(run_end) = open_run.filter(|run_end| *run_end < place.end) {
            let cut = run_end.min(place.start);
            close_run(&mut out, &whole[at..cut]);
            (at, open_run) = (cut, None);
        }
        let is_part = |run: &&Range<usize>| {
            run.start <= place.start && place.end <= run.end && **run != place
        };
        if open_run.is_none()
            && let Some(run) = runs.iter().find(is_part)
        {
            text(&mut out, &whole[at..run.start], lang);
            open(&mut out, "span", lang.other());
            (at, open_run) = (run.start, Some(run.end));
        }
        let between = &whole[at..place.start];
        match open_run {
            Some(_) => {
                escape(&mut out, between);
                out.push_str(&format!("{open_inner}{}{close_inner}", escaped(piece)));
            }
            None => {
                text(&mut out, between, lang);
                out.push_str(&format!("{open_inner}{}{close_inner}", html(piece, lang)));
            }
        }
        at = place.end;
    }
    if let Some(run_end) = open_run {
        close_run(&mut out, &whole[at..run_end]);
        at = run_end;
    }
    text(&mut out, &whole[at..], lang);
    out
}

/// The rest of a run of the other script, and its end.
fn close_run(out: &mut String, rest: &str) {
    escape(out, rest);
    out.push_str("</span>");
}

/// Where a text has runs of the other script.
pub fn runs_of_other(text: &str, lang: Lang) -> Vec<Range<usize>> {
    runs(text, lang).into_iter().filter(|run| run.other.is_some()).map(|run| run.range).collect()
}

/// Figures alone: those of Persian text in Persian digits. Two of its numbers
/// with a hyphen between are a range, which takes a dash: a hyphen would hold
/// them in Latin order where no letter stands before. More than two are one date
/// or number, read from left to right.
fn figures(out: &mut String, figures: &str, lang: Lang) {
    let numbers = figures.split(['-', '–']).count();
    let is_latin = match lang {
        Lang::Fa => numbers > 2,
        Lang::En => numbers > 1 || figures.contains(['/', '.', ':']),
    };
    let shown = match lang {
        Lang::Fa if is_latin => persian::to_persian_digits(figures),
        Lang::Fa => persian::to_persian_digits(figures).replace('-', "–"),
        Lang::En => figures.to_owned(),
    };
    if is_latin {
        out.push_str("<span dir=\"ltr\">");
    }
    escape(out, &shown);
    if is_latin {
        out.push_str("</span>");
    }
}

/// The text of a page in `lang` as HTML.
pub fn html(words: &str, lang: Lang) -> String {
    let mut out = String::with_capacity(words.len() + 16);
    text(&mut out, words, lang);
    out
}

/// The HTML of a text whose own language may be the page's or the other: a
/// title, a name. The other's stands whole in one element.
pub fn titled(words: &str, own: Lang, page: Lang) -> String {
    if own == page {
        return html(words, page);
    }
    let mut out = String::with_capacity(words.len() + 32);
    open(&mut out, "bdi", own);
    text(&mut out, words, own);
    out.push_str("</bdi>");
    out
}

/// The attributes that say a language and its direction, with a space before.
pub fn attributes(lang: Lang) -> &'static str {
    match lang {
        Lang::Fa => " lang=\"fa\" dir=\"rtl\"",
        Lang::En => " lang=\"en\" dir=\"ltr\"",
    }
}

fn open(out: &mut String, element: &str, lang: Lang) {
    out.push('<');
    out.push_str(element);
    out.push_str(attributes(lang));
    out.push('>');
}

/// The other language, where the whole text is one run of it: its element can
/// carry the attributes itself.
pub fn whole(text: &str, lang: Lang) -> Option<Lang> {
    let mut runs = runs(text, lang).into_iter();
    let first = runs.next()?;
    (first.range == (0..text.len())).then_some(first.other).flatten()
}

/// A run of the other script, or of ASCII figures that must keep their order.
#[derive(Debug, PartialEq, Eq)]
struct Run {
    range: Range<usize>,
    other: Option<Lang>,
}

/// Whether a run of Latin, of figures or of a hyphen can begin with a byte.
#[inline]
fn is_latin(byte: u8) -> bool {
    byte.is_ascii_digit()
        | byte.is_ascii_alphabetic()
        | (byte == b'-')
        | (0xC3..=0xC9).contains(&byte)
}

/// Whether a run of Persian can begin with a byte.
#[inline]
fn is_persian(byte: u8) -> bool {
    (0xD8..=0xDF).contains(&byte) | (byte == 0xEF)
}

fn runs(text: &str, lang: Lang) -> Vec<Run> {
    // Most texts have nothing of the other script: one look at the bytes.
    let first = match lang {
        Lang::Fa => letters::first_byte(text.as_bytes(), is_latin),
        Lang::En => letters::first_byte(text.as_bytes(), is_persian),
    };
    if first.is_none() {
        return Vec::new();
    }
    let mut found = Vec::new();
    let mut chars = text.char_indices().peekable();
    while let Some((at, c)) = chars.next() {
        let end = match lang {
            Lang::Fa if is_eastern_digit(c) => end_of_figures(text, at),
            Lang::Fa | Lang::En if is_core(c, lang) => end_of_run(text, at, lang),
            Lang::Fa | Lang::En => continue,
        };
        let has_letter = text[at..end].chars().any(|c| is_strong(c, lang));
        let end = if has_letter { end_of_sentence(text, at..end) } else { end };
        let range = if has_letter { quoted(text, at..end, lang) } else { at..end };
        while chars.peek().is_some_and(|(n, _)| *n < range.end) {
            chars.next();
        }
        found.push(Run { range, other: has_letter.then_some(lang.other()) });
    }
    found
}

/// A letter of the other script.
fn is_strong(c: char, lang: Lang) -> bool {
    match lang {
        Lang::Fa => {
            c.is_ascii_alphabetic() || matches!(c, '\u{C0}'..='\u{24F}' if c.is_alphabetic())
        }
        Lang::En => persian::is_letter(c),
    }
}

/// A letter or figure with which a run can begin and end.
fn is_core(c: char, lang: Lang) -> bool {
    is_strong(c, lang)
        || match lang {
            Lang::Fa => c.is_ascii_digit(),
            Lang::En => is_eastern_digit(c),
        }
}

fn is_eastern_digit(c: char) -> bool {
    matches!(c, '\u{6F0}'..='\u{6F9}' | '\u{660}'..='\u{669}')
}

/// What can stand inside a run, but not at its ends.
fn is_inner(c: char, lang: Lang) -> bool {
    match lang {
        Lang::Fa => matches!(
            c,
            ' ' | '.'
                | ','
                | ':'
                | ';'
                | '\''
                | '’'
                | '‘'
                | '“'
                | '”'
                | '-'
                | '–'
                | '/'
                | '&'
                | '+'
                | '@'
                | '_'
                | '%'
                | '#'
                | '='
                | '~'
                | '?'
                | '!'
                | '('
                | ')'
                | '\u{A0}'
                | '\u{2011}'
        ),
        Lang::En => {
            matches!(
                c,
                ' ' | '.'
                    | ':'
                    | '('
                    | ')'
                    | '«'
                    | '»'
                    | '،'
                    | '؛'
                    | '-'
                    | '–'
                    | '/'
                    | persian::ZWNJ
            ) || (persian::is_arabic_script(c) && !persian::is_letter(c))
        }
    }
}

/// The end of the Persian figures that begin at `start`, hyphens between them included.
fn end_of_figures(text: &str, start: usize) -> usize {
    let is_other = |c: char| !is_eastern_digit(c) && c != '-';
    let end = text[start..].find(is_other).map_or(text.len(), |length| start + length);
    start + text[start..end].trim_end_matches('-').len()
}

/// The end of the run that begins at `start`: after its last letter or figure,
/// or after the bracket that closes one opened inside it.
fn end_of_run(text: &str, start: usize, lang: Lang) -> usize {
    let mut end = start;
    let mut open = Vec::new();
    let mut has_letter = false;
    for (offset, c) in text[start..].char_indices() {
        let after = start + offset + c.len_utf8();
        if is_core(c, lang) {
            has_letter |= is_strong(c, lang);
            end = after;
        } else if !is_inner(c, lang) || (c == ' ' && !has_letter) {
            // Figures alone are a range or a date, never two words.
            break;
        } else if matches!(c, '(' | '“' | '«') {
            open.push(start + offset);
        } else if matches!(c, ')' | '”' | '»') {
            if open.pop().is_none() {
                break;
            }
            end = after;
        } else if persian::is_arabic_script(c) && letters::is_alphanumeric(c) {
            end = after;
        }
    }
    // A bracket that is still open has its other half outside the run.
    match open.first() {
        Some(&bracket) if bracket < end => {
            text[start..bracket].trim_end_matches(|c| !is_core(c, lang)).len() + start
        }
        _ if is_abbreviation(&text[start..end], &text[end..]) => end + 1,
        _ => end,
    }
}

/// A run of several words that is the whole text has its closing mark as well.
fn end_of_sentence(text: &str, run: Range<usize>) -> usize {
    let is_whole = text[..run.start].trim().is_empty()
        && text[run.end..].trim_end().chars().all(|c| matches!(c, '.' | '!' | '?' | '…'));
    let is_sentence = text[run.clone()].split(' ').nth(2).is_some();
    if is_whole && is_sentence { text.trim_end().len() } else { run.end }
}

/// Whether the full stop after a run is one of its own: `U.S.`
fn is_abbreviation(run: &str, after: &str) -> bool {
    let word = run.rsplit(' ').next().unwrap_or(run);
    let is_letter = |part: &str| part.len() == 1 && part.bytes().all(|b| b.is_ascii_alphabetic());
    after.starts_with('.') && word.contains('.') && word.split('.').all(is_letter)
}

/// In English text, the guillemets around a Persian run belong to it.
fn quoted(text: &str, run: Range<usize>, lang: Lang) -> Range<usize> {
    let before = text[..run.start].chars().next_back();
    let after = text[run.end..].chars().next();
    match (lang, before, after) {
        (Lang::En, Some('«'), Some('»')) => run.start - '«'.len_utf8()..run.end + '»'.len_utf8(),
        _ => run,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Runs in `expected` stand in brackets: `⟦…⟧`.
    #[track_caller]
    fn check(lang: Lang, words: &str, expected: &str) {
        let mut marked = String::new();
        let mut at = 0;
        for run in runs(words, lang) {
            marked.push_str(&words[at..run.range.start]);
            marked.push('⟦');
            marked.push_str(&words[run.range.clone()]);
            marked.push('⟧');
            at = run.range.end;
        }
        marked.push_str(&words[at..]);
        assert_eq!(marked, expected);
    }

    #[test]
    fn a_run_takes_its_inner_figures_and_leaves_the_sentences_brackets() {
        check(Lang::Fa, "سازمان (Waltz, 1979: 12) است", "سازمان (⟦Waltz, 1979: 12⟧) است");
        check(Lang::Fa, "NATO و CSTO.", "⟦NATO⟧ و ⟦CSTO⟧.");
        check(Lang::Fa, "برنامهٔ Peace Mission (2016)، سپس", "برنامهٔ ⟦Peace Mission (2016)⟧، سپس");
        check(Lang::Fa, "(A) و (B) (C)", "(⟦A⟧) و (⟦B⟧) (⟦C⟧)");
        check(Lang::Fa, "نشانی 10.22034/fr.2023 است", "نشانی ⟦10.22034/fr.2023⟧ است");
        check(Lang::Fa, "نیروهای U.S. رفتند", "نیروهای ⟦U.S.⟧ رفتند");
    }

    #[test]
    fn a_sentence_of_the_other_script_has_its_full_stop() {
        check(Lang::Fa, "The bridge was closed.", "⟦The bridge was closed.⟧");
        check(Lang::Fa, "نام آن: The Salt Road.", "نام آن: ⟦The Salt Road⟧.");
        check(Lang::Fa, "Salt Road.", "⟦Salt Road⟧.");
    }

    #[test]
    fn figures_of_persian_text_are_in_persian_digits() {
        assert_eq!(html("سال 2001 بود", Lang::Fa), "سال ۲۰۰۱ بود");
        assert_eq!(html("صفحهٔ 12-45 کتاب", Lang::Fa), "صفحهٔ ۱۲–۴۵ کتاب");
        assert_eq!(html("۱۲-۴۵ کتاب", Lang::Fa), "۱۲–۴۵ کتاب");
        let date = "در <span dir=\"ltr\">۲۰۲۰-۰۲-۲۹</span> بود";
        assert_eq!(html("در 2020-02-29 بود", Lang::Fa), date);
        assert_eq!(
            html("سند S/2020/1", Lang::Fa),
            "سند <span lang=\"en\" dir=\"ltr\">S/2020/1</span>"
        );
        assert_eq!(html("in 2001-2004", Lang::En), "in 2001-2004");
    }

    #[test]
    fn persian_in_english_takes_its_guillemets() {
        check(Lang::En, "the word «امنیت ملی» here", "the word ⟦«امنیت ملی»⟧ here");
        check(Lang::En, "the pact (پیمان تاشکند، ۱۳۷۱).", "the pact (⟦پیمان تاشکند، ۱۳۷۱⟧).");
        check(Lang::En, "می‌شود is one word", "⟦می‌شود⟧ is one word");
    }

    #[test]
    fn a_text_of_the_other_script_alone_is_whole() {
        assert_eq!(whole("CSTO", Lang::Fa), Some(Lang::En));
        assert_eq!(whole("روسیه", Lang::Fa), None);
        assert_eq!(whole("CSTO.", Lang::Fa), None);
    }

    #[test]
    fn what_is_marked_inside_a_run_does_not_cut_it() {
        let mark = |before, inner, after, lang| {
            around(&[before, inner, after], lang, ["<mark>", "</mark>"])
        };
        assert_eq!(
            mark("نام ", "Salt", " Road بود", Lang::Fa),
            "نام <span lang=\"en\" dir=\"ltr\"><mark>Salt</mark> Road</span> بود"
        );
        assert_eq!(
            mark("در ", "Salt Road", " بود", Lang::Fa),
            "در <mark><span lang=\"en\" dir=\"ltr\">Salt Road</span></mark> بود"
        );
        assert_eq!(
            mark("جادهٔ ", "نمک", " (A)", Lang::Fa),
            "جادهٔ <mark>نمک</mark> (<span lang=\"en\" dir=\"ltr\">A</span>)"
        );
    }

    #[test]
    fn several_marks_of_a_text_stand_in_their_runs() {
        let mark = |pieces: &[&str]| around(pieces, Lang::Fa, ["<mark>", "</mark>"]);
        assert_eq!(
            mark(&["نام ", "Salt", " and ", "Salt", " Road و ", "نمک", " بود"]),
            "نام <span lang=\"en\" dir=\"ltr\"><mark>Salt</mark> and <mark>Salt</mark> Road</span> و <mark>نمک</mark> بود"
        );
        assert_eq!(
            mark(&["", "Salt", " Road و ", "Salt", ""]),
            "<span lang=\"en\" dir=\"ltr\"><mark>Salt</mark> Road</span> و <mark><span lang=\"en\" dir=\"ltr\">Salt</span></mark>"
        );
    }

    #[test]
    fn what_html_would_read_is_escaped() {
        assert_eq!(html("<امن> & «\"»", Lang::Fa), "&lt;امن&gt; &amp; «&quot;»");
    }
}
