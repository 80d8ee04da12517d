//! Coins and cups: things change hands, or places, two at a time.
//!
//! Both are the same algebra. Everybody holds one thing at most, a trade of `i` and `j` is the transposition `(i j)`
//! of the holders, a pass around three is a cycle `(i j k)`; the trades generate S_n, and what is asked is where one
//! point is. For five holders that is NC1-complete (D. A. Mix Barrington, JCSS 38 (1989) 150-164), in this form by
//! W. Merrill, J. Petty, A. Sabharwal, "The Illusion of State in State-Space Models" (2024), arXiv:2404.08819, section
//! 3.2: a trade names its holders, never the coin.
//!
//! Leaves out trades with somebody who is elsewhere, and holders of several things.

use crate::base::rng::{Stream, below};
use crate::problem::complexity::Complexity;
use crate::problem::families::entity::config::{
    COINS, Coins, CoinsConfig, CupAsk, CupsConfig, EntityConfig,
};
use crate::problem::families::entity::sentence::{Args, Sort, Thing};
use crate::problem::families::entity::{MOST, Names, OPENING, State, Story, Told, World, and};

/// Two change what they hold.
const TRADE: usize = OPENING + 1;
/// Three hand on what they hold.
const PASS: usize = OPENING + 2;

/// Where no listable group says it.
pub(super) const SYMMETRIC: Complexity = Complexity::not_solvable(
    "trades generate the symmetric group, and the word problem of a group that is not solvable is NC1-complete even if only one point is followed",
    "D. A. Mix Barrington, JCSS 38 (1989) 150-164, doi:10.1016/0022-0000(89)90037-8",
);

/// Things that change hands.
struct Swaps {
    /// How many hold things, and how many things there are.
    holders: usize,
    things: usize,
    /// Who has the first thing at the beginning, if it is always the same.
    start: Option<usize>,
    /// Whether the opening says who has each thing, not what each has.
    opens_by_thing: bool,
    /// Whether it is asked who holds a thing, not what somebody holds.
    asks_holder: bool,
    /// The kinds of operations, and the holders that each names.
    operations: Vec<(usize, [u16; 3])>,
}

/// All pairs of `n`, the lower first.
fn pairs(n: usize) -> impl Iterator<Item = (usize, [u16; 3])> {
    let n = n as u16;
    (0..n).flat_map(move |a| (a + 1..n).map(move |b| (TRADE, [a, b, 0])))
}

/// All cycles of three of `n`, the lowest first.
fn triples(n: usize) -> impl Iterator<Item = (usize, [u16; 3])> {
    let n = n as u16;
    let others = move |a| (a + 1..n).flat_map(move |b| (a + 1..n).map(move |c| [a, b, c]));
    let cycles = (0..n).flat_map(others).filter(|[_, b, c]| b != c);
    cycles.map(|cycle| (PASS, cycle))
}

/// Lets each of the holders that an operation names give to the next, where things are `at` their holders.
fn pass(kind: usize, one: &[u16; 3], at: &mut [u16]) {
    let holders = &one[..2 + kind - TRADE];
    for place in at {
        if let Some(k) = holders.iter().position(|holder| holder == place) {
            *place = holders[(k + 1) % holders.len()];
        }
    }
}

/// People trade coins.
pub(super) fn coins(config: &EntityConfig, coins: &CoinsConfig) -> Told {
    let mut people = config.people();
    people.truncate(coins.people.min(MOST));
    let start = coins.start.as_ref();
    let odd = coins.coins == Coins::Odd;
    let mut things = config.nouns(COINS);
    things.truncate(if odd { 0 } else { coins.people });
    let holders = people.len();
    let passes = triples(holders).filter(|_| coins.passes);
    let world = Swaps {
        holders,
        things: if odd { 1 } else { holders },
        start: start.and_then(|start| people.iter().position(|name| name == start)),
        opens_by_thing: odd,
        asks_holder: odd,
        operations: pairs(holders).chain(passes).collect(),
    };
    let (which, opens) = match coins.coins {
        Coins::Odd => ("odd", "holder"),
        Coins::Distinct => ("distinct", "coin"),
    };
    let pass = if coins.passes { ", pass" } else { "" };
    let rows = format!("{which} question, {which} start, trade{pass}");
    world.story(rows, opens, Sort::Person, [people, vec![], things, vec![]])
}

/// Cups are swapped.
pub(super) fn cups(config: &EntityConfig, cups: &CupsConfig) -> Told {
    let asks_holder = cups.ask == CupAsk::Ball;
    let world = Swaps {
        holders: cups.cups,
        things: cups.balls.len(),
        start: None,
        opens_by_thing: true,
        asks_holder,
        operations: pairs(cups.cups).collect(),
    };
    let ask = if asks_holder { "ball" } else { "lift" };
    let rows = format!("{ask} question, cups start, swap");
    let places = (1..=cups.cups).map(|k| format!("cup {k}")).collect();
    let names = [config.onlookers(), places, cups.balls.clone(), vec![]];
    world.story(rows, "cup", Sort::Place, names)
}

