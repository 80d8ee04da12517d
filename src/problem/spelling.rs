//! Spelling: symbols as text that a person reads.
//!
//! Text is a row of *pieces*: a word or a mark of punctuation together with the one space before it. As bytes, pieces
//! stand one after another; as words, a piece is its text without that space, so that `(` `1` ` 2` `)` has the words
//! `(`, `1`, `2`, `)`. A space alone is no word; a line break and an indentation of two spaces or more are.
//!
//! Each symbol has a spelling of its own, which most families only list. Where the text of a symbol depends on those
//! before it ("the car **and** the pen"), the family writes pieces itself ([`spell`](crate::problem::Written::spell)).
//!
//! Leaves out sub-word vocabularies: none of the papers that are followed here uses one.

use indexmap::IndexSet;
use indexmap::set::Slice;

/// The pieces of a family, and how each of its symbols is called and spelled.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Spelling {
    /// What each symbol is called.
    names: Vec<String>,
    pieces: IndexSet<String>,
    /// The word that each piece is, if it is one.
    word_of: Vec<Option<u32>>,
    words: IndexSet<String>,
    /// Pieces of all symbols, one after another.
    spelled: Vec<u32>,
    /// Of each symbol, where its pieces end.
    ends: Vec<usize>,
    /// Pieces of a symbol at most, where a family writes them itself.
    widest: usize,
}

/// Text as pieces.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Text {
    /// Pieces.
    pub pieces: Vec<u32>,
    /// Of each symbol, where its pieces end.
    pub ends: Vec<usize>,
}

impl Text {
    /// Nothing.
    pub fn clear(&mut self) {
        self.pieces.clear();
        self.ends.clear();
    }

    /// Says that all pieces so far belong to the symbols so far and one more.
    pub fn end(&mut self) {
        self.ends.push(self.pieces.len());
    }
}

impl Spelling {
    /// The spelling in which symbol `i` is `texts[i]`, taken apart by [`Spelling::split`], and called the same without the
    /// spaces around it.
    pub fn of<T: AsRef<str>>(texts: impl IntoIterator<Item = T>) -> Self {
        let mut spelling = Self::default();
        for text in texts {
            spelling.push(text.as_ref().trim(), text.as_ref());
        }
        spelling
    }

    /// One more symbol, called `name` and spelled `text`.
    pub fn push(&mut self, name: &str, text: &str) {
        let pieces = self.split(text);
        self.push_pieces(name, &pieces);
    }

    /// One more symbol, whose text the family has taken apart itself, or writes itself.
    pub fn push_pieces(&mut self, name: &str, pieces: &[u32]) {
        self.names.push(name.to_owned());
        self.widest = self.widest.max(pieces.len());
        self.spelled.extend_from_slice(pieces);
        self.ends.push(self.spelled.len());
    }

    /// The piece `text`, a new one if it is not known.
    pub fn piece(&mut self, text: &str) -> u32 {
        let (piece, new) = self.pieces.insert_full(text.to_owned());
        if new {
            let bare = match text.strip_prefix(' ') {
                Some(rest) if !rest.starts_with(' ') => rest,
                _ => text,
            };
            let word = (!bare.is_empty()).then(|| self.words.insert_full(bare.to_owned()).0);
            self.word_of.push(word.map(|word| word as u32));
        }
        piece as u32
    }

    /// The pieces of `text`: runs of letters, digits, `_` and `'`, or single other characters, each with the one
    /// space before it; longer runs of spaces stand alone.
    pub fn split(&mut self, text: &str) -> Vec<u32> {
        let wordy = |c: char| c.is_alphanumeric() || c == '_' || c == '\'';
        let mut pieces = Vec::new();
        let mut rest = text;
        while !rest.is_empty() {
            let spaces = rest.len() - rest.trim_start_matches(' ').len();
            let after = &rest[spaces..];
            let long = spaces > 1 || after.is_empty();
            let length = if spaces > 0 && long {
                spaces
            } else {
                let run = after.find(|c| !wordy(c)).unwrap_or(after.len());
                let one = after.chars().next().map_or(0, char::len_utf8);
                spaces + run.max(one)
            };
            pieces.push(self.piece(&rest[..length]));
            rest = &rest[length..];
        }
        pieces
    }

    /// Says that a family that writes pieces itself gives a symbol at most `pieces` of them.
    pub fn set_widest(&mut self, pieces: usize) {
        self.widest = self.widest.max(pieces);
    }

    /// Pieces of a symbol at most.
    pub fn widest(&self) -> usize {
        self.widest
    }

    /// What symbols are called; symbol `i` is `names()[i]`.
    pub fn names(&self) -> &[String] {
        &self.names
    }

    /// The pieces of `symbol`.
    pub fn symbol(&self, symbol: u32) -> &[u32] {
        let symbol = symbol as usize;
        let start = symbol.checked_sub(1).map_or(0, |before| self.ends[before]);
        &self.spelled[start..self.ends[symbol]]
    }

    /// Writes `input` symbol by symbol.
    pub fn spell(&self, input: &[u32], text: &mut Text) {
        for &symbol in input {
            text.pieces.extend_from_slice(self.symbol(symbol));
            text.end();
        }
    }

    /// The text of a piece.
    pub fn text(&self, piece: u32) -> &str {
        &self.pieces[piece as usize]
    }

    /// All pieces.
    pub fn pieces(&self) -> &Slice<String> {
        self.pieces.as_slice()
    }

    /// All words; word `i` is `words()[i]`.
    pub fn words(&self) -> &Slice<String> {
        self.words.as_slice()
    }

    /// The word that a piece is, if it is one.
    pub fn word(&self, piece: u32) -> Option<u32> {
        self.word_of[piece as usize]
    }

    /// Text as a person reads it.
    pub fn read(&self, pieces: &[u32]) -> String {
        pieces.iter().map(|&piece| self.text(piece)).collect()
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn taken_apart(text: &str) -> Vec<String> {
        let mut spelling = Spelling::default();
        let pieces = spelling.split(text);
        pieces
            .iter()
            .map(|&p| spelling.text(p).to_owned())
            .collect()
    }

    #[test]
    fn words_take_the_one_space_before_them() {
        assert_eq!(
            taken_apart("if x1 > 3:\n    x[1], y = 2, x1\n"),
            [
                "if", " x1", " >", " 3", ":", "\n", "    ", "x", "[", "1", "]", ",", " y", " =",
                " 2", ",", " x1", "\n"
            ]
        );
    }

    #[test]
    fn the_same_word_after_a_space_is_the_same_word() {
        let spelling = Spelling::of(["(1 2) ", "(2 1) "]);
        assert_eq!(*spelling.words(), ["(", "1", "2", ")"]);
        let words = |symbol| -> Vec<Option<u32>> {
            let pieces = spelling.symbol(symbol).iter();
            pieces.map(|&p| spelling.word(p)).collect()
        };
        assert_eq!(words(0), [Some(0), Some(1), Some(2), Some(3), None]);
        assert_eq!(words(1), [Some(0), Some(2), Some(1), Some(3), None]);
    }

    proptest! {
        #[test]
        fn taking_apart_loses_nothing(text in "[ab1 ,.\n'é]{0,40}") {
            prop_assert_eq!(taken_apart(&text).concat(), text);
        }
    }
}
