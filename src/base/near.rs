//! The nearest known word to a misspelt one.
//!
//! Distance: Levenshtein with transpositions of neighbours (optimal string alignment), the usual model of
//! typing slips. A word further away than a third of its length (at least 2) is no suggestion at all.

/// Insertions, deletions, substitutions and swaps of neighbours that turn `a` into `b`.
fn distance(a: &str, b: &str) -> usize {
    let a: Vec<char> = a.chars().collect();
    let b: Vec<char> = b.chars().collect();
    let mut rows = vec![vec![0usize; b.len() + 1]; a.len() + 1];
    for i in 0..=a.len() {
        for j in 0..=b.len() {
            rows[i][j] = if i == 0 || j == 0 {
                i + j
            } else {
                let change = rows[i - 1][j - 1] + usize::from(a[i - 1] != b[j - 1]);
                let mut best = change.min(rows[i - 1][j] + 1).min(rows[i][j - 1] + 1);
                if i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1] {
                    best = best.min(rows[i - 2][j - 2] + 1);
                }
                best
            };
        }
    }
    rows[a.len()][b.len()]
}

/// The word of `known` nearest to `word`, or `None` where nothing is near. Ties go to the first.
///
/// ```
/// use barrington::base::near::nearest;
/// assert_eq!(nearest("generater", ["points", "generators"]), Some("generators"));
/// assert_eq!(nearest("zebra", ["points", "generators"]), None);
/// ```
pub fn nearest<'a>(word: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let reach = (word.chars().count() / 3).max(2);
    known
        .into_iter()
        .map(|candidate| (distance(word, candidate), candidate))
        .filter(|&(d, candidate)| d <= reach && d < candidate.chars().count())
        .min_by_key(|&(d, _)| d)
        .map(|(_, candidate)| candidate)
}

/// The question whether the nearest word of `known` was meant, to be put behind the statement that there is no `word`;
/// empty where nothing is near.
pub fn did_you_mean<'a>(word: &str, known: impl IntoIterator<Item = &'a str>) -> String {
    nearest(word, known).map_or_else(String::new, |near| format!("; did you mean `{near}`?"))
}

/// What is said of a `name` that is none of the `known` ones; `what` is what it would be the name of.
pub fn there_is_no(what: &str, name: &str, known: &[&str]) -> String {
    let (hint, list) = (did_you_mean(name, known.iter().copied()), known.join(", "));
    format!("there is no {what} `{name}`{hint} (known: {list})")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn swapped_neighbours_count_once() {
        assert_eq!(distance("dpeth", "depth"), 1);
        assert_eq!(distance("kitten", "sitting"), 3);
        assert_eq!(distance("", "abc"), 3);
    }

    #[test]
    fn a_short_word_is_not_explained_by_an_unrelated_one() {
        assert_eq!(nearest("q", ["s3", "z2"]), None);
        assert_eq!(nearest("s33", ["s3", "z2"]), Some("s3"));
    }
}
