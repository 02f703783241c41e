//! Our own styles and script, inside the binary.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::fmt::Write;
use std::io::Write as _;
use std::sync::LazyLock;

use bytes::Bytes;
use flate2::Compression;
use flate2::write::GzEncoder;
use rust_embed::{Embed, EmbeddedFile};

#[derive(Embed)]
#[folder = "assets/"]
struct Files;

/// One file, as it is served.
#[derive(Clone, Debug)]
pub struct Asset {
    pub content_type: &'static str,
    pub bytes: Bytes,
}

/// The file of this name.
#[must_use]
pub fn get(name: &str) -> Option<Asset> {
    let file = Files::get(name)?;
    let content_type = match name.rsplit_once('.')?.1 {
        "css" => "text/css; charset=utf-8",
        "js" => "text/javascript; charset=utf-8",
        "svg" => "image/svg+xml",
        _ => return None,
    };
    let bytes = match file.data {
        Cow::Borrowed(bytes) => Bytes::from_static(bytes),
        Cow::Owned(bytes) => Bytes::from(bytes),
    };
    Some(Asset {
        content_type,
        bytes,
    })
}

/// The file of this name for a browser that takes gzip: a third of its bytes. Compressed once.
#[must_use]
pub fn gzipped(name: &str) -> Option<Bytes> {
    static ALL: LazyLock<BTreeMap<String, Bytes>> = LazyLock::new(|| {
        let files = Files::iter().filter_map(|name| {
            let mut gzip = GzEncoder::new(Vec::new(), Compression::best());
            gzip.write_all(&Files::get(&name)?.data).ok()?;
            Some((name.into_owned(), gzip.finish().ok()?.into()))
        });
        files.collect()
    });
    ALL.get(name).cloned()
}

/// The address of a file. A digest of its content stands in it, so a browser may keep it for ever.
#[must_use]
pub fn url(name: &str) -> String {
    let digest = Files::get(name)
        .map(|file| digest(&file))
        .unwrap_or_default();
    format!("/assets/{name}?v={digest}")
}

fn digest(file: &EmbeddedFile) -> String {
    let mut text = String::with_capacity(16);
    for byte in &file.metadata.sha256_hash()[..8] {
        let _ = write!(text, "{byte:02x}");
    }
    text
}
