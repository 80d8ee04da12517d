//! What operations on boxes do to the place of one object.
//!
//! Points are the boxes, and "nowhere" if things can be put and removed. A sentence that names the object and where
//! it goes is a constant map whatever was before; one about another object is the identity. These are resets, so the
//! monoid is aperiodic and the story is in AC0: the format of Kim and Schuster's base version is easy in this sense.
//!
//! `Move the contents of Box i to Box j` is the idempotent that sends i to j and fixes all other boxes. These n(n-1)
//! maps generate all singular transformations of n points (J. M. Howie, J. London Math. Soc. 41 (1966) 707-716), n^n -
//! n! of them, whose groups of rank n-1 are S_(n-1). With six boxes and no limit S5 is among them and the story is
//! NC1-complete: with Box h empty, `x to h`, `y to x`, `h to y` exchange what is in x and y, and each is sensible.
//!
//! `Move the apple from Box i to Box j`, where "the apple" is whichever apple is in Box i, is the same map on apples,
//! but a sentence is only told if there is exactly one apple in Box i. Its groups permute apples, so they are those of
//! S_k, k being the number of apples or of boxes less one, whichever is less: NC1-complete from five apples and six
//! boxes on. The number of objects in a box does not tell apples apart and stays easy.

use crate::algebra::monoid::Monoid;
use crate::algebra::transformation::Transformation;
use crate::problem::complexity::{Class, Complexity};
use crate::problem::entity::LISTED;
use crate::problem::entity::boxes::Boxes;
use crate::problem::entity::config::{BoxAsk, BoxVerb};
use crate::problem::entity::rooms::LAST_WRITES;

const POURING: Complexity = Complexity {
    class: Class::Nc1,
    complete: true,
    regular: true,
    statement: "moves of contents generate all singular transformations of the boxes, which contain the symmetric group of degree one less, not solvable from six boxes on",
    source: "J. M. Howie, J. London Math. Soc. 41 (1966) 707-716, doi:10.1112/jlms/s1-41.1.707; D. A. Mix Barrington, JCSS 38 (1989) 150-164",
};

const SAME_NAMES: Complexity = Complexity {
    class: Class::Nc1,
    complete: true,
    regular: true,
    statement: "a reference without its adjective moves whichever object of the name is in the box, so that five of them in six boxes are permuted by S5",
    source: "D. A. Mix Barrington, JCSS 38 (1989) 150-164, doi:10.1016/0022-0000(89)90037-8",
};

const FEW_SAME_NAMES: Complexity = Complexity {
    class: Class::Tc0,
    complete: false,
    regular: true,
    statement: "references without their adjectives permute at most four objects of a name, so every group inside is solvable and the problem is in ACC0, within TC0",
    source: "D. A. Mix Barrington, D. Therien, J. ACM 35 (1988) 941-952, doi:10.1145/48014.63138",
};

const FEW_BOXES: Complexity = Complexity {
    class: Class::Tc0,
    complete: false,
    regular: true,
    statement: "contents move among at most five boxes, so every group inside is solvable and the problem is in ACC0, within TC0",
    source: "D. A. Mix Barrington, D. Therien, J. ACM 35 (1988) 941-952, doi:10.1145/48014.63138",
};

const BOUNDED: Complexity = Complexity {
    class: Class::Nc1,
    complete: false,
    regular: true,
    statement: "finitely many states, so a fixed monoid, and products in a fixed monoid are in NC1",
    source: "D. A. Mix Barrington, D. Therien, J. ACM 35 (1988) 941-952, doi:10.1145/48014.63138",
};

impl Boxes {
    /// Whether a name without its adjective is what moves objects that are told apart.
    fn by_name(&self) -> bool {
        self.kinds > 1 && self.ask != BoxAsk::Count && self.verbs.contains(&BoxVerb::Move)
    }

    fn pours(&self) -> bool {
        self.verbs.contains(&BoxVerb::MoveContents)
    }

