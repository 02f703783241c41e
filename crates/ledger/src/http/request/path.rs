//! The path: constant, or with values as whole segments.

use super::{HttpQueryError, Names, Spelling, apart, encoded, template};
use crate::template::{Piece, Template};
use crate::{Argument, Params, ReadError, Reason};

/// A path below the source's address.
#[derive(Debug)]
pub(super) struct Path(Vec<Template>);

impl Path {
    pub(super) fn parse(text: &str, names: &Names<'_>) -> Result<Self, HttpQueryError> {
        let bad = |problem| HttpQueryError::BadPath {
            at: "path".to_owned(),
            problem,
        };
        if text.contains("://") {
            return Err(bad("must not name a host: it is below the source's `url`"));
        }
        if text.contains(['#', '\\']) || text.contains(char::is_control) {
            return Err(bad("must not hold `#`, `\\` or line breaks"));
        }
        let mut segments = Vec::new();
        let mut offset = 0;
        for segment in text.split('/') {
            let parsed = template(segment, "path", offset, names)?;
            offset += segment.len() + 1;
            apart(&parsed, "path")?;
            if let Some((name, _)) = parsed.holes().find(|(_, kind)| kind.is_list()) {
                return Err(HttpQueryError::ListInPath {
                    at: "path".to_owned(),
                    name: name.to_owned(),
                });
            }
            let decoded = percent_encoding::percent_decode_str(segment).decode_utf8_lossy();
            if leads_elsewhere(&decoded) {
                return Err(bad("must not lead upwards"));
            }
            segments.push(parsed);
        }
        Ok(Self(segments))
    }

    pub(super) fn is_constant(&self) -> bool {
        self.0
            .iter()
            .all(|segment| segment.holes().next().is_none())
    }

    pub(super) fn params<'a>(&'a self, names: &mut Vec<&'a str>) {
        names.extend(
            self.0
                .iter()
                .flat_map(Template::holes)
                .map(|(name, _)| name),
        );
    }

    pub(super) fn write(&self, params: &Params, spelling: &Spelling) -> Result<String, ReadError> {
        let mut path = String::new();
        for (at, segment) in self.0.iter().enumerate() {
            if at > 0 {
                path.push('/');
            }
            for piece in segment.pieces() {
                match piece {
                    Piece::Text(text) => path.push_str(&text.replace(' ', "%20")),
                    Piece::Hole { name, .. } => {
                        let Some(Argument::One(value)) = params.get(name) else {
                            continue;
                        };
                        let text = spelling.text(value);
                        // Servers and proxies decode a segment before they resolve it.
                        if leads_elsewhere(&text) {
                            return Err(ReadError::Rejected {
                                source: Reason::text("a value cannot be written into the path"),
                            });
                        }
                        path.push_str(&encoded(&text));
                    }
                }
            }
        }
        Ok(path)
    }
}

/// Whether a segment is, or holds when it is decoded, a step to somewhere else.
fn leads_elsewhere(segment: &str) -> bool {
    segment
        .split(['/', '\\'])
        .any(|step| matches!(step, "." | ".."))
}
