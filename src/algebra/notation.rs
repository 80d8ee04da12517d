//! Transformations as text: cycles, `(1 2 3)(4 5)`, for permutations; images, `[2 2 1]`, for all.
//!
//! Points are counted from 1 in text. Every error names the text, the part that is wrong, and the remedy.

use std::fmt;

use itertools::Itertools;

use crate::algebra::AlgebraError;
use crate::algebra::transformation::{Transformation, check_points};

impl Transformation {
    /// Reads cycle notation on `points` points: `(1 2 3)(4 5)`, spaces or commas, `()` = identity.
    ///
    /// ```
    /// use barrington::algebra::transformation::Transformation;
    /// let p = Transformation::parse_cycles("(1,2,3)(4 5)", 6).unwrap();
    /// assert_eq!(p.images(), [1, 2, 0, 4, 3, 5]);
    /// let message = Transformation::parse_cycles("(1 2 9)", 5).unwrap_err().to_string();
    /// assert!(message.starts_with("`(1 2 9)` names the point 9, but the points are 1 to 5"));
    /// ```
    pub fn parse_cycles(text: &str, points: usize) -> Result<Self, AlgebraError> {
        check_points(points)?;
        let not_cycles = |at: &str| {
            let remedy = "write it like `(1 2 3)(4 5)`, the identity as `()`";
            let problem = format!("is not in cycle notation at `{}`; {remedy}", at.trim());
            wrong(text, problem)
        };
        let mut images: Vec<u16> = (0..points as u16).collect();
        let mut used = vec![false; points];
        let mut rest = text.trim();
        if rest.is_empty() {
            return Err(not_cycles(""));
        }
        while !rest.is_empty() {
            let open = rest.strip_prefix('(').ok_or_else(|| not_cycles(rest))?;
            let (cycle, after) = open.split_once(')').ok_or_else(|| not_cycles(rest))?;
            let mut members = Vec::new();
            for word in words(cycle) {
                let point: usize = word.parse().map_err(|_| not_cycles(word))?;
                if point == 0 || point > points {
                    return Err(out_of_range(text, point, points));
                }
                if std::mem::replace(&mut used[point - 1], true) {
                    let remedy = "every point may stand in one cycle only";
                    let found = format!("is not a permutation: the point {point} occurs twice");
                    return Err(wrong(text, format!("{found}; {remedy}")));
                }
                members.push(point - 1);
            }
            for (k, &from) in members.iter().enumerate() {
                images[from] = members[(k + 1) % members.len()] as u16;
            }
            rest = after.trim_start();
        }
        Ok(Self::unchecked(images))
    }

    /// Reads image notation: `2 2 1` or `[2 2 1]`, spaces or commas. With `points` given, there must be
    /// as many images.
    ///
    /// ```
    /// use barrington::algebra::transformation::Transformation;
    /// let f = Transformation::parse_images("2 2 1", Some(3)).unwrap();
    /// assert_eq!(f.images(), [1, 1, 0]);
    /// assert_eq!(f.to_string(), "[2 2 1]");
    /// ```
    pub fn parse_images(text: &str, points: Option<usize>) -> Result<Self, AlgebraError> {
        let trimmed = text.trim();
        let inner = trimmed
            .strip_prefix('[')
            .and_then(|t| t.strip_suffix(']'))
            .unwrap_or(trimmed);
        let image = |word: &str| {
            let remedy = "write the image of point 1, of point 2, ... like `2 2 1`";
            let problem = || format!("is not a list of images at `{word}`; {remedy}");
            word.parse().map_err(|_| wrong(text, problem()))
        };
        let images: Vec<usize> = words(inner).map(image).collect::<Result<_, _>>()?;
        let expected = points.unwrap_or(images.len());
        if images.len() != expected {
            let found = format!("gives {} images for {expected} points", images.len());
            let problem = format!("{found}; give one image for each point");
            return Err(wrong(text, problem));
        }
        check_points(expected)?;
        if let Some(&point) = images.iter().find(|&&i| i == 0 || i > expected) {
            return Err(out_of_range(text, point, expected));
        }
        let images = images.iter().map(|&i| (i - 1) as u16);
        Ok(Self::unchecked(images.collect::<Vec<_>>()))
    }

    /// Cycle notation, if it is a permutation: each cycle from its smallest point, fixed points left out.
    pub fn cycles(&self) -> Option<String> {
        if !self.is_permutation() {
            return None;
        }
        let mut seen = vec![false; self.points()];
        let mut text = String::new();
        for start in 0..self.points() {
            let mut cycle = Vec::new();
            let mut i = start;
            while !std::mem::replace(&mut seen[i], true) {
                cycle.push((i + 1).to_string());
                i = usize::from(self.images[i]);
            }
            if cycle.len() > 1 {
                text.push_str(&format!("({})", cycle.join(" ")));
            }
        }
        if text.is_empty() {
            text.push_str("()");
        }
        Some(text)
    }

