//! Entity tracking: narratives in English, in which one has to know who has what, and what is where.
//!
//! ```text
//! coins   Alice and Carl trade coins.             Who has the penny?
//! boxes   Move the apple from Box 0 to Box 3.     Box 3 contains
//! cups    Swap cup 1 and cup 2.                   Where is the ball?
//! rooms   Mary picked up the milk.                Where is the milk?
//! ```
//!
//! Coins are the narrative of W. Merrill, J. Petty, A. Sabharwal, "The Illusion of State in State-Space Models" (2024),
//! arXiv:2404.08819, figure 1 and section 3.2; boxes are after N. Kim, S. Schuster, "Entity Tracking in Language
//! Models", ACL 2023, arXiv:2305.02363; rooms after J. Weston et al., arXiv:1502.05698. What stands in a problem file
//! is said in [`mod@config`].
//!
//! An operation is a sentence in which something happens, of one symbol (coins, cups) or several (boxes, rooms); an
//! input begins with symbols that say how everything is, and may have sentences that change nothing in between. Labels:
//!
//! ```text
//! coins   people, or coins if they are all different
//! boxes   contents: objects and `nothing`, one to a blank; object: boxes and `nowhere`; count: 0, 1, ...; contains: no, yes
//! cups    cups; of a cup that is lifted, balls and `nothing`
//! rooms   rooms
//! ```
//!
//! Leaves out what people believe about where things are, and stories with several kinds of operations mixed.

mod boxes;
mod boxes_algebra;
mod boxes_draw;
mod cast;
pub mod config;
mod faults;
mod lexicon;
mod narrative;
mod prose;
mod rooms;
mod script;
mod sentences;
mod swaps;
mod template;
mod word_faults;
mod words;

#[cfg(test)]
mod narrator;
#[cfg(test)]
mod tests;

use crate::algebra::monoid::Monoid;
use crate::problem::complexity::Complexity;
use crate::problem::entity::boxes::Boxes;
use crate::problem::entity::cast::Cast;
use crate::problem::entity::config::{
    BoxAsk, BoxesConfig, Coins, CoinsConfig, CupAsk, CupsConfig, RoomsConfig,
};
use crate::problem::entity::narrative::{Narrative, Story};
use crate::problem::entity::prose::{Args, Thing};
use crate::problem::entity::rooms::{LAST_WRITES, Rooms};
use crate::problem::entity::script::{Clause, Script, Verb, Written};
use crate::problem::entity::sentences::{Sentence, sentences};
use crate::problem::entity::swaps::{Opening, SYMMETRIC, Swaps, pairs, triples};
use crate::problem::entity::template::{Slot, Sort, Template};
use crate::problem::{Problem, ProblemError};

pub use crate::problem::entity::config::EntityConfig;

/// The kinds of sentences that all stories have.
const DISTRACTOR: usize = 0;
const QUESTION: usize = 1;
const OPENING: usize = 2;

/// Elements of a monoid that is listed.
const LISTED: usize = 100_000;

impl EntityConfig {
    /// Everything that is wrong, as (key, message).
    pub(super) fn faults(&self) -> Vec<(String, String)> {
        faults::faults(self)
    }
}

/// A narrative, ready to draw and solve. If it is `asked`, its inputs hold questions, otherwise the answer is wanted
/// after every operation.
pub(super) fn build(
    name: &str,
    config: &EntityConfig,
    asked: bool,
) -> Result<Box<dyn Problem>, ProblemError> {
    let fault = |message: String| ProblemError::Family {
        name: name.to_owned(),
        message,
    };
    if let Some((_, message)) = config.faults().into_iter().next() {
        return Err(fault(message));
    }
    if let Some(boxes) = &config.boxes
        && !asked
        && matches!(boxes.ask, BoxAsk::Contents | BoxAsk::Contains)
    {
        let message = "what is in a box is the answer to a question; set `supervision = \"query\"`, or ask for `object` or `count`";
        return Err(fault(message.to_owned()));
    }
    let cast = Cast::of(config);
    let teller = Teller {
        name,
        config,
        asked,
        cast,
    };
    if let Some(coins) = &config.coins {
        Ok(teller.coins(coins))
    } else if let Some(boxes) = &config.boxes {
        Ok(teller.boxes(boxes))
    } else if let Some(cups) = &config.cups {
        Ok(teller.cups(cups))
    } else {
        let rooms = config
            .rooms
            .as_ref()
            .expect("a narrative without faults has a story");
        Ok(teller.rooms(rooms))
    }
}

/// What goes into a narrative besides its story.
struct Teller<'a> {
    name: &'a str,
    config: &'a EntityConfig,
    asked: bool,
    cast: Cast,
}

