//! The monoid of the operations, computed from the machine that a program is.
//!
//! A program is an automaton: states are what the variables hold, letters are operations, and the output is what is
//! tracked. Its syntactic monoid, the transformations of the states of the smallest automaton with these outputs, is
//! the one given here. It multiplies as words are read: `p·q` is first `p`, then `q`.
//!
//! Where values are only moved from place to place, the states need not be listed. A swap, rotation or copy is a map
//! `a` of places, `new[p] = old[a(p)]`, so after the operations `a_1 ... a_t` the tracked place p holds
//! `first[a_1(... a_t(p))]`. That is an automaton on the places that reads the word backwards, from p, with the first
//! values as outputs. The syntactic monoid is opposite to the one of the smallest such automaton, and is written as
//!
//! - the inverses, if these maps are permutations of m places (`p -> p^-1` reverses products);
//! - else the action on the 2^m sets of places by preimages, which is faithful since it is so on single places.
//!
//! The place of a value is an automaton on the places that reads forwards.
//!
//! Leaves out monoids of more than 100 000 elements or 2^24 images in all: then only a class is said, computed from
//! the group that some of the operations generate.

use itertools::Itertools;

use crate::algebra::monoid::Monoid;
use crate::algebra::permutation::PermutationGroup;
use crate::algebra::transformation::Transformation;
use crate::problem::complexity::{BOUNDED_WIDTH, Class, Complexity};
use crate::problem::families::code::config::Track;
use crate::problem::families::code::machine::Machine;
use crate::problem::families::code::program::{MOST_STATES, Program};
use crate::problem::knowledge::Knowledge;

/// Elements that are listed at most.
const MOST_ELEMENTS: usize = 100_000;

/// Images of all listed elements, and products with generators, at most.
const MOST_ENTRIES: usize = 1 << 24;

/// Points of a group that is too large to list, at most.
const MOST_POINTS: usize = 300;

/// Generators of such a group, at most.
const MOST_GENERATORS: usize = 200;

/// Points whose permutations alone are tried first: their group is small enough for any computation.
const FEW_POINTS: usize = 12;

const COMPLETE: Complexity = Complexity::not_solvable(
    "the program is a finite automaton, and some of its operations permute the states and generate a group that is not solvable",
    BOUNDED_WIDTH,
);

const INSIDE: Complexity = Complexity::within(
    Class::Nc1,
    "the program is a finite automaton that reads operations, and every regular language is in NC1",
    "D. A. Mix Barrington, K. Compton, H. Straubing, D. Therien, \"Regular languages in NC1\", JCSS 44 (1992) 478-499",
)
.regular();

/// The monoid of the operations of `program` when what `track` says is asked for, or its class without it; `moves` if
/// it only moves values from place to place.
pub(super) fn of(program: &Program, track: Track, moves: bool) -> Knowledge {
    let operations = if moves {
        on_places(program, track)
    } else {
        on_states(program, track)
    };
    let Some(maps) = operations else {
        return INSIDE.into();
    };
    let operations: Vec<_> = maps.iter().map(|map| transformation(map)).collect();
    let acting = operations.iter().filter(|t| !t.is_identity());
    let mut generators: Vec<Transformation> = acting.unique().cloned().collect();
    if generators.is_empty() {
        generators.push(operations[0].clone());
    }
    let widest = generators[0].points().max(generators.len());
    match Monoid::from_generators(&generators, MOST_ELEMENTS.min(MOST_ENTRIES / widest)) {
        Ok(monoid) => {
            let number = |t| monoid.number(t).expect("an operation is a generator or 1");
            let letters = operations.iter().map(number).collect();
            Knowledge::Monoid(Box::new(monoid), letters)
        }
        Err(_) if holds_a_non_solvable_group(&generators) => COMPLETE.into(),
        Err(_) => INSIDE.into(),
    }
}

