//! Coins and cups: things change hands, or places, two at a time.
//!
//! Both are the same algebra. Everybody holds one thing at most, a trade of `i` and `j` is the transposition `(i j)`
//! of the holders, a pass around three is a cycle `(i j k)`; the trades generate S_n, and what is asked is where one
//! point is. For five holders that is NC1-complete (D. A. Mix Barrington, JCSS 38 (1989) 150-164), in this form by
//! W. Merrill, J. Petty, A. Sabharwal, "The Illusion of State in State-Space Models" (2024), arXiv:2404.08819, section
//! 3.2: a trade names its holders, never the coin.
//!
//! Leaves out trades with somebody who is elsewhere, and holders of several things.

use crate::algebra::monoid::Monoid;
use crate::algebra::transformation::Transformation;
use crate::base::rng::{Stream, below};
use crate::problem::complexity::{Class, Complexity};
use crate::problem::entity::LISTED;
use crate::problem::entity::narrative::Story;
use crate::problem::entity::prose::{Args, Thing};

/// Two change what they hold.
pub(super) const TRADE: usize = 3;
/// Three hand on what they hold.
pub(super) const PASS: usize = 4;

/// Where no listable group says it.
pub(super) const SYMMETRIC: Complexity = Complexity {
    class: Class::Nc1,
    complete: true,
    regular: true,
    statement: "trades generate the symmetric group, and the word problem of a group that is not solvable is NC1-complete even if only one point is followed",
    source: "D. A. Mix Barrington, JCSS 38 (1989) 150-164, doi:10.1016/0022-0000(89)90037-8",
};

/// Things that change hands.
pub(super) struct Swaps {
    /// How many hold things, and how many things there are.
    pub(super) holders: usize,
    pub(super) things: usize,
    pub(super) opening: Opening,
    /// Whether it is asked who holds a thing, not what somebody holds.
    pub(super) asks_holder: bool,
    /// Trades and passes there are, each the holders it names.
    pub(super) trades: Vec<[u16; 3]>,
    pub(super) passes: Vec<[u16; 3]>,
}

/// What the opening says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Opening {
    /// Who has thing 0; this one, if it is always the same.
    Odd(Option<u16>),
    /// What each has.
    Held,
    /// Who has each.
    Holders,
}

/// Who has what.
#[derive(Clone)]
pub(super) struct Hands {
    /// Of each thing, who has it.
    at: Vec<u16>,
    /// Of each holder, the thing; or the number of things.
    has: Vec<u16>,
}

/// All pairs of `n`, the lower first.
pub(super) fn pairs(n: usize) -> Vec<[u16; 3]> {
    let n = n as u16;
    (0..n)
        .flat_map(|a| (a + 1..n).map(move |b| [a, b, 0]))
        .collect()
}

/// All cycles of three of `n`, the lowest first.
pub(super) fn triples(n: usize) -> Vec<[u16; 3]> {
    let n = n as u16;
    let others = move |a: u16| (a + 1..n).flat_map(move |b| (a + 1..n).map(move |c| [a, b, c]));
    (0..n).flat_map(others).filter(|[_, b, c]| b != c).collect()
}

impl Swaps {
    /// The group of the operations, and the element of each, said in so many ways.
    pub(super) fn algebra(&self, forms: [usize; 2]) -> Option<(Monoid, Vec<u32>)> {
        let moved = |cycle: &[u16]| {
            let mut images: Vec<u16> = (0..self.holders as u16).collect();
            for (k, &from) in cycle.iter().enumerate() {
                images[usize::from(from)] = cycle[(k + 1) % cycle.len()];
            }
            Transformation::from_images(&images).expect("holders are points")
        };
        let all: Vec<Transformation> = self
            .trades
            .iter()
            .map(|trade| moved(&trade[..2]))
            .chain(self.passes.iter().map(|pass| moved(pass)))
            .collect();
        let monoid = Monoid::from_generators(&all, LISTED).ok()?;
        let times = |k: usize| forms[usize::from(k >= self.trades.len())];
        let letters =
            (0..all.len()).flat_map(|k| std::iter::repeat_n(monoid.generator(k), times(k)));
        let letters = letters.collect();
        Some((monoid, letters))
    }

    fn give(&self, holder: u16, thing: u16, hands: &mut Hands) {
        hands.has[usize::from(holder)] = thing;
        if usize::from(thing) < self.things {
            hands.at[usize::from(thing)] = holder;
        }
    }
}

impl Story for Swaps {
    type Scene = Hands;

    fn blank(&self) -> Hands {
        Hands {
            at: vec![0; self.things],
            has: vec![self.things as u16; self.holders],
        }
    }

    fn open(&self, rng: &mut Stream, _: Option<&Args>, hands: &mut Hands) {
        if let Opening::Odd(always) = self.opening {
            let holder = always.unwrap_or_else(|| below(rng, self.holders as u32) as u16);
            return self.give(holder, 0, hands);
        }
        // holders in random order take the things one after another
        let mut order: Vec<u16> = (0..self.holders as u16).collect();
        for thing in 0..self.things {
            let rest = below(rng, (self.holders - thing) as u32) as usize;
            order.swap(thing, thing + rest);
            self.give(order[thing], thing as u16, hands);
        }
    }

    fn clause(&self, number: usize, hands: &Hands, args: &mut Args) {
        match self.opening {
            Opening::Odd(_) => args.one[0] = hands.at[0],
            Opening::Held => args.things.push(Thing::only(hands.has[number])),
            Opening::Holders => args.one[0] = hands.at[number],
        }
    }

    fn told(&self, _: usize, args: &Args, hands: &mut Hands) {
        let thing = args.things.first().map_or(0, |thing| thing.noun);
        self.give(args.one[0], thing, hands);
    }

    fn operation(&self, rng: &mut Stream, _: &Hands, args: &mut Args) -> usize {
        let choice = below(rng, (self.trades.len() + self.passes.len()) as u32) as usize;
        if let Some(&trade) = self.trades.get(choice) {
            args.set(trade);
            TRADE
        } else {
            args.set(self.passes[choice - self.trades.len()]);
            PASS
        }
    }

    fn act(&self, verb: usize, args: &Args, hands: &mut Hands) {
        let [a, b, c] = args.one;
        let held = args.one.map(|holder| hands.has[usize::from(holder)]);
        self.give(b, held[0], hands);
        if verb == TRADE {
            self.give(a, held[1], hands);
        } else {
            self.give(c, held[1], hands);
            self.give(a, held[2], hands);
        }
    }

    fn question(&self, rng: &mut Stream, held: Option<&Args>, _: &Hands, args: &mut Args) {
        if let Some(held) = held {
            args.clone_from(held);
        } else if self.asks_holder {
            args.set([0; 3]);
            args.things
                .push(Thing::only(below(rng, self.things as u32) as u16));
        } else {
            args.set([below(rng, self.holders as u32) as u16, 0, 0]);
        }
    }

    fn answer(&self, args: &Args, _: usize, hands: &Hands) -> u32 {
        u32::from(if self.asks_holder {
            hands.at[args
                .things
                .first()
                .map_or(0, |thing| usize::from(thing.noun))]
        } else {
            hands.has[usize::from(args.one[0])]
        })
    }
}

#[cfg(test)]
mod tests {
    use crate::algebra::transformation::Transformation;
    use crate::problem::entity::tests::{built, told};

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
            let (input, answers, _) = told(&*problem, seed, 30);
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
