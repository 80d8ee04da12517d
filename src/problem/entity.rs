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
mod teller;
mod template;
mod word_faults;
mod words;

#[cfg(test)]
mod narrator;
#[cfg(test)]
mod tests;

use crate::problem::entity::cast::Cast;
use crate::problem::entity::config::BoxAsk;
use crate::problem::entity::teller::Teller;
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
