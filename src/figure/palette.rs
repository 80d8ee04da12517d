//! One colour per class of architectures and one marker per member, the same in every figure; colours for the letters of
//! an alphabet.
//!
//! What theory says alike of two architectures has one colour; which of them it is, the marker says, so that there may be
//! many. A mixer states its marker itself; patterns, and further models of the same mixer, take what is free in the
//! drawing.
//!
//! Colours: M. Okabe and K. Ito, "Color universal design" (2008), distinguishable with every common colour blindness, and
//! P. Tol's "muted" scheme (2021). Depth is intensity: more layers, more of the colour.
//! Left out: dark variants. Figures are printed on white, also where the page around them is dark.

use itertools::iproduct;

use crate::base::natural::Natural;
use crate::model::Marker;
use crate::model::look;
use crate::theory::{Class, Transition};

/// A colour, possibly see-through.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Colour {
    /// Red, green, blue.
    pub rgb: [u8; 3],
    /// 1 is opaque.
    pub alpha: f64,
}

/// An opaque colour.
pub(super) const fn opaque(r: u8, g: u8, b: u8) -> Colour {
    Colour {
        rgb: [r, g, b],
        alpha: 1.0,
    }
}

/// Paper.
pub const WHITE: Colour = opaque(255, 255, 255);
/// Text.
pub const TEXT: Colour = opaque(34, 34, 34);
/// Less important text.
pub const MUTED: Colour = opaque(104, 104, 104);
/// Axes.
pub const AXIS: Colour = opaque(150, 150, 150);
/// Grid lines.
pub const GRID: Colour = opaque(231, 231, 231);
/// Bands behind marks.
pub const BAND: Colour = opaque(245, 245, 245);
/// The threshold line.
pub const THRESHOLD: Colour = opaque(120, 120, 120);

impl Colour {
    /// Mixed with white: 1 leaves it, 0 is white.
    pub fn tint(self, strength: f64) -> Self {
        let mix = |c: u8| (255.0 - (255.0 - f64::from(c)) * strength).round() as u8;
        let [r, g, b] = self.rgb;
        Self {
            rgb: [mix(r), mix(g), mix(b)],
            alpha: self.alpha,
        }
    }

    /// Mixed with black, the fourth with white: for those after the first of one colour, so that their lines are told
    /// apart where they cross.
    fn shaded(self, place: usize) -> Self {
        const SHADES: [f64; 3] = [1.0, 0.6, 0.35];
        let Some(shade) = SHADES.get(place % 4) else {
            return self.tint(0.55);
        };
        let rgb = self.rgb.map(|c| (f64::from(c) * shade).round() as u8);
        Self { rgb, ..self }
    }

    /// See-through.
    pub fn with_alpha(self, alpha: f64) -> Self {
        Self { alpha, ..self }
    }

    /// Dark enough for text on white: contrast at least 4.5 to 1 (WCAG 2.1, 1.4.3).
    pub fn for_text(self) -> Self {
        let mut colour = self;
        while 1.05 / (colour.luminance() + 0.05) < 4.5 {
            colour.rgb = colour.rgb.map(|c| (f64::from(c) * 0.94) as u8);
        }
        colour
    }

    /// Relative luminance, with the exponent 2.2 in place of the piecewise sRGB curve.
    fn luminance(self) -> f64 {
        let [r, g, b] = self.rgb.map(|c| libm::pow(f64::from(c) / 255.0, 2.2));
        0.2126 * r + 0.7152 * g + 0.0722 * b
    }
}

/// How an architecture looks.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Look {
    /// Its colour.
    pub colour: Colour,
    /// Its marker.
    pub marker: Marker,
    /// Whether that is open, and not filled.
    pub open: bool,
}

/// Layers of several kinds, or none that has a state. The yellow that remains of Okabe and Ito is too pale for lines on
/// white.
const HYBRID: Colour = opaque(140, 140, 140);

