//! From a configuration to its stack: what the letters of its pattern mean.

use std::collections::BTreeSet;

use crate::model::mixers::{ARCHITECTURES, named};
use crate::model::stack::pattern::{FEED_FORWARD, Item, Pattern, RESERVED, Symbol, Times};
use crate::model::stack::{Node, Part, Rounds, Stack, shared_defaults};
use crate::model::{MixerConfig, ModelConfig, ModelError};

impl ModelConfig {
    /// The layers it describes, in whichever form.
    pub fn stack(&self) -> Result<Stack, ModelError> {
        match (&self.pattern, self.layers) {
            (Some(pattern), None) => self.stack_of(pattern),
            (None, Some(layers)) => self.stack_of_one(layers),
            (Some(pattern), Some(layers)) => {
                let reason =
                    format!("excludes layers = {layers}; leave one of the two out of the file");
                Err(ModelError::value(
                    "pattern",
                    format!("\"{pattern}\""),
                    reason,
                ))
            }
            (None, None) => {
                let reason =
                    "is missing, and there is no pattern; write layers = 1, or pattern = \"M*\"";
                Err(ModelError::value("layers", "", reason))
            }
        }
    }

    /// `layers` times its only mixer, each before a feed-forward network if that has any width.
    fn stack_of_one(&self, layers: usize) -> Result<Stack, ModelError> {
        let fault = |reason: &str| Err(ModelError::value("layers", layers, reason));
        if layers == 0 {
            return fault("must be at least 1");
        }
        if let Some(letter) = self.letter.keys().next() {
            let reason = "is for a letter of a pattern, and there is none; leave it out";
            return Err(ModelError::value(&format!("letter.{letter}"), "", reason));
        }
        let given = self.mixer.given();
        let [mixer] = given.as_slice() else {
            let names: Vec<&str> = given.iter().map(MixerConfig::name).collect();
            return if names.is_empty() {
                fault("needs one mixer; write mixer.NAME = {}, or a pattern")
            } else {
                let names = names.join(" and ");
                fault(&format!(
                    "is for one mixer, but there are {names}; write a pattern"
                ))
            };
        };
        let defaults = mixer.defaults(self.d_model);
        let mut nodes = Vec::new();
        for _ in 0..layers {
            nodes.push(Node::Layer(Part::Mixer(mixer.clone(), None)));
            if self.feed_forward.unwrap_or(defaults.feed_forward) > 0 {
                nodes.push(Node::Layer(Part::FeedForward));
            }
        }
        Ok(Stack { nodes, defaults })
    }

    fn stack_of(&self, pattern: &Pattern) -> Result<Stack, ModelError> {
        for &letter in self.letter.keys() {
            let fault =
                |reason: &str| Err(ModelError::value(&format!("letter.{letter}"), "", reason));
            if RESERVED.contains(letter) || letter.is_ascii_digit() || letter.is_whitespace() {
                return fault(&format!(
                    "is no letter; use another than {RESERVED}, digits and blanks"
                ));
            }
            if let Some(owner) = ARCHITECTURES.iter().find(|a| a.letter == Some(letter)) {
                return fault(&format!("takes the letter of {}; use another", owner.name));
            }
        }
        let width = match (self.feed_forward, pattern.has_feed_forward()) {
            (Some(0), true) => {
                let reason = "is no width for the - of the pattern; leave one of them out";
                return Err(ModelError::value("feed_forward", 0, reason));
            }
            (Some(hidden), false) if hidden > 0 => {
                let reason = "is the width of a feed-forward network, but the pattern has none; write - where it is to stand, or leave it out";
                return Err(ModelError::value("feed_forward", hidden, reason));
            }
            (_, there_is_one) => {
                if there_is_one {
                    4 * self.d_model
                } else {
                    0
                }
            }
        };
        let mut resolver = Resolver {
            config: self,
            pattern,
            read: BTreeSet::new(),
        };
        let nodes = resolver.nodes(pattern.items())?;
        let letters = self.letter.keys().map(|letter| format!("letter.{letter}"));
        let mixers = self
            .mixer
            .given()
            .into_iter()
            .map(|mixer| format!("mixer.{}", mixer.name()));
        if let Some(key) = letters
            .chain(mixers)
            .find(|key| !resolver.read.contains(key))
        {
            return Err(ModelError::value(
                &key,
                "",
                "is not used by the pattern; leave it out",
            ));
        }
        let mut stack = Stack {
            nodes,
            defaults: shared_defaults(&[], width),
        };
        let defaults: Vec<_> = stack
            .mixers()
            .iter()
            .map(|mixer| mixer.defaults(self.d_model))
            .collect();
        stack.defaults = shared_defaults(&defaults, width);
        Ok(stack)
    }
}

/// A pattern being looked up.
struct Resolver<'a> {
    config: &'a ModelConfig,
    pattern: &'a Pattern,
    /// Keys of options that some letter has read.
    read: BTreeSet<String>,
}

impl Resolver<'_> {
    fn nodes(&mut self, items: &[Item]) -> Result<Vec<Node<Part>>, ModelError> {
        let mut nodes = Vec::new();
        for item in items {
            match item {
                Item::Layer { symbol, at } => nodes.push(Node::Layer(self.part(symbol, *at)?)),
                Item::Repeat { times, body } => {
                    let body = self.nodes(body)?;
                    let rounds = match *times {
                        Times::Own(k) => {
                            (0..k).for_each(|_| nodes.extend_from_slice(&body));
                            continue;
                        }
                        Times::Same(k) => Rounds::Fixed(k),
                        Times::Logarithmic => Rounds::Logarithmic,
                    };
                    nodes.push(Node::Loop { rounds, body });
                }
            }
        }
        Ok(nodes)
    }

    fn part(&mut self, symbol: &Symbol, at: usize) -> Result<Part, ModelError> {
        let fault = |reason: String| {
            let value = format!("\"{}\"", self.pattern);
            Err(ModelError::value("pattern", value, reason))
        };
        match symbol {
            Symbol::Letter(FEED_FORWARD) => Ok(Part::FeedForward),
            Symbol::Letter(letter) => {
                if let Some(mixer) = self.config.letter.get(letter) {
                    self.read.insert(format!("letter.{letter}"));
                    return Ok(Part::Mixer(mixer.clone(), Some(*letter)));
                }
                let known = ARCHITECTURES.iter().find(|a| a.letter == Some(*letter));
                if let Some(known) = known {
                    return Ok(Part::Mixer(self.with_options((known.default)()), None));
                }
                let letters = ARCHITECTURES
                    .iter()
                    .filter_map(|a| Some(format!("{} {}", a.letter?, a.name)));
                let letters: Vec<String> = letters.collect();
                fault(format!(
                    "has `{letter}` at character {at}, which is no mixer: there are {} and {FEED_FORWARD} feed-forward; in an experiment file letter.{letter} gives it a meaning; others are written <name>",
                    letters.join(", ")
                ))
            }
            Symbol::Name(name) => match named(name) {
                Ok(mixer) => Ok(Part::Mixer(self.with_options(mixer), None)),
                Err(reason) => fault(format!("has `<{name}>` at character {at}, but {reason}")),
            },
        }
    }

    /// The options under the name of `default`, or those.
    fn with_options(&mut self, default: MixerConfig) -> MixerConfig {
        self.read.insert(format!("mixer.{}", default.name()));
        let given = self.config.mixer.given();
        let own = given
            .into_iter()
            .find(|mixer| mixer.name() == default.name());
        own.unwrap_or(default)
    }
}
