//! What is wrong with a configuration: all of it at once, each with its place and the nearest
//! valid name.

use std::fmt;
use std::io::IsTerminal;
use std::ops::Range;
use std::sync::Arc;

use miette::{
    Diagnostic, GraphicalReportHandler, GraphicalTheme, LabeledSpan, MietteError, NamedSource,
    SourceCode, SourceSpan, SpanContents,
};

/// Columns of a drawn report where the terminal does not say.
const WIDTH: usize = 100;

/// Every problem of one configuration; there is at least one. Holds no secret: texts that are or
/// may be one are masked in the source it draws from.
#[derive(Clone)]
pub struct ConfigErrors {
    source: Arc<NamedSource<String>>,
    problems: Vec<Problem>,
}

/// One problem.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    pub location: Location,
    /// The key's full path, `server.listen`; empty when the file itself cannot be read.
    pub key: String,
    pub message: String,
    /// The valid name that was probably meant.
    pub nearest: Option<String>,
}

/// Where a problem is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Location {
    /// Lines and columns count from one, columns in characters; the span is in bytes.
    File {
        name: String,
        line: usize,
        column: usize,
        span: Range<usize>,
    },
    /// In a variable of the environment that overrides a key.
    Variable { name: String },
    /// In a preset the file uses, together with what the file says itself.
    Preset { name: String },
    /// The file as such: it is not there, or may not be read.
    Unread { name: String },
}

impl ConfigErrors {
    /// `text` is the file with its secrets masked, byte for byte as long as the file.
    pub(super) fn new(name: &str, text: String, problems: Vec<Problem>) -> Self {
        Self {
            source: Arc::new(NamedSource::new(name, text).with_language("TOML")),
            problems,
        }
    }

    /// The file itself cannot be read.
    pub(super) fn unread(name: &str, error: &std::io::Error) -> Self {
        let problem = Problem {
            location: Location::Unread {
                name: name.to_owned(),
            },
            key: String::new(),
            message: format!("cannot be read: {error}"),
            nearest: None,
        };
        Self::new(name, String::new(), vec![problem])
    }

    /// The problems, in the order of the file.
    #[must_use]
    pub fn problems(&self) -> &[Problem] {
        &self.problems
    }

    /// The problems as they are best read on standard error: drawn into the file's lines for
    /// somebody at a terminal, one plain line each for everything else.
    #[must_use]
    pub fn report(&self) -> String {
        if std::io::stderr().is_terminal() {
            self.drawn(GraphicalTheme::default())
        } else {
            self.to_string()
        }
    }

    /// Each problem drawn into the lines of the file it is about; no other line is shown.
    pub(super) fn drawn(&self, theme: GraphicalTheme) -> String {
        let handler = GraphicalReportHandler::new_themed(theme)
            .with_width(WIDTH)
            .with_context_lines(0);
        let mut report = String::new();
        for problem in &self.problems {
            if !report.is_empty() {
                report.push('\n');
            }
            let drawn = Drawn {
                problem,
                lines: Lines(&self.source),
            };
            if handler.render_report(&mut report, &drawn).is_err() {
                return self.to_string();
            }
        }
        report.truncate(report.trim_end().len());
        report
    }
}

/// One line for each problem, the way compilers write them: `file:line:column: key: message`.
impl fmt::Display for ConfigErrors {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, problem) in self.problems.iter().enumerate() {
            if index > 0 {
                f.write_str("\n")?;
            }
            match &problem.location {
                Location::File {
                    name, line, column, ..
                } => write!(f, "{name}:{line}:{column}: ")?,
                Location::Preset { name } => write!(f, "preset {name}: ")?,
                Location::Variable { name } | Location::Unread { name } => write!(f, "{name}: ")?,
            }
            write!(f, "{problem}")?;
            if let Some(nearest) = &problem.nearest {
                write!(f, " (nearest: `{nearest}`)")?;
            }
        }
        Ok(())
    }
}

impl fmt::Debug for ConfigErrors {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(&self.problems).finish()
    }
}

impl std::error::Error for ConfigErrors {}

impl Diagnostic for ConfigErrors {
    fn source_code(&self) -> Option<&dyn SourceCode> {
        Some(&*self.source)
    }

    fn related<'a>(&'a self) -> Option<Box<dyn Iterator<Item = &'a dyn Diagnostic> + 'a>> {
        Some(Box::new(
            self.problems
                .iter()
                .map(|problem| problem as &dyn Diagnostic),
        ))
    }
}

/// The key and what is wrong with it; where that is, and what was meant, stand beside it.
impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if !self.key.is_empty() {
            write!(f, "{}: ", self.key)?;
        }
        f.write_str(&self.message)
    }
}

impl std::error::Error for Problem {}

impl Diagnostic for Problem {
    fn help<'a>(&'a self) -> Option<Box<dyn fmt::Display + 'a>> {
        let nearest = self.nearest.as_ref()?;
        Some(Box::new(format!("did you mean `{nearest}`?")))
    }

    fn labels(&self) -> Option<Box<dyn Iterator<Item = LabeledSpan> + '_>> {
        let Location::File { span, .. } = &self.location else {
            return None;
        };
        let label = LabeledSpan::new_with_span(None, span.clone());
        Some(Box::new(std::iter::once(label)))
    }
}

/// A problem with the file it is drawn into.
#[derive(Debug)]
struct Drawn<'e> {
    problem: &'e Problem,
    lines: Lines<'e>,
}

impl fmt::Display for Drawn<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.problem.location {
            Location::File { .. } => write!(f, "{}", self.problem),
            Location::Preset { name } => write!(f, "preset {name}: {}", self.problem),
            Location::Variable { name } | Location::Unread { name } => {
                write!(f, "{name}: {}", self.problem)
            }
        }
    }
}

impl std::error::Error for Drawn<'_> {}

impl Diagnostic for Drawn<'_> {
    fn help<'a>(&'a self) -> Option<Box<dyn fmt::Display + 'a>> {
        self.problem.help()
    }

    fn labels(&self) -> Option<Box<dyn Iterator<Item = LabeledSpan> + '_>> {
        self.problem.labels()
    }

    fn source_code(&self) -> Option<&dyn SourceCode> {
        Some(&self.lines)
    }
}

/// Shows whole lines, and none around them: those may be about secrets.
#[derive(Debug)]
struct Lines<'e>(&'e NamedSource<String>);

impl SourceCode for Lines<'_> {
    fn read_span<'a>(
        &'a self,
        span: &SourceSpan,
        _before: usize,
        _after: usize,
    ) -> Result<Box<dyn SpanContents<'a> + 'a>, MietteError> {
        let text = self.0.inner();
        let start = span.offset().min(text.len());
        let end = (start + span.len()).min(text.len());
        let first = text.as_bytes()[..start]
            .iter()
            .rposition(|byte| *byte == b'\n');
        let last = text.as_bytes()[end..]
            .iter()
            .position(|byte| *byte == b'\n');
        let start = first.map_or(0, |newline| newline + 1);
        let end = last.map_or(text.len(), |newline| end + newline);
        self.0.read_span(&(start..end).into(), 0, 0)
    }
}
