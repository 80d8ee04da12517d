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
pub mod config;
mod faults;
mod narrative;
mod prose;
mod rooms;
mod script;
mod sentence;
mod swaps;

#[cfg(test)]
mod reader;
#[cfg(test)]
mod tests;

use crate::base::rng::Stream;
use crate::base::wrong::Wrong;
use crate::problem::complexity::Complexity;
use crate::problem::families::Config;
use crate::problem::families::entity::config::BoxAsk;
use crate::problem::families::entity::narrative::Narrative;
use crate::problem::families::entity::sentence::{Args, Sentence, Sort};
use crate::problem::knowledge::Knowledge;
use crate::problem::{MOST_ASKS, Problem};

pub use crate::problem::families::entity::config::EntityConfig;

/// The kinds of sentences that all stories have; a second one of the opening and the operations follow.
const DISTRACTOR: usize = 0;
const QUESTION: usize = 1;
const OPENING: usize = 2;

/// Elements of a monoid that is listed.
const LISTED: usize = 100_000;

/// Boxes, cups and people of a story that trades, at most.
const MOST: usize = 26;

/// Who or what is where.
#[derive(Clone, Debug, Default)]
struct State {
    /// Of everyone and everything that moves, the place; the number of places where there is none.
    at: Vec<u16>,
    /// Of each place what is there, in no order that matters, where it takes more than one thing.
    within: Vec<Vec<u16>>,
    /// What has been put into such a place.
    met: Vec<u16>,
}

impl State {
    /// So many things in none of so many places.
    fn of(things: usize, places: usize) -> Self {
        Self {
            at: vec![places as u16; things],
            ..Self::default()
        }
    }

    /// Takes a thing from where it is to some place or none.
    fn put(&mut self, thing: u16, to: u16) {
        let from = std::mem::replace(&mut self.at[usize::from(thing)], to);
        if let Some(within) = self.within.get_mut(usize::from(from)) {
            let place = within.iter().position(|&other| other == thing);
            within.swap_remove(place.expect("a thing is in its place"));
        }
        if let Some(within) = self.within.get_mut(usize::from(to)) {
            within.push(thing);
            if !self.met.contains(&thing) {
                self.met.push(thing);
            }
        }
    }
}

/// What may happen in a story, and what is known of it.
trait World: Send + Sync {
    /// Before the opening.
    fn blank(&self) -> State;

    /// Draws the beginning, as what each clause says. `held` is what all questions are about, if they are.
    fn open(&self, rng: &mut Stream, held: Option<&Args>) -> Vec<Args>;

    /// Draws what happens next, of what can happen: the kind of sentence that says it, and what that speaks of.
    fn operation(&self, rng: &mut Stream, state: &State) -> (usize, Args);

    /// Lets a clause of the opening or an operation be true.
    fn act(&self, kind: usize, args: &Args, state: &mut State);

    /// Draws what is asked where that depends on more than what is `held`, if all questions are about it.
    fn question(&self, _: &mut Stream, _held: Option<&Args>, _: &State) -> Option<Args> {
        None
    }

    /// The answer to a question, its part `slot` if it has several.
    fn answer(&self, args: &Args, slot: usize, state: &State) -> u32;

    /// What each operation makes of the states of `subject`, as images of points; none where that depends on others, or
    /// where points are too many. Operations that are one symbol come in their order.
    fn maps(&self, subject: &Args) -> Option<Vec<Vec<u16>>>;

    /// The monoid of these maps, if it can be listed, or the class.
    fn known(&self, subject: &Args) -> Knowledge {
        let maps = self.maps(subject);
        let listed = maps.and_then(|maps| Knowledge::of_maps(maps, LISTED).ok());
        listed.unwrap_or_else(|| self.class().into())
    }

    /// The class where there is no monoid to say it.
    fn class(&self) -> Complexity;
}

/// Names of people, places, things and adjectives, by [`Sort`].
type Names = [Vec<String>; 4];

/// A world, and the words for it.
type Told = (Box<dyn World>, Story);

