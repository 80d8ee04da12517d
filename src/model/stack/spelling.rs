//! One spelling for all configurations of one model, of which ids are made.
//!
//! ```text
//! (M*)2    M*M*    <mamba>*M*    {M}1*(M*)1        are one model
//! layers = 2 with one mixer X      (X-)2    X-X-    (X)2 and XX without feed-forward networks
//! ```
//! Repetitions with weights of their own are written out, loops of one round and loops in loops are dissolved, a mixer
//! has its own letter or name, further options of the same one the letters α, β, ... in the order in which they come. A
//! stack of one mixer, with a feed-forward network after each or none at all, is written with `layers`.
//!
//! What it leaves out: an option that is written as what the width makes of it by itself, such as `dt_rank`.

use std::collections::BTreeMap;

use crate::model::layer::LinearConfig;
use crate::model::stack::pattern::{FEED_FORWARD, Pattern};
use crate::model::stack::{Node, Part, Rounds};
use crate::model::{MixerConfig, ModelConfig, ModelError};

/// Letter number `at` of mixers whose own letter has other options.
fn further(at: usize) -> char {
    ('α'..).nth(at).unwrap_or(char::MAX)
}

impl ModelConfig {
    /// The same model in its one spelling, every optional key written out. A fault if the layers are none.
    pub fn canonical(&self) -> Result<Self, ModelError> {
        let mut nodes = Vec::new();
        dissolve(self.stack()?.nodes(), &mut nodes);
        let mut one = self.resolved()?;
        one.letter = BTreeMap::new();
        if one
            .linear
            .values()
            .all(|kind| *kind == LinearConfig::default())
        {
            one.linear = BTreeMap::new();
        }
        if let Some((mixer, layers)) = short(&nodes) {
            one.pattern = None;
            one.layers = Some(layers);
            one.mixer = mixer.clone().into();
        } else {
            let mut speller = Speller::default();
            let text = speller.text(&nodes);
            one.layers = None;
            one.pattern = Some(text.parse::<Pattern>().map_err(|error| {
                ModelError::value("pattern", format!("\"{text}\""), error.reason)
            })?);
            one.mixer = speller.own.into_iter().collect();
            one.letter = (0..).map(further).zip(speller.further).collect();
        }
        Ok(one)
    }
}

/// Adds `nodes` to `to` without loops of one round and loops that hold but a loop.
fn dissolve(nodes: &[Node<Part>], to: &mut Vec<Node<Part>>) {
    for node in nodes {
        let Node::Loop { rounds, body } = node else {
            to.push(node.clone());
            continue;
        };
        let mut inner = Vec::new();
        dissolve(body, &mut inner);
        match (*rounds, inner.as_mut_slice()) {
            (Rounds::Fixed(1), _) => to.append(&mut inner),
            (
                Rounds::Fixed(k),
                [
                    Node::Loop {
                        rounds: Rounds::Fixed(m),
                        ..
                    },
                ],
            ) => {
                *m = m.saturating_mul(k);
                to.append(&mut inner);
            }
            (rounds, _) => to.push(Node::Loop {
                rounds,
                body: inner,
            }),
        }
    }
}

/// The mixer and how often, if there is no other and a feed-forward network after each or none at all.
fn short(nodes: &[Node<Part>]) -> Option<(&MixerConfig, usize)> {
    let Node::Layer(Part::Mixer(mixer, _)) = nodes.first()? else {
        return None;
    };
    let period = match nodes.get(1) {
        Some(Node::Layer(Part::FeedForward)) => 2,
        _ => 1,
    };
    let fits = |(at, node): (usize, &Node<Part>)| match node {
        Node::Layer(Part::Mixer(other, _)) => at % period == 0 && other == mixer,
        Node::Layer(Part::FeedForward) => at % period == 1,
        Node::Loop { .. } => false,
    };
    let all = nodes.len().is_multiple_of(period) && nodes.iter().enumerate().all(fits);
    all.then_some((mixer, nodes.len() / period))
}

/// Letters as they are given to mixers.
#[derive(Default)]
struct Speller {
    own: Vec<MixerConfig>,
    further: Vec<MixerConfig>,
}

impl Speller {
    fn text(&mut self, nodes: &[Node<Part>]) -> String {
        let parts = nodes.iter().map(|node| match node {
            Node::Layer(Part::FeedForward) => FEED_FORWARD.to_string(),
            Node::Layer(Part::Mixer(mixer, _)) => self.symbol(mixer),
            Node::Loop { rounds, body } => {
                let times = match rounds {
                    Rounds::Fixed(k) => k.to_string(),
                    Rounds::Logarithmic => "log".to_owned(),
                };
                format!("{{{}}}{times}", self.text(body))
            }
        });
        parts.collect()
    }

