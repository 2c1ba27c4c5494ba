//! What a book says of itself: its headings and notices, in both languages.
//!
//! The strings of a theme are the site's; a book has none.

use crate::model::work::cited::Terms;
use crate::text::Lang;

/// The words of one language.
pub(super) struct Labels {
    pub(super) title_page: &'static str,
    pub(super) contents: &'static str,
    pub(super) summary: &'static str,
    pub(super) keywords: &'static str,
    pub(super) digest: &'static str,
    pub(super) full_text: &'static str,
    pub(super) notes: &'static str,
    pub(super) works: &'static str,
    /// Before the address of the article's page.
    pub(super) page: &'static str,
    /// Of the link from a note to its mark.
    pub(super) back: &'static str,
    /// What a reader who can't see the page should know.
    pub(super) accessibility: &'static str,
    pub(super) citations: Terms<'static>,
}

/// The words of a language.
pub(super) fn labels(lang: Lang) -> &'static Labels {
    match lang {
        Lang::Fa => &PERSIAN,
        Lang::En => &ENGLISH,
    }
}

static PERSIAN: Labels = Labels {
    title_page: "صفحهٔ عنوان",
    contents: "فهرست",
    summary: "چکیده",
    keywords: "کلیدواژه‌ها",
    digest: "خلاصهٔ ویراست",
    full_text: "متن کامل",
    notes: "پانوشت‌ها",
    works: "کتاب‌نامه",
    page: "نشانی صفحه",
    back: "بازگشت به متن",
    accessibility: "همهٔ محتوا متن است، با فهرست، سرفصل‌های ساختاریافته و ترتیب خواندن روشن؛ تصویری در کار نیست.",
    citations: Terms {
        comma: "، ",
        semicolon: "؛ ",
        and: " و ",
        and_others: " و همکاران",
        undated: "بی‌تا",
        page: "ص {n}",
        pages: "صص {n}",
    },
};

static ENGLISH: Labels = Labels {
    title_page: "Title page",
    contents: "Contents",
    summary: "Abstract",
    keywords: "Keywords",
    digest: "Digest of this edition",
    full_text: "Full text",
    notes: "Notes",
    works: "Bibliography",
    page: "Address of the page",
    back: "Back to the text",
    accessibility: "All content is text, with contents, structured headings and a clear reading order; there are no images.",
    citations: Terms {
        comma: ", ",
        semicolon: "; ",
        and: " and ",
        and_others: " et al.",
        undated: "n.d.",
        page: "p. {n}",
        pages: "pp. {n}",
    },
};
