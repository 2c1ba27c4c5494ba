//! Import: a broken article text becomes `text.md` and `import.json`.

pub mod report;
