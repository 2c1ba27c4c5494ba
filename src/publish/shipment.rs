//! What goes to a target: the files of the site, as its host wants them.

use std::collections::BTreeMap;
use std::io::{Read as _, Write as _};
use std::path::{Path, PathBuf};

use rayon::prelude::*;

use crate::config::Config;
use crate::config::target::{Host, Target};
use crate::diag::Error;
use crate::disk;
use crate::output::hosting;
use crate::output::redirects::{self, Redirect};
use crate::publish::manifest::Manifest;
use crate::publish::refusal;

/// How hard brotli tries, 0 to 11: beyond this it takes ten times as long for a
/// hundredth less.
const BROTLI_QUALITY: u32 = 9;

/// Size of brotli's window as a power of two, as browsers must know it.
const BROTLI_WINDOW: u32 = 22;

/// How many bytes are compressed at a time.
const BUFFER: usize = 64 * 1024;

/// The files that a target is to have.
#[derive(Debug)]
pub struct Shipment {
    public: PathBuf,
    /// Path → BLAKE3, all of them.
    files: BTreeMap<String, String>,
    /// Those that do not stand in `public`.
    made: BTreeMap<String, Vec<u8>>,
    /// Compressed copies that the target has: nobody needs them again.
    kept: BTreeMap<String, u64>,
    redirects: Vec<Redirect>,
}

/// How a copy is compressed.
#[derive(Clone, Copy, Debug)]
enum Packing {
    Gzip,
    Brotli,
}

impl Packing {
    const ALL: [Self; 2] = [Self::Gzip, Self::Brotli];

    fn ending(self) -> &'static str {
        match self {
            Self::Gzip => ".gz",
            Self::Brotli => ".br",
        }
    }
}

impl Shipment {
    /// Makes it out of the site in `public`. `there` is what the target has.
    ///
    /// # Errors
    ///
    /// When a file of the site cannot be read.
    pub fn of(
        config: &Config,
        target: &Target,
        public: &Path,
        site: &Manifest,
        there: &Manifest,
    ) -> Result<Self, Error> {
        let host = target.host();
        let base_path = config.base_path();
        let list = public.join(redirects::LIST);
        let list = if list.is_file() { disk::read_text(&list)? } else { String::new() };
        let mut shipment = Self {
            public: public.to_owned(),
            files: site.0.clone(),
            made: BTreeMap::new(),
            kept: BTreeMap::new(),
            redirects: redirects::read(&list, base_path),
        };
        let for_bucket = matches!(target, Target::S3(_) | Target::Archive(_));
        shipment.leave_out(host, for_bucket);
        if host == Host::Apache {
            shipment.make(".htaccess", hosting::htaccess(&shipment.redirects, base_path));
        }
        if host == Host::Nginx {
            let text = hosting::nginx_redirects(&shipment.redirects, base_path);
            shipment.make(".redirects.conf", text);
        }
        if let Some(domain) = target.domain() {
            shipment.make("CNAME", format!("{domain}\n"));
        }
        if host.takes_compressed() {
            shipment.compress(there)?;
        }
        Ok(shipment)
    }

    /// Takes out what this host has no use for.
    fn leave_out(&mut self, host: Host, for_bucket: bool) {
        let mut out = vec![];
        if for_bucket || !host.reads_headers() {
            out.push("_headers".to_owned());
        }
        if for_bucket || !host.reads_redirects() {
            out.push(redirects::LIST.to_owned());
        }
        if for_bucket || !matches!(host, Host::Any | Host::Github) {
            out.push(".nojekyll".to_owned());
        }
        if host.redirects() {
            // A page at the old address would be answered before the redirect.
            out.extend(self.redirects.iter().map(|r| format!("{}index.html", r.from)));
        }
        for path in out {
            self.files.remove(&path);
        }
    }

    fn make(&mut self, path: &str, text: String) {
        self.files.insert(path.to_owned(), hash(text.as_bytes()));
        self.made.insert(path.to_owned(), text.into_bytes());
    }

