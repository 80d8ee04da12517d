//! Stacks: what a pattern means, and the model around it.
//!
//! ```text
//! layers = k with one mixer X      (X-)k, or (X)k where the feed-forward width is 0
//! pattern = "M(*M)2"               its letters looked up: mixers state theirs, `letter.X` adds some
//! ```
//! | file | what it holds |
//! |---|---|
//! | [`pattern`] | patterns as they are written |
//! | [`parse`] | how they are read |
//! | [`layer_count`] | how many layers there are for so many tokens |
//! | [`resolve`] | what their letters mean |
//! | [`spelling`] | their one spelling, of which ids are made |
//! | [`block`] | residual and norm around one layer |
//! | [`backbone`] | embedding, positions, layers, read-out |
//! | [`stepper`] | the same model one token at a time |

pub mod backbone;
pub mod block;
pub mod layer_count;
pub mod parse;
pub mod pattern;
pub mod resolve;
pub mod spelling;
pub mod stepper;

use crate::model::layer::positions::Positions;
use crate::model::mixer::Defaults;
use crate::model::{Block, MixerConfig, ModelError};
use crate::theory::Transition;

/// The layers of a model, every letter looked up; repetitions with weights of their own are written out.
#[derive(Clone, Debug, PartialEq)]
pub struct Stack {
    nodes: Vec<Node<Part>>,
    defaults: Defaults,
}

/// A layer, or layers whose weights are used again and again.
#[derive(Clone, Debug, PartialEq)]
pub enum Node<T> {
    /// One layer.
    Layer(T),
    /// These, so often.
    Loop {
        /// How often.
        rounds: Rounds,
        /// What.
        body: Vec<Self>,
    },
}

/// How often the same weights are used.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Rounds {
    /// So often.
    Fixed(usize),
    /// ⌈log₂ T⌉ times for T tokens.
    Logarithmic,
}

/// One layer.
#[derive(Clone, Debug, PartialEq)]
pub enum Part {
    /// A mixer, and the letter under which its options stand if that is not its own.
    Mixer(MixerConfig, Option<char>),
    /// A feed-forward network.
    FeedForward,
}

impl Rounds {
    /// Rounds for sequences of `tokens` tokens.
    pub fn of(self, tokens: usize) -> usize {
        match self {
            Self::Fixed(k) => k,
            Self::Logarithmic => logarithm(tokens),
        }
    }

    /// Rounds, where those that the length decides count as one.
    pub fn at_least(self) -> usize {
        self.of(2)
    }
}

/// ⌈log₂ tokens⌉; 0 for at most one.
pub fn logarithm(tokens: usize) -> usize {
    tokens.max(1).next_power_of_two().ilog2() as usize
}

impl<T> Node<T> {
    /// Visits the layers of `nodes` in the order in which a token passes through them, those of a loop `rounds` times.
    pub fn walk<'a>(
        nodes: &'a [Self],
        rounds: &dyn Fn(Rounds) -> usize,
        visit: &mut dyn FnMut(&'a T),
    ) {
        for node in nodes {
            match node {
                Self::Layer(layer) => visit(layer),
                Self::Loop { rounds: some, body } => {
                    for _ in 0..rounds(*some) {
                        Self::walk(body, rounds, visit);
                    }
                }
            }
        }
    }
}

impl Stack {
    /// Its layers.
    pub fn nodes(&self) -> &[Node<Part>] {
        &self.nodes
    }

    /// Defaults of the backbone: those that all mixers share. Where they differ, the block is pre-norm and the embedding
    /// of variance one; a feed-forward network of a pattern is four times as wide as the stream.
    pub fn defaults(&self) -> Defaults {
        self.defaults
    }

    /// The mixers whose options stand under their name, in order.
    pub(super) fn under_their_name(&self) -> Vec<MixerConfig> {
        let own = self.passed(&|_| 1).into_iter();
        let named = own.filter(|(_, letter)| letter.is_none());
        named.map(|(mixer, _)| mixer.clone()).collect()
    }

    /// The mixers that have weights of their own, in order.
    pub fn mixers(&self) -> Vec<&MixerConfig> {
        let own = self.passed(&|_| 1).into_iter();
        own.map(|(mixer, _)| mixer).collect()
    }

