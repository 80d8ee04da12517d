//! How many reflections the elements of a group need in a faithful orthogonal representation.
//!
//! An orthogonal map is a product of `codim Fix` reflections and of no fewer (E. Cartan, P. Scherk), so a
//! product of that many Householder factors realises every element of `G` if
//!
//! ```text
//! n = min over faithful real representations ρ of   max over g of   codim Fix ρ(g)
//! ```
//!
//! Real irreducible representations come from the characters: `χ` itself if real, `χ` and its conjugate
//! or twice `χ` if complex or quaternionic. A sum is faithful if the kernels have only the identity in
//! common, codimensions add up, and no summand is needed twice; so the search runs over sets, and is cut
//! where a class exceeds the count that is tried. The first count comes from an elementary abelian subgroup
//! of rank `r`: a faithful representation contains `r` independent characters of it, and the element that
//! is moved by all of these has codimension at least `r` for the prime 2 and `2r` for an odd one.
//!
//! Leaves out covers of `G`, which a layer could realise instead with fewer reflections, and groups with
//! more classes than the character table takes.

use itertools::Itertools;

use super::PermutationGroup;
use super::characters::CharacterTable;
use super::elements::Elements;
use crate::algebra::arithmetic::primes;
use crate::algebra::holonomy::sets;
use crate::algebra::transformation::Transformation;

/// Sets looked at before the search gives up.
const NODE_LIMIT: usize = 200_000;

/// The least number of reflections, or `None` if it takes too long to find.
pub(super) fn count(elements: &Elements<'_>) -> Option<usize> {
    let table = CharacterTable::new(elements)?;
    let codimensions = real_irreducibles(&table);
    if codimensions.len() > u128::BITS as usize {
        return None;
    }
    let mut detect: Vec<u128> = (1..table.len())
        .map(|c| bits(&codimensions, |codimension| codimension[c] > 0))
        .collect();
    // a class is outside some kernel as soon as another one with fewer chances is
    detect.sort_by_key(|set| (set.count_ones(), *set));
    let mut needed: Vec<u128> = Vec::new();
    for set in detect {
        if needed.iter().all(|&less| less & set != less) {
            needed.push(set);
        }
    }
    let mut search = Search {
        codimensions: &codimensions,
        limit: lower_bound(elements),
        nodes: 0,
    };
    let all = bits(&codimensions, |_| true);
    loop {
        if search.reaches(all, &vec![0; table.len()], &needed)? {
            return Some(search.limit);
        }
        search.limit += 1;
    }
}

/// A count that no faithful representation is below: see the head of this file.
fn lower_bound(elements: &Elements<'_>) -> usize {
    let divisors = primes(elements.order() as u128).into_iter();
    let bounds = divisors.dedup().map(|p| {
        let rank = elementary_abelian_rank(elements, p as u64);
        if p == 2 { rank } else { 2 * rank }
    });
    bounds.max().unwrap_or(0)
}

/// The rank of some elementary abelian `p`-subgroup, made of elements of order `p` that commute with those
/// before them, small classes first. It need not be the largest.
fn elementary_abelian_rank(elements: &Elements<'_>, p: u64) -> usize {
    let class = |x: usize| &elements.classes()[elements.class_of(x)];
    let candidates = (0..elements.order()).filter(|&x| class(x).element_order == p);
    let mut subgroup = PermutationGroup::trivial(class(0).representative.points());
    for x in candidates.sorted_by_key(|&x| class(x).size) {
        let x = Transformation::unchecked(elements.images(x));
        let commutes = |g: &Transformation| &x * g == g * &x;
        if subgroup.generators().iter().all(commutes) {
            subgroup.adjoin(x);
        }
    }
    subgroup.generators().len()
}

/// For each real irreducible representation the codimension of the fixed space, by class.
fn real_irreducibles(table: &CharacterTable) -> Vec<Vec<usize>> {
    (0..table.len())
        .filter(|&chi| table.is_first_of_pair(chi))
        .map(|chi| {
            let copies = if table.indicator(chi) == 1 { 1 } else { 2 };
            (0..table.len())
                .map(|c| copies * (table.degree(chi) - table.fixed_dimension(chi, c)) as usize)
                .collect()
        })
        .collect()
}

/// The representations that pass `test`, one bit each.
fn bits(codimensions: &[Vec<usize>], test: impl Fn(&[usize]) -> bool) -> u128 {
    let passing = codimensions.iter().enumerate().filter(|(_, c)| test(c));
    passing.fold(0, |set, (k, _)| set | 1 << k)
}

