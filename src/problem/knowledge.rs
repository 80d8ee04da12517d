//! What is known of a problem: a monoid that is listed, or a class that is proved.

use crate::algebra::automaton::syntactic::Syntactic;
use crate::algebra::monoid::Monoid;
use crate::algebra::transformation::Transformation;
use crate::base::wrong::Wrong;
use crate::problem::complexity::Complexity;

/// What is known of a problem. Where the monoid is listed, it says the class.
#[derive(Debug, Default, derive_more::From)]
pub enum Knowledge {
    /// Nothing: a data set.
    #[default]
    Nothing,
    /// The finite monoid of the operations, and the element that each of them is.
    Monoid(Box<Monoid>, Vec<u32>),
    /// The language that is asked for, and the element of its syntactic monoid that each letter is.
    Language(Box<Syntactic>, Vec<u32>),
    /// The class, where no monoid is listed.
    #[from]
    Class(Complexity),
}

impl Knowledge {
    /// The monoid that operations generate, if it has at most `limit` elements; they are the images of some points,
    /// from 0.
    pub(super) fn of_maps(
        maps: impl IntoIterator<Item = Vec<u16>>,
        limit: usize,
    ) -> Result<Self, Wrong> {
        let maps = maps.into_iter();
        let operations = maps.map(|images| Transformation::from_images(&images));
        let operations: Result<Vec<_>, _> = operations.collect();
        let operations = operations.map_err(Wrong::whole)?;
        let monoid = Monoid::from_generators(&operations, limit).map_err(Wrong::whole)?;
        let letters = (0..operations.len()).map(|a| monoid.generator(a)).collect();
        Ok(Self::Monoid(Box::new(monoid), letters))
    }

    pub(super) fn monoid(&self) -> Option<&Monoid> {
        match self {
            Self::Monoid(monoid, _) => Some(monoid),
            Self::Language(language, _) => Some(language.monoid()),
            Self::Nothing | Self::Class(_) => None,
        }
    }

    pub(super) fn letters(&self) -> &[u32] {
        match self {
            Self::Monoid(_, letters) | Self::Language(_, letters) => letters,
            Self::Nothing | Self::Class(_) => &[],
        }
    }

    pub(super) fn language(&self) -> Option<&Syntactic> {
        match self {
            Self::Language(language, _) => Some(language),
            _ => None,
        }
    }

    pub(super) fn complexity(&self) -> Option<Complexity> {
        match self {
            Self::Class(class) => Some(*class),
            _ => None,
        }
    }
}
