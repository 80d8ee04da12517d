//! Boxes and what is in them, after N. Kim, S. Schuster, "Entity Tracking in Language Models", ACL 2023,
//! arXiv:2305.02363.
//!
//! Their data: 7 boxes, at most 3 objects in each, Poisson(2) many at the beginning, 100 nouns; things are put into
//! boxes, removed and moved. Here every object is there once, so that "the apple" is one apple. Nothing is said to
//! happen that could not: a full box takes nothing, an empty one gives nothing.
//!
//! Variants, as there: `move-contents` moves all that is in a box; `ambiguous` names objects with an adjective ("the
//! red apple") and leaves it out where the box spoken of has only one apple; `alt_forms` says the same in other words.
//! What is drawn is in `draw`.
//!
//! What operations do to the place of one object are maps. Points are the boxes, and "nowhere" if things can be put and removed. A sentence that names the object and where
//! it goes is a constant map whatever was before; one about another object is the identity. These are resets, so the
//! monoid is aperiodic and the story is in AC0: the format of Kim and Schuster's base version is easy in this sense.
//!
//! `Move the contents of Box i to Box j` is the idempotent that sends i to j and fixes all other boxes. These n(n-1)
//! maps generate all singular transformations of n points (J. M. Howie, J. London Math. Soc. 41 (1966) 707-716), n^n -
//! n! of them, whose groups of rank n-1 are S_(n-1). With six boxes and no limit S5 is among them and the story is
//! NC1-complete: with Box h empty, `x to h`, `y to x`, `h to y` exchange what is in x and y, and each is sensible.
//!
//! `Move the apple from Box i to Box j`, where "the apple" is whichever apple is in Box i, is the same map on apples,
//! but a sentence is only said if there is exactly one apple in Box i. Its groups permute apples, so they are those of
//! S_k, k being the number of apples or of boxes less one, whichever is less: NC1-complete from five apples and six
//! boxes on. The number of objects in a box does not tell apples apart and stays easy.

mod draw;

use crate::base::rng::Stream;
use crate::problem::complexity::{Class, Complexity};
use crate::problem::families::entity::config::{
    BoxAsk, BoxVerb, BoxesConfig, EntityConfig, NOUNS, words,
};
use crate::problem::families::entity::rooms::LAST_WRITES;
use crate::problem::families::entity::sentence::{Args, Thing};
use crate::problem::families::entity::swaps::SYMMETRIC;
use crate::problem::families::entity::{OPENING, State, Story, Told, World, and};

/// The kind of sentence that is the first verb of a box.
const FIRST: usize = OPENING + 1;

const POURING: Complexity = Complexity {
    statement: "moves of contents generate all singular transformations of the boxes, which contain the symmetric group of degree one less, not solvable from six boxes on",
    source: "J. M. Howie, J. London Math. Soc. 41 (1966) 707-716, doi:10.1112/jlms/s1-41.1.707; D. A. Mix Barrington, JCSS 38 (1989) 150-164",
    ..SYMMETRIC
};

const SAME_NAMES: Complexity = Complexity {
    statement: "a reference without its adjective moves whichever object of the name is in the box, so that five of them in six boxes are permuted by S5",
    ..SYMMETRIC
};

const BOUNDED: Complexity = Complexity::within(
    Class::Nc1,
    "finitely many states, so a fixed monoid, and products in a fixed monoid are in NC1",
    "D. A. Mix Barrington, D. Therien, J. ACM 35 (1988) 941-952, doi:10.1145/48014.63138",
)
.regular();

const FEW_SAME_NAMES: Complexity = Complexity {
    class: Class::Tc0,
    statement: "references without their adjectives permute at most four objects of a name, so every group inside is solvable and the problem is in ACC0, within TC0",
    ..BOUNDED
};

const FEW_BOXES: Complexity = Complexity {
    class: Class::Tc0,
    statement: "contents move among at most five boxes, so every group inside is solvable and the problem is in ACC0, within TC0",
    ..BOUNDED
};

