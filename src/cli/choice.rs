//! Options that are one of a few names.

use clap::builder::{PossibleValue, PossibleValuesParser, TypedValueParser};

/// One of `choices`, each a name, what it means and the value it stands for.
pub fn choice<T: Clone + Send + Sync + 'static>(
    choices: impl IntoIterator<Item = (&'static str, &'static str, T)>,
) -> impl TypedValueParser<Value = T> {
    let choices: Vec<_> = choices.into_iter().collect();
    let value = |&(name, help, _): &(_, &'static str, T)| match help {
        "" => PossibleValue::new(name),
        _ => PossibleValue::new(name).help(help),
    };
    let values: Vec<PossibleValue> = choices.iter().map(value).collect();
    PossibleValuesParser::new(values).map(move |name| {
        let found = choices.iter().find(|choice| choice.0 == name);
        found.expect("only the names are let through").2.clone()
    })
}
