//! Rooms: people go about, and what they carry goes with them.
//!
//! After J. Weston et al., "Towards AI-complete question answering" (2015), arXiv:1502.05698, tasks 1 and 2. Where a
//! person is only depends on the last sentence about her, so without objects the operations are resets: one constant
//! map for each room, and the identity. With objects a sentence may copy (`dropped`: the object is now where the
//! person is) but nothing is ever exchanged; the monoid of people and object is listed where it is small.
//!
//! What would not be sensible is never told (a person goes to another room, picks up what lies there, drops what she
//! carries), so the transformations there are a matter of choice: picking up is a reset to "carried by", dropping a
//! copy of the person's room. Leaves out objects handed from one person to another.

use crate::algebra::monoid::Monoid;
use crate::algebra::transformation::Transformation;
use crate::base::rng::{Stream, below};
use crate::problem::complexity::{Class, Complexity};
use crate::problem::entity::LISTED;
use crate::problem::entity::narrative::Story;
use crate::problem::entity::prose::{Args, Thing};

/// A person goes to a room.
pub(super) const GO: usize = 4;
/// A person picks up an object.
pub(super) const TAKE: usize = 5;
/// A person drops an object.
pub(super) const DROP: usize = 6;

/// Where the monoid is too large to list.
pub(super) const LAST_WRITES: Complexity = Complexity {
    class: Class::Ac0,
    complete: false,
    regular: true,
    statement: "operations only set and copy, never exchange: their monoid is aperiodic, and products in a fixed aperiodic monoid are in AC0",
    source: "A. K. Chandra, S. Fortune, R. J. Lipton, J. Comput. Syst. Sci. 30 (1985) 222-234, doi:10.1016/0022-0000(85)90015-7",
};

/// People, rooms and objects.
pub(super) struct Rooms {
    pub(super) people: usize,
    pub(super) rooms: usize,
    pub(super) objects: usize,
    /// Whether objects are asked for, not people.
    pub(super) asks_objects: bool,
}

/// Who and what is where.
#[derive(Clone)]
pub(super) struct House {
    /// The room of each person.
    person: Vec<u16>,
    /// Of each object, who carries it, or the room after all people.
    object: Vec<u16>,
}

impl Rooms {
    fn room(&self, object: usize, house: &House) -> u16 {
        let place = usize::from(house.object[object]);
        let carried = house.person.get(place).copied();
        carried.unwrap_or_else(|| (place - self.people) as u16)
    }

    /// The monoid of what is asked for, a person or an object, and the element of each operation: going to each room
    /// person by person, then picking up and dropping. `which` is asked for.
    pub(super) fn algebra(&self, which: usize) -> Option<(Monoid, Vec<u32>)> {
        let (people, rooms) = (self.people, self.rooms);
        // of a person only her room matters; of an object the rooms of all people and its own place
        let points = if self.asks_objects {
            let persons = rooms.checked_pow(people as u32)?;
            persons.checked_mul(rooms + people)?
        } else {
            rooms
        };
        // each person is where she was or in one of the rooms; the object is where it was, somewhere, or where someone was
        let bound = (rooms + 1)
            .checked_pow(people as u32)?
            .checked_mul(1 + rooms + 2 * people)?;
        if self.asks_objects && bound.checked_mul(points)? > 1 << 24 {
            return None;
        }
        let mut all = Vec::new();
        let mut letters = Vec::new();
        let mut add = |change: &dyn Fn(&mut House)| {
            let image = |point: usize| {
                let mut house = self.house(point);
                change(&mut house);
                self.point(&house) as u16
            };
            let images: Vec<u16> = (0..points).map(image).collect();
            all.push(Transformation::from_images(&images).expect("houses are points"));
        };
        for person in 0..people {
            for room in 0..rooms as u16 {
                let goes = self.asks_objects || person == which;
                add(&|house| {
                    if goes {
                        let place = if self.asks_objects { person } else { 0 };
                        house.person[place] = room;
                    }
                });
            }
        }
        for object in 0..self.objects {
            for person in 0..people {
                let moves = self.asks_objects && object == which;
                add(&|house| {
                    if moves {
                        house.object[0] = person as u16;
                    }
                });
                add(&|house| {
                    if moves {
                        house.object[0] = people as u16 + house.person[person];
                    }
                });
            }
        }
        let monoid = Monoid::from_generators(&all, LISTED).ok()?;
        letters.extend((0..all.len()).map(|a| monoid.generator(a)));
        Some((monoid, letters))
    }

    /// The house that is number `point`: of the person asked for, or of all people and one object.
    fn house(&self, mut point: usize) -> House {
        if !self.asks_objects {
            return House {
                person: vec![point as u16],
                object: Vec::new(),
            };
        }
        let mut digit = |base| {
            let digit = point % base;
            point /= base;
            digit as u16
        };
        let person = (0..self.people).map(|_| digit(self.rooms)).collect();
        House {
            person,
            object: vec![digit(self.rooms + self.people)],
        }
    }

