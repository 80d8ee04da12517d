//! Chess: a board that computes in S5, and games drawn at random.
//!
//! ```toml
//! [chess]
//! notation = "uci"       # or san, uci-piece, source, target, target-piece
//! gadget = { letters = "transpositions", label = "rook" }
//! # or
//! play = { fen = "...", track = "e4", ask = "square", asks = 1 }
//! ```
//!
//! `gadget` is the board of the proof that chess is NC1-complete (module `gadget`): letters are `transpositions`,
//! `generators` (a transposition and a 5-cycle) or `elements` of S5, the label is where the `rook` is or the whole
//! `rank`. `play` are random games (module `play`) from any position; the label is what `track` holds, and under
//! `supervision = "query"` questions ask for one `square`, `asks` times, or for the whole `board`.
//! All keys may be left out but `gadget` or `play`.
//!
//! Source: W. Merrill, J. Petty, A. Sabharwal, "The Illusion of State in State-Space Models", ICML 2024,
//! arXiv:2404.08819, proposition 3.3 and corollary 3.4.
//!
//! The rules are those of the crate `cozy-chess`; the oracle has a board of its own. Leaves out playing well.

mod fen;
mod gadget;
mod geometry;
mod mailbox;
mod moves;
pub mod notation;
mod play;
mod san;
mod symbols;
mod template;

use serde::{Deserialize, Serialize};

use crate::problem::chess::gadget::Gadget;
use crate::problem::chess::notation::Notation;
use crate::problem::chess::play::Play;
use crate::problem::{Problem, ProblemError};

/// A problem of chess: a gadget or a play.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ChessConfig {
    /// How plies are written.
    #[serde(default, skip_serializing_if = "Notation::is_default")]
    pub notation: Notation,
    /// The board of the proof.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub gadget: Option<GadgetConfig>,
    /// Random games.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub play: Option<PlayConfig>,
}

/// The board of the proof.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct GadgetConfig {
    /// Which elements of S5 are operations.
    #[serde(default)]
    pub letters: Letters,
    /// What is asked of the board.
    #[serde(default)]
    pub label: Label,
}

/// Which elements of S5 are operations.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Letters {
    /// The 10 transpositions, 12 plies each.
    #[default]
    Transpositions,
    /// A transposition and a 5-cycle, 12 and 48 plies.
    Generators,
    /// All 120, as products of at most 4 transpositions.
    Elements,
}

/// What is asked of the board of the proof.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Label {
    /// The square of the rook.
    #[default]
    Rook,
    /// What stands on rank 8.
    Rank,
}

/// Random games.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PlayConfig {
    /// Where they begin.
    #[serde(default = "start")]
    pub fen: String,
    /// The square whose content is the label, where nothing is asked.
    #[serde(default = "centre")]
    pub track: String,
    /// What is asked, where questions are.
    #[serde(default)]
    pub ask: Ask,
    /// How many squares are asked for.
    #[serde(default = "once")]
    pub asks: usize,
}

/// What is asked at the end of a game.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Ask {
    /// What a square drawn at random holds.
    #[default]
    Square,
    /// What each of the squares holds.
    Board,
}

fn start() -> String {
    fen::START.to_owned()
}

fn centre() -> String {
    "e4".to_owned()
}

fn once() -> usize {
    1
}

impl ChessConfig {
    /// Everything that is wrong, as (key, message).
    pub(super) fn faults(&self) -> Vec<(String, String)> {
        let mut faults = Vec::new();
        let mut fault = |key: &str, message: String| faults.push((key.to_owned(), message));
        match (&self.gadget, &self.play) {
            (None, None) => fault("", NEITHER.to_owned()),
            (Some(_), Some(_)) => fault("play", BOTH.to_owned()),
            _ => {}
        }
        let Some(play) = &self.play else {
            return faults;
        };
        if let Err(message) = play::opening(&play.fen) {
            fault("play.fen", message);
        }
        if geometry::square(&play.track).is_none() {
            fault("play.track", play.no_square());
        }
        match (play.ask, play.asks) {
            (_, 0) => fault(
                "play.asks",
                "`asks` = 0 asks for nothing; give at least 1".to_owned(),
            ),
            (Ask::Board, asks @ 2..) => fault(
                "play.asks",
                format!(
                    "`asks` = {asks} has no meaning with `ask = \"board\"`, which asks for every square once; remove it"
                ),
            ),
            _ => {}
        }
        faults
    }

