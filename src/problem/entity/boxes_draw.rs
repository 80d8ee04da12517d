//! What happens to boxes, and what is asked of them, drawn among what can be.
//!
//! Every draw is uniform over its admissible choices: the kind of operation among those that are possible, its boxes
//! among the pairs for which it is, the number of objects up to what is there and what fits, then the objects. With
//! `merge` below 1 contents are moved to empty boxes only, but for that share: otherwise a few random moves collect
//! everything in one box, and nothing is left to be tracked. For the same reason the opening then leaves a box empty.
//!
//! Poisson deviates come from a table of integers, not from floating-point exponentials, so that they are the same
//! everywhere.

use crate::base::rng::{Stream, below, uniform};
use crate::problem::entity::boxes::{Boxes, Shelf};
use crate::problem::entity::config::{BoxAsk, BoxVerb};
use crate::problem::entity::prose::Args;

/// `P(X <= k)` for X of Poisson(2), in parts of 2^31, rounded; what is left goes to 13.
const POISSON: [u32; 14] = [
    290_630_308,
    871_890_923,
    1_453_151_539,
    1_840_658_616,
    2_034_412_154,
    2_111_913_570,
    2_137_747_375,
    2_145_128_462,
    2_146_973_734,
    2_147_383_794,
    2_147_465_806,
    2_147_480_718,
    2_147_483_203,
    2_147_483_648,
];

fn poisson(rng: &mut Stream) -> usize {
    let x = below(rng, 1 << 31);
    POISSON
        .iter()
        .position(|&part| x < part)
        .expect("the last part is the whole")
}

/// One of those for which `fits`; there is one.
fn one(rng: &mut Stream, n: usize, fits: impl Fn(usize) -> bool) -> usize {
    let count = (0..n).filter(|&k| fits(k)).count() as u32;
    let skip = below(rng, count) as usize;
    let found = (0..n).filter(|&k| fits(k)).nth(skip);
    found.expect("those that fit were counted")
}

/// The objects of each box at the beginning. `held` is in one of them.
pub(super) fn opening(story: &Boxes, rng: &mut Stream, held: Option<u16>) -> Vec<Vec<u16>> {
    let boxes = story.boxes;
    let mut counts: Vec<usize> = (0..boxes)
        .map(|_| poisson(rng).min(story.capacity))
        .collect();
    let kept_empty = (story.merge < 1.0).then(|| below(rng, boxes as u32) as usize);
    if let Some(empty) = kept_empty {
        counts[empty] = 0;
    }
    let must = held.is_some() || !story.verbs.contains(&BoxVerb::Put);
    if must && counts.iter().all(|&count| count == 0) {
        counts[one(rng, boxes, |k| Some(k) != kept_empty)] = 1;
    }
    let mut left = story.objects();
    for count in &mut counts {
        *count = left.min(*count);
        left -= *count;
    }
    // all objects in random order, as far as they are needed; the one that must be there comes first
    let total: usize = counts.iter().sum();
    let mut order: Vec<u16> = (0..story.objects() as u16).collect();
    let fixed = held.map_or(0, |held| {
        order.swap(0, usize::from(held));
        1
    });
    for k in fixed..total {
        let rest = below(rng, (order.len() - k) as u32) as usize;
        order.swap(k, k + rest);
    }
    if fixed == 1 {
        let place = below(rng, total as u32) as usize;
        order.swap(0, place);
    }
    let mut order = order.into_iter();
    counts
        .into_iter()
        .map(|count| order.by_ref().take(count).collect())
        .collect()
}

/// What happens next; the number of its verb.
pub(super) fn operation(story: &Boxes, rng: &mut Stream, shelf: &Shelf, args: &mut Args) -> usize {
    let n = story.boxes;
    let size = |k: usize| shelf.boxes[k].len();
    let room = |k: usize| story.capacity - size(k);
    let placed: usize = (0..n).map(size).sum();
    let away = story.objects() - placed;
    let moves = |pair: usize| pair / n != pair % n && size(pair / n) > 0 && room(pair % n) > 0;
    let pours = |pair: usize| moves(pair) && size(pair / n) <= room(pair % n);
    let pairs = n * n;
    let possible = |verb: usize| match story.verbs[verb] {
        BoxVerb::Put => away > 0 && (0..n).any(|k| room(k) > 0),
        BoxVerb::Remove => placed > 0,
        BoxVerb::Move => (0..pairs).any(moves),
        BoxVerb::MoveContents => (0..pairs).any(pours),
    };
    let verb = one(rng, story.verbs.len(), possible);
    args.set([0; 3]);
    let some = |rng: &mut Stream, most: usize| 1 + below(rng, story.most.min(most) as u32) as usize;
    match story.verbs[verb] {
        BoxVerb::Put => {
            let to = one(rng, n, |k| room(k) > 0);
            args.one[0] = to as u16;
            for _ in 0..some(rng, room(to).min(away)) {
                let free = |object: usize| {
                    let object = object as u16;
                    shelf.is_away(object) && !args.things.contains(&story.thing(object))
                };
                let object = one(rng, story.objects(), free);
                args.things.push(story.thing(object as u16));
            }
        }
        BoxVerb::Remove => {
            let from = one(rng, n, |k| size(k) > 0);
            args.one[0] = from as u16;
            let count = some(rng, size(from));
            choose(story, rng, &shelf.boxes[from], count, args);
        }
        BoxVerb::Move => {
            let pair = one(rng, pairs, moves);
            args.one = [(pair / n) as u16, (pair % n) as u16, 0];
            let count = some(rng, size(pair / n).min(room(pair % n)));
            choose(story, rng, &shelf.boxes[pair / n], count, args);
        }
        BoxVerb::MoveContents => {
            let apart = |pair: usize| pours(pair) && size(pair % n) == 0;
            let merges = story.merge >= 1.0 || uniform(rng) < story.merge || !(0..pairs).any(apart);
            let pair = if merges {
                one(rng, pairs, pours)
            } else {
                one(rng, pairs, apart)
            };
            args.one = [(pair / n) as u16, (pair % n) as u16, 0];
        }
    }
    verb
}

