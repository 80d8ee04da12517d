//! What is wrong with a configuration, each fault at its key, before anybody asks where the configuration comes from.
//!
//! A check collects everything at once. Who reads a file points at the lines of the keys; who reads a record names
//! the record. What many checks say is said here, in one sentence each.
//!
//! Keys are dotted (`functions.depth`); the empty key is the configuration as a whole.

use std::fmt::{self, Display};
use std::ops::RangeInclusive;

use itertools::Itertools;

/// Faults as (key, what is wrong and what to do about it).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Wrong(pub Vec<(String, String)>);

impl Wrong {
    /// One fault of the configuration as a whole.
    pub fn whole(message: impl Display) -> Self {
        Self::at("", message)
    }

    /// One fault at `key`.
    pub fn at(key: &str, message: impl Display) -> Self {
        Self(vec![(key.to_owned(), message.to_string())])
    }

    /// One more fault.
    pub fn add(&mut self, key: &str, message: impl Display) {
        self.0.push((key.to_owned(), message.to_string()));
    }

    /// One more fault if it is one.
    pub fn add_if(&mut self, wrong: bool, key: &str, message: impl Display) {
        if wrong {
            self.add(key, message);
        }
    }

    /// All of `inner`, whose keys stand under `table`.
    pub fn under(&mut self, table: &str, inner: Self) {
        for (key, message) in inner.0 {
            let whole = key.is_empty() || table.is_empty();
            let dot = if whole { "" } else { "." };
            self.0.push((format!("{table}{dot}{key}"), message));
        }
    }

    /// A number must be within `possible`.
    pub fn range<T: PartialOrd + Display>(
        &mut self,
        key: &str,
        value: T,
        possible: RangeInclusive<T>,
    ) {
        let (least, most) = (possible.start(), possible.end());
        let message = format!(
            "`{}` = {value} is not from {least} to {most}; give a number that is",
            name(key)
        );
        self.add_if(!possible.contains(&value), key, message);
    }

    /// A share must be from 0 to 1.
    pub fn share(&mut self, key: &str, value: f64) {
        let message = format!(
            "`{}` = {value} is no share; give a number from 0 to 1",
            name(key)
        );
        self.add_if(!(0.0..=1.0).contains(&value), key, message);
    }

    /// A key that is `given` makes sense only with `owner`, which is not there.
    pub fn belongs(&mut self, given: bool, key: &str, owner: &str) {
        let message = format!("`{}` belongs to {owner}; leave it out", name(key));
        self.add_if(given, key, message);
    }

    /// Of the keys `ways`, each with whether it is given, exactly one must be. Gives it, if so.
    pub fn one_of<'w>(
        &mut self,
        table: &str,
        what: &str,
        ways: &[(&'w str, bool)],
    ) -> Option<&'w str> {
        let names = |given: bool| ways.iter().filter(move |way| !given || way.1);
        let names = |given| names(given).map(|way| way.0).collect::<Vec<&'w str>>();
        match *names(true) {
            [way] => return Some(way),
            [] => {
                let all = names(false).join("`, `");
                self.add("", format!("[{table}] has no {what}; give one of `{all}`"));
            }
            [.., last] => {
                let given = names(true).join("` and `");
                let message = format!("[{table}] has `{given}`; keep exactly one of them");
                self.add(last, message);
            }
        }
        None
    }

    /// No item may stand twice; `text` is what a fault calls it, at the key of its second place.
    pub fn twice<T: PartialEq>(&mut self, key: &str, items: &[T], text: impl Fn(&T) -> String) {
        for (k, item) in items.iter().enumerate() {
            let message = format!("`{}` is given twice; remove one", text(item));
            self.add_if(items[..k].contains(item), &format!("{key}.{k}"), message);
        }
    }

    /// `Ok` if nothing is wrong.
    pub fn into_result(self) -> Result<(), Self> {
        if self.0.is_empty() { Ok(()) } else { Err(self) }
    }
}

/// Adds a fault for each line that holds: what is wrong, at which key, and the message.
macro_rules! check {
    ($wrong:expr; $($holds:expr => $key:expr, $message:literal;)*) => {
        $($wrong.add_if($holds, $key.as_ref(), format!($message));)*
    };
}
pub(crate) use check;

/// Returns the message of the first line that holds as an error.
macro_rules! refuse {
    ($($holds:expr => $message:literal;)*) => {
        $(if $holds {
            return Err(format!($message));
        })*
    };
}
pub(crate) use refuse;

/// The last part of a dotted key.
fn name(key: &str) -> &str {
    key.rsplit('.').next().unwrap_or(key)
}

/// `key: message`, one a line.
impl Display for Wrong {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let line = |(key, message): &(String, String)| match key.as_str() {
            "" => message.clone(),
            _ => format!("{key}: {message}"),
        };
        f.write_str(&self.0.iter().map(line).join("\n"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_many_checks_say_names_key_value_and_remedy() {
        let mut wrong = Wrong::default();
        wrong.range("functions.depth", 0, 1..=9);
        wrong.range("size", 9, 1..=9);
        wrong.share("live", f64::NAN);
        wrong.belongs(true, "seed", "`hidden`");
        wrong.belongs(false, "bits", "`hidden`");
        wrong.twice("names", &["a", "b", "a"], ToString::to_string);
        let ways = [("regex", true), ("automaton", false), ("random", true)];
        assert_eq!(wrong.one_of("language", "language", &ways), None);
        assert_eq!(
            wrong.one_of("language", "language", &ways[..2]),
            Some("regex")
        );
        wrong.one_of("language", "language", &ways[1..2]);
        let mut outer = Wrong::default();
        outer.under("language", wrong);
        insta::assert_snapshot!(outer, @"
        language.functions.depth: `depth` = 0 is not from 1 to 9; give a number that is
        language.live: `live` = NaN is no share; give a number from 0 to 1
        language.seed: `seed` belongs to `hidden`; leave it out
        language.names.2: `a` is given twice; remove one
        language.random: [language] has `regex` and `random`; keep exactly one of them
        language: [language] has no language; give one of `automaton`
        ");
    }
}