    /// How each mixer that a token passes through moves its state, in order; those in a `{ }log` once.
    pub fn transitions(&self) -> Vec<Transition> {
        let passed = self.passed(&Rounds::at_least).into_iter();
        passed.map(|(mixer, _)| mixer.transition()).collect()
    }

    /// The same of the mixers that have weights of their own.
    pub fn own_transitions(&self) -> Vec<Transition> {
        let own = self.mixers().into_iter();
        own.map(MixerConfig::transition).collect()
    }

    /// The mixers that a token passes through, each with the letter under which its options stand.
    fn passed(&self, rounds: &dyn Fn(Rounds) -> usize) -> Vec<(&MixerConfig, Option<char>)> {
        let mut mixers = Vec::new();
        Node::walk(&self.nodes, rounds, &mut |part| {
            if let Part::Mixer(mixer, letter) = part {
                mixers.push((mixer, *letter));
            }
        });
        mixers
    }

    /// What is added to the embedding: what any of the mixers asks for.
    pub fn positions(&self) -> Result<Positions, ModelError> {
        let mut asked: Vec<Positions> = self.mixers().iter().map(|m| m.positions()).collect();
        asked.retain(|positions| *positions != Positions::None);
        asked.dedup();
        match asked.as_slice() {
            [] => Ok(Positions::None),
            [one] => Ok(*one),
            [one, other, ..] => {
                let reason = format!(
                    "are asked of the embedding, and {} positions by another mixer; give both the same",
                    other.name()
                );
                let key = "positions";
                Err(ModelError::value(key, one.name(), reason))
            }
        }
    }
}

