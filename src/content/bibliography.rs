//! BibLaTeX files → entries, as Zotero and JabRef write them.

/// One entry of a `.bib` file, as written.
#[derive(Clone, Debug, PartialEq)]
pub struct Entry {
    /// Path of its file from the project's root.
    pub path: String,
    /// Place of its key.
    pub place: crate::diag::Place,
    /// The citation key.
    pub key: String,
    /// `article`, `book`, … in lower case.
    pub kind: String,
    /// Field names in lower case and their plain text (braces and TeX undone), in
    /// the file's order. Digits are as written. In `author`, `editor` and
    /// `translator` inner braces stay: they tell a body, `{United Nations}`, from
    /// a person.
    pub fields: Vec<(String, String)>,
}

impl Entry {
    /// The text of a field.
    pub fn field(&self, name: &str) -> Option<&str> {
        self.fields.iter().find(|(n, _)| n == name).map(|(_, v)| v.as_str())
    }
}
