//! How a model looks in figures, as plain data: its colour is that of the class of its transition, its mark tells it from
//! the other members of the class.

use crate::base::named::named;
use crate::theory::Class;

named! {
    /// The outline of a marker.
    pub enum Marker {
        /// A disc.
        Circle = "circle",
        /// A square on its side.
        Square = "square",
        /// A square on its corner.
        Diamond = "diamond",
        /// A triangle on its side.
        TriangleUp = "triangle-up",
        /// A triangle on its corner.
        TriangleDown = "triangle-down",
        /// A regular pentagon.
        Pentagon = "pentagon",
        /// A hexagon on its corner.
        Hexagon = "hexagon",
        /// A plus sign.
        Plus = "plus",
        /// A plus sign on its corner.
        Cross = "cross",
        /// A star of five points.
        Star = "star",
        /// A triangle that points to the left.
        TriangleLeft = "triangle-left",
        /// A triangle that points to the right.
        TriangleRight = "triangle-right",
    }
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