    fn symbol(&mut self, mixer: &MixerConfig) -> String {
        let own = self.own.iter().find(|own| own.name() == mixer.name());
        if own.is_none_or(|own| own == mixer) {
            if own.is_none() {
                self.own.push(mixer.clone());
            }
            let letter = mixer.architecture().letter.map(String::from);
            return letter.unwrap_or_else(|| format!("<{}>", mixer.name()));
        }
        let known = self.further.iter().position(|other| other == mixer);
        let at = known.unwrap_or_else(|| {
            self.further.push(mixer.clone());
            self.further.len() - 1
        });
        further(at).to_string()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn canonical(text: &str) -> ModelConfig {
        let config: ModelConfig = toml::from_str(&format!("d_model = 8\n{text}")).expect(text);
        config.canonical().expect(text)
    }

    #[test]
    fn spellings_of_one_model_are_one() {
        for (one, others) in [
            (
                "pattern = \"M(*M)2\"",
                &[
                    "pattern = \"M*M*M\"",
                    "pattern = \"<mamba>(*<mamba>)02\"",
                    "pattern = \"{M}1(*{{M}1}1)2\"",
                    "pattern = \"M*M*M\"\nmixer.mamba = { d_state = 16 }",
                    "pattern = \"WVWVW\"\nletter.W.mamba = {}\nletter.V.attention = {}",
                    "pattern = \"M(*M)2\"\nlinear.all.dense = {}",
                ][..],
            ),
            (
                "layers = 2\nmixer.mamba = {}",
                &["pattern = \"MM\"", "pattern = \"(M)2\"\nmixer.mamba = {}"],
            ),
            (
                "layers = 2\nmixer.gru = {}\nfeed_forward = 32",
                &[
                    "pattern = \"(G-)2\"",
                    "pattern = \"(W-)2\"\nletter.W.gru = {}",
                ],
            ),
            (
                "pattern = \"{R*}6\"",
                &["pattern = \"{{R*}2}3\"", "pattern = \"{{{R*}3}1}2\""],
            ),
            (
                "pattern = \"MWM\"\nletter.W.mamba = { d_state = 4 }",
                &[
                    "pattern = \"MVM\"\nletter.V.mamba = { d_state = 4 }",
                    "pattern = \"VMV\"\nletter.V.mamba = {}\nmixer.mamba = { d_state = 4 }",
                ],
            ),
        ] {
            for other in others {
                assert_eq!(canonical(one), canonical(other), "{one} and {other}");
            }
        }
    }

    #[test]
    fn different_models_stay_different() {
        let models = [
            "pattern = \"MM\"",
            "pattern = \"{M}2\"",
            "pattern = \"{M}log\"",
            "pattern = \"M-M\"",
            "pattern = \"M-M-\"",
            "pattern = \"M--M--\"",
            "pattern = \"-M-M\"",
            "pattern = \"{MM}2\"",
            "pattern = \"{{M}2M}2\"",
            "pattern = \"MW\"\nletter.W.mamba = { d_state = 4 }",
            "pattern = \"WM\"\nletter.W.mamba = { d_state = 4 }",
        ];
        for (i, one) in models.iter().enumerate() {
            for other in &models[..i] {
                assert_ne!(canonical(one), canonical(other), "{one} and {other}");
            }
        }
    }

    #[test]
    fn the_one_spelling_has_the_same_stack_and_is_its_own() {
        for text in [
            "pattern = \"M(*M)2\"",
            "pattern = \"{R*-}log(G{L-}3)2\"",
            "pattern = \"MWVM\"\nletter.W.mamba = { d_state = 4 }\nletter.V.mamba = { d_state = 5 }",
            "layers = 3\nmixer.gru = {}",
        ] {
            let config: ModelConfig = toml::from_str(&format!("d_model = 8\n{text}")).expect(text);
            let one = config.canonical().expect(text);
            let layers = |config: &ModelConfig| {
                let stack = config.stack().expect(text);
                let mixers: Vec<MixerConfig> = stack.mixers().into_iter().cloned().collect();
                (mixers, stack.defaults())
            };
            assert_eq!(layers(&config), layers(&one), "{text}");
            assert_eq!(one.canonical().expect(text), one, "{text}");
            assert_eq!(one.resolved().expect(text), one, "{text}");
        }
    }
}
