//! Symbols of chess: a name each, and the parts of the text that is shown of it.
//!
//! The oracle must know every move, but notations that show only the square that is left, or only the one that is
//! reached, do not say it. So a symbol is the whole move and has a name of its own; what is shown of it is a row of
//! parts, and symbols that show the same are one token. Parts are the words of the text, and with their role the
//! features of the token.

use indexmap::IndexSet;

use crate::problem::Written;
use crate::problem::features::Features;
use crate::problem::spelling::{Spelling, Text};

/// A word of a symbol's text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) struct Part {
    /// What it says: `from`, `to` and so on; empty if the text says it.
    pub(super) role: &'static str,
    /// The word.
    pub(super) text: &'static str,
}

/// A word that is said in a role.
pub(super) fn part(role: &'static str, text: &'static str) -> Part {
    Part { role, text }
}

/// The symbols of a problem.
#[derive(Clone, Debug, Default)]
pub(super) struct Symbols {
    /// What is shown: the tokens, and their names.
    shown: IndexSet<String>,
    tokens: Vec<String>,
    /// The token of each symbol.
    token: Vec<u32>,
    spelling: Spelling,
    /// Of each piece, the same without the space before it.
    bare: Vec<u32>,
    features: IndexSet<Part>,
    /// The features of each token.
    present: Vec<Vec<usize>>,
}

impl Symbols {
    /// One more symbol called `name`, shown as `parts`; gives its number.
    pub(super) fn push(&mut self, name: &str, parts: &[Part]) -> u32 {
        let shown: String = parts.iter().map(|part| part.text).collect();
        let (token, new) = self.shown.insert_full(shown.clone());
        if new {
            let present = parts.iter().map(|part| self.features.insert_full(*part).0);
            self.present.push(present.collect());
            self.tokens.push(shown);
        }
        let mut pieces = Vec::with_capacity(parts.len());
        for (k, part) in parts.iter().enumerate() {
            let bare = self.spelling.piece(part.text);
            let spaced = (k == 0).then(|| self.spelling.piece(&format!(" {}", part.text)));
            let piece = spaced.unwrap_or(bare);
            let known = self.bare.len().max(piece as usize + 1);
            self.bare.resize(known, 0);
            self.bare[piece as usize] = bare;
            pieces.push(piece);
        }
        self.spelling.push_pieces(name, &pieces);
        self.token.push(token as u32);
        self.token.len() as u32 - 1
    }
}

/// With a space before each symbol but the first.
impl Written for Symbols {
    fn spelling(&self) -> &Spelling {
        &self.spelling
    }

    fn spell(&self, input: &[u32], text: &mut Text) {
        let start = text.pieces.len();
        self.spelling.spell(input, text);
        if let Some(first) = text.pieces.get_mut(start) {
            *first = self.bare[*first as usize];
        }
    }

    fn token(&self, symbol: u32) -> u32 {
        self.token[symbol as usize]
    }

    fn tokens(&self) -> &[String] {
        &self.tokens
    }

    fn features(&self) -> Features {
        let name = |part: &Part| format!("{} {}", part.role, part.text).trim().to_owned();
        let names = self.features.iter().map(name);
        Features::having(names.collect(), self.present.iter().cloned())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn symbols_that_show_the_same_are_one_token_and_text_has_no_space_in_front() {
        let mut symbols = Symbols::default();
        let [to, from] = ["to", "from"].map(|role| move |text| part(role, text));
        symbols.push("e2e4", &[to("e4")]);
        symbols.push("e2e3", &[to("e3")]);
        symbols.push("d2d4", &[from("d2"), to("e4")]);
        symbols.push("e3e4", &[to("e4")]);
        assert_eq!(symbols.tokens(), ["e4", "e3", "d2e4"]);
        let tokens: Vec<u32> = (0..4).map(|symbol| symbols.token(symbol)).collect();
        assert_eq!(tokens, [0, 1, 2, 0]);
        let mut text = Text::default();
        symbols.spell(&[3, 2, 0], &mut text);
        assert_eq!(symbols.spelling().read(&text.pieces), "e4 d2e4 e4");
        assert_eq!(text.ends, [1, 3, 4]);
        assert_eq!(*symbols.spelling().words(), ["e4", "e3", "d2"]);
        let features = symbols.features();
        assert_eq!(features.names, ["to e4", "to e3", "from d2"]);
        assert_eq!(features.row(2), [1.0, 0.0, 1.0]);
    }
}
