//! Lines of text that fit: words broken into lines, names cut off.
//!
//! Measured with the font inside the program, so that lines break at the same words everywhere. Left out: hyphenation
//! and justified text; captions and legends are short.

use crate::figure::canvas::{Align, Canvas, Ink};
use crate::figure::render::text_width;

/// Height of a line per size of the em.
const LEADING: f64 = 1.45;

/// `text` in lines of at most `width`; a word wider than that has a line of its own.
pub(super) fn wrap(text: &str, ink: Ink, width: f64) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for word in text.split_whitespace() {
        if let Some(line) = lines.last_mut() {
            let longer = format!("{line} {word}");
            if text_width(&longer, ink) <= width {
                *line = longer;
                continue;
            }
        }
        lines.push(word.to_owned());
    }
    lines
}

/// Writes `text` in lines of at most `width` from `left`, the first centred on `top`; returns the middle of the line
/// that would come next.
pub(super) fn paragraph(
    canvas: &mut Canvas,
    text: &str,
    ink: Ink,
    left: f64,
    width: f64,
    top: f64,
) -> f64 {
    let mut y = top;
    for line in wrap(text, ink, width) {
        canvas.text((left, y), &line, ink, Align::Left);
        y += ink.size * LEADING;
    }
    y
}

/// `text`, or as much of it as is at most `width` wide, with dots.
pub(super) fn cut(text: &str, ink: Ink, width: f64) -> String {
    if text_width(text, ink) <= width {
        return text.to_owned();
    }
    let mut kept: Vec<char> = text.chars().collect();
    while kept.pop().is_some() {
        let shorter: String = kept.iter().copied().chain(['…']).collect();
        if text_width(&shorter, ink) <= width {
            return shorter;
        }
    }
    "…".to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::figure::panel::LABEL;

    #[test]
    fn lines_fit_and_lose_no_word() {
        let text = "rows are R-classes, columns are L-classes, cells are H-classes";
        let lines = wrap(text, LABEL, 120.0);
        assert!(lines.len() > 2);
        assert!(lines.iter().all(|line| text_width(line, LABEL) <= 120.0));
        assert_eq!(lines.join(" "), text);
    }

    #[test]
    fn a_word_wider_than_the_line_stands_alone() {
        assert_eq!(
            wrap("a transformation b", LABEL, 20.0),
            ["a", "transformation", "b"]
        );
    }

    #[test]
    fn long_names_are_cut_off_with_dots() {
        assert_eq!(cut("short", LABEL, 100.0), "short");
        let long = cut("a name that is too long", LABEL, 60.0);
        assert!(long.ends_with('…') && text_width(&long, LABEL) <= 60.0);
    }
}
