//! Rooms: people go about, and what they carry goes with them.
//!
//! After J. Weston et al., "Towards AI-complete question answering" (2015), arXiv:1502.05698, tasks 1 and 2. Where a
//! person is only depends on the last sentence about her, so without objects the operations are resets: one constant
//! map for each room, and the identity. With objects a sentence may copy (`dropped`: the object is now where the
//! person is) but nothing is ever exchanged; the monoid of people and object is listed where it is small.
//!
//! What would not be sensible is never said (a person goes to another room, picks up what lies there, drops what she
//! carries), so the transformations there are a matter of choice: picking up is a reset to "carried by", dropping a
//! copy of the person's room. Leaves out objects handed from one person to another.

use std::iter::repeat_n;

use crate::base::rng::{Stream, below};
use crate::problem::complexity::{Class, Complexity};
use crate::problem::families::entity::config::{EntityConfig, RoomsConfig};
use crate::problem::families::entity::sentence::{Args, Thing};
use crate::problem::families::entity::{OPENING, State, Story, Told, World};

/// An object is in a room, said at the beginning.
const LIES: usize = OPENING + 1;
/// A person goes to a room.
const GO: usize = OPENING + 2;
/// A person picks up an object.
const TAKE: usize = OPENING + 3;
/// A person drops an object.
const DROP: usize = OPENING + 4;

/// Where the monoid is too large to list.
pub(super) const LAST_WRITES: Complexity = Complexity::within(
    Class::Ac0,
    "operations only set and copy, never exchange: their monoid is aperiodic, and products in a fixed aperiodic monoid are in AC0",
    "A. K. Chandra, S. Fortune, R. J. Lipton, J. Comput. Syst. Sci. 30 (1985) 222-234, doi:10.1016/0022-0000(85)90015-7",
)
.regular();

/// People, rooms and objects. The state has the place of each person, which is a room, then of each object: somebody
/// who carries it, or a room, whose number comes after those of all people.
struct Rooms {
    people: usize,
    rooms: usize,
    objects: usize,
}

/// People go from room to room.
pub(super) fn rooms(config: &EntityConfig, rooms: &RoomsConfig) -> Told {
    let (people, objects) = (rooms.people.len(), rooms.objects.len());
    let person = |track: &String| rooms.people.contains(track);
    let asks_objects = objects > 0 && !config.track.as_ref().is_some_and(person);
    let (ask, first) = match asks_objects {
        true => ("object", people),
        false => ("person", 0),
    };
    let world = Rooms {
        people,
        rooms: rooms.rooms.len(),
        objects,
    };
    let subjects: Vec<Args> = world.everyone().collect();
    let kinds = repeat_n(OPENING, people).chain(repeat_n(LIES, objects));
    let [persons, places, things] = [&rooms.people, &rooms.rooms, &rooms.objects].map(Vec::clone);
    let story = Story {
        article: "the ",
        rows: format!("{ask} question, rooms start, start-object, go, take, drop"),
        opens: "room",
        clauses: kinds.zip(subjects.clone()).collect(),
        labels: places.clone(),
        tracked: [persons.as_slice(), &things].concat(),
        subjects,
        first,
        names: [persons, places, things, vec![]],
        ..Story::default()
    };
    (Box::new(world), story)
}

/// What a state has the place of, with the least of the places it may be at and the number of these.
type Digit = (usize, u16, usize);

impl Rooms {
    /// All people, then all objects.
    fn everyone(&self) -> impl Iterator<Item = Args> {
        (0..self.people)
            .map(Args::about)
            .chain((0..self.objects).map(Args::only))
    }

    /// The number in the state of the person or object that is spoken of.
    fn number(&self, args: &Args) -> usize {
        let object = args.noun().map(|object| self.people + object);
        object.unwrap_or(usize::from(args.one[0]))
    }

    fn room(&self, room: u16) -> u16 {
        self.people as u16 + room
    }

    /// What the answer depends on: of a person only her room, of an object the rooms of all people and its own place.
    fn digits(&self, subject: &Args) -> Vec<Digit> {
        let room = |person| (person, self.room(0), self.rooms);
        let which = self.number(subject);
        if which < self.people {
            return vec![room(which)];
        }
        let object = (which, 0, self.rooms + self.people);
        (0..self.people).map(room).chain([object]).collect()
    }
}

/// The point that a state is.
fn point(digits: &[Digit], state: &State) -> u16 {
    let join =
        |point, &(which, least, base): &Digit| point * base + usize::from(state.at[which] - least);
    digits.iter().rev().fold(0, join) as u16
}

/// Makes a state the one that is number `point`.
fn set_point(digits: &[Digit], mut point: usize, state: &mut State) {
    for &(which, least, base) in digits {
        state.at[which] = least + (point % base) as u16;
        point /= base;
    }
}

impl World for Rooms {
    fn blank(&self) -> State {
        State::of(self.people + self.objects, self.people)
    }

    fn open(&self, rng: &mut Stream, _: Option<&Args>) -> Vec<Args> {
        let mut room = || below(rng, self.rooms as u32) as u16;
        self.everyone().map(|args| args.to(room())).collect()
    }