struct Search<'a> {
    codimensions: &'a [Vec<usize>],
    /// The number of reflections that is tried.
    limit: usize,
    nodes: usize,
}

impl Search<'_> {
    /// Whether representations of the set `open` can be added to those with the codimensions `sums` so
    /// that one of each set in `needed` is there; `None` once the search is too long.
    fn reaches(&mut self, open: u128, sums: &[usize], needed: &[u128]) -> Option<bool> {
        self.nodes += 1;
        if self.nodes > NODE_LIMIT {
            return None;
        }
        let fits = |codimension: &[usize]| {
            let mut both = codimension.iter().zip(sums);
            both.all(|(a, b)| a + b <= self.limit)
        };
        let mut open = open & bits(self.codimensions, fits);
        let Some(&tightest) = needed.iter().min_by_key(|&&set| (set & open).count_ones()) else {
            return Some(true);
        };
        for k in sets::elements(tightest & open) {
            open &= !(1 << k);
            let both = self.codimensions[k].iter().zip(sums);
            let sums: Vec<usize> = both.map(|(a, b)| a + b).collect();
            let rest = needed.iter().filter(|&set| set >> k & 1 == 0);
            let rest: Vec<u128> = rest.copied().collect();
            if self.reaches(open, &sums, &rest)? {
                return Some(true);
            }
        }
        Some(false)
    }
}

#[cfg(test)]
mod tests {
    use super::super::PermutationGroup;
    use super::super::elements::LIST_LIMIT;
    use super::super::examples::{
        alternating, cyclic, dihedral, group, psl_2_7, quaternion, sl_2_3, sl_2_5, symmetric,
    };
    use super::*;

    fn householders(group: &PermutationGroup) -> Option<usize> {
        count(&group.elements(LIST_LIMIT).unwrap())
    }

    /// The least of the maxima over all sets of representations, one after the other.
    fn by_all_sets(group: &PermutationGroup) -> usize {
        let elements = group.elements(LIST_LIMIT).unwrap();
        let table = CharacterTable::new(&elements).unwrap();
        let irreducibles = real_irreducibles(&table);
        (0u32..1 << irreducibles.len())
            .filter_map(|set| {
                let chosen = || (0..irreducibles.len()).filter(move |k| set >> k & 1 == 1);
                let sums: Vec<usize> = (0..table.len())
                    .map(|c| chosen().map(|k| irreducibles[k][c]).sum())
                    .collect();
                sums[1..]
                    .iter()
                    .all(|&s| s > 0)
                    .then(|| sums.into_iter().max().unwrap())
            })
            .min()
            .unwrap()
    }

    #[test]
    fn small_groups_need_the_reflections_of_the_table() {
        // rotations and reflections of polygons, tetrahedron, cube and icosahedron; unit quaternions;
        // a 5-cycle moves a space of dimension 4 in every faithful representation of S5
        let is =
            |group: PermutationGroup, expected| assert_eq!(householders(&group), Some(expected));
        is(group(&["()"], 1), 0);
        is(cyclic(2), 1);
        is(group(&["(1 2)", "(3 4)"], 4), 2);
        is(cyclic(3), 2);
        is(cyclic(4), 2);
        is(cyclic(6), 2);
        is(cyclic(60), 2);
        is(symmetric(3), 2);
        is(dihedral(4), 2);
        is(quaternion(), 4);
        is(alternating(4), 2);
        is(symmetric(4), 2);
        is(sl_2_3(), 4);
        is(group(&["(1 2 3)", "(2 3 4)", "(5 6 7 8 9)"], 9), 4);
        is(alternating(5), 2);
        is(symmetric(5), 4);
        is(sl_2_5(), 4);
        let swaps: Vec<String> = (1..12)
            .step_by(2)
            .map(|i| format!("({i} {})", i + 1))
            .collect();
        let swaps: Vec<&str> = swaps.iter().map(String::as_str).collect();
        is(group(&swaps, 12), 6);
    }

    #[test]
    fn the_search_finds_the_least_of_all_sets() {
        for group in [
            cyclic(12),
            dihedral(6),
            symmetric(5),
            psl_2_7(7),
            sl_2_3(),
            group(&["(1 2)", "(3 4)", "(5 6)"], 6),
            group(&["(1 2 3)", "(1 2)", "(4 5 6)", "(4 5)"], 6),
            group(
                &["(1 2 3 4)(5 8 7 6)", "(1 5 3 7)(2 6 4 8)", "(9 10 11)"],
                11,
            ),
        ] {
            assert_eq!(householders(&group), Some(by_all_sets(&group)));
        }
    }
}