/// What is particular to a story besides the story itself.
struct Plot {
    clauses: Vec<Clause>,
    /// How operations are written, in their order.
    operations: Vec<Written>,
    /// Which people or places, and which things, questions are about.
    held: Option<Args>,
    blanks: usize,
    /// Symbols for the things of a sentence, and of the opening, at most.
    things: [usize; 2],
    algebra: Option<(Monoid, Vec<u32>)>,
    class: Complexity,
}

/// A clause of kind `verb` that says `reads` of `args`.
fn clause(verb: usize, reads: Slot, one: u16, things: &[u16]) -> Clause {
    let things = things.iter().map(|&noun| Thing::only(noun)).collect();
    Clause {
        verb,
        args: Args {
            one: [one, 0, 0],
            things,
        },
        reads,
        lists: false,
    }
}

fn about(one: u16) -> Args {
    Args {
        one: [one, 0, 0],
        things: Vec::new(),
    }
}

fn of(thing: Thing) -> Args {
    Args {
        one: [0; 3],
        things: vec![thing],
    }
}

impl Teller<'_> {
    /// What all questions are about, by its number among what may be tracked; without questions, the first.
    fn held(&self) -> Option<usize> {
        let known = self.cast.tracked(self.config);
        let track = self.config.track.as_ref();
        let found = track.and_then(|track| known.iter().position(|name| name == track));
        found.or((!self.asked).then_some(0))
    }

    fn sentences(&self) -> Vec<Sentence> {
        sentences(self.config, &self.cast.people)
    }

    /// How often each kind of operation is said.
    fn forms(&self, verb: usize) -> usize {
        self.sentences()
            .get(verb)
            .map_or(0, |sentence| sentence.texts.len())
    }

    fn coins(&self, coins: &CoinsConfig) -> Box<dyn Problem> {
        let person = Slot::one("person", Sort::Person, 0);
        let odd = coins.coins == Coins::Odd;
        let start = coins.start.as_ref();
        let start = start.and_then(|start| self.cast.people.iter().position(|name| name == start));
        let trades = pairs(coins.people);
        let passes = if coins.passes {
            triples(coins.people)
        } else {
            Vec::new()
        };
        let mut operations = vec![Written::Whole(trades.clone())];
        operations.extend(coins.passes.then(|| Written::Whole(passes.clone())));
        let story = Swaps {
            holders: coins.people,
            things: if odd { 1 } else { coins.people },
            opening: if odd {
                Opening::Odd(start.map(|k| k as u16))
            } else {
                Opening::Held
            },
            asks_holder: odd,
            trades,
            passes,
        };
        let all = 0..coins.people as u16;
        let plot = Plot {
            clauses: if odd {
                vec![clause(OPENING, person, 0, &[])]
            } else {
                all.map(|k| clause(OPENING, Slot::things("coin"), k, &[]))
                    .collect()
            },
            operations,
            held: if odd {
                Some(about(0))
            } else {
                self.held().map(|k| about(k as u16))
            },
            blanks: 0,
            things: [1, 0],
            algebra: story.algebra([swaps::TRADE, swaps::PASS].map(|verb| self.forms(verb))),
            class: SYMMETRIC,
        };
        self.tell(story, plot)
    }

    fn cups(&self, cups: &CupsConfig) -> Box<dyn Problem> {
        let trades = pairs(cups.cups);
        let balls = cups.balls.len();
        let asks_ball = cups.ask == CupAsk::Ball;
        let operations = vec![Written::Whole(trades.clone())];
        let story = Swaps {
            holders: cups.cups,
            things: balls,
            opening: Opening::Holders,
            asks_holder: asks_ball,
            trades,
            passes: Vec::new(),
        };
        let at = Slot::one("cup", Sort::Place, 0);
        let held = |k: usize| {
            if asks_ball {
                of(Thing::only(k as u16))
            } else {
                about(k as u16)
            }
        };
        let plot = Plot {
            clauses: (0..balls as u16)
                .map(|ball| clause(OPENING, at, 0, &[ball]))
                .collect(),
            operations,
            held: self.held().map(held),
            blanks: 0,
            things: [1, 0],
            algebra: story.algebra([self.forms(swaps::TRADE), 0]),
            class: SYMMETRIC,
        };
        self.tell(story, plot)
    }

    fn rooms(&self, rooms: &RoomsConfig) -> Box<dyn Problem> {
        let people = rooms.people.len();
        let objects = rooms.objects.len();
        let asks_objects = rooms.asks_objects(self.config.track.as_deref());
        let story = Rooms {
            people,
            rooms: rooms.rooms.len(),
            objects,
            asks_objects,
        };
        let at = Slot::one("room", Sort::Place, 1);
        let mut clauses: Vec<Clause> = (0..people as u16)
            .map(|k| clause(OPENING, at, k, &[]))
            .collect();
        clauses.extend((0..objects as u16).map(|k| clause(OPENING + 1, at, 0, &[k])));
        // what is tracked is a person, or an object after all people; if objects are asked for, the first of them
        let held = self.held().map(|k| match k.checked_sub(people) {
            Some(object) => object,
            None => k * usize::from(!asks_objects),
        });
        let asked = |k: usize| {
            if asks_objects {
                of(Thing::only(k as u16))
            } else {
                about(k as u16)
            }
        };
        let plot = Plot {
            clauses,
            operations: vec![
                Written::Opening,
                Written::Head(1),
                Written::Head(1),
                Written::Head(1),
            ],
            algebra: story.algebra(held.unwrap_or(0)),
            held: held.map(asked),
            blanks: 0,
            things: [1, 0],
            class: LAST_WRITES,
        };
        self.tell(story, plot)
    }

    fn boxes(&self, boxes: &BoxesConfig) -> Box<dyn Problem> {
        let kinds = self.cast.adjectives.len().max(1);
        let objects = boxes.nouns * kinds;
        let limit = if boxes.capacity == 0 {
            objects
        } else {
            boxes.capacity
        };
        let most = boxes.most.unwrap_or(if boxes.capacity == 0 {
            objects.min(3)
        } else {
            limit
        });
        let story = Boxes {
            boxes: boxes.boxes,
            capacity: limit,
            nouns: boxes.nouns,
            kinds,
            most,
            verbs: boxes.verbs.clone(),
            merge: boxes.merge,
            ask: boxes.ask,
        };
        let at = Slot::one("box", Sort::Place, 0);
        let listing = |k| Clause {
            lists: true,
            ..clause(OPENING, at, k, &[])
        };
        let symbols = 1 + usize::from(boxes.ambiguous);
        let held = |k: usize| match boxes.ask {
            BoxAsk::Object => of(story.thing(k as u16)),
            BoxAsk::Contents | BoxAsk::Count | BoxAsk::Contains => about(k as u16),
        };
        let plot = Plot {
            clauses: (0..boxes.boxes as u16).map(listing).collect(),
            operations: boxes.verbs.iter().map(|_| Written::Head(most)).collect(),
            held: self.held().map(held),
            blanks: if boxes.ask == BoxAsk::Contents {
                boxes.capacity
            } else {
                0
            },
            things: [most * symbols, objects.min(limit * boxes.boxes) * symbols],
            algebra: story.algebra(),
            class: story.class(),
        };
        self.tell(story, plot)
    }

    fn tell<S: Story + 'static>(&self, story: S, plot: Plot) -> Box<dyn Problem> {
        let names = self.cast.names();
        let mut phrases = names.clone();
        if self.config.rooms.is_some() {
            phrases[Sort::Place as usize]
                .iter_mut()
                .for_each(|room| *room = format!("the {room}"));
        }
        let written = [Written::Head(1), Written::Head(1), Written::Opening].into_iter();
        let mut told = self.sentences();
        if !self.asked {
            told[QUESTION].texts.clear();
        }
        let parse = |text: &String, sentence: &Sentence| {
            Template::parse(text, &sentence.slots, sentence.all).expect("templates have no faults")
        };
        let verb = |(sentence, written): (Sentence, Written)| Verb {
            key: if sentence.all {
                sentence.key
            } else {
                "distractor"
            },
            texts: sentence
                .texts
                .iter()
                .map(|text| parse(text, &sentence))
                .collect(),
            slots: sentence.slots,
            written,
        };
        let verbs: Vec<Verb> = told
            .into_iter()
            .zip(written.chain(plot.operations))
            .map(verb)
            .collect();
        let complexity = plot.algebra.is_none().then_some(plot.class);
        let blanks = if self.asked { plot.blanks } else { 0 };
        Box::new(Narrative {
            name: self.name.to_owned(),
            story,
            script: Script::new(&verbs, plot.clauses, &names, &phrases, blanks > 0),
            labels: self.cast.labels(self.config),
            asks: if self.asked { self.config.asks } else { 0 },
            held: plot.held,
            blanks,
            distractors: self.config.distractors,
            people: self.cast.people.len(),
            things: plot.things,
            operations: OPENING + 1..verbs.len(),
            algebra: plot.algebra,
            complexity,
        })
    }
}
