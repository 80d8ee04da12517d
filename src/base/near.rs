//! The nearest known word to a misspelt one.
//!
//! Distance: Levenshtein with transpositions of neighbours (optimal string alignment), the usual model of
//! typing slips. A word further away than a third of its length (at least 2) is no suggestion at all.

use strsim::osa_distance;

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
        .map(|candidate| (osa_distance(word, candidate), candidate))
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
        assert_eq!(osa_distance("dpeth", "depth"), 1);
        assert_eq!(osa_distance("kitten", "sitting"), 3);
        assert_eq!(osa_distance("", "abc"), 3);
    }

    #[test]
    fn a_short_word_is_not_explained_by_an_unrelated_one() {
        assert_eq!(nearest("q", ["s3", "z2"]), None);
        assert_eq!(nearest("s33", ["s3", "z2"]), Some("s3"));
    }
}