    fn point(&self, house: &House) -> usize {
        let object = house.object.first().map_or(0, |&place| usize::from(place));
        let join = |point, &room: &u16| point * self.rooms + usize::from(room);
        house.person.iter().rev().fold(object, join)
    }

    /// Object number `skip` among those for which `fits`.
    fn nth(&self, skip: usize, fits: impl Fn(&usize) -> bool) -> u16 {
        let found = (0..self.objects).filter(fits).nth(skip);
        found.expect("the objects were counted") as u16
    }
}

impl Story for Rooms {
    type Scene = House;

    fn blank(&self) -> House {
        House {
            person: vec![0; self.people],
            object: vec![self.people as u16; self.objects],
        }
    }

    fn open(&self, rng: &mut Stream, _: Option<&Args>, house: &mut House) {
        let rooms = self.rooms as u32;
        house
            .person
            .iter_mut()
            .for_each(|room| *room = below(rng, rooms) as u16);
        let floor = self.people as u16;
        house
            .object
            .iter_mut()
            .for_each(|place| *place = floor + below(rng, rooms) as u16);
    }

    fn clause(&self, number: usize, house: &House, args: &mut Args) {
        args.one[1] = match number.checked_sub(self.people) {
            None => house.person[number],
            Some(object) => self.room(object, house),
        };
    }

    fn told(&self, number: usize, args: &Args, house: &mut House) {
        match number.checked_sub(self.people) {
            None => house.person[number] = args.one[1],
            Some(object) => house.object[object] = self.people as u16 + args.one[1],
        }
    }

    fn operation(&self, rng: &mut Stream, house: &House, args: &mut Args) -> usize {
        let person = below(rng, self.people as u32) as u16;
        let room = house.person[usize::from(person)];
        let lies = |&object: &usize| house.object[object] == self.people as u16 + room;
        let carried = |&object: &usize| house.object[object] == person;
        let count =
            |fits: &dyn Fn(&usize) -> bool| (0..self.objects).filter(|o| fits(o)).count() as u32;
        let (here, hers) = (count(&lies), count(&carried));
        let may = [true, here > 0, hers > 0];
        let choice = below(rng, may.iter().filter(|may| **may).count() as u32) as usize;
        let verb = (0..3)
            .filter(|verb| may[*verb])
            .nth(choice)
            .expect("one of those there are");
        args.set([person, 0, 0]);
        match verb {
            0 => {
                args.one[1] =
                    (room + 1 + below(rng, self.rooms as u32 - 1) as u16) % self.rooms as u16;
            }
            1 => args
                .things
                .push(Thing::only(self.nth(below(rng, here) as usize, lies))),
            _ => args
                .things
                .push(Thing::only(self.nth(below(rng, hers) as usize, carried))),
        }
        [GO, TAKE, DROP][verb]
    }

    fn act(&self, verb: usize, args: &Args, house: &mut House) {
        let person = args.one[0];
        let object = args
            .things
            .first()
            .map_or(0, |thing| usize::from(thing.noun));
        match verb {
            GO => house.person[usize::from(person)] = args.one[1],
            TAKE => house.object[object] = person,
            _ => house.object[object] = self.people as u16 + house.person[usize::from(person)],
        }
    }

    fn question(&self, rng: &mut Stream, held: Option<&Args>, _: &House, args: &mut Args) {
        if let Some(held) = held {
            args.clone_from(held);
        } else if self.asks_objects {
            args.set([0; 3]);
            args.things
                .push(Thing::only(below(rng, self.objects as u32) as u16));
        } else {
            args.set([below(rng, self.people as u32) as u16, 0, 0]);
        }
    }

    fn answer(&self, args: &Args, _: usize, house: &House) -> u32 {
        u32::from(match args.things.first() {
            Some(thing) => self.room(usize::from(thing.noun), house),
            None => house.person[usize::from(args.one[0])],
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::rng::stream;

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
        let (monoid, letters) = story.algebra(0).unwrap();
        assert_eq!((monoid.order(), monoid.idempotents().len()), (125, 101));
        let mut rng = stream(1, "test", 0);
        let (mut house, mut args) = (story.blank(), Args::default());
        story.open(&mut rng, None, &mut house);
        let start = story.point(&house);
        assert_eq!(story.point(&story.house(start)), start);
        let mut product = 0;
        for _ in 0..1000 {
            let verb = story.operation(&mut rng, &house, &mut args);
            story.act(verb, &args, &mut house);
            let person = usize::from(args.one[0]);
            let letter = match verb {
                GO => person * 3 + usize::from(args.one[1]),
                TAKE => 6 + 2 * person,
                _ => 7 + 2 * person,
            };
            product = monoid.product(product, letters[letter]);
            let point = monoid.element(product).images()[start];
            assert_eq!(usize::from(point), story.point(&house));
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
        let (monoid, letters) = story.algebra(1).unwrap();
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
        assert!(story.algebra(0).is_none());
    }
}
