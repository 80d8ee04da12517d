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

use crate::base::rng::{Stream, below};
use crate::problem::complexity::{Class, Complexity};
use crate::problem::entity::config::{EntityConfig, RoomsConfig};
use crate::problem::entity::script::Clause;
use crate::problem::entity::sentence::{Args, Thing};
use crate::problem::entity::{OPENING, State, Story, World};

/// An object is in a room, said at the beginning.
const LIES: usize = OPENING + 1;
/// A person goes to a room.
const GO: usize = OPENING + 2;
/// A person picks up an object.
const TAKE: usize = OPENING + 3;
/// A person drops an object.
const DROP: usize = OPENING + 4;

/// Where the monoid is too large to list.
pub(super) const LAST_WRITES: Complexity = Complexity {
    class: Class::Ac0,
    complete: false,
    regular: true,
    statement: "operations only set and copy, never exchange: their monoid is aperiodic, and products in a fixed aperiodic monoid are in AC0",
    source: "A. K. Chandra, S. Fortune, R. J. Lipton, J. Comput. Syst. Sci. 30 (1985) 222-234, doi:10.1016/0022-0000(85)90015-7",
};

/// People, rooms and objects. Of each person the state has her room, then of each object who carries it, or the room
/// after all people.
struct Rooms {
    people: usize,
    rooms: usize,
    objects: usize,
    /// Whether objects are asked for, not people.
    asks_objects: bool,
}

/// People go from room to room.
pub(super) fn rooms(config: &EntityConfig, rooms: &RoomsConfig) -> Story {
    let (people, objects) = (rooms.people.len(), rooms.objects.len());
    let person = |track: &String| rooms.people.contains(track);
    let asks_objects = objects > 0 && !config.track.as_ref().is_some_and(person);
    let (ask, first) = if asks_objects {
        ("object", people)
    } else {
        ("person", 0)
    };
    let world = Rooms {
        people,
        rooms: rooms.rooms.len(),
        objects,
        asks_objects,
    };
    let object = |k: usize| Args::of(Thing::only(k as u16));
    let subjects: Vec<Args> = (0..people)
        .map(Args::about)
        .chain((0..objects).map(object))
        .collect();
    let clause = |args: &Args| {
        let kind = args.noun().map_or(OPENING, |_| LIES);
        Clause::new(kind, args.clone(), &["room"])
    };
    let [persons, places, things] = [&rooms.people, &rooms.rooms, &rooms.objects].map(Vec::clone);
    Story {
        article: "the ",
        rows: format!("{ask} question, rooms start, start-object, go, take, drop"),
        silent: if objects > 0 {
            &[]
        } else {
            &[LIES, TAKE, DROP]
        },
        clauses: subjects.iter().map(clause).collect(),
        labels: places.clone(),
        tracked: [persons.as_slice(), &things].concat(),
        subjects,
        first,
        ..Story::new(world, [persons, places, things, vec![]])
    }
}

impl Rooms {
    /// The number of an object in the state.
    fn number(&self, object: usize) -> usize {
        self.people + object
    }

    fn floor(&self, room: u16) -> u16 {
        self.people as u16 + room
    }

    /// What the answer depends on, each with the number of its places: of a person only her room, of an object the
    /// rooms of all people and its own place.
    fn digits(&self, subject: &Args) -> Vec<(usize, usize)> {
        let Some(object) = subject.noun() else {
            return vec![(usize::from(subject.one[0]), self.rooms)];
        };
        let people = (0..self.people).map(|person| (person, self.rooms));
        let object = (self.number(object), self.rooms + self.people);
        people.chain([object]).collect()
    }
}

/// The point that a state is.
fn point(digits: &[(usize, usize)], state: &State) -> u16 {
    let join = |point, &(which, base): &(usize, usize)| point * base + usize::from(state.at[which]);
    digits.iter().rev().fold(0, join) as u16
}

/// Makes a state the one that is number `point`.
fn set_point(digits: &[(usize, usize)], mut point: usize, state: &mut State) {
    for &(which, base) in digits {
        state.at[which] = (point % base) as u16;
        point /= base;
    }
}

impl World for Rooms {
    fn blank(&self) -> State {
        State {
            at: vec![0; self.people + self.objects],
            ..State::default()
        }
    }

    fn open(&self, rng: &mut Stream, _: Option<&Args>) -> Vec<Args> {
        let all = (0..self.people).map(|k| (k, None));
        let objects = (0..self.objects).map(|k| (0, Some(Thing::only(k as u16))));
        let clause = |(person, object): (usize, Option<Thing>)| Args {
            one: [person as u16, below(rng, self.rooms as u32) as u16, 0],
            things: object.into_iter().collect(),
        };
        all.chain(objects).map(clause).collect()
    }

