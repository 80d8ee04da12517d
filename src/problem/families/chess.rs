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

use crate::base::wrong::Wrong;
use crate::problem::families::Config;
use crate::problem::families::chess::gadget::Gadget;
use crate::problem::families::chess::notation::Notation;
use crate::problem::families::chess::play::Play;
use crate::problem::{MOST_ASKS, Problem, is_default};

/// A problem of chess: a gadget or a play.
#[serde_with::skip_serializing_none]
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ChessConfig {
    /// How plies are written.
    #[serde(default, skip_serializing_if = "is_default")]
    pub notation: Notation,
    /// The board of the proof.
    pub gadget: Option<GadgetConfig>,
    /// Random games.
    pub play: Option<PlayConfig>,
}

/// The board of the proof.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct GadgetConfig {
    /// Which elements of S5 are operations.
    pub letters: Letters,
    /// What is asked of the board.
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
#[serde(default, deny_unknown_fields)]
pub struct PlayConfig {
    /// Where they begin.
    pub fen: String,
    /// The square whose content is the label, where nothing is asked.
    pub track: String,
    /// What is asked, where questions are.
    pub ask: Ask,
    /// How many squares are asked for.
    pub asks: usize,
}

impl Default for PlayConfig {
    fn default() -> Self {
        Self {
            fen: fen::START.to_owned(),
            track: "e4".to_owned(),
            ask: Ask::Square,
            asks: 1,
        }
    }
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

impl Config for ChessConfig {
    fn check(&self, wrong: &mut Wrong) {
        let [gadget, play] = [self.gadget.is_some(), self.play.is_some()];
        let ways = [("gadget", gadget), ("play", play)];
        wrong.one_of("chess", "problem", &ways);
        let Some(play) = &self.play else {
            return;
        };
        if let Err(message) = play::opening(&play.fen) {
            wrong.add("play.fen", message);
        }
        let track = &play.track;
        let message = format!("`track` = `{track}` is no square; give one from a1 to h8");
        wrong.add_if(geometry::square(track).is_none(), "play.track", message);
        wrong.range("play.asks", play.asks, 1..=MOST_ASKS);
        let several = play.ask == Ask::Board && play.asks > 1;
        let owner = "`ask = \"square\"`, for a board has every square asked for once";
        wrong.belongs(several, "play.asks", owner);
    }

    fn build(&self, asked: bool) -> Result<Box<dyn Problem>, Wrong> {
        if let Some(play) = &self.play {
            return Ok(Box::new(Play::of(self.notation, play, asked)));
        }
        let gadget = self.gadget.as_ref().expect("one of the two is there");
        let gadget = Gadget::of(self.notation, gadget.letters, gadget.label)?;
        Ok(Box::new(gadget))
    }

    fn asks(&self) -> bool {
        self.play.is_some()
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
        bad.toml:4: `asks` = 0 is not from 1 to 1000000; give a number that is
        bad.toml:4: `track` = `E4` is no square; give one from a1 to h8
        ");
        insta::assert_snapshot!(refusal("play = { ask = 'board', asks = 2 }"), @r#"bad.toml:4: `asks` belongs to `ask = "square"`, for a board has every square asked for once; leave it out"#);
        insta::assert_snapshot!(refusal("play = { fen = 'R5k1/5ppp/8/8/8/8/8/7K b - - 0 1' }"), @r#"bad.toml:4: the side to move in `fen` = "R5k1/5ppp/8/8/8/8/8/7K b - - 0 1" has no legal move, so that every game is over before it begins; give an earlier position"#);
    }

    #[test]
    fn a_record_changed_by_hand_is_rejected_too() {
        let mut config: ProblemConfig = load(std::path::Path::new("problems"), "chess-play")
            .unwrap()
            .config;
        let Family::Chess(chess) = &mut config.family else {
            panic!("chess");
        };
        chess.play.as_mut().unwrap().track = "x".to_owned();
        insta::assert_snapshot!(config.build().err().unwrap(), @"problem `chess-play`: play.track: `track` = `x` is no square; give one from a1 to h8");
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
            assert!(problem.problem.monoid().is_some() != problem.problem.complexity().is_some());
        }
    }
}