/// The colour of the architectures of this class.
fn colour(class: Option<&Class>) -> Colour {
    let Some([kind]) = class.map(|class| class.0.as_slice()) else {
        return HYBRID;
    };
    match kind {
        Transition::TimeInvariant => opaque(86, 180, 233),
        Transition::DiagonalNonNegative => opaque(0, 114, 178),
        Transition::DiagonalSigned => opaque(136, 34, 85),
        Transition::DiagonalComplex => opaque(153, 153, 51),
        Transition::Householder { .. } => opaque(230, 159, 0),
        Transition::PermutationDiagonal => opaque(0, 0, 0),
        Transition::Dense => opaque(0, 158, 115),
        Transition::NonLinear => opaque(204, 121, 167),
        Transition::Attention(_) => opaque(213, 94, 0),
    }
}

/// For the letters of an alphabet, in order; they repeat after the last. Of Okabe and Ito but for the last two, which are
/// of P. Tol's "muted" scheme.
const LETTERS: [Colour; 8] = [
    opaque(0, 114, 178),
    opaque(213, 94, 0),
    opaque(0, 158, 115),
    opaque(204, 121, 167),
    opaque(230, 159, 0),
    opaque(86, 180, 233),
    opaque(136, 34, 85),
    opaque(153, 153, 51),
];

/// The colour of letter `a` of an alphabet.
pub fn letter(a: usize) -> Colour {
    LETTERS[a % LETTERS.len()]
}

/// The looks of all models of a drawing, each given once by its label and what it says of itself. No two are alike: the
/// second of a mixer has its mark open, further ones and patterns have a mark that is free.
///
/// ```
/// use barrington::figure::palette::looks;
/// use barrington::model::ModelConfig;
/// let [mamba, hybrid] = ["M", "M(*M)2"].map(|text| ModelConfig::of(text.parse().unwrap(), 8).look());
/// let looks = looks(&[("M", &mamba), ("M(*M)2", &hybrid)]);
/// assert_eq!(looks[0].colour.rgb, [0, 114, 178]);
/// assert_ne!(looks[0].colour, looks[1].colour);
/// ```
pub fn looks(all: &[(&str, &look::Look)]) -> Vec<Look> {
    let colours = all.iter().map(|(_, look)| colour(look.class.as_ref()));
    let colours: Vec<Colour> = colours.collect();
    let own = |i: usize| all[i].1.marker;
    // in the order of their names, so that the order in the drawing does not matter
    let mut order: Vec<usize> = (0..all.len()).collect();
    order.sort_by_key(|&i| (all[i].1.rank, Natural(all[i].0)));
    let every = iproduct!([false, true], Marker::ALL);
    let mut looks: Vec<Option<Look>> = vec![None; all.len()];
    for &i in &order {
        let alike = || (0..all.len()).filter(|&j| colours[j] == colours[i]);
        let is_free = |mark: &(bool, Marker)| {
            // the mark of a mixer is kept for it
            let kept = |j| own(j) != own(i) && own(j) == Some(mark.1) && !mark.0;
            let taken = |look: Look| (look.open, look.marker) == *mark;
            alike().all(|j| !looks[j].is_some_and(taken) && !kept(j))
        };
        let place = alike().filter(|&j| looks[j].is_some()).count();
        let own = own(i).into_iter().flat_map(|m| [(false, m), (true, m)]);
        let mark = own.chain(every.clone()).find(is_free);
        let (open, marker) = mark.unwrap_or((false, Marker::ALL[place % Marker::ALL.len()]));
        looks[i] = Some(Look {
            colour: colours[i].shaded(place),
            marker,
            open,
        });
    }
    looks.into_iter().flatten().collect()
}