/// Whether the permutations among `generators` are known to generate a group that is not solvable.
fn holds_a_non_solvable_group(generators: &[Transformation]) -> bool {
    let few =
        |t: &&Transformation| (FEW_POINTS..t.points()).all(|i| usize::from(t.images()[i]) == i);
    let permutations = generators.iter().filter(|t| t.is_permutation());
    let non_solvable = |generators: Vec<Transformation>| {
        !generators.is_empty()
            && generators[0].points() <= MOST_POINTS
            && generators.len() <= MOST_GENERATORS
            && PermutationGroup::from_generators(&generators).is_ok_and(|g| !g.is_solvable())
    };
    non_solvable(permutations.clone().filter(few).cloned().collect())
        || non_solvable(permutations.cloned().collect())
}

/// The operations as transformations of the states of the smallest automaton.
fn on_states(program: &Program, track: Track) -> Option<Vec<Vec<u16>>> {
    let (states, next) = program.reached()?;
    let outputs = states.iter().zip(0..);
    let output = outputs.map(|(state, number)| track.number(state).unwrap_or(number));
    let machine = Machine {
        letters: program.operations.all.len(),
        output: output.collect(),
        next,
    };
    Some(machine.minimal())
}

/// The operations, all of which move values from place to place, as transformations of places or of sets of places.
fn on_places(program: &Program, track: Track) -> Option<Vec<Vec<u16>>> {
    let places = program.variables;
    let sources = |operation: usize| {
        let mut map: Vec<u16> = (0..places as u16).collect();
        program.run(operation as u32, &mut map);
        map
    };
    let maps: Vec<Vec<u16>> = (0..program.operations.all.len()).map(sources).collect();
    if let Track::Place(value) = track {
        let first = program.first.as_ref();
        let first = first.expect("a value whose place is tracked is there at first");
        let start = first.iter().position(|v| *v == value);
        let start = start.expect("it is one of the values") as u16;
        let forward: Option<Vec<Vec<u16>>> = maps.iter().map(|map| inverse(map)).collect();
        return Some(Machine::from_maps(&forward?, [start], u32::from).minimal());
    }
    let starts = match track {
        Track::Variable(i) => i..i + 1,
        _ => 0..places,
    };
    let held = |place: u16| match &program.first {
        Some(first) => u32::from(first[usize::from(place)]),
        None => u32::from(place),
    };
    let backwards = Machine::from_maps(&maps, starts.map(|place| place as u16), held).minimal();
    let inverses: Option<_> = backwards.iter().map(|map| inverse(map)).collect();
    if inverses.is_some() {
        return inverses;
    }
    let width = backwards[0].len();
    let sets = 1usize.checked_shl(width as u32);
    let sets = sets.filter(|n| *n <= MOST_STATES)?;
    let preimage = |map: &Vec<u16>| {
        let of = |set: usize| {
            let inside = (0..width).filter(|&p| set >> map[p] & 1 == 1);
            inside.map(|p| 1 << p).sum::<u16>()
        };
        (0..sets).map(of).collect()
    };
    Some(backwards.iter().map(preimage).collect())
}

fn transformation(images: &[u16]) -> Transformation {
    Transformation::from_images(images).expect("images are states")
}

