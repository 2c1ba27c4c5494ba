//! The list of what Virast wrote: `blake3  path`, one a line, sorted by path.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::Path;

use crate::diag::Error;
use crate::disk;

/// Stands for the hash of a file that is being replaced: it may be the old one,
/// the new one or none. Whatever the next publish wants there differs from it.
pub const UNSURE: &str = "-";

/// Path from the site's root → BLAKE3 of the bytes in hex, or [`UNSURE`].
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Manifest(pub BTreeMap<String, String>);

impl Manifest {
    /// Reads a list; `None` where there is none.
    ///
    /// # Errors
    ///
    /// When the disk refuses.
    pub fn read(path: &Path) -> Result<Option<Self>, Error> {
        if !path.is_file() {
            return Ok(None);
        }
        Ok(Some(Self::parse(&disk::read_text(path)?)))
    }

    /// Reads the text of a list. It can have been changed by anyone: a path that
    /// leads out of the site is passed over.
    pub fn parse(text: &str) -> Self {
        let lines = text.lines().filter_map(|line| line.split_once("  "));
        let inside = lines.filter(|(_, path)| is_inside(path));
        Self(inside.map(|(hash, path)| (path.to_owned(), hash.to_owned())).collect())
    }

    /// The text of the list.
    pub fn text(&self) -> String {
        let mut text = String::new();
        for (path, hash) in &self.0 {
            let _ = writeln!(text, "{hash}  {path}");
        }
        text
    }
}

fn is_inside(path: &str) -> bool {
    let is_part = |part: &str| !part.is_empty() && part != "." && part != "..";
    path.split('/').all(is_part) && !path.contains('\\') && !path.contains('\0')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_that_lead_out_of_the_site_are_passed_over() {
        let text = "1  a/b\n2  ../x\n3  /etc/passwd\n4  a/../../x\n5  \n6  a//b\nnonsense\n";
        assert_eq!(Manifest::parse(text).text(), "1  a/b\n");
    }
}
