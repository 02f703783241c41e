//! The virtual tables of 1C's registers.

use std::collections::BTreeMap;

use super::error::{ODataProblem, ODataQueryError};
use super::expression::Expression;
use super::select::is_name;
use crate::odata::Protocol;
use crate::odata::address::encoded;
use crate::odata::literal::{Literals, quoted};
use crate::odata::query::ODataFunction;
use crate::{ParamType, Params, Scalar};

/// One virtual table with its arguments.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Call {
    name: &'static str,
    arguments: Vec<(&'static str, Argument)>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Argument {
    /// A condition, which travels as a string.
    Condition(Expression),
    /// A literal of a moment.
    Moment(Expression),
    /// Names, which travel as a string.
    Names(String),
}

/// What kind an argument is of.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Slot {
    Condition,
    Moment,
    Names,
}

type Slots = &'static [(&'static str, Slot)];

const SLICE: Slots = &[("Period", Slot::Moment), ("Condition", Slot::Condition)];

const BALANCE: Slots = &[
    ("Period", Slot::Moment),
    ("AccountCondition", Slot::Condition),
    ("ExtraDimensions", Slot::Names),
    ("Condition", Slot::Condition),
    ("Dimensions", Slot::Names),
];

const TURNOVERS: Slots = &[
    ("StartPeriod", Slot::Moment),
    ("EndPeriod", Slot::Moment),
    ("AccountCondition", Slot::Condition),
    ("ExtraDimensions", Slot::Names),
    ("Condition", Slot::Condition),
    ("Dimensions", Slot::Names),
    ("Periodicity", Slot::Names),
];

/// Every function that may be asked, what kind of register has it, and its arguments.
const FUNCTIONS: [(&str, &[&str], Slots); 5] = [
    ("SliceLast", &["InformationRegister_"], SLICE),
    ("SliceFirst", &["InformationRegister_"], SLICE),
    (
        "Balance",
        &["AccumulationRegister_", "AccountingRegister_"],
        BALANCE,
    ),
    (
        "Turnovers",
        &["AccumulationRegister_", "AccountingRegister_"],
        TURNOVERS,
    ),
    (
        "BalanceAndTurnovers",
        &["AccumulationRegister_", "AccountingRegister_"],
        TURNOVERS,
    ),
];

impl Call {
    pub(super) fn parse(
        function: &ODataFunction,
        set: &str,
        protocol: Protocol,
        params: &BTreeMap<String, ParamType>,
    ) -> Result<Self, ODataQueryError> {
        let key = format!("function.{}", function.name);
        let known = FUNCTIONS
            .iter()
            .find(|(name, ..)| *name == function.name && protocol == Protocol::OneC);
        let Some((name, registers, slots)) = known else {
            let known = match protocol {
                Protocol::OneC => listed(FUNCTIONS.iter().map(|(name, ..)| *name)),
                Protocol::V2 | Protocol::V4 => "virtual tables of 1C, no others".to_owned(),
            };
            let found = function.name.clone();
            return Err(ODataQueryError::of(
                "function",
                ODataProblem::NotKnown { found, known },
            ));
        };
        if !registers.iter().any(|kind| set.starts_with(kind)) {
            let hint = match slots.len() {
                2 => ": it must begin with `InformationRegister_`",
                _ => ": it must begin with `AccumulationRegister_` or `AccountingRegister_`",
            };
            return Err(ODataQueryError::of(
                "entity",
                ODataProblem::NotASet { hint },
            ));
        }
        let mut arguments = Vec::new();
        for (given, text) in &function.arguments {
            let Some((argument, slot)) = slots.iter().find(|(known, _)| known == given) else {
                let known = listed(slots.iter().map(|(name, _)| *name));
                let found = given.clone();
                return Err(ODataQueryError::of(
                    &key,
                    ODataProblem::NotKnown { found, known },
                ));
            };
            let key = format!("{key}.{given}");
            let value = slot.parse(&key, text, protocol, params)?;
            arguments.push((*argument, value));
        }
        Ok(Self { name, arguments })
    }

    pub(super) fn holes(&self) -> impl Iterator<Item = (&str, ParamType)> {
        self.arguments
            .iter()
            .filter_map(|(_, argument)| match argument {
                Argument::Condition(text) | Argument::Moment(text) => Some(text),
                Argument::Names(_) => None,
            })
            .flat_map(Expression::holes)
    }

    /// The path's last step, percent-encoded. A condition travels as a string, so its own quotes
    /// are doubled once more; both this and quotes left alone are seen to work, this one is what
    /// the protocol says.
    pub(crate) fn write(&self, params: &Params, literals: &Literals) -> Option<String> {
        let arguments: Option<Vec<String>> = self
            .arguments
            .iter()
            .map(|(name, argument)| {
                let value = match argument {
                    Argument::Condition(text) => quoted(&text.write(params, literals)?),
                    Argument::Moment(text) => text.write(params, literals)?,
                    Argument::Names(names) => quoted(names),
                };
                Some(format!("{name}={}", encoded(&value)))
            })
            .collect();
        Some(format!("{}({})", self.name, arguments?.join(",")))
    }
}

impl Slot {
    fn parse(
        self,
        key: &str,
        text: &str,
        protocol: Protocol,
        params: &BTreeMap<String, ParamType>,
    ) -> Result<Argument, ODataQueryError> {
        match self {
            Self::Names => {
                let names: Vec<&str> = text.split(',').map(str::trim).collect();
                match names.iter().find(|name| !is_name(name)) {
                    Some(found) => {
                        let found = (*found).to_owned();
                        Err(ODataQueryError::of(key, ODataProblem::NotAField { found }))
                    }
                    None => Ok(Argument::Names(names.join(","))),
                }
            }
            Self::Moment => {
                let moment = Expression::parse(key, text, protocol, params)?;
                let literal = text
                    .strip_prefix("datetime'")
                    .and_then(|text| text.strip_suffix('\''))
                    .is_some_and(|text| text.parse::<chrono::NaiveDateTime>().is_ok());
                if !(literal || moment.is_a_hole_of(&[Scalar::Date, Scalar::Datetime])) {
                    return Err(ODataQueryError::of(key, ODataProblem::NotAMoment));
                }
                Ok(Argument::Moment(moment))
            }
            Self::Condition => {
                let condition = Expression::parse(key, text, protocol, params)?;
                let free = condition
                    .holes()
                    .find(|(_, kind)| kind.scalar() == Scalar::Text);
                if let Some((name, _)) = free {
                    let offset = text.find(&format!("{{{name}}}")).unwrap_or(0);
                    let name = name.to_owned();
                    let problem = ODataProblem::TextInArgument { name };
                    return Err(ODataQueryError::at(key, offset, problem));
                }
                Ok(Argument::Condition(condition))
            }
        }
    }
}

fn listed<'a>(names: impl Iterator<Item = &'a str>) -> String {
    names.collect::<Vec<_>>().join(", ")
}
