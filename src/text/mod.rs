//! Characters, without files or documents: what is true of letters, digits and
//! words whatever they say.

pub mod letters;
pub mod persian;
pub mod fold;
pub mod words;
pub mod collate;
pub mod near;
pub mod numbers;

/// A language of the edition. Persian is the default: its files carry no
/// language in their name and its pages stand at the root of the site.
#[derive(Clone, Copy, Debug, Hash, PartialEq, Eq, PartialOrd, Ord)]
pub enum Lang {
    /// Persian, `fa`, right to left.
    Fa,
    /// English, `en`, left to right.
    En,
}

/// Which way a script runs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Direction {
    /// Right to left: the Arabic script.
    Rtl,
    /// Left to right: the Latin script.
    Ltr,
}

impl Lang {
    /// Both languages, the default first.
    pub const ALL: [Self; 2] = [Self::Fa, Self::En];

    /// The BCP 47 tag: `fa` or `en`.
    pub fn code(self) -> &'static str {
        match self {
            Self::Fa => "fa",
            Self::En => "en",
        }
    }

    /// The language with this tag; `None` for any other than `fa` and `en`.
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|lang| lang.code() == code)
    }

    /// The direction of its script.
    pub fn direction(self) -> Direction {
        match self {
            Self::Fa => Direction::Rtl,
            Self::En => Direction::Ltr,
        }
    }

    /// The other language of the edition.
    pub fn other(self) -> Self {
        match self {
            Self::Fa => Self::En,
            Self::En => Self::Fa,
        }
    }

    /// The language whose script most letters of `text` are in; `None` when it
    /// has no letter of either.
    pub fn of_text(text: &str) -> Option<Self> {
        let (mut fa, mut en) = (0_usize, 0_usize);
        for c in text.chars() {
            if persian::is_letter(c) {
                fa += 1;
            } else if c.is_ascii_alphabetic() || matches!(c, '\u{C0}'..='\u{24F}') {
                en += 1;
            }
        }
        match (fa, en) {
            (0, 0) => None,
            (fa, en) if fa >= en => Some(Self::Fa),
            _ => Some(Self::En),
        }
    }
}

/// Whether a word can be an id, and so a part of an address: small Latin letters,
/// digits, and hyphens between them.
pub fn is_id(word: &str) -> bool {
    let inner = |c: u8| c.is_ascii_lowercase() || c.is_ascii_digit() || c == b'-';
    !word.is_empty() && !word.starts_with('-') && !word.ends_with('-') && word.bytes().all(inner)
}

impl Direction {
    /// The value of HTML's `dir` attribute.
    pub fn attribute(self) -> &'static str {
        match self {
            Self::Rtl => "rtl",
            Self::Ltr => "ltr",
        }
    }
}
