//! `[entity]` of a problem file: a narrative.
//!
//! ```toml
//! [entity]
//! coins = { people = 5 }               # the story: one of coins, boxes, cups, rooms
//! track = "Alice"                      # all questions are about this; without it, about something else each time
//! asks = 1                             # questions of an input, if supervision = "query"
//! distractors = 0.2                    # sentences that change nothing, to one operation
//! distractor_sentences = ["{person} smiles at {other}."]
//! names = ["Alice", "Bob"]             # people, of coins and of distractors
//! nouns = ["apple", "pen"]             # things, of boxes, and of coins that are all different
//!
//! [entity.templates]                   # how each kind of sentence is said, in one way or several
//! trade = ["{a} and {b} trade coins.", "{a} swaps coins with {b}."]
//! ```
//!
//! Kinds of sentences and their slots, which are whole phrases (`the apple`, `Box 0`):
//!
//! ```text
//! coins   start {people} {holder}, or {person} {coin} if all differ; trade {a} {b}; pass {a} {b} {c}; question, {person}
//! boxes   start {box} {objects}; put, remove {objects} {box}; move {objects} {from} {to}; move-contents {from} {to};
//!         question {box}, {object} or both
//! cups    start {ball} {cup}; swap {a} {b}; question {ball} or {cup}
//! rooms   start {person} {room}; start-object {object} {room}; go {person} {room}; take, drop {person} {object};
//!         question {person} or {object}
//! ```
//!
//! Sentences that change nothing may speak of a {person} and an {other}. Without questions the answer after each
//! operation is what `track` is about, the first there is if it is left out. An object that is tracked is in some box
//! at the beginning.
//!
//! The words at the end are those of a file that gives none of its own. Rooms and people of the rooms story are those
//! of J. Weston et al., "Towards AI-complete question answering" (2015), arXiv:1502.05698; the other lists are everyday
//! words. Only Mary is in two lists.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::base::named::named;
use crate::problem::{is_default, is_number, number};

/// A narrative, as typed.
#[serde_with::skip_serializing_none]
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct EntityConfig {
    /// People trade coins.
    pub coins: Option<CoinsConfig>,
    /// Objects are put into boxes, moved and removed.
    pub boxes: Option<BoxesConfig>,
    /// Cups with balls under them are swapped.
    pub cups: Option<CupsConfig>,
    /// People go from room to room and carry objects.
    pub rooms: Option<RoomsConfig>,
    /// What all questions are about.
    pub track: Option<String>,
    /// Questions of an input.
    #[serde(default = "number::<1, _>", skip_serializing_if = "is_number::<1, _>")]
    pub asks: usize,
    /// Sentences that change nothing, to one operation.
    #[serde(default, skip_serializing_if = "is_default")]
    pub distractors: f64,
    /// Such sentences.
    pub distractor_sentences: Option<Vec<String>>,
    /// People.
    pub names: Option<Vec<String>>,
    /// Things.
    pub nouns: Option<Vec<String>>,
    /// How each kind of sentence is said.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub templates: BTreeMap<String, Vec<String>>,
}

/// People who trade coins.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CoinsConfig {
    /// How many.
    #[serde(default = "number::<5, _>")]
    pub people: usize,
    /// Which coins they have.
    #[serde(default, skip_serializing_if = "is_default")]
    pub coins: Coins,
    /// Who has the penny at the beginning; without it, somebody else each time.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub start: Option<String>,
    /// Whether three people also pass their coins around.
    #[serde(default, skip_serializing_if = "is_default")]
    pub passes: bool,
}

/// Which coins people have.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Coins {
    /// All dimes but for a penny. Labels: people.
    #[default]
    Odd,
    /// All different. Labels: coins.
    Distinct,
}

/// Boxes with objects in them.
#[serde_with::skip_serializing_none]
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct BoxesConfig {
    /// How many boxes.
    #[serde(default = "number::<7, _>")]
    pub boxes: usize,
    /// Objects of a box at most; 0 for any number.
    #[serde(default = "number::<3, _>")]
    pub capacity: usize,
    /// How many nouns are used.
    #[serde(default = "number::<100, _>")]
    pub nouns: usize,
    /// Objects of one sentence at most; without it as many as a box may have, or three.
    pub most: Option<usize>,
    /// What may happen.
    #[serde(default = "usual")]
    pub verbs: Vec<BoxVerb>,
    /// How often contents may be moved to a box that is not empty, from 0 to 1.
    #[serde(default = "number::<1, _>", skip_serializing_if = "is_number::<1, _>")]
    pub merge: f64,
    /// Whether each kind of sentence is said in several ways.
    #[serde(default, skip_serializing_if = "is_default")]
    pub alt_forms: bool,
    /// Whether objects have adjectives, which are left out where they are not needed.
    #[serde(default, skip_serializing_if = "is_default")]
    pub ambiguous: bool,
    /// The adjectives, if so.
    pub adjectives: Option<Vec<String>>,
    /// What is asked.
    #[serde(default)]
    pub ask: BoxAsk,
}