    fn operation(&self, rng: &mut Stream, state: &State) -> (usize, Args) {
        let person = below(rng, self.people as u32) as u16;
        let room = state.at[usize::from(person)];
        let mut args = Args::about(usize::from(person));
        let at = |place: u16| {
            let there = move |object: &u16| state.at[self.number(usize::from(*object))] == place;
            (0..self.objects as u16).filter(there).collect::<Vec<u16>>()
        };
        // what lies here, and what she carries
        let mut possible = vec![(TAKE, at(self.floor(room))), (DROP, at(person))];
        possible.retain(|(_, objects)| !objects.is_empty());
        let choice = below(rng, 1 + possible.len() as u32) as usize;
        if choice == 0 {
            let rooms = self.rooms as u32;
            args.one[1] = (room + 1 + below(rng, rooms - 1) as u16) % rooms as u16;
            return (GO, args);
        }
        let (kind, objects) = &possible[choice - 1];
        let object = objects[below(rng, objects.len() as u32) as usize];
        args.things.push(Thing::only(object));
        (*kind, args)
    }

    fn act(&self, kind: usize, args: &Args, state: &mut State) {
        let [person, room, _] = args.one;
        let object = self.number(args.noun().unwrap_or(0));
        match kind {
            OPENING | GO => state.at[usize::from(person)] = room,
            LIES => state.at[object] = self.floor(room),
            TAKE => state.at[object] = person,
            _ => state.at[object] = self.floor(state.at[usize::from(person)]),
        }
    }

    fn answer(&self, args: &Args, _: usize, state: &State) -> u32 {
        let place = match args.noun() {
            None => return u32::from(state.at[usize::from(args.one[0])]),
            Some(object) => state.at[self.number(object)],
        };
        let lies = place.checked_sub(self.people as u16);
        u32::from(lies.unwrap_or_else(|| state.at[usize::from(place)]))
    }

    /// Going to each room person by person, then picking up and dropping.
    fn maps(&self, subject: &Args) -> Option<Vec<Vec<u16>>> {
        let digits = self.digits(subject);
        let times = |points: usize, &(_, base): &(usize, usize)| points.checked_mul(base);
        let points = digits.iter().try_fold(1, times)?;
        // each person is where she was or in one of the rooms; the object is where it was, somewhere, or where someone was
        let persons = (self.rooms + 1).checked_pow(self.people as u32)?;
        let bound = persons.checked_mul(1 + self.rooms + 2 * self.people)?;
        if self.asks_objects && bound.checked_mul(points)? > 1 << 24 {
            return None;
        }
        let mut state = self.blank();
        let mut images = |kind: usize, args: &Args| -> Vec<u16> {
            let image = |k| {
                set_point(&digits, k, &mut state);
                self.act(kind, args, &mut state);
                point(&digits, &state)
            };
            (0..points).map(image).collect()
        };
        let mut all = Vec::new();
        for person in 0..self.people {
            for room in 0..self.rooms as u16 {
                let mut args = Args::about(person);
                args.one[1] = room;
                all.push(images(GO, &args));
            }
        }
        for object in 0..self.objects as u16 {
            for person in 0..self.people {
                let things = vec![Thing::only(object)];
                let args = Args {
                    things,
                    ..Args::about(person)
                };
                all.extend([TAKE, DROP].map(|kind| images(kind, &args)));
            }
        }
        Some(all)
    }

    fn class(&self) -> Complexity {
        LAST_WRITES
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::rng::stream;
    use crate::problem::entity::tests::opened;

    fn object() -> Args {
        Args::of(Thing::only(0))
    }

    /// What happens to people and an object is the product of the elements that the operations are. Order and
    /// idempotents were computed by a search in Python, over the same states written as tuples.
    #[test]
    fn operations_act_as_their_elements() {
        let story = Rooms {
            people: 2,
            rooms: 3,
            objects: 1,
            asks_objects: true,
        };
        let (monoid, letters) = story.algebra(&object()).unwrap();
        assert_eq!((monoid.order(), monoid.idempotents().len()), (125, 101));
        let mut rng = stream(1, "test", 0);
        let mut house = opened(&story, &mut rng);
        let digits = story.digits(&object());
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
            asks_objects: false,
        };
        let (monoid, letters) = story.algebra(&Args::about(1)).unwrap();
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
            asks_objects: true,
        };
        assert!(story.algebra(&object()).is_none());
    }
}
