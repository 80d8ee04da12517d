//! Recall: what stood where something was seen before.
//!
//! ```text
//! induction      a b c a b ...           what followed the letter the last time?          labels: letters, `new`
//! associative    k2 v1 k7 v4 # k7 . k2   what is the value of the key?                    labels: values
//! flip-flop      w1 i0 r w0 i1 r         what was written last?                           labels: values
//! ```
//!
//! ```toml
//! [recall.induction]
//! letters = 4
//! hops = 1                  # how many times one goes back
//!
//! [recall.associative]
//! keys = 26
//! values = 10
//! pairs = 8                 # the length, if nothing is said; so is
//! queries = 1               # this, and one of the two at least must be
//! slots = 1                 # places for each query
//! power = 1.0               # exponent of the law by which they are chosen
//! noise = false             # whether empty places hold values, which say nothing
//!
//! [recall.flip-flop]
//! values = 2
//! ignore = 0.8              # share of operations to be ignored
//! ```
//!
//! Only `letters`, `keys` and `values` must be given. One module each: `induction`, `associative`, `flip_flop`. Over finitely many symbols a table of
//! what was seen is a finite memory without counting, so that all three are in AC0, and what makes them hard to learn
//! is the size of that memory, not the class.

mod associative;
mod flip_flop;
mod induction;
mod places;

use serde::{Deserialize, Serialize};

use crate::base::wrong::Wrong;
use crate::problem::Problem;
use crate::problem::complexity::{Class, Complexity};
use crate::problem::families::Config;

pub use crate::problem::families::recall::associative::AssociativeConfig;
pub use crate::problem::families::recall::flip_flop::FlipFlopConfig;
pub use crate::problem::families::recall::induction::InductionConfig;

/// A recall problem, resolved.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub enum RecallConfig {
    /// What followed the letter the last time.
    Induction(InductionConfig),
    /// The value of a key.
    Associative(AssociativeConfig),
    /// What was written last.
    FlipFlop(FlipFlopConfig),
}

/// Symbols of one kind possible.
const MOST: usize = 65_536;
/// Places for each query possible, hops, and letters of induction.
const MANY: usize = 1000;

impl RecallConfig {
    fn task(&self) -> (&'static str, &dyn Config) {
        match self {
            Self::Induction(config) => ("induction", config),
            Self::Associative(config) => ("associative", config),
            Self::FlipFlop(config) => ("flip-flop", config),
        }
    }
}

impl Config for RecallConfig {
    fn check(&self, wrong: &mut Wrong) {
        let (name, config) = self.task();
        wrong.under(name, config.wrong());
    }

    fn build(&self, asked: bool) -> Result<Box<dyn Problem>, Wrong> {
        self.task().1.build(asked)
    }

    fn asks(&self) -> bool {
        self.task().1.asks()
    }
}

/// Of a table over finitely many symbols.
const FIRST_ORDER: Complexity = Complexity::within(
    Class::Ac0,
    "the answer stands behind the last earlier place of the same symbol, which first-order logic says",
    "D. A. M. Barrington, N. Immerman, H. Straubing, \"On uniformity within NC1\", JCSS 41 (1990) 274-306",
)
.regular();

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::*;
    use crate::base::faults::Document;

    fn said(text: &str) -> String {
        let config: RecallConfig = toml::from_str(text).unwrap();
        config.wrong().to_string()
    }

    #[test]
    fn what_is_wrong_is_named_with_value_and_remedy() {
        assert_eq!(said("[induction]\nletters = 4\nhops = 3"), "");
        assert_eq!(said("[flip-flop]\nvalues = 2"), "");
        insta::assert_snapshot!(said("[induction]\nletters = 0\nhops = 0"), @"
        induction.letters: `letters` = 0 is not from 2 to 1000; give a number that is
        induction.hops: `hops` = 0 is not from 1 to 1000; give a number that is
        ");
        insta::assert_snapshot!(said("[associative]\nkeys = 8\nvalues = 1\npairs = 9\nqueries = 1\npower = 0.0"), @"
        associative.values: `values` = 1 is not from 2 to 65536; give a number that is
        associative.pairs: `pairs` = 9 is not from 1 to 8; give a number that is
        associative.queries: `queries` = 1 next to `pairs` leaves nothing to be the length; remove one of the two
        associative.power: `power` = 0 is no exponent of the law; give a number above 0, up to 1 for uniform places
        ");
        insta::assert_snapshot!(said("[flip-flop]\nvalues = 1\nignore = 1.5"), @"
        flip-flop.values: `values` = 1 is not from 2 to 65536; give a number that is
        flip-flop.ignore: `ignore` = 1.5 is no share; give a number from 0 to 1
        ");
    }

    #[test]
    fn an_unknown_task_and_a_key_of_another_one_are_named_with_those_there_are() {
        #[derive(Debug, Deserialize)]
        struct File {
            #[expect(dead_code, reason = "only what is refused is looked at")]
            recall: RecallConfig,
        }
        let refusal = |text: &str| {
            let read = Document::parse(Path::new("x.toml"), text)
                .and_then(|document| document.read::<File>());
            read.unwrap_err().to_string()
        };
        insta::assert_snapshot!(refusal("[recall.asociative]\nkeys = 2"), @"x.toml:1: unknown value `asociative` of `recall`; did you mean `associative`? (known: induction, associative, flip-flop)");
        insta::assert_snapshot!(refusal("[recall.induction]\nletters = 2\nkey = 2"), @"x.toml:3: unknown key `key` in [recall.induction]; known: letters, hops");
        insta::assert_snapshot!(refusal("[recall.induction]\nhops = 2"), @"x.toml:1: missing key `letters` in [recall.induction]");
    }
}
