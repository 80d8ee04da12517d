//! How a model looks in figures, as plain data: its colour is that of the class of its transition, its mark tells it from
//! the other members of the class.

use crate::theory::Class;

/// The outline of a marker.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Marker {
    /// A disc.
    Circle,
    /// A square on its side.
    Square,
    /// A square on its corner.
    Diamond,
    /// A triangle on its side.
    TriangleUp,
    /// A triangle on its corner.
    TriangleDown,
    /// A regular pentagon.
    Pentagon,
    /// A hexagon on its corner.
    Hexagon,
    /// A plus sign.
    Plus,
    /// A plus sign on its corner.
    Cross,
    /// A star of five points.
    Star,
    /// A triangle that points to the left.
    TriangleLeft,
    /// A triangle that points to the right.
    TriangleRight,
}

impl Marker {
    /// All of them.
    pub const ALL: [Self; 12] = [
        Self::Circle,
        Self::Square,
        Self::Diamond,
        Self::TriangleUp,
        Self::TriangleDown,
        Self::Pentagon,
        Self::Hexagon,
        Self::Plus,
        Self::Cross,
        Self::Star,
        Self::TriangleLeft,
        Self::TriangleRight,
    ];
}

/// How a model looks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Look {
    /// The class of its layers: one colour for each kind, and one for all that have several or none.
    pub class: Option<Class>,
    /// The mark of its mixer; a pattern has none of its own, and takes one that is free in the drawing.
    pub marker: Option<Marker>,
    /// Its place among the architectures, for rows and legends; patterns come after all of them.
    pub rank: usize,
}