    /// The monoid on the places of one object, and the element of each operation: verb by verb in the order of the
    /// file, place by place. None where it is too large, or where what is told depends on other objects.
    pub(super) fn algebra(&self) -> Option<(Monoid, Vec<u32>)> {
        let limited = self.capacity < self.objects();
        if self.by_name() || (self.pours() && limited) {
            return None;
        }
        let n = self.boxes as u16;
        let leaves = self.verbs.contains(&BoxVerb::Put) || self.verbs.contains(&BoxVerb::Remove);
        let points = if leaves { n + 1 } else { n };
        let constant = |to: u16| vec![to; usize::from(points)];
        let arc = |from: u16, to: u16| {
            (0..points)
                .map(|k| if k == from { to } else { k })
                .collect()
        };
        let mut images: Vec<Vec<u16>> = Vec::new();
        for verb in &self.verbs {
            match verb {
                BoxVerb::Put | BoxVerb::Move => images.extend((0..n).map(constant)),
                BoxVerb::Remove => {
                    images.push(constant(n));
                    // "the apple", whichever it is
                    images.extend((0..n).filter(|_| self.kinds > 1).map(|from| arc(from, n)));
                }
                BoxVerb::MoveContents => {
                    let others = |from: u16| {
                        (0..n)
                            .filter(move |&to| to != from)
                            .map(move |to| (from, to))
                    };
                    images.extend((0..n).flat_map(others).map(|(from, to)| arc(from, to)));
                }
            }
        }
        let all: Vec<Transformation> = images
            .iter()
            .map(|images| Transformation::from_images(images).expect("places are points"))
            .collect();
        let monoid = Monoid::from_generators(&all, LISTED).ok()?;
        let letters = (0..all.len()).map(|a| monoid.generator(a)).collect();
        Some((monoid, letters))
    }

    /// The class where there is no monoid to say it.
    pub(super) fn class(&self) -> Complexity {
        let limited = self.capacity < self.objects();
        let permuted = self.kinds.min(self.boxes - 1);
        if self.by_name() && permuted >= 5 {
            SAME_NAMES
        } else if self.pours() && limited {
            BOUNDED
        } else if self.pours() && self.boxes >= 6 {
            POURING
        } else if self.pours() {
            FEW_BOXES
        } else if self.by_name() {
            FEW_SAME_NAMES
        } else {
            LAST_WRITES
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::algebra::facts::{Facts, WordProblem};
    use crate::base::rng::stream;
    use crate::problem::entity::boxes::FIRST;
    use crate::problem::entity::narrative::Story;
    use crate::problem::entity::prose::{Args, Thing};

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
            let (monoid, letters) = boxes(n, &[BoxVerb::MoveContents]).algebra().unwrap();
            assert_eq!(letters.len(), n * (n - 1));
            assert_eq!(monoid.order(), order);
            let factorial: usize = (1..=n).product();
            assert_eq!(order, n.pow(n as u32) - factorial + 1);
            let facts = Facts::of(&monoid);
            assert_eq!(facts.word_problem == WordProblem::Nc1Complete, n >= 6);
            // S_3 and S_4 are the largest groups inside for n = 4, 5
            assert_eq!(
                facts.derived_length(),
                [Some(1), Some(2), Some(3), None][n - 3]
            );
        }
        assert!(boxes(7, &[BoxVerb::MoveContents]).algebra().is_none());
        assert!(boxes(7, &[BoxVerb::MoveContents]).class().complete);
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
        let (monoid, letters) = story.algebra().unwrap();
        let mut rng = stream(1, "test", 0);
        let (mut shelf, mut args) = (story.blank(), Args::default());
        story.open(&mut rng, None, &mut shelf);
        let start = shelf.at.clone();
        let mut products = vec![0; story.objects()];
        for _ in 0..500 {
            let verb = story.operation(&mut rng, &shelf, &mut args);
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
        let (monoid, letters) = boxes(7, &all).algebra().unwrap();
        assert_eq!((monoid.order(), letters.len()), (9, 15));
        assert_eq!(Facts::of(&monoid).word_problem, WordProblem::Ac0);
    }

    #[test]
    fn names_that_several_objects_share_have_the_class_of_their_permutations() {
        let mut story = boxes(6, &[BoxVerb::Put, BoxVerb::Remove, BoxVerb::Move]);
        story.kinds = 5;
        assert!(story.algebra().is_none());
        assert_eq!(story.class().to_string(), "NC1-complete");
        story.kinds = 4;
        assert_eq!(story.class().to_string(), "in TC0");
        story.ask = BoxAsk::Count;
        assert!(Facts::of(&story.algebra().unwrap().0).aperiodic());
    }
}