named! {
    /// What happens to boxes.
    pub enum BoxVerb {
        /// Objects come into a box.
        Put = "put",
        /// Objects of a box go.
        Remove = "remove",
        /// Objects of a box go to another.
        Move = "move",
        /// All that is in a box goes to another.
        MoveContents = "move-contents",
    }
}

named! {
    /// What is asked of boxes.
    #[derive(Default)]
    pub enum BoxAsk {
        /// What is in a box, blank by blank in the order of the nouns. Labels: objects and `nothing`.
        #[default]
        Contents = "contents",
        /// Where an object is. Labels: boxes and `nowhere`.
        Object = "object",
        /// How many objects a box has. Labels: numbers.
        Count = "count",
        /// Whether an object is in a box. Labels: `no` and `yes`.
        Contains = "contains",
    }
}

/// Cups with balls under them.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CupsConfig {
    /// How many cups.
    #[serde(default = "number::<3, _>")]
    pub cups: usize,
    /// The balls.
    #[serde(default = "ball")]
    pub balls: Vec<String>,
    /// What is asked.
    #[serde(default)]
    pub ask: CupAsk,
}

/// What is asked of cups.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum CupAsk {
    /// Where a ball is. Labels: cups.
    #[default]
    Ball,
    /// What is under a cup that is lifted. Labels: balls, and `nothing` if there are fewer than cups.
    Lift,
}

/// People, rooms and objects. Labels: rooms.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RoomsConfig {
    /// The people.
    #[serde(default = "dwellers")]
    pub people: Vec<String>,
    /// The rooms.
    #[serde(default = "rooms")]
    pub rooms: Vec<String>,
    /// What they carry about; if there is something, it is asked where that is.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub objects: Vec<String>,
}

impl EntityConfig {
    /// Names of people, as many as there are.
    pub(super) fn people(&self) -> Vec<String> {
        self.names.clone().unwrap_or_else(|| words(NAMES))
    }

    /// Names of things, the `usual` ones if the file has none of its own.
    pub(super) fn nouns(&self, usual: &str) -> Vec<String> {
        self.nouns.clone().unwrap_or_else(|| words(usual))
    }

    /// People of stories that are about things, who are only in sentences that change nothing.
    pub(super) fn onlookers(&self) -> Vec<String> {
        if self.distractors > 0.0 {
            self.people()
        } else {
            Vec::new()
        }
    }
}

impl BoxesConfig {
    /// What tells objects of one name apart, where they are ambiguous.
    pub(super) fn adjectives(&self) -> Vec<String> {
        self.adjectives.clone().unwrap_or_else(|| words(ADJECTIVES))
    }
}

fn usual() -> Vec<BoxVerb> {
    vec![BoxVerb::Put, BoxVerb::Remove, BoxVerb::Move]
}

fn ball() -> Vec<String> {
    words("ball")
}

fn dwellers() -> Vec<String> {
    words(DWELLERS)
}

fn rooms() -> Vec<String> {
    words(ROOMS)
}

/// Words with spaces between them, each as a text of its own.
pub(super) fn words(list: &str) -> Vec<String> {
    list.split_whitespace().map(str::to_owned).collect()
}

/// People, one for each letter.
const NAMES: &str = "\
    Alice Bob Carl Dan Emma Frank Grace Henry Irene Jack Kate Leo Mary Noah Olivia Paul Quinn Rosa Sam Tina Uma \
    Victor Wendy Xavier Yara Zoe";

/// People of the rooms story.
const DWELLERS: &str = "Mary John Daniel Sandra";

/// Rooms.
const ROOMS: &str = "kitchen garden hallway office bathroom bedroom";

/// Coins, as many as names.
pub(super) const COINS: &str = "\
    penny nickel dime quarter shilling florin crown guinea farthing groat ducat thaler guilder escudo peseta \
    drachma lira franc mark rouble rupee peso dinar krona zloty forint";

/// What tells objects of one name apart.
const ADJECTIVES: &str = "red green blue yellow black white brown purple";

/// Things that fit into a box.
pub(super) const NOUNS: &str = "\
    apple bag ball bell belt bill blanket block bomb book boot bottle bowl bracelet bread brick brush bucket \
    button cake camera candle cap card carpet cash chain chalk cheese clock cloth coat coffee comb cookie cork \
    crayon cross cup dice dish doll dress drink drum egg engine eraser fan feather file flag flower flute fork \
    game gift glass glove glue guitar hammer hat helmet hook horn ice iron jar jewel key kite knife lamp leaf \
    letter lock magazine magnet map mask medal mirror mug nail needle note painting pan paper pen phone picture \
    pillow pipe plane plant plate pot radio ribbon ring rock rope ruler scarf shell shirt shoe soap spoon stamp \
    stone string suit tea ticket tie toy watch";
