//! What happens to boxes, and what is asked of them, drawn among what can be.
//!
//! Every draw is uniform over its admissible choices: the kind of operation among those that are possible, its boxes
//! among the pairs for which it is, the number of objects up to what is there and what fits, then the objects. With
//! `merge` below 1 contents are moved to empty boxes only, but for that share: otherwise a few random moves collect
//! everything in one box, and nothing is left to be tracked. For the same reason the opening then leaves a box empty.
//!
//! Poisson deviates come from sums and products, not from floating-point exponentials, so that they are the same
//! everywhere.

use crate::base::rng::{Stream, below, uniform};
use crate::problem::families::entity::State;
use crate::problem::families::entity::boxes::Boxes;
use crate::problem::families::entity::config::{BoxAsk, BoxVerb};
use crate::problem::families::entity::sentence::Args;

/// `exp(-2)`, in parts of 2^31.
const NONE: f64 = 0.135_335_283_236_612_7 * 2_147_483_648.0;

/// A deviate of Poisson(2), at most 13: the first k with `P(X <= k)`, in parts of 2^31 and rounded, above a number drawn.
fn poisson(rng: &mut Stream) -> usize {
    let x = f64::from(below(rng, 1 << 31));
    let (mut k, mut one, mut all) = (0, NONE, NONE);
    while k < 13 && x >= all.round() {
        k += 1;
        one *= 2.0 / k as f64;
        all += one;
    }
    k
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
    let fixed = usize::from(held.is_some());
    order.swap(0, usize::from(held.unwrap_or(0)));
    for k in fixed..total {
        let rest = below(rng, (order.len() - k) as u32) as usize;
        order.swap(k, k + rest);
    }
    if fixed == 1 {
        let place = below(rng, total as u32) as usize;
        order.swap(0, place);
    }
    let mut order = order.into_iter();
    let some = |count| order.by_ref().take(count).collect();
    counts.into_iter().map(some).collect()
}

/// What happens next, by the number of its verb.
pub(super) fn operation(story: &Boxes, rng: &mut Stream, state: &State) -> (usize, Args) {
    let n = story.boxes;
    let size = |k: usize| state.within[k].len();
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
    let number = one(rng, story.verbs.len(), possible);
    let verb = story.verbs[number];
    let pair = match verb {
        BoxVerb::Put => n * one(rng, n, |k| room(k) > 0),
        BoxVerb::Remove => n * one(rng, n, |k| size(k) > 0),
        BoxVerb::Move => one(rng, pairs, moves),
        BoxVerb::MoveContents => {
            let apart = |pair: usize| pours(pair) && size(pair % n) == 0;
            let merges = story.merge >= 1.0 || uniform(rng) < story.merge || !(0..pairs).any(apart);
            let fits = |pair| if merges { pours(pair) } else { apart(pair) };
            one(rng, pairs, fits)
        }
    };
    let (from, to) = (pair / n, pair % n);
    let mut args = Args::about(from).to(to as u16);
    let most = match verb {
        BoxVerb::Put => room(from).min(away),
        BoxVerb::Remove => size(from),
        BoxVerb::Move => size(from).min(room(to)),
        BoxVerb::MoveContents => return (number, args),
    };
    for _ in 0..1 + below(rng, story.most.min(most) as u32) {
        let within = &state.within[from];
        let thing = if verb == BoxVerb::Put {
            let named = |object| args.things.contains(&story.thing(object as u16));
            let free = |object: usize| usize::from(state.at[object]) == n && !named(object);
            story.thing(one(rng, story.objects(), free) as u16)
        } else {
            let named = |k: usize| args.things.contains(&story.short(within[k], within));
            let k = one(rng, within.len(), |k| !named(k));
            story.short(within[k], within)
        };
        args.things.push(thing);
    }
    (number, args)
}

/// What is asked next, where it depends on what is so: about an object that has been spoken of, or half of the time one
/// that is in the box, which is the one that is `held` if there is one.
pub(super) fn question(
    story: &Boxes,
    rng: &mut Stream,
    held: Option<&Args>,
    state: &State,
) -> Option<Args> {
    let any = |rng: &mut Stream, list: &[u16]| list[below(rng, list.len() as u32) as usize];
    match (story.ask, held) {
        (BoxAsk::Contains, _) => {}
        (BoxAsk::Object, None) if !state.met.is_empty() => {
            return Some(Args::default().with(vec![story.thing(any(rng, &state.met))]));
        }
        _ => return None,
    }
    let n = story.boxes;
    let fits = |k: usize| held.is_none_or(|held| usize::from(held.one[0]) == k);
    let full = |k: usize| fits(k) && !state.within[k].is_empty();
    let yes = (0..n).any(full) && below(rng, 2) == 0;
    let which = one(rng, n, |k| if yes { full(k) } else { fits(k) });
    // "no" where it can be, about something that has been spoken of if there is such a thing
    let elsewhere = |object: &u16| usize::from(state.at[usize::from(*object)]) != which;
    let met: Vec<u16> = state.met.iter().copied().filter(elsewhere).collect();
    let others: Vec<u16> = (0..story.objects() as u16).filter(elsewhere).collect();
    let no = [&met, &others, &state.met];
    let no = no.into_iter().find(|list| !list.is_empty());
    let list = if yes { &state.within[which] } else { no? };
    Some(Args::about(which).with(vec![story.thing(any(rng, list))]))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::rng::stream;
    use crate::problem::families::entity::World;
    use crate::problem::families::entity::tests::{built, drawn, opened};

    #[test]
    fn half_of_the_questions_whether_something_is_in_a_box_are_answered_with_yes() {
        let problem = built("boxes = { ask = 'contains' }", true);
        let yes = |seed| drawn(&*problem, seed, 5).1.last().unwrap().label;
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
            let mut shelf = opened(&story, &mut rng);
            let sizes = |state: &State| {
                let mut sizes: Vec<usize> = state.within.iter().map(Vec::len).collect();
                sizes.sort_unstable();
                sizes
            };
            let before = sizes(&shelf);
            for _ in 0..500 {
                let (verb, args) = story.operation(&mut rng, &shelf);
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
