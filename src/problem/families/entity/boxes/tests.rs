//! Operations on boxes against the monoids and classes that they are said to have.

use super::*;
use crate::algebra::facts::{Facts, WordProblem};
use crate::base::rng::stream;
use crate::problem::families::entity::tests::opened;

fn boxes(boxes: usize, verbs: &[BoxVerb]) -> Boxes {
    Boxes {
        boxes,
        capacity: 20,
        nouns: 20,
        kinds: 1,
        most: 1,
        verbs: verbs.to_vec(),
        merge: 1.0,
        ask: BoxAsk::Object,
    }
}

/// Howie's theorem, and its consequence. Orders are those of GAP: `Size(Monoid(arcs))` for n = 3, 4, 5, 6.
#[test]
fn moves_of_contents_generate_all_singular_maps_and_s5_from_six_boxes_on() {
    for (n, order) in [(3usize, 22usize), (4, 233), (5, 3006), (6, 45_937)] {
        let known = boxes(n, &[BoxVerb::MoveContents]).known(&Args::default());
        let (monoid, letters) = (known.monoid().unwrap(), known.letters());
        assert_eq!(letters.len(), n * (n - 1));
        assert_eq!(monoid.order(), order);
        let factorial: usize = (1..=n).product();
        assert_eq!(order, n.pow(n as u32) - factorial + 1);
        let facts = Facts::of(monoid);
        assert_eq!(facts.word_problem == WordProblem::Nc1Complete, n >= 6);
        // S_3 and S_4 are the largest groups inside for n = 4, 5
        assert_eq!(
            facts.derived_length(),
            [Some(1), Some(2), Some(3), None][n - 3]
        );
    }
    let known = boxes(7, &[BoxVerb::MoveContents]).known(&Args::default());
    assert!(known.monoid().is_none() && known.complexity().unwrap().complete);
}

/// Where an object is, is where the product of the elements takes it that the operations are for it.
#[test]
fn operations_act_as_their_elements() {
    let verbs = [
        BoxVerb::Put,
        BoxVerb::Remove,
        BoxVerb::Move,
        BoxVerb::MoveContents,
    ];
    let story = boxes(4, &verbs);
    let known = story.known(&Args::default());
    let (monoid, letters) = (known.monoid().unwrap(), known.letters());
    let mut rng = stream(1, "test", 0);
    let mut shelf = opened(&story, &mut rng);
    let start = shelf.at.clone();
    let mut products = vec![0; story.objects()];
    for _ in 0..500 {
        let (verb, args) = story.operation(&mut rng, &shelf);
        story.act(verb, &args, &mut shelf);
        let [from, to] = [args.one[0], args.one[1]].map(usize::from);
        for (object, product) in products.iter_mut().enumerate() {
            let named = args.things.contains(&Thing::only(object as u16));
            let letter = match verb - FIRST {
                0 if named => from,
                1 if named => 4,
                2 if named => 5 + to,
                3 => 9 + 3 * from + to - usize::from(to > from),
                _ => continue,
            };
            *product = monoid.product(*product, letters[letter]);
            let place = monoid.element(*product).images()[usize::from(start[object])];
            assert_eq!(place, shelf.at[object]);
        }
    }
}

/// Put, remove and move by name are resets to one of n + 1 places.
#[test]
fn operations_that_name_the_object_are_resets() {
    let all = [BoxVerb::Put, BoxVerb::Remove, BoxVerb::Move];
    let known = boxes(7, &all).known(&Args::default());
    let (monoid, letters) = (known.monoid().unwrap(), known.letters());
    assert_eq!((monoid.order(), letters.len()), (9, 15));
    assert_eq!(Facts::of(monoid).word_problem, WordProblem::Ac0);
}

#[test]
fn names_that_several_objects_share_have_the_class_of_their_permutations() {
    let mut story = boxes(6, &[BoxVerb::Put, BoxVerb::Remove, BoxVerb::Move]);
    story.kinds = 5;
    let class = |story: &Boxes| story.known(&Args::default()).complexity().unwrap();
    assert_eq!(class(&story).to_string(), "NC1-complete");
    story.kinds = 4;
    assert_eq!(class(&story).to_string(), "in TC0");
    story.ask = BoxAsk::Count;
    assert!(Facts::of(story.known(&Args::default()).monoid().unwrap()).aperiodic());
}