    /// Image notation, `[2 2 1]`.
    pub fn image_notation(&self) -> String {
        format!("[{}]", image_text(&self.images))
    }
}

/// Cycles for a permutation, images for anything else.
impl fmt::Display for Transformation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.cycles().unwrap_or_else(|| self.image_notation()))
    }
}

impl fmt::Debug for Transformation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.image_notation())
    }
}

/// Image notation without brackets: the form in records, which needs no number of points to be read.
impl From<Transformation> for String {
    fn from(t: Transformation) -> Self {
        image_text(&t.images)
    }
}

impl TryFrom<String> for Transformation {
    type Error = AlgebraError;

    fn try_from(text: String) -> Result<Self, AlgebraError> {
        Self::parse_images(&text, None)
    }
}

fn words(text: &str) -> impl Iterator<Item = &str> {
    text.split(|c: char| c == ',' || c.is_whitespace())
        .filter(|word| !word.is_empty())
}

fn wrong(text: &str, problem: String) -> AlgebraError {
    AlgebraError::Notation {
        text: text.to_owned(),
        problem,
    }
}

/// What is said of a text that names a point outside `1..=points`.
pub(super) fn out_of_range(text: &str, point: usize, points: usize) -> AlgebraError {
    let problem = format!("names the point {point}, but the points are 1 to {points}");
    wrong(text, format!("{problem}; correct it or raise `points`"))
}

/// Images counted from 1, with spaces.
pub(super) fn image_text(images: &[u16]) -> String {
    images.iter().map(|&i| usize::from(i) + 1).join(" ")
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn maps(points: usize) -> impl Strategy<Value = Transformation> {
        prop::collection::vec(0..points as u16, points)
            .prop_map(|images| Transformation::from_images(&images).unwrap())
    }

    fn permutations(points: usize) -> impl Strategy<Value = Transformation> {
        Just((0..points as u16).collect::<Vec<_>>())
            .prop_shuffle()
            .prop_map(|images| Transformation::from_images(&images).unwrap())
    }

    fn error(text: &str) -> String {
        Transformation::parse_cycles(text, 5)
            .unwrap_err()
            .to_string()
    }

    proptest! {
        #[test]
        fn cycles_are_read_back(p in permutations(9)) {
            let text = p.cycles().unwrap();
            prop_assert_eq!(Transformation::parse_cycles(&text, 9).unwrap(), p.clone());
            let commas = text.replace(' ', ",");
            prop_assert_eq!(Transformation::parse_cycles(&commas, 9).unwrap(), p);
        }

        #[test]
        fn images_are_read_back(p in maps(5)) {
            prop_assert_eq!(Transformation::parse_images(&p.image_notation(), Some(5)).unwrap(), p.clone());
            let json = serde_json::to_string(&p).unwrap();
            prop_assert_eq!(serde_json::from_str::<Transformation>(&json).unwrap(), p);
        }

        #[test]
        fn any_text_is_read_or_refused_without_panic(text in "[()\\[\\], 0-9a]{0,12}") {
            let _ = Transformation::parse_cycles(&text, 5);
            let _ = Transformation::parse_images(&text, None);
        }
    }

    #[test]
    fn empty_parentheses_are_the_identity() {
        assert!(Transformation::parse_cycles("()", 4).unwrap().is_identity());
        assert_eq!(Transformation::identity(4).to_string(), "()");
    }

    #[test]
    fn wrong_cycles_are_named_with_the_remedy() {
        assert_eq!(
            error("(1 2 7)"),
            "`(1 2 7)` names the point 7, but the points are 1 to 5; correct it or raise `points`"
        );
        assert_eq!(
            error("(1 2)(2 3)"),
            "`(1 2)(2 3)` is not a permutation: the point 2 occurs twice; every point may stand in one cycle only"
        );
        assert_eq!(
            error("(1 2"),
            "`(1 2` is not in cycle notation at `(1 2`; write it like `(1 2 3)(4 5)`, the identity as `()`"
        );
        assert_eq!(
            error("(1 x)"),
            "`(1 x)` is not in cycle notation at `x`; write it like `(1 2 3)(4 5)`, the identity as `()`"
        );
    }

    #[test]
    fn wrong_images_are_named_with_the_remedy() {
        let error = |text| {
            Transformation::parse_images(text, Some(3))
                .unwrap_err()
                .to_string()
        };
        assert_eq!(
            error("2 2"),
            "`2 2` gives 2 images for 3 points; give one image for each point"
        );
        assert_eq!(
            error("2 2 0"),
            "`2 2 0` names the point 0, but the points are 1 to 3; correct it or raise `points`"
        );
        assert_eq!(
            error("2 b 1"),
            "`2 b 1` is not a list of images at `b`; write the image of point 1, of point 2, ... like `2 2 1`"
        );
    }
}