    /// Builds the problem; `asked` puts questions into the inputs of a play.
    pub(super) fn build(&self, name: &str, asked: bool) -> Result<Box<dyn Problem>, ProblemError> {
        if let Some((_, message)) = self.faults().into_iter().next() {
            return Err(ProblemError::Family {
                name: name.to_owned(),
                message,
            });
        }
        if let Some(play) = &self.play {
            let play = Play::build(name, self.notation, play, asked)?;
            return Ok(Box::new(play));
        }
        let gadget = self.gadget.as_ref().expect("one of the two is there");
        let gadget = Gadget::build(name, self.notation, gadget.letters, gadget.label)?;
        Ok(Box::new(gadget))
    }
}

const NEITHER: &str = "[chess] has no problem; give one of `gadget`, `play`";
const BOTH: &str = "[chess] has `gadget` and `play`; keep exactly one of them";

impl PlayConfig {
    /// What is said if `track` is no square.
    fn no_square(&self) -> String {
        format!(
            "`track` = `{}` is no square; give one from a1 to h8",
            self.track
        )
    }
}

#[cfg(test)]
mod tests {
    use std::fs;

    use crate::problem::{Family, ProblemConfig, load};

    /// What is said of a file whose table is `chess`.
    fn refusal(chess: &str) -> String {
        let dir = tempfile::tempdir().unwrap();
        let text = format!("title = 't'\nsource = 's'\n[chess]\n{chess}\n");
        fs::write(dir.path().join("bad.toml"), text).unwrap();
        let message = match load(dir.path(), "bad") {
            Ok(file) => file.config.build().err().unwrap().to_string(),
            Err(error) => error.to_string(),
        };
        message.replace(&format!("{}/", dir.path().display()), "")
    }

    #[test]
    fn a_wrong_table_is_named_with_line_value_and_remedy() {
        insta::assert_snapshot!(refusal(""), @"bad.toml:3: [chess] has no problem; give one of `gadget`, `play`");
        insta::assert_snapshot!(refusal("gadget = {}\nplay = {}"), @"bad.toml:5: [chess] has `gadget` and `play`; keep exactly one of them");
        insta::assert_snapshot!(refusal("notation = 'pgn'\nplay = {}"), @"bad.toml:4: unknown value `pgn` of `notation` in [chess]; did you mean `san`? (known: uci, san, uci-piece, source, target, target-piece)");
        insta::assert_snapshot!(refusal("gadget = { letters = 'swaps' }"), @"bad.toml:4: unknown value `swaps` of `letters` in [chess.gadget]; known: transpositions, generators, elements");
        insta::assert_snapshot!(refusal("play = { track = 'i9' }"), @"bad.toml:4: `track` = `i9` is no square; give one from a1 to h8");
        insta::assert_snapshot!(refusal("play = { fen = '8/8/8/8/8/8/8/K7 w - - 0 1', track = 'E4', asks = 0 }"), @r"
        bad.toml:4: Black has 0 kings in `fen`; give it exactly one
        bad.toml:4: `asks` = 0 asks for nothing; give at least 1
        bad.toml:4: `track` = `E4` is no square; give one from a1 to h8
        ");
        insta::assert_snapshot!(refusal("play = { ask = 'board', asks = 2 }"), @r#"bad.toml:4: `asks` = 2 has no meaning with `ask = "board"`, which asks for every square once; remove it"#);
        insta::assert_snapshot!(refusal("play = { fen = 'R5k1/5ppp/8/8/8/8/8/7K b - - 0 1' }"), @r#"bad.toml:4: the side to move in `fen` = "R5k1/5ppp/8/8/8/8/8/7K b - - 0 1" has no legal move, so that every game is over before it begins; give an earlier position"#);
    }

    #[test]
    fn a_record_changed_by_hand_is_refused_too() {
        let mut config: ProblemConfig = load(std::path::Path::new("problems"), "chess-play")
            .unwrap()
            .config;
        let Family::Chess(chess) = &mut config.family else {
            panic!("chess");
        };
        chess.play.as_mut().unwrap().track = "x".to_owned();
        insta::assert_snapshot!(config.build().err().unwrap(), @"problem `chess-play`: `track` = `x` is no square; give one from a1 to h8");
    }

    #[test]
    fn files_are_rebuilt_from_their_records() {
        for name in [
            "chess",
            "chess-rank",
            "chess-play",
            "chess-play-san",
            "chess-square",
            "chess-board",
            "chess-target",
        ] {
            let config = load(std::path::Path::new("problems"), name).unwrap().config;
            let json = serde_json::to_string(&config).unwrap();
            let read: ProblemConfig = serde_json::from_str(&json).unwrap();
            assert_eq!(read, config);
            let problem = read.encoded().unwrap();
            assert!(
                problem.problem().monoid().is_some() != problem.problem().complexity().is_some()
            );
        }
    }
}
