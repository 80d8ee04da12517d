//! The order in which a reader expects names: numbers inside them by their value.

use std::cmp::Ordering;

/// A text in natural order: its words one by one, those that are numbers first and by value.
///
/// ```
/// use barrington::base::natural::Natural;
/// let mut labels = ["GRU (d_model = 16)", "GRU (d_model = 8)", "GRU", "rate 0.5", "rate 0.25"];
/// labels.sort_by_key(|label| Natural(label));
/// assert_eq!(labels, ["GRU", "GRU (d_model = 8)", "GRU (d_model = 16)", "rate 0.25", "rate 0.5"]);
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Natural<'a>(pub &'a str);

impl Ord for Natural<'_> {
    fn cmp(&self, other: &Self) -> Ordering {
        let words = |text: &str| -> Vec<(Option<f64>, String)> {
            let words = text.split([' ', ',', '(', ')', '[', ']']);
            words.map(|w| (w.parse().ok(), w.to_owned())).collect()
        };
        let (ours, theirs) = (words(self.0), words(other.0));
        let pairs = ours.iter().zip(&theirs);
        let orders = pairs.map(|(a, b)| match (a.0, b.0) {
            (Some(x), Some(y)) => x.total_cmp(&y),
            // numbers before words
            (x, y) => y.is_some().cmp(&x.is_some()).then(a.1.cmp(&b.1)),
        });
        let first = orders.fold(Ordering::Equal, Ordering::then);
        // what reads alike, as 8 and 8.0 do, is still not the same text
        let longer = ours.len().cmp(&theirs.len());
        first.then(longer).then_with(|| self.0.cmp(other.0))
    }
}

impl PartialOrd for Natural<'_> {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}
