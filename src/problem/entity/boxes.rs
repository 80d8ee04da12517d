//! Boxes and what is in them, after N. Kim, S. Schuster, "Entity Tracking in Language Models", ACL 2023,
//! arXiv:2305.02363.
//!
//! Their data: 7 boxes, at most 3 objects in each, Poisson(2) many at the beginning, 100 nouns; things are put into
//! boxes, removed and moved. Here every object is there once, so that "the apple" is one apple. Nothing is told that
//! could not happen: a full box takes nothing, an empty one gives nothing.
//!
//! Variants, as there: `move-contents` moves all that is in a box; `ambiguous` names objects with an adjective ("the
//! red apple") and leaves it out where the box spoken of has only one apple; `alt_forms` says the same in other words.
//! What an operation does to the place of one object is in `boxes_algebra`, what is drawn in `boxes_draw`.

use crate::base::rng::Stream;
use crate::problem::entity::boxes_draw;
use crate::problem::entity::config::{BoxAsk, BoxVerb};
use crate::problem::entity::narrative::Story;
use crate::problem::entity::prose::{Args, Thing};

/// The kind of sentence that is the first verb of a box.
pub(super) const FIRST: usize = 3;

/// Boxes, objects and what may happen to them.
pub(super) struct Boxes {
    pub(super) boxes: usize,
    /// Objects of a box at most; the number of all of them where there is no limit.
    pub(super) capacity: usize,
    pub(super) nouns: usize,
    /// Objects of one name: adjectives, or 1.
    pub(super) kinds: usize,
    /// Objects of one sentence at most.
    pub(super) most: usize,
    /// What may happen; `verbs[k]` is the kind of sentence `FIRST + k`.
    pub(super) verbs: Vec<BoxVerb>,
    /// How often contents may be moved to a box that is not empty.
    pub(super) merge: f64,
    pub(super) ask: BoxAsk,
}

/// What is where.
#[derive(Clone)]
pub(super) struct Shelf {
    /// Objects of each box, in no order that matters.
    pub(super) boxes: Vec<Vec<u16>>,
    /// The box of each object, or the number of boxes.
    pub(super) at: Vec<u16>,
    /// Objects that have been spoken of.
    pub(super) met: Vec<u16>,
}

impl Shelf {
    fn put(&mut self, object: u16, to: u16) {
        if !self.met.contains(&object) {
            self.met.push(object);
        }
        self.at[usize::from(object)] = to;
        self.boxes[usize::from(to)].push(object);
    }

    fn remove(&mut self, object: u16) {
        let from = usize::from(self.at[usize::from(object)]);
        let place = self.boxes[from].iter().position(|&o| o == object);
        self.boxes[from].swap_remove(place.expect("an object is in its box"));
        self.at[usize::from(object)] = self.boxes.len() as u16;
    }

    /// Whether the object is in no box.
    pub(super) fn is_away(&self, object: u16) -> bool {
        usize::from(self.at[usize::from(object)]) == self.boxes.len()
    }
}

impl Boxes {
    /// How many objects there are.
    pub(super) fn objects(&self) -> usize {
        self.nouns * self.kinds
    }

    /// The full name of an object.
    pub(super) fn thing(&self, object: u16) -> Thing {
        let kinds = self.kinds as u16;
        let adjective = (kinds > 1).then(|| object % kinds);
        Thing {
            adjective,
            noun: object / kinds,
        }
    }

    /// The name of an object that is enough in box `from`.
    pub(super) fn short(&self, object: u16, from: &[u16]) -> Thing {
        let kinds = self.kinds as u16;
        let thing = self.thing(object);
        let same = from.iter().filter(|&&other| other / kinds == thing.noun);
        if same.count() > 1 {
            thing
        } else {
            Thing::only(thing.noun)
        }
    }

    /// The object that is called so in box `from`, or anywhere by its full name.
    fn object(&self, thing: Thing, from: &[u16]) -> u16 {
        let kinds = self.kinds as u16;
        match thing.adjective {
            Some(adjective) => thing.noun * kinds + adjective,
            None if kinds == 1 => thing.noun,
            None => {
                let named = from.iter().find(|&&object| object / kinds == thing.noun);
                *named.expect("what is spoken of is in the box")
            }
        }
    }
}

impl Story for Boxes {
    type Scene = Shelf;

    fn blank(&self) -> Shelf {
        Shelf {
            boxes: vec![Vec::new(); self.boxes],
            at: vec![self.boxes as u16; self.objects()],
            met: Vec::new(),
        }
    }

    fn open(&self, rng: &mut Stream, held: Option<&Args>, shelf: &mut Shelf) {
        let held = held.and_then(|args| args.things.first());
        let held = held.map(|&thing| self.object(thing, &[]));
        for (to, objects) in boxes_draw::opening(self, rng, held).into_iter().enumerate() {
            objects
                .into_iter()
                .for_each(|object| shelf.put(object, to as u16));
        }
    }

    fn clause(&self, number: usize, shelf: &Shelf, args: &mut Args) {
        args.one[0] = number as u16;
        args.things
            .extend(shelf.boxes[number].iter().map(|&object| self.thing(object)));
    }

    fn told(&self, _: usize, args: &Args, shelf: &mut Shelf) {
        for &thing in &args.things {
            shelf.put(self.object(thing, &[]), args.one[0]);
        }
    }

    fn operation(&self, rng: &mut Stream, shelf: &Shelf, args: &mut Args) -> usize {
        FIRST + boxes_draw::operation(self, rng, shelf, args)
    }

    fn act(&self, verb: usize, args: &Args, shelf: &mut Shelf) {
        let [from, to, _] = args.one;
        match self.verbs[verb - FIRST] {
            BoxVerb::Put => args
                .things
                .iter()
                .for_each(|&thing| shelf.put(self.object(thing, &[]), from)),
            BoxVerb::Remove => {
                for &thing in &args.things {
                    shelf.remove(self.object(thing, &shelf.boxes[usize::from(from)]));
                }
            }
            BoxVerb::Move => {
                for &thing in &args.things {
                    let object = self.object(thing, &shelf.boxes[usize::from(from)]);
                    shelf.remove(object);
                    shelf.put(object, to);
                }
            }
            BoxVerb::MoveContents => {
                let mut moved = std::mem::take(&mut shelf.boxes[usize::from(from)]);
                moved
                    .iter()
                    .for_each(|&object| shelf.at[usize::from(object)] = to);
                shelf.boxes[usize::from(to)].append(&mut moved);
                // the empty list keeps its room, so that nothing is allocated twice
                shelf.boxes[usize::from(from)] = moved;
            }
        }
    }

    fn question(&self, rng: &mut Stream, held: Option<&Args>, shelf: &Shelf, args: &mut Args) {
        boxes_draw::question(self, rng, held, shelf, args);
    }

    fn answer(&self, args: &Args, slot: usize, shelf: &Shelf) -> u32 {
        let within = &shelf.boxes[usize::from(args.one[0])];
        let asked = || self.object(args.things[0], &[]);
        match self.ask {
            BoxAsk::Contents => {
                let before = |object: &u16| within.iter().filter(|&other| other < object).count();
                let found = within.iter().find(|&object| before(object) == slot);
                found.map_or(self.objects() as u32, |&object| u32::from(object))
            }
            BoxAsk::Object => u32::from(shelf.at[usize::from(asked())]),
            BoxAsk::Count => within.len() as u32,
            BoxAsk::Contains => u32::from(shelf.at[usize::from(asked())] == args.one[0]),
        }
    }
}