/// The words for a world.
#[derive(Default)]
struct Story {
    names: Names,
    /// What stands before the name of a place.
    article: &'static str,
    /// How everything is said but distractors: rows of the table in [`mod@sentence`], with commas between them.
    rows: String,
    /// Operations that are one symbol, in order: their kind, and whom or what they name.
    wholes: Vec<(usize, [u16; 3])>,
    /// The slots that are read of each clause of the opening, with spaces between them; of a list, as many things as there
    /// are.
    opens: &'static str,
    /// Of each clause of the opening, which kind of sentence it is, and what is known of it.
    clauses: Vec<(usize, Args)>,
    labels: Vec<String>,
    /// What may be tracked, by name, if there is a choice; and what questions may be about, in the same order.
    tracked: Vec<String>,
    subjects: Vec<Args>,
    /// The first subject that is asked for where nothing is tracked.
    first: usize,
    /// Blanks of a question; none if it is answered at its end.
    blanks: usize,
    /// Things of one sentence at most, if it lists them, and of the opening.
    most: usize,
    opened: usize,
}

impl Story {
    /// As a table says that has one story; lists that are too short stay so.
    fn of(config: &EntityConfig) -> Told {
        match (&config.coins, &config.boxes, &config.cups, &config.rooms) {
            (Some(coins), ..) => swaps::coins(config, coins),
            (_, Some(boxes), ..) => boxes::boxes(config, boxes),
            (_, _, Some(cups), _) => swaps::cups(config, cups),
            (.., Some(rooms)) => rooms::rooms(config, rooms),
            _ => unreachable!("a narrative without faults has a story"),
        }
    }

    /// The kinds of sentences: those that change nothing first, then the question, the opening, and what happens.
    fn sentences(&self, config: &EntityConfig) -> Vec<Sentence> {
        let rows = ["distractor"].into_iter().chain(self.rows.split(", "));
        let mut all: Vec<Sentence> = rows.map(Sentence::usual).collect();
        let people = listed(&self.names[Sort::Person as usize]);
        let alternatives = matches!(&config.boxes, Some(boxes) if boxes.alt_forms);
        let bare = matches!(&config.rooms, Some(rooms) if rooms.objects.is_empty());
        let distractors = config.distractor_sentences.as_ref();
        for (kind, sentence) in all.iter_mut().enumerate() {
            let (given, said) = match kind {
                DISTRACTOR => (distractors, config.distractors > 0.0),
                _ => (
                    config.templates.get(sentence.key),
                    !bare || sentence.slot(Sort::Thing).is_none(),
                ),
            };
            match given {
                _ if !said => sentence.texts.clear(),
                Some(given) => sentence.texts.clone_from(given),
                None if kind == DISTRACTOR || alternatives => {}
                None => sentence.texts.truncate(1),
            }
            if sentence.opens() && config.coins.is_some() {
                for text in &mut sentence.texts {
                    *text = text.replace("{people}", &people);
                }
            }
        }
        all
    }
}

/// `Alice, Bob, and Carl`.
fn listed(names: &[String]) -> String {
    match names {
        [] | [_] | [_, _] => names.join(" and "),
        [some @ .., last] => format!("{}, and {last}", some.join(", ")),
    }
}

/// `list`, and `last` after it.
fn and(list: &[String], last: &str) -> Vec<String> {
    [list, &[last.to_owned()]].concat()
}

impl Config for EntityConfig {
    fn check(&self, wrong: &mut Wrong) {
        self.faults(wrong);
        wrong.range("asks", self.asks, 0..=MOST_ASKS);
    }

    fn build(&self, asked: bool) -> Result<Box<dyn Problem>, Wrong> {
        let ask = self.boxes.as_ref().map(|boxes| boxes.ask);
        if !asked && matches!(ask, Some(BoxAsk::Contents | BoxAsk::Contains)) {
            let message = "what is in a box is the answer to a question; set `supervision = \"query\"`, or ask for `object` or `count`";
            return Err(Wrong::at("boxes.ask", message));
        }
        Ok(Box::new(Narrative::new(self, asked)))
    }

    fn asks(&self) -> bool {
        true
    }
}
