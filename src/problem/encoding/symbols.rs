//! One token a symbol.

use crate::problem::encoding::Tokenise;

pub(super) struct Symbols;

impl Tokenise for Symbols {}