    fn operation(&self, rng: &mut Stream, state: &State) -> (usize, Args) {
        let person = below(rng, self.people as u32) as u16;
        let room = state.at[usize::from(person)];
        let args = Args::about(usize::from(person));
        let at = |place: u16| {
            let there = move |&object: &u16| state.at[self.people + usize::from(object)] == place;
            (0..self.objects as u16).filter(there)
        };
        // what lies here, and what she carries
        let counted = |(kind, place)| (kind, place, at(place).count() as u32);
        let kinds = [(TAKE, room), (DROP, person)].map(counted);
        let mut possible = kinds.iter().filter(|(.., count)| *count > 0);
        let choice = below(rng, 1 + possible.clone().count() as u32) as usize;
        let chosen = choice.checked_sub(1).and_then(|which| possible.nth(which));
        let Some(&(kind, place, count)) = chosen else {
            let rooms = self.rooms as u16;
            let step = 1 + below(rng, u32::from(rooms) - 1) as u16;
            return (GO, args.to((room - self.room(0) + step) % rooms));
        };
        let object = at(place).nth(below(rng, count) as usize);
        let thing = Thing::only(object.expect("objects were counted"));
        (kind, args.with(vec![thing]))
    }

    fn act(&self, kind: usize, args: &Args, state: &mut State) {
        let [person, room, _] = args.one;
        let place = match kind {
            TAKE => person,
            DROP => state.at[usize::from(person)],
            _ => self.room(room),
        };
        state.put(self.number(args) as u16, place);
    }

    fn answer(&self, args: &Args, _: usize, state: &State) -> u32 {
        let place = state.at[self.number(args)];
        // of an object that is carried, the room of the person
        let room = match place < self.room(0) {
            true => state.at[usize::from(place)],
            false => place,
        };
        u32::from(room - self.room(0))
    }

    /// Going to each room person by person, then picking up and dropping.
    fn maps(&self, subject: &Args) -> Option<Vec<Vec<u16>>> {
        let digits = self.digits(subject);
        let points: f64 = digits.iter().map(|digit| digit.2 as f64).product();
        // each person is where she was or in one of the rooms; the object is where it was, somewhere, or where someone was
        let persons = ((self.rooms + 1) as f64).powi(self.people as i32);
        let bound = persons * (1 + self.rooms + 2 * self.people) as f64;
        if subject.noun().is_some() && bound * points > f64::from(1 << 24) {
            return None;
        }
        let mut operations = Vec::new();
        for person in (0..self.people).map(Args::about) {
            let rooms = 0..self.rooms as u16;
            operations.extend(rooms.map(|room| (GO, person.clone().to(room))));
        }
        for object in (0..self.objects).map(Args::only) {
            for person in 0..self.people {
                let args = Args::about(person).with(object.things.clone());
                operations.extend([TAKE, DROP].map(|kind| (kind, args.clone())));
            }
        }
        let mut state = self.blank();
        let images = |(kind, args)| {
            let image = |k| {
                set_point(&digits, k, &mut state);
                self.act(kind, &args, &mut state);
                point(&digits, &state)
            };
            (0..points as usize).map(image).collect()
        };
        Some(operations.into_iter().map(images).collect())
    }

    fn class(&self) -> Complexity {
        LAST_WRITES
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::rng::stream;
    use crate::problem::families::entity::tests::opened;

    /// What happens to people and an object is the product of the elements that the operations are. Order and
    /// idempotents were computed by a search in Python, over the same states written as tuples.
    #[test]
    fn operations_act_as_their_elements() {
        let story = Rooms {
            people: 2,
            rooms: 3,
            objects: 1,
        };
        let known = story.known(&Args::only(0));
        let (monoid, letters) = (known.monoid().unwrap(), known.letters());
        assert_eq!((monoid.order(), monoid.idempotents().len()), (125, 101));
        let mut rng = stream(1, "test", 0);
        let mut house = opened(&story, &mut rng);
        let digits = story.digits(&Args::only(0));
        let start = usize::from(point(&digits, &house));
        let mut again = story.blank();
        set_point(&digits, start, &mut again);
        assert_eq!(usize::from(point(&digits, &again)), start);
        let mut product = 0;
        for _ in 0..1000 {
            let (verb, args) = story.operation(&mut rng, &house);
            story.act(verb, &args, &mut house);
            let person = usize::from(args.one[0]);
            let letter = match verb {
                GO => person * 3 + usize::from(args.one[1]),
                TAKE => 6 + 2 * person,
                _ => 7 + 2 * person,
            };
            product = monoid.product(product, letters[letter]);
            let image = monoid.element(product).images()[start];
            assert_eq!(image, point(&digits, &house));
        }
    }

    #[test]
    fn a_person_is_where_the_last_sentence_about_her_says() {
        let story = Rooms {
            people: 3,
            rooms: 4,
            objects: 0,
        };
        let known = story.known(&Args::about(1));
        let (monoid, letters) = (known.monoid().unwrap(), known.letters());
        let images = |k: usize| monoid.element(letters[k]).images().to_vec();
        assert_eq!((monoid.order(), letters.len()), (5, 12));
        assert_eq!(
            (images(3), images(6), images(9)),
            (vec![0, 1, 2, 3], vec![2; 4], vec![0, 1, 2, 3])
        );
    }

    #[test]
    fn many_rooms_have_a_class_instead_of_a_monoid() {
        let story = Rooms {
            people: 4,
            rooms: 6,
            objects: 1,
        };
        assert!(story.known(&Args::only(0)).complexity().is_some());
    }
}
