//! One ZIP file with the whole site: sorted, with fixed times, so that the same
//! site is the same bytes; with checksums inside. Unpacked, it opens without a
//! server.

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::io::{Cursor, Write as _};
use std::path::Path;

use sha2::{Digest as _, Sha256};
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, DateTime, ZipWriter};

use crate::diag::Error;
use crate::disk;
use crate::output::MANIFEST;
use crate::publish::manifest::Manifest;
use crate::publish::{Plan, Step, There, refusal};

/// Checksums of all files, as `sha256sum -c` reads them.
const SUMS: &str = "SHA256SUMS";

/// What an archive holds, if it is one of ours; another file is refused.
pub(super) fn there(path: &Path) -> Result<There, Error> {
    if !path.is_file() {
        return Ok(There::default());
    }
    let shown = path.display().to_string();
    let foreign = || refusal::foreign_file(&shown, &shown);
    let bytes = disk::read(path)?;
    let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).map_err(|_| foreign())?;
    let name = format!("{}/{MANIFEST}", folder(path));
    let file = archive.by_name(&name).map_err(|_| foreign())?;
    let text = std::io::read_to_string(file).map_err(|_| foreign())?;
    let manifest = Manifest::parse(&text);
    let held: BTreeSet<String> = manifest.0.keys().cloned().collect();
    Ok(There { manifest, held })
}

/// The folder in the archive: what unpacks stays together.
fn folder(path: &Path) -> String {
    path.file_stem()
        .map_or_else(|| "edition".to_owned(), |stem| stem.to_string_lossy().into_owned())
}

pub(super) fn carry_out(
    path: &Path,
    plan: &Plan,
    progress: &(dyn Fn(Step<'_>) + Sync),
) -> Result<(), Error> {
    let said = |e: zip::result::ZipError| {
        refusal::target_said(&path.display().to_string(), &e.to_string())
    };
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    // The earliest time that the format knows: an archive has no clock.
    let options = SimpleFileOptions::default()
        .compression_method(CompressionMethod::Deflated)
        .last_modified_time(DateTime::default())
        .unix_permissions(0o644);
    let folder = folder(path);
    let mut sums = String::new();
    let manifest = plan.shipment.manifest().text().into_bytes();
    let mut names: Vec<&str> = plan.shipment.files().keys().map(String::as_str).collect();
    names.push(MANIFEST);
    names.sort_unstable();
    for (n, name) in names.iter().enumerate() {
        let bytes = if *name == MANIFEST { manifest.clone() } else { plan.shipment.bytes(name)? };
        let mut sum = String::new();
        for byte in Sha256::digest(&bytes) {
            let _ = write!(sum, "{byte:02x}");
        }
        let _ = writeln!(sums, "{sum}  {name}");
        add(&mut writer, &format!("{folder}/{name}"), &bytes, options).map_err(said)?;
        progress(Step { done: n + 1, all: names.len(), path: name });
    }
    add(&mut writer, &format!("{folder}/{SUMS}"), sums.as_bytes(), options).map_err(said)?;
    let bytes = writer.finish().map_err(said)?.into_inner();
    disk::write(path, &bytes)?;
    Ok(())
}

fn add(
    writer: &mut ZipWriter<Cursor<Vec<u8>>>,
    name: &str,
    bytes: &[u8],
    options: SimpleFileOptions,
) -> zip::result::ZipResult<()> {
    writer.start_file(name, options)?;
    Ok(writer.write_all(bytes)?)
}