/// The defaults of the backbone around `mixers`, of which `given` says the width of a feed-forward network.
fn shared_defaults(mixers: &[Defaults], feed_forward: usize) -> Defaults {
    let agreed = |same: fn(&Defaults, &Defaults) -> bool| {
        let first = mixers.first()?;
        mixers
            .iter()
            .all(|other| same(first, other))
            .then_some(first)
    };
    Defaults {
        block: agreed(|a, b| a.block == b.block).map_or(Block::Pre, |d| d.block),
        feed_forward,
        embedding_std: agreed(|a, b| a.embedding_std.to_bits() == b.embedding_std.to_bits())
            .map_or(1.0, |d| d.embedding_std),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::ModelConfig;

    fn stack(config: &str) -> Result<Stack, ModelError> {
        let config: ModelConfig = toml::from_str(config).expect(config);
        config.stack()
    }

    fn fault(config: &str) -> String {
        stack(config).expect_err(config).to_string()
    }

    #[test]
    fn logarithms_are_rounded_up() {
        let lengths = [0, 1, 2, 3, 4, 5, 8, 9, 1000, 1024, 1025];
        assert_eq!(lengths.map(logarithm), [0, 0, 1, 2, 2, 3, 3, 4, 10, 10, 11]);
    }

    #[test]
    fn layers_are_the_short_form_of_a_pattern() {
        for (short, long) in [
            ("layers = 2\nmixer.mamba = {}", "pattern = \"(M)2\""),
            ("layers = 2\nmixer.attention = {}", "pattern = \"(*-)2\""),
            (
                "layers = 2\nfeed_forward = 6\nmixer.gru = { hidden = 5 }",
                "pattern = \"(G-)2\"\nfeed_forward = 6\nmixer.gru = { hidden = 5 }",
            ),
        ] {
            let read = |text: &str| {
                let config: ModelConfig =
                    toml::from_str(&format!("d_model = 8\n{text}")).expect(text);
                let nodes = config.stack().expect(text).nodes;
                (nodes, config.resolved().expect(text))
            };
            let ((nodes, short), (same, long)) = (read(short), read(long));
            assert_eq!(nodes, same);
            assert_eq!(short.block, long.block);
            assert_eq!(short.embedding_std, long.embedding_std);
            // without feed-forward networks their width is read by nobody
            if short.feed_forward != Some(0) {
                assert_eq!(short.feed_forward, long.feed_forward);
            }
        }
    }

    #[test]
    fn a_letter_is_a_mixer_with_options() {
        let stack = stack("d_model = 8\npattern = \"MW<mamba>\"\nletter.W.mamba = { d_state = 3 }\nmixer.mamba = { d_state = 4 }").expect("two sizes of one mixer");
        let states = stack.mixers().into_iter().map(|mixer| match mixer {
            MixerConfig::MambaConfig(mamba) => mamba.d_state,
            other => panic!("{other:?}"),
        });
        assert_eq!(states.collect::<Vec<_>>(), [4, 3, 4]);
    }

    #[test]
    fn a_hybrid_has_the_transitions_of_its_mixers() {
        use crate::theory::{Attention, Depth};
        let transitions = |text: &str| {
            let config: ModelConfig =
                toml::from_str(&format!("d_model = 8\npattern = \"{text}\"")).expect(text);
            (config.transitions().expect(text), config.depth())
        };
        let attention = Transition::Attention(Attention::SoftWithPositions);
        let mamba = Transition::DiagonalNonNegative;
        assert_eq!(
            transitions("M(*M)2"),
            (
                vec![mamba, attention, mamba, attention, mamba],
                Depth::Layers(5)
            )
        );
        assert_eq!(transitions("{M-}3"), (vec![mamba; 3], Depth::Layers(3)));
        assert_eq!(
            transitions("M{*-}log"),
            (vec![mamba, attention], Depth::Logarithmic)
        );
        assert_eq!(transitions("-"), (vec![], Depth::Layers(0)));
    }

    #[test]
    fn faults_name_the_key_and_the_character() {
        for (config, message) in [
            (
                "pattern = \"M\"\nlayers = 2",
                "pattern = \"M\" excludes layers = 2; leave one of the two out of the file",
            ),
            (
                "mixer.mamba = {}",
                "layers is missing, and there is no pattern; write layers = 1, or pattern = \"M*\"",
            ),
            (
                "layers = 1",
                "layers = 1 needs one mixer; write mixer.NAME = {}, or a pattern",
            ),
            (
                "layers = 1\nmixer = { gru = {}, rnn = {} }",
                "layers = 1 is for one mixer, but there are rnn and gru; write a pattern",
            ),
            (
                "layers = 1\nmixer.gru = {}\nletter.W.gru = {}",
                "letter.W is for a letter of a pattern, and there is none; leave it out",
            ),
            (
                "pattern = \"M(XM)2\"",
                "pattern = \"M(XM)2\" has `X` at character 3, which is no mixer: there are R rnn, G gru, L lstm, I ids4, S s4d, M mamba, * attention and - feed-forward; in an experiment file letter.X gives it a meaning; others are written <name>",
            ),
            (
                "pattern = \"M<mambo>\"",
                "pattern = \"M<mambo>\" has `<mambo>` at character 2, but there is no architecture `mambo`; did you mean `mamba`? (known: rnn, gru, lstm, ids4, s4d, mamba, attention)",
            ),
            (
                "pattern = \"M\"\nletter.W.mamba = {}",
                "letter.W is not used by the pattern; leave it out",
            ),
            (
                "pattern = \"M\"\nmixer.gru = {}",
                "mixer.gru is not used by the pattern; leave it out",
            ),
            (
                "pattern = \"M\"\nletter.M.gru = {}",
                "letter.M takes the letter of mamba; use another",
            ),
            (
                "pattern = \"M\"\nletter.\"{\".gru = {}",
                "letter.{ is no letter; use another than (){}<>-, digits and blanks",
            ),
            (
                "pattern = \"M\"\nfeed_forward = 6",
                "feed_forward = 6 is the width of a feed-forward network, but the pattern has none; write - where it is to stand, or leave it out",
            ),
            (
                "pattern = \"M-\"\nfeed_forward = 0",
                "feed_forward = 0 is no width for the - of the pattern; leave one of them out",
            ),
        ] {
            assert_eq!(fault(&format!("d_model = 8\n{config}")), message);
        }
    }

    #[test]
    fn mixers_that_want_different_positions_do_not_go_together() {
        let config =
            "d_model = 8\npattern = \"*A\"\nletter.A.attention = { positions = \"learned\" }";
        let error = stack(config)
            .and_then(|stack| stack.positions())
            .expect_err("two kinds");
        assert_eq!(
            error.to_string(),
            "positions = sinusoidal are asked of the embedding, and learned positions by another mixer; give both the same"
        );
    }
}
