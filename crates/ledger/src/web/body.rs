//! Takes a body in while it comes, unpacked, and no more of it than allowed.

use std::io::{self, Write};

use bytes::Bytes;
use flate2::write::MultiGzDecoder;

use super::failure;
use crate::{ReadError, Reason};

/// The whole body, at most `most` bytes of it counted unpacked.
///
/// # Errors
/// [`ReadError::TooLarge`] beyond that, whatever the answer says of its length.
pub(super) async fn take(mut response: reqwest::Response, most: usize) -> Result<Bytes, ReadError> {
    let packed = response
        .headers()
        .get_all(http::header::CONTENT_ENCODING)
        .iter()
        .any(|value| value.as_bytes().eq_ignore_ascii_case(b"gzip"));
    let mut intake = if packed {
        Intake::Packed(Box::new(MultiGzDecoder::new(Capped::new(most))))
    } else {
        Intake::Plain(Capped::new(most))
    };
    while let Some(chunk) = response
        .chunk()
        .await
        .map_err(|error| failure::kind_of(&error))?
    {
        intake.write(&chunk).map_err(|error| refused(&error))?;
    }
    intake.finish().map_err(|error| refused(&error))
}

enum Intake {
    Plain(Capped),
    Packed(Box<MultiGzDecoder<Capped>>),
}

impl Intake {
    fn write(&mut self, chunk: &[u8]) -> io::Result<()> {
        match self {
            Self::Plain(capped) => capped.write_all(chunk),
            Self::Packed(decoder) => decoder.write_all(chunk),
        }
    }

    fn finish(self) -> io::Result<Bytes> {
        match self {
            Self::Plain(capped) => Ok(capped.bytes.into()),
            Self::Packed(decoder) => Ok(decoder.finish()?.bytes.into()),
        }
    }
}

/// Bytes up to a limit.
struct Capped {
    bytes: Vec<u8>,
    most: usize,
}

impl Capped {
    fn new(most: usize) -> Self {
        Self {
            bytes: Vec::new(),
            most,
        }
    }
}

impl Write for Capped {
    fn write(&mut self, chunk: &[u8]) -> io::Result<usize> {
        if self.bytes.len() + chunk.len() > self.most {
            return Err(io::ErrorKind::FileTooLarge.into());
        }
        self.bytes.extend_from_slice(chunk);
        Ok(chunk.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

fn refused(error: &io::Error) -> ReadError {
    if error.kind() == io::ErrorKind::FileTooLarge {
        return ReadError::TooLarge;
    }
    ReadError::Unreachable {
        source: Reason::text("its packed answer cannot be unpacked"),
    }
}
