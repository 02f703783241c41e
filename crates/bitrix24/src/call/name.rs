//! Names in PHP's brackets as paths into a parameter.

use super::argument::Argument;

/// Puts a value where a name such as `filter[>ID]` says.
pub(super) fn set(params: &mut Vec<(String, Argument)>, name: &str, value: Argument) {
    let (root, path) = split(name);
    if path.is_empty() {
        put(params, root.to_owned(), value);
        return;
    }
    if matches!(value, Argument::Absent) {
        return;
    }
    place(entry(params, root), &path, value);
}

/// Puts a value under a plain name, replacing one already there.
pub(super) fn put(params: &mut Vec<(String, Argument)>, name: String, value: Argument) {
    let at = params.iter().position(|(known, _)| *known == name);
    match (at, value) {
        (Some(at), Argument::Absent) => drop(params.remove(at)),
        (Some(at), value) => params[at].1 = value,
        (None, Argument::Absent) => {}
        (None, value) => params.push((name, value)),
    }
}

/// `a[b][]` is `a` and the path `b`, ``. A name whose brackets do not close is a plain name.
fn split(name: &str) -> (&str, Vec<&str>) {
    let Some((root, rest)) = name.split_once('[') else {
        return (name, Vec::new());
    };
    let Some(rest) = rest.strip_suffix(']') else {
        return (name, Vec::new());
    };
    if root.is_empty() {
        (name, Vec::new())
    } else {
        (root, rest.split("][").collect())
    }
}

fn entry<'a>(entries: &'a mut Vec<(String, Argument)>, name: &str) -> &'a mut Argument {
    let at = entries
        .iter()
        .position(|(known, _)| known == name)
        .unwrap_or_else(|| {
            entries.push((name.to_owned(), Argument::Absent));
            entries.len() - 1
        });
    &mut entries[at].1
}

fn place(at: &mut Argument, path: &[&str], value: Argument) {
    let Some((first, rest)) = path.split_first() else {
        *at = value;
        return;
    };
    if first.is_empty() {
        // `[]` appends: the one way to say a list without its indices.
        if !matches!(at, Argument::List(_)) {
            *at = Argument::List(Vec::new());
        }
        if let Argument::List(items) = at {
            let mut item = Argument::Absent;
            place(&mut item, rest, value);
            items.push(item);
        }
        return;
    }
    if !matches!(at, Argument::Map(_)) {
        *at = Argument::Map(Vec::new());
    }
    if let Argument::Map(entries) = at {
        place(entry(entries, first), rest, value);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn params(names: &[(&str, i32)]) -> Vec<(String, Argument)> {
        let mut params = Vec::new();
        for (name, value) in names {
            set(&mut params, name, (*value).into());
        }
        params
    }

    #[test]
    fn brackets_are_a_path() {
        let map = |entries: &[(&str, Argument)]| {
            Argument::Map(
                entries
                    .iter()
                    .map(|(k, v)| ((*k).to_owned(), v.clone()))
                    .collect(),
            )
        };
        assert_eq!(
            params(&[
                ("id", 1),
                ("filter[>ID]", 2),
                ("filter[@STAGE][]", 3),
                ("filter[@STAGE][]", 4)
            ]),
            vec![
                ("id".to_owned(), 1.into()),
                (
                    "filter".to_owned(),
                    map(&[(">ID", 2.into()), ("@STAGE", [3, 4].into())])
                ),
            ]
        );
    }

    #[test]
    fn what_is_not_a_path_is_a_plain_name() {
        for name in ["a[b", "a]", "[a]", "a[b]c"] {
            assert_eq!(params(&[(name, 1)]), vec![(name.to_owned(), 1.into())]);
        }
    }

    #[test]
    fn a_name_given_twice_is_replaced_and_an_absent_one_taken_away() {
        assert_eq!(
            params(&[("id", 1), ("id", 2)]),
            vec![("id".to_owned(), 2.into())]
        );
        let mut params = params(&[("id", 1)]);
        set(&mut params, "id", Argument::Absent);
        set(&mut params, "filter[ID]", Argument::Absent);
        assert_eq!(params, vec![]);
    }
}
