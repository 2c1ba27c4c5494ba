//! The archive that a book is: ZIP, all files with one time, so that two builds are
//! the same bytes. Written here, since a library would set up a compression of its
//! own for each of some thousand small files, which takes longer than to compress them.

use std::cell::RefCell;

use flate2::{Compress, Compression, Crc, FlushCompress, Status};

/// Files below this size, in bytes, are stored as they are: what is to be gained of
/// them is less than what it costs.
const SMALL: usize = 4096;

/// How hard to look for what repeats, 1 to 9.
const LEVEL: u32 = 1;

/// ZIP 2.0, which knows folders and deflate; made on Unix.
const VERSION: u16 = 20;
const MADE_BY: u16 = 3 << 8 | VERSION;

/// 1 January 1980, the first day that ZIP knows.
const DATE: u16 = 1 << 5 | 1;

/// A plain file that everybody may read and its owner may write.
const RIGHTS: u32 = 0o100_644 << 16;

const STORED: u16 = 0;
const DEFLATED: u16 = 8;

/// An archive that is being written.
#[derive(Default)]
pub(super) struct Archive {
    bytes: Vec<u8>,
    /// The list of files that stands at the end.
    directory: Vec<u8>,
    files: u16,
}

thread_local! {
    static COMPRESS: RefCell<Compress> =
        RefCell::new(Compress::new(Compression::new(LEVEL), false));
}

impl Archive {
    /// Adds a file, compressed if that is worth it. `None` for one too large for ZIP.
    pub(super) fn add(&mut self, path: &str, bytes: &[u8]) -> Option<()> {
        if bytes.len() < SMALL {
            return self.store(path, bytes);
        }
        let packed = deflated(bytes)?;
        self.put(path, bytes, &packed, DEFLATED)
    }

    /// Adds a file as it is.
    pub(super) fn store(&mut self, path: &str, bytes: &[u8]) -> Option<()> {
        self.put(path, bytes, bytes, STORED)
    }

    fn put(&mut self, path: &str, whole: &[u8], packed: &[u8], method: u16) -> Option<()> {
        let mut crc = Crc::new();
        crc.update(whole);
        // What both the file's own head and the list say of it.
        let mut about: Vec<u8> = Vec::with_capacity(26);
        about.extend(VERSION.to_le_bytes());
        about.extend([0; 2]); // nothing special
        about.extend(method.to_le_bytes());
        about.extend([0; 2]); // midnight
        about.extend(DATE.to_le_bytes());
        about.extend(crc.sum().to_le_bytes());
        about.extend(u32::try_from(packed.len()).ok()?.to_le_bytes());
        about.extend(u32::try_from(whole.len()).ok()?.to_le_bytes());
        about.extend(u16::try_from(path.len()).ok()?.to_le_bytes());
        about.extend([0; 2]); // nothing after the name
        let begins = u32::try_from(self.bytes.len()).ok()?;
        self.bytes.extend(b"PK\x03\x04");
        self.bytes.extend(&about);
        self.bytes.extend(path.as_bytes());
        self.bytes.extend(packed);
        self.directory.extend(b"PK\x01\x02");
        self.directory.extend(MADE_BY.to_le_bytes());
        self.directory.extend(&about);
        self.directory.extend([0; 6]); // no remark, the first disk, no text for sure
        self.directory.extend(RIGHTS.to_le_bytes());
        self.directory.extend(begins.to_le_bytes());
        self.directory.extend(path.as_bytes());
        self.files = self.files.checked_add(1)?;
        Some(())
    }

    /// The bytes of the archive.
    pub(super) fn finish(mut self) -> Option<Vec<u8>> {
        let begins = u32::try_from(self.bytes.len()).ok()?;
        let length = u32::try_from(self.directory.len()).ok()?;
        self.bytes.append(&mut self.directory);
        self.bytes.extend(b"PK\x05\x06");
        self.bytes.extend([0; 4]); // one disk
        self.bytes.extend(self.files.to_le_bytes());
        self.bytes.extend(self.files.to_le_bytes());
        self.bytes.extend(length.to_le_bytes());
        self.bytes.extend(begins.to_le_bytes());
        self.bytes.extend([0; 2]); // no remark
        Some(self.bytes)
    }
}

/// Deflate without a head. Where one begins has no say in what comes out, so the
/// thread's own compression is used again and again.
fn deflated(bytes: &[u8]) -> Option<Vec<u8>> {
    COMPRESS.with_borrow_mut(|compress| {
        compress.reset();
        let mut packed = Vec::with_capacity(bytes.len() / 2 + 64);
        loop {
            let read = usize::try_from(compress.total_in()).ok()?;
            match compress.compress_vec(&bytes[read..], &mut packed, FlushCompress::Finish).ok()? {
                Status::StreamEnd => return Some(packed),
                Status::Ok | Status::BufError => packed.reserve(bytes.len() / 4 + 64),
            }
        }
    })
}

#[cfg(test)]
mod tests {
    use std::io::{Cursor, Read as _};

    use super::*;

    #[test]
    fn an_archive_is_read_by_others() {
        let long = "نمک و باد. ".repeat(400);
        let mut archive = Archive::default();
        archive.store("mimetype", b"application/epub+zip").unwrap();
        archive.add("EPUB/long.xhtml", long.as_bytes()).unwrap();
        archive.add("EPUB/short.xhtml", b"salt").unwrap();
        let bytes = archive.finish().unwrap();
        assert!(bytes.len() < long.len() / 2);
        let mut read = zip::ZipArchive::new(Cursor::new(bytes)).unwrap();
        let mut text = |n: usize| {
            let mut text = String::new();
            let mut file = read.by_index(n).unwrap();
            file.read_to_string(&mut text).unwrap();
            (file.name().unwrap().into_owned(), text)
        };
        assert_eq!(text(0), ("mimetype".to_owned(), "application/epub+zip".to_owned()));
        assert_eq!(text(1), ("EPUB/long.xhtml".to_owned(), long));
        assert_eq!(text(2), ("EPUB/short.xhtml".to_owned(), "salt".to_owned()));
    }

    #[test]
    fn the_same_files_are_the_same_bytes() {
        let book = |before: &str| {
            let _ = deflated(before.as_bytes());
            deflated("سنگ و آب. ".repeat(300).as_bytes())
        };
        assert_eq!(book("one"), book(&"another, longer and different. ".repeat(999)));
    }
}