impl Swaps {
    /// The story of rows whose opening does not say beforehand what slot `opens` is.
    fn story(self, rows: String, opens: &'static str, holders: Sort, names: Names) -> Told {
        let by_thing: Vec<Args> = (0..self.things).map(Args::only).collect();
        let by_holder: Vec<Args> = (0..self.holders).map(Args::about).collect();
        let opened = [&by_holder, &by_thing][usize::from(self.opens_by_thing)].clone();
        let [holders, things] = [holders, Sort::Thing].map(|sort| names[sort as usize].clone());
        let (labels, tracked, subjects) = match self.asks_holder {
            true => (holders, things, by_thing),
            false if things.len() < holders.len() => (and(&things, "nothing"), holders, by_holder),
            false => (things, holders, by_holder),
        };
        let story = Story {
            rows,
            wholes: self.operations.clone(),
            opens,
            clauses: opened.into_iter().map(|args| (OPENING, args)).collect(),
            labels,
            tracked,
            subjects,
            names,
            ..Story::default()
        };
        (Box::new(self), story)
    }
}

impl World for Swaps {
    fn blank(&self) -> State {
        State::of(self.things, self.holders)
    }

    fn open(&self, rng: &mut Stream, _: Option<&Args>) -> Vec<Args> {
        let mut order: Vec<usize> = (0..self.holders).collect();
        if let Some(start) = self.start {
            order.swap(0, start);
        } else {
            // holders in random order take the things one after another
            for thing in 0..self.things {
                let rest = below(rng, (self.holders - thing) as u32) as usize;
                order.swap(thing, thing + rest);
            }
        }
        let clause = |k| Args::about(order[k]).with(vec![Thing::only(k as u16)]);
        let mut clauses: Vec<Args> = (0..self.things).map(clause).collect();
        if !self.opens_by_thing {
            clauses.sort_by_key(|args| args.one);
        }
        clauses
    }

    fn operation(&self, rng: &mut Stream, _: &State) -> (usize, Args) {
        let (kind, one) = self.operations[below(rng, self.operations.len() as u32) as usize];
        let things = Vec::new();
        (kind, Args { one, things })
    }

    fn act(&self, kind: usize, args: &Args, state: &mut State) {
        match kind {
            OPENING => state.put(args.things[0].noun, args.one[0]),
            _ => pass(kind, &args.one, &mut state.at),
        }
    }

    fn answer(&self, args: &Args, _: usize, state: &State) -> u32 {
        if self.asks_holder {
            return u32::from(state.at[args.noun().unwrap_or(0)]);
        }
        let thing = state.at.iter().position(|&holder| holder == args.one[0]);
        thing.unwrap_or(self.things) as u32
    }

    /// The group on the holders.
    fn maps(&self, _: &Args) -> Option<Vec<Vec<u16>>> {
        let images = |(kind, one): &(usize, [u16; 3])| {
            let mut images: Vec<u16> = (0..self.holders as u16).collect();
            pass(*kind, one, &mut images);
            images
        };
        Some(self.operations.iter().map(images).collect())
    }

    fn class(&self) -> Complexity {
        SYMMETRIC
    }
}

#[cfg(test)]
mod tests {
    use crate::algebra::transformation::Transformation;
    use crate::problem::families::entity::tests::{built, drawn};

    /// Where a point goes is where the group says, for every trade, every pass and random rows of them.
    #[test]
    fn coins_follow_the_product_in_the_group() {
        let problem = built(
            "coins = { people = 5, passes = true }\n[templates]\ntrade = ['{a} meets {b}.', '{b} meets {a}.']",
            false,
        );
        let monoid = problem.monoid().unwrap();
        let letters = problem.letters();
        assert_eq!((monoid.order(), letters.len()), (120, 40));
        let person = |name: &str| problem.alphabet().iter().position(|n| n == name).unwrap() as u32;
        let mut answers = Vec::new();
        for (holder, name) in ["Alice", "Bob", "Carl", "Dan", "Emma"]
            .into_iter()
            .enumerate()
        {
            for operation in 0..letters.len() as u32 {
                problem.solve(&[person(name), operation], &mut answers);
                let images = monoid.element(letters[operation as usize]).images();
                assert_eq!(
                    answers[1].label,
                    u32::from(images[holder]),
                    "{}",
                    problem.alphabet()[operation as usize]
                );
                assert_eq!(answers[1].changed, usize::from(images[holder]) != holder);
            }
        }
        for seed in 0..50 {
            let (input, answers, _) = drawn(&*problem, seed, 30);
            let start = input[0] - person("Alice");
            let mut product = 0;
            for (&symbol, answer) in input.iter().zip(&answers).skip(1) {
                product = monoid.product(product, letters[symbol as usize]);
                assert_eq!(
                    answer.label,
                    u32::from(monoid.element(product).images()[start as usize])
                );
            }
        }
        // the pairs of the alphabet are all transpositions
        let swaps: Vec<&Transformation> = letters[..20]
            .iter()
            .step_by(2)
            .map(|&x| monoid.element(x))
            .collect();
        assert!(swaps.iter().all(|t| {
            t.images()
                .iter()
                .enumerate()
                .filter(|(i, j)| *i != usize::from(**j))
                .count()
                == 2
        }));
    }

    #[test]
    fn many_people_have_a_class_instead_of_a_group() {
        let problem = built("coins = { people = 9 }", false);
        assert!(problem.monoid().is_none());
        assert_eq!(problem.complexity().unwrap().to_string(), "NC1-complete");
        assert_eq!(
            built("coins = { people = 8 }", false)
                .monoid()
                .unwrap()
                .order(),
            40_320
        );
    }
}
