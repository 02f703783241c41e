//! `visible_to = { administrators = true, departments = [5, 7] }`.

use std::collections::BTreeSet;

use super::draft::Read;
use super::field::Field;
use crate::config::audience::Audience;

pub(super) fn read(field: &Field<'_>) -> Read<Audience> {
    let mut section = field.section()?;
    let administrators = section
        .optional("administrators")
        .map_or(Ok(false), |field| field.flag());
    let departments = section
        .optional("departments")
        .map_or(Ok(BTreeSet::new()), |field| departments(&field));
    section.end();
    let audience = Audience {
        administrators: administrators?,
        departments: departments?,
    };
    if audience == Audience::default() {
        return Err(field.wrong("lets nobody see it; name administrators or departments"));
    }
    Ok(audience)
}

/// The portal's numbers.
fn departments(field: &Field<'_>) -> Read<BTreeSet<u64>> {
    let numbers: Vec<Read<u64>> = field
        .list()?
        .iter()
        .map(|item| Ok(item.integer(1..=i64::MAX)?.unsigned_abs()))
        .collect();
    numbers.into_iter().collect()
}
