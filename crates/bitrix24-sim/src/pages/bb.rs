//! BB code, in which messages, notifications and comments are written, as far as
//! people use it: `[b]`, `[i]`, `[u]`, `[s]`, `[br]`, `[url]`, `[user]`. Other tags are left
//! out, what stands between them is not.

/// A stretch of text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Piece {
    Text(String),
    Bold(String),
    Break,
    /// Text and where it leads: a page of the portal or another site's.
    Link {
        text: String,
        to: String,
    },
}

/// The stretches of a text, in order.
pub(super) fn pieces(text: &str) -> Vec<Piece> {
    let mut reader = Reader::default();
    let mut rest = text;
    while let Some(at) = rest.find(['[', '\n']) {
        let (before, tail) = rest.split_at(at);
        reader.text.push_str(before);
        rest = match tail.strip_prefix('\n') {
            Some(tail) => {
                reader.flush();
                reader.pieces.push(Piece::Break);
                tail
            }
            None => reader.tag(tail),
        };
    }
    reader.text.push_str(rest);
    reader.flush();
    reader.pieces
}

/// The same as one line without any dress.
pub(super) fn plain(text: &str) -> String {
    let pieces = pieces(text).into_iter().map(|piece| match piece {
        Piece::Text(text) | Piece::Bold(text) | Piece::Link { text, .. } => text,
        Piece::Break => " ".to_owned(),
    });
    pieces.collect()
}

#[derive(Default)]
struct Reader {
    pieces: Vec<Piece>,
    text: String,
    bold: bool,
    /// Where the text since `[url=…]` or `[user=…]` leads; empty after a bare `[url]`.
    link: Option<String>,
}

impl Reader {
    /// Reads what begins with `[`, and returns what follows it.
    fn tag<'a>(&mut self, tail: &'a str) -> &'a str {
        let Some((tag, after)) = tail.strip_prefix('[').and_then(|tail| tail.split_once(']'))
        else {
            self.text.push('[');
            return tail.get(1..).unwrap_or_default();
        };
        let (name, value) = tag.split_once('=').unwrap_or((tag, ""));
        match name.to_ascii_lowercase().as_str() {
            "b" | "/b" => {
                self.flush();
                self.bold = !name.starts_with('/');
            }
            "br" => {
                self.flush();
                self.pieces.push(Piece::Break);
            }
            "url" => self.open(safe(value)),
            "user" => self.open(format!("/company/personal/user/{}/", digits(value))),
            "/url" | "/user" => self.flush(),
            // Not a tag at all: somebody wrote about an array.
            name if !name
                .trim_start_matches('/')
                .bytes()
                .all(|b| b.is_ascii_alphabetic())
                || name.is_empty() =>
            {
                self.text.push('[');
                self.text.push_str(tag);
                self.text.push(']');
            }
            _ => {}
        }
        after
    }

    fn open(&mut self, to: String) {
        self.flush();
        self.link = Some(to);
    }

    fn flush(&mut self) {
        let text = std::mem::take(&mut self.text);
        let link = self.link.take();
        if text.is_empty() {
            return;
        }
        self.pieces.push(match link {
            Some(to) => {
                let to = if to.is_empty() { safe(&text) } else { to };
                Piece::Link { text, to }
            }
            None if self.bold => Piece::Bold(text),
            None => Piece::Text(text),
        });
    }
}

/// An address a link may have; no script.
fn safe(address: &str) -> String {
    let address = address.trim().trim_matches('"');
    let known = ["http://", "https://", "mailto:", "tel:", "/"];
    let fits = known.iter().any(|start| address.starts_with(start));
    if fits {
        address.to_owned()
    } else {
        String::from("#")
    }
}

fn digits(text: &str) -> String {
    text.chars().filter(char::is_ascii_digit).collect()
}

#[cfg(test)]
mod tests {
    use super::{Piece, pieces, plain};

    #[test]
    fn tags_become_pieces_and_unknown_ones_vanish() {
        let text =
            "[b]Owed[/b]: 5[br][url=https://a.example/]see[/url] [USER=7]Elena[/USER] [color=red]!";
        let link = |text: &str, to: &str| Piece::Link {
            text: text.to_owned(),
            to: to.to_owned(),
        };
        assert_eq!(
            pieces(text),
            [
                Piece::Bold("Owed".to_owned()),
                Piece::Text(": 5".to_owned()),
                Piece::Break,
                link("see", "https://a.example/"),
                Piece::Text(" ".to_owned()),
                link("Elena", "/company/personal/user/7/"),
                Piece::Text(" !".to_owned()),
            ]
        );
    }

    #[test]
    fn a_link_never_runs_a_script() {
        let text = "[url=javascript:alert(1)]x[/url]";
        assert!(matches!(&pieces(text)[0], Piece::Link { to, .. } if to == "#"));
        assert!(
            matches!(&pieces("[url]javascript:1[/url]")[0], Piece::Link { to, .. } if to == "#")
        );
    }

    #[test]
    fn brackets_that_are_no_tags_stay() {
        assert_eq!(plain("a[0] = [ and [1,2]\nb"), "a[0] = [ and [1,2] b");
    }
}