/// The map that undoes a permutation; there is none of other maps.
fn inverse(map: &[u16]) -> Option<Vec<u16>> {
    Some(transformation(map).inverse()?.images().to_vec())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::algebra::facts::Facts;
    use crate::base::rng::{below, stream};
    use crate::problem::families::code::config::CodeConfig;

    fn program(toml: &str) -> (Program, Track) {
        let config: CodeConfig = toml::from_str(toml).unwrap();
        let track = config.tracked().map_or(Track::State, Result::unwrap);
        (Program::of(&config), track)
    }

    #[test]
    fn places_and_states_give_the_same_monoid() {
        let mut orders = Vec::new();
        for table in [
            "variables = 4\nstatements = ['tuple-swap']\ntrack = 'x[2]'",
            "variables = 5\nstatements = ['swap', 'rotate']\nvalues = [0, 0, 1, 0, 0]\ntrack = 'place of 1'",
            "variables = 4\nstatements = ['rotate']\nvalues = [0, 1, 0, 1]\ntrack = 'x[0]'",
            "variables = 6\nstatements = ['rotate']\nvalues = [0, 0, 1, 0, 0, 1]",
            "variables = 4\nstatements = ['tuple-swap']\nvalues = [0, 0, 1, 1]",
            "variables = 3\nstatements = ['assign']",
            "variables = 3\nstatements = ['assign', 'rotate']\nvalues = [0, 1, 1]\ntrack = 'x[1]'",
            "variables = 4\nstatements = ['assign', 'tuple-swap']\nvalues = [0, 1, 1, 2]",
        ] {
            let (program, track) = program(&format!("state = 'permutation'\n{table}"));
            let [places, states] = [true, false].map(|moves| of(&program, track, moves));
            let (one, other) = (places.monoid().unwrap(), states.monoid().unwrap());
            orders.push(one.order());
            assert_eq!(one.order(), other.order(), "{table}");
            assert!(one.element(0).points() <= other.element(0).points() || one.order() == 1);
            // letters to letters is an isomorphism if no word tells the two apart
            let mut rng = stream(1, "test", 0);
            let mut image = vec![u32::MAX; one.order()];
            let (mut x, mut y) = (0, 0);
            for _ in 0..20_000 {
                let letter = below(&mut rng, places.letters().len() as u32 + 1) as usize;
                if letter == places.letters().len() {
                    (x, y) = (0, 0);
                } else {
                    x = one.product(x, places.letters()[letter]);
                    y = other.product(y, states.letters()[letter]);
                }
                assert!(
                    image[x as usize] == u32::MAX || image[x as usize] == y,
                    "{table}"
                );
                image[x as usize] = y;
            }
        }
        // S4, S5, rotations by 2 and by 3 places, S4, then maps of places
        assert_eq!(orders[..5], [24, 120, 2, 3, 24]);
        assert_eq!(orders[7], 256);
    }

    #[test]
    fn what_never_shows_is_not_in_the_monoid() {
        // x[1] is written and never read
        let table = "variables = 2\nstate = 'boolean'\nstatements = ['not']\ntrack = 'x[0]'";
        let (program, track) = program(table);
        let algebra = of(&program, track, false);
        assert_eq!(algebra.monoid().unwrap().order(), 2);
        assert_eq!(algebra.letters(), [1, 0]);
    }

    #[test]
    fn arithmetic_modulo_a_prime_is_its_matrix_group() {
        // |SL(2, p)| = p (p^2 - 1); both signs are there, so every elementary matrix and its inverse
        for p in [2u64, 3, 5, 7] {
            let table = format!(
                "variables = 2\nstate = {{ mod = {p} }}\nstatements = ['add', 'subtract']\ntrack = 'x[0]'"
            );
            let (program, track) = program(&table);
            let facts = Facts::of(of(&program, track, false).monoid().unwrap());
            assert_eq!(facts.order, u128::from(p * (p * p - 1)));
            assert_eq!(facts.solvable(), p < 5);
        }
    }

    #[test]
    fn a_group_too_large_to_list_is_known_not_to_be_solvable() {
        let class = |toml: &str, moves| {
            let (program, track) = program(toml);
            let algebra = of(&program, track, moves);
            assert!(algebra.monoid().is_none() && algebra.letters().is_empty());
            algebra.complexity().unwrap().to_string()
        };
        for variables in [9, 40] {
            let table = format!(
                "variables = {variables}\nstate = 'permutation'\nstatements = ['swap', 'rotate']"
            );
            assert_eq!(class(&table, true), "NC1-complete");
        }
        let boolean = "variables = 4\nstate = 'boolean'\nstatements = ['xor', 'not', 'and']";
        assert_eq!(class(boolean, false), "NC1-complete");
        let unlisted = "variables = 15\nstate = 'boolean'\nstatements = ['and']";
        assert_eq!(class(unlisted, false), "in NC1");
    }
}