/// Boxes, objects and what may happen to them.
#[derive(Clone)]
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

/// Objects go from box to box.
pub(super) fn boxes(config: &EntityConfig, boxes: &BoxesConfig) -> Told {
    let mut nouns = config.nouns(NOUNS);
    nouns.truncate(boxes.nouns);
    let adjectives = boxes.ambiguous.then(|| boxes.adjectives());
    let adjectives = adjectives.unwrap_or_default();
    let kinds = adjectives.len().max(1);
    let objects = nouns.len() * kinds;
    let (capacity, most) = match boxes.capacity {
        0 => (objects, objects.min(3)),
        limit => (limit, limit),
    };
    let world = Boxes {
        boxes: boxes.boxes,
        capacity,
        nouns: nouns.len(),
        kinds,
        most: boxes.most.unwrap_or(most),
        verbs: boxes.verbs.clone(),
        merge: boxes.merge,
        ask: boxes.ask,
    };
    let name = |k: usize| match adjectives.as_slice() {
        [] => nouns[k].clone(),
        all => format!("{} {}", all[k % all.len()], nouns[k / all.len()]),
    };
    let objects: Vec<String> = (0..objects).map(name).collect();
    let places: Vec<String> = (0..boxes.boxes).map(|k| format!("Box {k}")).collect();
    let most = capacity.min(objects.len());
    let labels = match boxes.ask {
        BoxAsk::Contents => and(&objects, "nothing"),
        BoxAsk::Object => and(&places, "nowhere"),
        BoxAsk::Count => (0..=most).map(|n| n.to_string()).collect(),
        BoxAsk::Contains => words("no yes"),
    };
    let start = ["boxes", "alternative"][usize::from(boxes.alt_forms)];
    let verbs = boxes.verbs.iter().map(|verb| format!(", {}", verb.name()));
    let rows = format!("{} question, {start} start", boxes.ask.name());
    let opened = capacity.saturating_mul(boxes.boxes).min(objects.len());
    let object = |k| Args::default().with(vec![world.thing(k as u16)]);
    let (tracked, subjects) = match boxes.ask {
        BoxAsk::Object => {
            let subjects = (0..objects.len()).map(object).collect();
            (objects, subjects)
        }
        _ => (places.clone(), (0..boxes.boxes).map(Args::about).collect()),
    };
    let story = Story {
        rows: rows + &verbs.collect::<String>(),
        opens: "box objects",
        clauses: (0..boxes.boxes)
            .map(|k| (OPENING, Args::about(k)))
            .collect(),
        labels,
        tracked,
        subjects,
        blanks: match boxes.ask {
            BoxAsk::Contents => capacity,
            _ => 0,
        },
        most: world.most,
        opened,
        names: [config.onlookers(), places, nouns, adjectives],
        ..Story::default()
    };
    (Box::new(world), story)
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
        let thing = self.thing(object);
        let same = from
            .iter()
            .filter(|&&other| self.thing(other).noun == thing.noun);
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

    /// Whether a name without its adjective is what moves objects of one name.
    fn by_name(&self) -> bool {
        self.kinds > 1 && self.ask != BoxAsk::Count && self.verbs.contains(&BoxVerb::Move)
    }

    fn pours(&self) -> bool {
        self.verbs.contains(&BoxVerb::MoveContents)
    }

    fn is_limited(&self) -> bool {
        self.capacity < self.objects()
    }
}

impl World for Boxes {
    fn blank(&self) -> State {
        State {
            within: vec![Vec::new(); self.boxes],
            ..State::of(self.objects(), self.boxes)
        }
    }

    fn open(&self, rng: &mut Stream, held: Option<&Args>) -> Vec<Args> {
        let held = held.and_then(|args| args.things.first());
        let held = held.map(|&thing| self.object(thing, &[]));
        let opening = draw::opening(self, rng, held).into_iter().enumerate();
        let clause = |(to, objects): (usize, Vec<u16>)| {
            let things = objects.into_iter().map(|object| self.thing(object));
            Args::about(to).with(things.collect())
        };
        opening.map(clause).collect()
    }