    /// Puts compressed copies beside the files that gain by it. A copy whose file
    /// has not changed is not made again.
    fn compress(&mut self, there: &Manifest) -> Result<(), Error> {
        let wanted: Vec<(String, Packing)> = self
            .files
            .keys()
            .filter(|path| !hosting::is_for_hosts(path))
            .flat_map(|path| Packing::ALL.map(|packing| (path.clone(), packing)))
            .collect();
        let made: Vec<Option<(String, Option<Vec<u8>>)>> = wanted
            .par_iter()
            .map(|(path, packing)| {
                let size = usize::try_from(self.size(path)?).unwrap_or(usize::MAX);
                if !hosting::is_worth_compressing(path, size) {
                    return Ok(None);
                }
                let copy = format!("{path}{}", packing.ending());
                let same = self.files.get(path).is_some_and(|h| there.0.get(path) == Some(h));
                if same && there.0.contains_key(&copy) {
                    return Ok(Some((copy, None)));
                }
                let packed = pack(&self.bytes(path)?, *packing, path)?;
                Ok(Some((copy, Some(packed))))
            })
            .collect::<Result<_, Error>>()?;
        for (copy, packed) in made.into_iter().flatten() {
            match packed {
                Some(bytes) => {
                    self.files.insert(copy.clone(), hash(&bytes));
                    self.made.insert(copy, bytes);
                }
                None => {
                    let old = there.0.get(&copy).cloned().unwrap_or_default();
                    self.files.insert(copy.clone(), old);
                    self.kept.insert(copy, 0);
                }
            }
        }
        Ok(())
    }

    /// Path → BLAKE3 of every file, sorted.
    pub fn files(&self) -> &BTreeMap<String, String> {
        &self.files
    }

    /// The list of these files.
    pub fn manifest(&self) -> Manifest {
        Manifest(self.files.clone())
    }

    /// Old addresses that lead on.
    pub fn redirects(&self) -> &[Redirect] {
        &self.redirects
    }

    /// Whether it is a compressed copy of another file.
    pub fn is_copy(&self, path: &str) -> bool {
        let of = |ending| path.strip_suffix(ending);
        [".gz", ".br"].into_iter().filter_map(of).any(|file| self.files.contains_key(file))
    }

    /// The size of a file in bytes.
    ///
    /// # Errors
    ///
    /// When the disk refuses.
    pub fn size(&self, path: &str) -> Result<u64, Error> {
        match self.made.get(path) {
            Some(bytes) => Ok(bytes.len() as u64),
            None if self.kept.contains_key(path) => Ok(0),
            None => disk::size(&self.public.join(path)),
        }
    }

    /// The bytes of a file.
    ///
    /// # Errors
    ///
    /// When the disk refuses, or the file in `public` is no longer what the build wrote.
    pub fn bytes(&self, path: &str) -> Result<Vec<u8>, Error> {
        if let Some(bytes) = self.made.get(path) {
            return Ok(bytes.clone());
        }
        let source = match [".gz", ".br"].into_iter().find(|ending| path.ends_with(ending)) {
            // The target's copy is gone: it is made after all.
            Some(ending) if self.kept.contains_key(path) => {
                let packing = if ending == ".gz" { Packing::Gzip } else { Packing::Brotli };
                let file = path.trim_end_matches(ending);
                return pack(&self.bytes(file)?, packing, file);
            }
            _ => self.public.join(path),
        };
        let bytes = disk::read(&source)?;
        if self.files.get(path).is_some_and(|expected| *expected == hash(&bytes)) {
            return Ok(bytes);
        }
        Err(refusal::changed_by_hand(path))
    }
}

/// BLAKE3 in hex.
pub fn hash(bytes: &[u8]) -> String {
    blake3::hash(bytes).to_hex().to_string()
}

fn pack(bytes: &[u8], packing: Packing, path: &str) -> Result<Vec<u8>, Error> {
    let mut packed = Vec::new();
    let done = match packing {
        Packing::Gzip => {
            let level = flate2::Compression::best();
            // Without a time or a name in its head: the same bytes at every run.
            flate2::read::GzEncoder::new(bytes, level).read_to_end(&mut packed).map(|_| ())
        }
        Packing::Brotli => {
            let mut writer =
                brotli::CompressorWriter::new(&mut packed, BUFFER, BROTLI_QUALITY, BROTLI_WINDOW);
            let written = writer.write_all(bytes);
            // Dropped, it writes the end.
            drop(writer);
            written
        }
    };
    done.map_err(|source| Error::Disk { action: "compress", path: path.into(), source })?;
    Ok(packed)
}
