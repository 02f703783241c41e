//! A field of a kind of row.

use super::entity::{Entity, Naming};
use crate::world::{Cell, Crm};

/// A field under its two names.
pub(crate) struct Field<T: 'static> {
    /// Name in the old methods: `STAGE_ID`.
    pub(crate) upper: &'static str,
    /// Name in `crm.item.*`: `stageId`.
    pub(crate) camel: &'static str,
    /// The documented type: `string`, `integer`, `crm_status`, …
    pub(crate) kind: &'static str,
    /// The dictionary of a `crm_status`.
    pub(crate) dictionary: Option<&'static str>,
    /// The type of the card a link leads to, where descriptions tell it.
    pub(crate) parent: Option<i64>,
    /// Another field has taken its place.
    pub(crate) deprecated: bool,
    pub(crate) reads: Reads,
    pub(crate) required: bool,
    /// Set when the row is made and never again.
    pub(crate) immutable: bool,
    pub(crate) multiple: bool,
    /// Where the value is.
    source: Source<T>,
    /// How it is written; a field without this is read-only.
    write: Option<Write<T>>,
}

enum Source<T> {
    Own(fn(&T, &Crm) -> Cell),
    /// Among the kept values, with this in the place of an empty one.
    Kept(Blank),
}

#[derive(Clone, Copy)]
pub(crate) enum Write<T> {
    Own(fn(&mut T, Cell)),
    Kept,
}

/// What an empty kept value looks like.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Blank {
    Null,
    Text(&'static str),
    Integer(i64),
    Flag(bool),
    /// `[]`.
    List,
}

/// Which methods show a field.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Reads {
    /// Old and new ones.
    Both,
    /// The old ones.
    Old,
    /// The old ones, and in their lists only when `select` names it.
    OldNamed,
    /// `crm.item.*`.
    Item,
    /// None: it can be written and filtered by in the old methods, and is shown in
    /// the new ones.
    Hidden,
}

impl<T: Entity> Field<T> {
    const fn with(
        upper: &'static str,
        camel: &'static str,
        kind: &'static str,
        source: Source<T>,
        write: Option<Write<T>>,
    ) -> Self {
        Self {
            upper,
            camel,
            kind,
            dictionary: None,
            parent: None,
            deprecated: false,
            reads: Reads::Both,
            required: false,
            immutable: false,
            multiple: false,
            source,
            write,
        }
    }

    /// A field with a place of its own, read-only unless [`set`](Self::set).
    pub(crate) const fn own(
        upper: &'static str,
        camel: &'static str,
        kind: &'static str,
        read: fn(&T, &Crm) -> Cell,
    ) -> Self {
        Self::with(upper, camel, kind, Source::Own(read), None)
    }

    /// A field among the kept values, `null` while empty.
    pub(crate) const fn kept(upper: &'static str, camel: &'static str, kind: &'static str) -> Self {
        Self::with(
            upper,
            camel,
            kind,
            Source::Kept(Blank::Null),
            Some(Write::Kept),
        )
    }

    /// A field that is there and always empty.
    pub(crate) const fn void(upper: &'static str, camel: &'static str, kind: &'static str) -> Self {
        Self::own(upper, camel, kind, |_, _| Cell::Null)
    }

    /// The same field, to be written this way.
    pub(crate) const fn set(mut self, write: fn(&mut T, Cell)) -> Self {
        self.write = Some(Write::Own(write));
        self
    }

    /// The same field, looking like this while empty.
    pub(crate) const fn blank(mut self, blank: Blank) -> Self {
        self.source = Source::Kept(blank);
        self
    }

    /// The same field, shown by some methods only.
    pub(crate) const fn only(mut self, reads: Reads) -> Self {
        self.reads = reads;
        self
    }

    /// The same field, not to be written.
    pub(crate) const fn fixed(mut self) -> Self {
        self.write = None;
        self
    }

    /// The same field, not to be left out.
    pub(crate) const fn required(mut self) -> Self {
        self.required = true;
        self
    }

    /// The same field, not to be changed later.
    pub(crate) const fn immutable(mut self) -> Self {
        self.immutable = true;
        self
    }

    /// The same field, with several values.
    pub(crate) const fn several(mut self) -> Self {
        self.multiple = true;
        self
    }

    /// The same field, with the dictionary its values are from.
    pub(crate) const fn of(mut self, dictionary: &'static str) -> Self {
        self.dictionary = Some(dictionary);
        self
    }

    /// The same field, with the type of the cards it leads to.
    pub(crate) const fn to(mut self, type_id: i64) -> Self {
        self.parent = Some(type_id);
        self
    }

    /// The same field, out of use.
    pub(crate) const fn deprecated(mut self) -> Self {
        self.deprecated = true;
        self
    }

    pub(crate) fn write(&self) -> Option<&Write<T>> {
        self.write.as_ref()
    }

    pub(crate) fn read_only(&self) -> bool {
        self.write.is_none() && self.kind != "crm_multifield"
    }

    /// What the field looks like while empty, when that is always the same.
    pub(crate) fn blank_cell(&self) -> Option<Cell> {
        match &self.source {
            Source::Own(_) => None,
            Source::Kept(blank) => Some(blank.cell()),
        }
    }

    pub(crate) fn cell(&self, row: &T, crm: &Crm) -> Cell {
        match &self.source {
            Source::Own(read) => read(row, crm),
            Source::Kept(blank) => match row.kept().get(self.upper) {
                Some(cell) => cell.clone(),
                None => blank.cell(),
            },
        }
    }

    pub(crate) fn name(&self, naming: Naming) -> &'static str {
        if naming.is_old() {
            self.upper
        } else {
            self.camel
        }
    }

    pub(crate) fn is_in(&self, naming: Naming) -> bool {
        match (naming.is_old(), self.reads) {
            (true, Reads::Item) => false,
            (false, Reads::Old | Reads::OldNamed) => false,
            (true, _) => !self.upper.is_empty(),
            (false, _) => !self.camel.is_empty(),
        }
    }
}

impl Blank {
    fn cell(self) -> Cell {
        match self {
            Self::Null => Cell::Null,
            Self::Text(text) => Cell::Text(text.to_owned()),
            Self::Integer(number) => Cell::Integer(number),
            Self::Flag(flag) => Cell::Flag(flag),
            Self::List => Cell::Links(Vec::new()),
        }
    }
}