    fn operation(&self, rng: &mut Stream, state: &State) -> (usize, Args) {
        let (verb, args) = draw::operation(self, rng, state);
        (FIRST + verb, args)
    }

    fn act(&self, kind: usize, args: &Args, state: &mut State) {
        let [from, to, _] = args.one;
        let verb = kind.checked_sub(FIRST).map(|verb| self.verbs[verb]);
        if verb == Some(BoxVerb::MoveContents) {
            let mut moved = std::mem::take(&mut state.within[usize::from(from)]);
            for &object in &moved {
                state.at[usize::from(object)] = to;
            }
            state.within[usize::from(to)].append(&mut moved);
            // the empty list keeps its room, so that nothing is allocated twice
            state.within[usize::from(from)] = moved;
        }
        for &thing in &args.things {
            let object = self.object(thing, &state.within[usize::from(from)]);
            let place = match verb {
                Some(BoxVerb::Remove) => self.boxes as u16,
                Some(BoxVerb::Move) => to,
                _ => from,
            };
            state.put(object, place);
        }
    }

    fn question(&self, rng: &mut Stream, held: Option<&Args>, state: &State) -> Option<Args> {
        draw::question(self, rng, held, state)
    }

    fn answer(&self, args: &Args, slot: usize, state: &State) -> u32 {
        let within = &state.within[usize::from(args.one[0])];
        let place = || state.at[usize::from(self.object(args.things[0], &[]))];
        match self.ask {
            BoxAsk::Contents => {
                let before = |object: &u16| within.iter().filter(|&other| other < object).count();
                let found = within.iter().find(|&object| before(object) == slot);
                found.map_or(self.objects() as u32, |&object| u32::from(object))
            }
            BoxAsk::Object => u32::from(place()),
            BoxAsk::Count => within.len() as u32,
            BoxAsk::Contains => u32::from(place() == args.one[0]),
        }
    }

    /// The places of one object under each operation: verb by verb in the order of the file, place by place. None
    /// where what is said to happen depends on other objects.
    fn maps(&self, _: &Args) -> Option<Vec<Vec<u16>>> {
        if self.by_name() || (self.pours() && self.is_limited()) {
            return None;
        }
        let n = self.boxes as u16;
        let leaves = [BoxVerb::Put, BoxVerb::Remove].map(|verb| self.verbs.contains(&verb));
        let points = n + u16::from(leaves != [false; 2]);
        let constant = |to: u16| vec![to; usize::from(points)];
        let arc = |(from, to): (u16, u16)| -> Vec<u16> {
            (0..points)
                .map(|k| if k == from { to } else { k })
                .collect()
        };
        let mut maps = Vec::new();
        for verb in &self.verbs {
            match verb {
                BoxVerb::Put | BoxVerb::Move => maps.extend((0..n).map(constant)),
                BoxVerb::Remove => {
                    maps.push(constant(n));
                    // "the apple", whichever it is
                    let called = (0..n).filter(|_| self.kinds > 1);
                    maps.extend(called.map(|from| arc((from, n))));
                }
                BoxVerb::MoveContents => {
                    let pairs = (0..n).flat_map(|from| (0..n).map(move |to| (from, to)));
                    maps.extend(pairs.filter(|(from, to)| from != to).map(arc));
                }
            }
        }
        Some(maps)
    }

    fn class(&self) -> Complexity {
        let permuted = self.kinds.min(self.boxes - 1);
        match (self.pours(), self.by_name()) {
            (_, true) if permuted >= 5 => SAME_NAMES,
            (true, _) if self.is_limited() => BOUNDED,
            (true, _) if self.boxes >= 6 => POURING,
            (true, _) => FEW_BOXES,
            (_, true) => FEW_SAME_NAMES,
            _ => LAST_WRITES,
        }
    }
}

#[cfg(test)]
mod tests;