/// Intensity of a depth among all depths shown, ascending.
pub fn intensity<D: PartialEq>(layers: D, depths: &[D]) -> f64 {
    let last = depths.len().saturating_sub(1);
    let place = depths.iter().position(|d| *d == layers).unwrap_or(last);
    if last == 0 {
        1.0
    } else {
        0.52 + 0.48 * place as f64 / last as f64
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::mixers::by_name;
    use crate::model::{ARCHITECTURES, ModelConfig};
    use crate::theory::class::named;

    #[test]
    fn architectures_differ_in_colour_or_in_marker() {
        let all: Vec<_> = ARCHITECTURES
            .iter()
            .map(|a| (a.name, ModelConfig::new((a.default)(), 8, 1).look()))
            .collect();
        let given: Vec<_> = all.iter().map(|(name, look)| (*name, look)).collect();
        let looks = looks(&given);
        for (i, one) in looks.iter().enumerate() {
            assert_eq!(Some(one.marker), all[i].1.marker);
            assert!(!looks[..i].contains(one), "{}", all[i].0);
        }
    }

    #[test]
    fn patterns_take_the_markers_that_are_free_whatever_their_order() {
        let pattern = |text: &str| ModelConfig::of(text.parse().unwrap(), 8).look();
        let texts = ["M(*M)2", "(M)2", "M*", "{M}2"];
        let mut all: Vec<_> = texts.iter().map(|text| (*text, pattern(text))).collect();
        let mamba = ModelConfig::new(by_name("mamba").unwrap(), 8, 1).look();
        all.push(("mamba", mamba));
        let drawn = |all: &[(&'static str, look::Look)]| {
            let given: Vec<_> = all.iter().map(|(name, look)| (*name, look)).collect();
            let names = all.iter().map(|(name, _)| *name);
            let mut drawn: Vec<_> = names.zip(looks(&given)).collect();
            drawn.sort_by_key(|(name, _)| *name);
            drawn
        };
        let looks = drawn(&all);
        for (i, one) in looks.iter().enumerate() {
            assert!(looks[..i].iter().all(|other| other.1 != one.1), "{looks:?}");
        }
        all.reverse();
        assert_eq!(drawn(&all), looks);
    }

    #[test]
    fn models_of_one_mixer_are_told_apart_whatever_their_order() {
        let gru = ModelConfig::new(by_name("gru").unwrap(), 8, 1).look();
        let rnn = ModelConfig::new(by_name("rnn").unwrap(), 8, 1).look();
        let looped = ModelConfig::of("{R*}log".parse().unwrap(), 8).look();
        let widths: Vec<String> = (0..20).map(|d| format!("(d_model = {d})")).collect();
        let mut all: Vec<(&str, &look::Look)> = vec![("RNN", &rnn), ("Loop", &looped)];
        all.extend(widths.iter().map(|label| (label.as_str(), &gru)));
        let given = looks(&all);
        for (i, one) in given.iter().enumerate() {
            assert!(!given[..i].contains(one), "{}", all[i].0);
        }
        assert_eq!(
            (given[0].marker, given[0].open),
            (rnn.marker.unwrap(), false)
        );
        assert_eq!(
            (given[2].marker, given[2].open),
            (gru.marker.unwrap(), false)
        );
        assert_eq!(
            (given[3].marker, given[3].open),
            (gru.marker.unwrap(), true)
        );
        all.reverse();
        let mut again = looks(&all);
        again.reverse();
        assert_eq!(again, given);
    }

    #[test]
    fn every_class_has_a_colour_of_its_own() {
        let classes: Vec<_> = named().into_iter().map(|named| named.class).collect();
        for (i, class) in classes.iter().enumerate() {
            for other in &classes[..i] {
                let same =
                    std::mem::discriminant(&class.0[0]) == std::mem::discriminant(&other.0[0]);
                assert_eq!(
                    colour(Some(class)) == colour(Some(other)),
                    same,
                    "{class:?}, {other:?}"
                );
            }
            assert_ne!(colour(Some(class)), HYBRID);
        }
    }

    #[test]
    fn deeper_is_more_intense() {
        let depths = [1, 2, 4];
        assert!(intensity(1, &depths) < intensity(2, &depths));
        assert!(intensity(2, &depths) < intensity(4, &depths));
        assert!((intensity(1, &[1]) - 1.0).abs() < 1e-12);
    }

    #[test]
    fn every_colour_has_a_readable_text_variant() {
        for class in named() {
            let text = colour(Some(&class.class)).for_text();
            assert!(1.05 / (text.luminance() + 0.05) >= 4.5, "{}", class.name);
        }
        assert!(1.05 / (HYBRID.for_text().luminance() + 0.05) >= 4.5);
    }
}
