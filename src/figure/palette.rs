//! One colour and one marker per architecture, the same in every figure; colours for the letters of an alphabet.
//!
//! Colours: M. Okabe and K. Ito, "Color universal design" (2008), distinguishable with every common colour blindness;
//! markers repeat the distinction without colour. Depth is intensity: more layers, more of the colour.
//! Left out: dark variants. Figures are printed on white, also where the page around them is dark.

use crate::figure::canvas::Shape;

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
    pub shape: Shape,
}

/// The architectures of this program.
const KNOWN: &[(&str, Look)] = &[
    ("rnn", look(opaque(0, 0, 0), Shape::Circle)),
    ("gru", look(opaque(204, 121, 167), Shape::Pentagon)),
    ("lstm", look(opaque(230, 159, 0), Shape::Diamond)),
    ("ids4", look(opaque(0, 158, 115), Shape::Hexagon)),
    ("s4d", look(opaque(86, 180, 233), Shape::TriangleDown)),
    ("mamba", look(opaque(0, 114, 178), Shape::Square)),
    ("transformer", look(opaque(213, 94, 0), Shape::TriangleUp)),
];

/// For architectures that are not in `KNOWN`, in the order of their names; the colours repeat after the last. The yellow
/// that remains of Okabe and Ito is too pale for lines on white; wine and olive are of P. Tol's "muted" scheme (2021).
const OTHERS: &[Look] = &[
    look(opaque(136, 34, 85), Shape::Plus),
    look(opaque(140, 140, 140), Shape::Square),
    look(opaque(153, 153, 51), Shape::Diamond),
];

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

const fn look(colour: Colour, shape: Shape) -> Look {
    Look { colour, shape }
}

/// The look of `architecture` in a drawing that shows `all` of these architectures.
///
/// ```
/// use barrington::figure::palette::look_of;
/// assert_eq!(look_of("mamba", &["mamba", "mine"]).colour.rgb, [0, 114, 178]);
/// assert_eq!(look_of("mine", &["mamba", "mine"]).colour.rgb, [136, 34, 85]);
/// ```
pub fn look_of(architecture: &str, all: &[&str]) -> Look {
    let known = |name: &str| {
        KNOWN
            .iter()
            .find(|(k, _)| *k == name)
            .map(|(_, look)| *look)
    };
    known(architecture).unwrap_or_else(|| {
        let mut others: Vec<&str> = all.iter().copied().filter(|a| known(a).is_none()).collect();
        others.sort_unstable();
        others.dedup();
        let place = others.iter().position(|o| *o == architecture).unwrap_or(0);
        OTHERS[place % OTHERS.len()]
    })
}

/// The place of an architecture in rows and legends: the order of the table above, recurrences
/// first; architectures that are not in it come last.
pub fn rank(architecture: &str) -> usize {
    KNOWN
        .iter()
        .position(|(k, _)| *k == architecture)
        .unwrap_or(KNOWN.len())
}

/// Intensity of a depth among all depths shown, ascending.
pub fn intensity(layers: usize, depths: &[usize]) -> f64 {
    let last = depths.len().saturating_sub(1);
    let place = depths.iter().position(|&d| d == layers).unwrap_or(last);
    if last == 0 {
        1.0
    } else {
        0.52 + 0.48 * place as f64 / last as f64
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn known_architectures_differ_in_colour_and_in_marker() {
        for (i, (a, one)) in KNOWN.iter().enumerate() {
            for (b, two) in &KNOWN[..i] {
                assert_ne!(one.colour, two.colour, "{a} and {b}");
                assert_ne!(one.shape, two.shape, "{a} and {b}");
            }
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
        for (name, look) in KNOWN {
            let text = look.colour.for_text();
            assert!(1.05 / (text.luminance() + 0.05) >= 4.5, "{name}");
        }
    }
}