/// Speaks of `count` different objects of box `from`.
fn choose(story: &Boxes, rng: &mut Stream, from: &[u16], count: usize, args: &mut Args) {
    for _ in 0..count {
        let named = |k: usize| story.short(from[k], from);
        let k = one(rng, from.len(), |k| !args.things.contains(&named(k)));
        args.things.push(named(k));
    }
}

/// What is asked next; of what is `held`, if there is something.
pub(super) fn question(
    story: &Boxes,
    rng: &mut Stream,
    held: Option<&Args>,
    shelf: &Shelf,
    args: &mut Args,
) {
    let n = story.boxes;
    match (held, story.ask) {
        (Some(held), BoxAsk::Contents | BoxAsk::Count | BoxAsk::Object) => args.clone_from(held),
        (None, BoxAsk::Contents | BoxAsk::Count) => args.set([below(rng, n as u32) as u16, 0, 0]),
        (None, BoxAsk::Object) => {
            args.set([0; 3]);
            let object = if shelf.met.is_empty() {
                below(rng, story.objects() as u32) as u16
            } else {
                shelf.met[below(rng, shelf.met.len() as u32) as usize]
            };
            args.things.push(story.thing(object));
        }
        (held, BoxAsk::Contains) => {
            let held = held.map(|held| usize::from(held.one[0]));
            let fits = |k: usize| held.is_none_or(|held| held == k);
            let full = |k: usize| fits(k) && !shelf.boxes[k].is_empty();
            let yes = (0..n).any(full) && below(rng, 2) == 0;
            if yes {
                let which = one(rng, n, full);
                let within = &shelf.boxes[which];
                args.set([which as u16, 0, 0]);
                args.things
                    .push(story.thing(within[below(rng, within.len() as u32) as usize]));
                return;
            }
            // "no" where it can be, about something that has been spoken of if there is such a thing
            let which = one(rng, n, fits);
            let elsewhere = |object: u16| usize::from(shelf.at[usize::from(object)]) != which;
            let met = shelf.met.len();
            args.set([which as u16, 0, 0]);
            let object = if (0..met).any(|k| elsewhere(shelf.met[k])) {
                shelf.met[one(rng, met, |k| elsewhere(shelf.met[k]))]
            } else if (0..story.objects()).any(|object| elsewhere(object as u16)) {
                one(rng, story.objects(), |object| elsewhere(object as u16)) as u16
            } else {
                shelf.met[below(rng, met as u32) as usize]
            };
            args.things.push(story.thing(object));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::rng::stream;
    use crate::problem::entity::narrative::Story;
    use crate::problem::entity::tests::{built, told};

    #[test]
    fn half_of_the_questions_whether_something_is_in_a_box_are_answered_with_yes() {
        let problem = built("boxes = { ask = 'contains' }", true);
        let yes = |seed| told(&*problem, seed, 5).1.last().unwrap().label;
        let count: u32 = (0..2000).map(yes).sum();
        // standard deviation 22
        assert!((900..1100).contains(&count), "{count}");
    }

    /// With one empty box and no merging, boxes stay apart for ever; otherwise few are left soon.
    #[test]
    fn contents_that_do_not_merge_stay_apart() {
        for merge in [0.0, 1.0] {
            let story = Boxes {
                boxes: 6,
                capacity: 50,
                nouns: 50,
                kinds: 1,
                most: 1,
                verbs: vec![BoxVerb::MoveContents],
                merge,
                ask: BoxAsk::Object,
            };
            let mut rng = stream(1, "test", 0);
            let (mut shelf, mut args) = (story.blank(), Args::default());
            story.open(&mut rng, None, &mut shelf);
            let sizes = |shelf: &Shelf| {
                let mut sizes: Vec<usize> = shelf.boxes.iter().map(Vec::len).collect();
                sizes.sort_unstable();
                sizes
            };
            let before = sizes(&shelf);
            for _ in 0..500 {
                let verb = story.operation(&mut rng, &shelf, &mut args);
                story.act(verb, &args, &mut shelf);
            }
            let after = sizes(&shelf);
            assert_eq!(before == after, merge == 0.0, "{before:?} {after:?}");
            assert_eq!(after[4] == 0, merge > 0.0, "{after:?}");
        }
    }

    /// The table is that of the distribution function, `exp(-2) 2^k / k!` summed up.
    #[test]
    fn poisson_deviates_have_mean_and_variance_two() {
        let mut rng = stream(2, "test", 0);
        let draws: Vec<f64> = (0..100_000).map(|_| poisson(&mut rng) as f64).collect();
        let mean = draws.iter().sum::<f64>() / 1e5;
        let variance = draws.iter().map(|x| (x - mean).powi(2)).sum::<f64>() / 1e5;
        assert!(
            (mean - 2.0).abs() < 0.02 && (variance - 2.0).abs() < 0.05,
            "{mean} {variance}"
        );
    }
}
