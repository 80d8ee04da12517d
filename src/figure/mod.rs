//! Figures and the report, drawn from records and from nothing else, and three pictures that need no records: the
//! [`egg_box`] and the [`cayley_graph`] of a monoid are drawn from algebra, the [`atlas`] from what theory predicts.
//!
//! A figure of records is one file and one line of the table [`FIGURES`]. Drawing code puts marks on a [`canvas::Canvas`]; the
//! same marks become SVG and PNG ([`render`]), byte for byte the same whenever the same is drawn again. Files are
//! written by the caller.

pub mod atlas;
pub mod canvas;
pub mod cayley_graph;
pub mod comparison;
pub mod egg_box;
mod layered;
mod layout;
pub mod palette;
pub mod panel;
mod paragraph;
mod predicted;
pub mod protocol;
pub mod render;
pub mod report;
pub mod table;

use itertools::Itertools;
use thiserror::Error;

use crate::analysis::pool::Group;
use crate::base::near::there_is_no;
use crate::figure::canvas::Canvas;

/// A figure that can be drawn.
pub struct Figure {
    /// Name in commands and files.
    pub name: &'static str,
    /// Title in reports.
    pub title: &'static str,
    /// What it shows, in one sentence.
    pub about: &'static str,
    /// Whether it has something to show: otherwise it is only drawn when asked for.
    fits: fn(&[Group<'_>]) -> bool,
    /// Its sheet and its caption.
    sheet: fn(&[Group<'_>]) -> (Canvas, String),
}

impl Figure {
    /// Draws it from `groups`, of which there is one at least.
    pub fn draw(&self, groups: &[Group<'_>]) -> Result<Drawing, FigureError> {
        let (canvas, caption) = (self.sheet)(groups);
        Drawing::of(&canvas, self.title, caption)
    }
}

/// The table of figures: a figure is a file with its `FIGURE`.
macro_rules! figures {
    ($($module:ident),* $(,)?) => {
        $(pub mod $module;)*

        /// Every figure, in the order of the report.
        pub static FIGURES: &[Figure] = &[$($module::FIGURE),*];
    };
}

figures! {
    minimum_depth,
    accuracy_by_length,
    renderings,
}

/// A figure, drawn.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Drawing {
    /// As SVG, with a `title` for screen readers.
    pub svg: String,
    /// As PNG, two pixels to a unit of the SVG.
    pub png: Vec<u8>,
    /// What it shows, with n, intervals and rules; plain text.
    pub caption: String,
}

impl Drawing {
    /// `canvas` by both backends.
    fn of(canvas: &Canvas, title: &str, caption: String) -> Result<Self, FigureError> {
        let failed = |format| {
            let figure = title.to_owned();
            move |source| FigureError::Draw {
                figure,
                format,
                source,
            }
        };
        Ok(Self {
            svg: render::svg(canvas, title).map_err(failed("SVG"))?,
            png: render::png(canvas).map_err(failed("PNG"))?,
            caption,
        })
    }
}

/// Why a figure or report cannot be made.
#[derive(Debug, Error)]
pub enum FigureError {
    /// A backend refused.
    #[error("drawing the {format} of {figure}: {source}")]
    Draw {
        /// The figure.
        figure: String,
        /// SVG or PNG.
        format: &'static str,
        /// What the backend said.
        source: render::Refused,
    },
    /// No figure of that name: what is said of it.
    #[error("{0}")]
    Unknown(String),
    /// A configuration cannot be written down.
    #[error("record {id}: its configuration cannot be written as JSON: {source}")]
    Configuration {
        /// The record.
        id: String,
        /// What the writer said.
        source: serde_json::Error,
    },
}

/// The figure called `name`.
///
/// ```
/// assert_eq!(barrington::figure::find("minimum-depth").unwrap().name, "minimum-depth");
/// assert!(barrington::figure::find("maximum-depth").is_err());
/// ```
pub fn find(name: &str) -> Result<&'static Figure, FigureError> {
    let found = FIGURES.iter().find(|figure| figure.name == name);
    found.ok_or_else(|| FigureError::Unknown(there_is_no("figure", name, &names())))
}

/// A figure with its drawing.
pub type Drawn = (&'static Figure, Drawing);

/// The figures called `names`, drawn from `groups`; if none is named, those that are [`fitting`].
pub fn draw(names: &[String], groups: &[Group<'_>]) -> Result<Vec<Drawn>, FigureError> {
    let figures = match names {
        [] => fitting(groups),
        named => named.iter().map(|name| find(name)).try_collect()?,
    };
    let drawn = |figure: &'static Figure| Ok((figure, figure.draw(groups)?));
    figures.into_iter().map(drawn).collect()
}

/// The figures that have something to show of `groups`.
pub fn fitting(groups: &[Group<'_>]) -> Vec<&'static Figure> {
    let fits = |figure: &&Figure| (figure.fits)(groups);
    FIGURES.iter().filter(fits).collect()
}

/// The names of all figures.
pub fn names() -> Vec<&'static str> {
    FIGURES.iter().map(|figure| figure.name).collect()
}

/// Text for HTML and SVG, with the characters that have a meaning there replaced.
///
/// ```
/// assert_eq!(barrington::figure::escape("a<b & \"c\""), "a&lt;b &amp; &quot;c&quot;");
/// ```
pub fn escape(text: &str) -> String {
    let angles = text.replace('&', "&amp;").replace('<', "&lt;");
    let angles = angles.replace('>', "&gt;");
    angles.replace('"', "&quot;").replace('\'', "&#39;")
}

/// A problem's name as it is printed: `a4xz5` is A4×Z5; names that are no groups stay as they are.
///
/// ```
/// assert_eq!(barrington::figure::problem_title("a4xz5"), "A4×Z5");
/// assert_eq!(barrington::figure::problem_title("flip-flop"), "flip-flop");
/// ```
pub fn problem_title(name: &str) -> String {
    let is_group = |factor: &str| {
        let order = factor.strip_prefix(|c: char| c.is_ascii_lowercase());
        order.is_some_and(|n| !n.is_empty() && n.chars().all(|c| c.is_ascii_digit()))
    };
    if name.split('x').all(is_group) {
        name.to_uppercase().replace('X', "×")
    } else {
        name.to_owned()
    }
}

/// `1, 2 and 4`.
pub(crate) fn list(items: impl IntoIterator<Item = impl ToString>) -> String {
    let items: Vec<String> = items.into_iter().map(|item| item.to_string()).collect();
    match items.as_slice() {
        [] => "none".to_owned(),
        [one] => one.clone(),
        [first @ .., last] => format!("{} and {last}", first.join(", ")),
    }
}
