//! The names expressions may start from, where one is written.

use std::collections::{BTreeMap, BTreeSet};

use super::declared::Declared;
use super::draft::{Noted, Read};
use super::field::Field;
use crate::config::source::QueryName;
use crate::expression::{Expression, ExpressionError, Template};

/// Names that mean something.
#[derive(Clone, Debug)]
pub(super) struct Names<'n>(Vec<&'n str>);

impl<'n> Names<'n> {
    pub(super) fn new(names: Vec<&'n str>) -> Self {
        Self(names)
    }

    /// A bare expression whose every name is known.
    pub(super) fn expression(&self, field: &Field<'_>) -> Read<Expression> {
        let expression = Expression::parse(field.text()?).map_err(|error| wrong(field, error))?;
        self.known(field, expression.roots())?;
        Ok(expression)
    }

    /// A text whose holes name only what is known.
    pub(super) fn template(&self, field: &Field<'_>) -> Read<Template> {
        let template = Template::parse(field.text()?).map_err(|error| wrong(field, error))?;
        self.known(field, template.roots())?;
        Ok(template)
    }

    /// Texts under names the administrator chose.
    pub(super) fn templates(&self, field: &Field<'_>) -> Read<BTreeMap<String, Template>> {
        let texts: Vec<Read<(String, Template)>> = field
            .section()?
            .named()
            .map(|(name, field)| Ok((name.to_owned(), self.template(&field)?)))
            .collect();
        texts.into_iter().collect()
    }

    fn known(&self, field: &Field<'_>, roots: BTreeSet<&str>) -> Read<()> {
        match roots.into_iter().find(|root| !self.0.contains(root)) {
            Some(root) => Err(field.unknown("name", root, self.0.iter().copied())),
            None => Ok(()),
        }
    }
}

fn wrong(field: &Field<'_>, error: ExpressionError) -> Noted {
    field.wrong_at(error.offset, error.message, None)
}

/// Queries by the names expressions use for them; `taken` mean something else. A query that is
/// not known is still a name: its names come in any case.
pub(super) fn queries<'d>(
    field: Option<&Field<'d>>,
    taken: &[&str],
    declared: &Declared,
) -> (Vec<&'d str>, Read<BTreeMap<String, QueryName>>) {
    let Some(field) = field else {
        return (Vec::new(), Ok(BTreeMap::new()));
    };
    let section = match field.section() {
        Ok(section) => section,
        Err(noted) => return (Vec::new(), Err(noted)),
    };
    let names = section.named().map(|(name, _)| name).collect();
    let queries: Vec<Read<(String, QueryName)>> = section
        .named()
        .map(|(name, field)| {
            if taken.contains(&name) {
                return Err(
                    field.wrong_key(format!("`{name}` means something else in expressions"))
                );
            }
            Ok((name.to_owned(), declared.named(&field)?))
        })
        .collect();
    (names, queries.into_iter().collect())
}
