//! Random games against a slow board that reads their text, and what inputs look like.

use std::collections::BTreeMap;

use super::*;
use crate::base::rng::stream;
use crate::problem::answer::{Mark, Supervision, UNANSWERED};
use crate::problem::encoding::{Encoded, Encoding, Sequence, Wanted};
use crate::problem::families::Config;
use crate::problem::families::chess::ChessConfig;
use crate::problem::{Known, Written};

/// Most moves of the white king are stalemate, so that games are short.
const SHORT: &str = "k7/2Q5/8/1K6/8/8/8/8 w - - 0 1";

fn config(fen: &str, ask: Ask, asks: usize) -> PlayConfig {
    PlayConfig {
        fen: fen.to_owned(),
        track: "d2".to_owned(),
        ask,
        asks,
    }
}

fn play(notation: Notation, fen: &str, asked: bool) -> Play {
    Play::of(notation, &config(fen, Ask::Square, 3), asked)
}

fn drawn(problem: &Play, seed: u64, length: usize) -> (Vec<u32>, Vec<Answer>) {
    let (mut input, mut answers) = (Vec::new(), Vec::new());
    problem.draw(&mut stream(seed, "train", 0), length, &mut input);
    problem.solve(&input, &mut answers);
    (input, answers)
}

/// Squares by name, moved as UCI says, with no other knowledge than how castling and taking in passing look.
fn slow(board: &mut BTreeMap<String, char>, text: &str) {
    let (from, to, promotion) = (&text[..2], &text[2..4], text[4..].chars().next());
    let man = board.remove(from).unwrap();
    if man.eq_ignore_ascii_case(&'p') && from[..1] != to[..1] && !board.contains_key(to) {
        board
            .remove(&format!("{}{}", &to[..1], &from[1..]))
            .unwrap();
    }
    for (king, rook) in [
        ("e1g1", "h1f1"),
        ("e1c1", "a1d1"),
        ("e8g8", "h8f8"),
        ("e8c8", "a8d8"),
    ] {
        if man.eq_ignore_ascii_case(&'k') && text == king {
            let rook_man = board.remove(&rook[..2]).unwrap();
            board.insert(rook[2..].to_owned(), rook_man);
        }
    }
    let becomes = promotion.map_or(man, |p| match man {
        'P' => p.to_ascii_uppercase(),
        _ => p,
    });
    board.insert(to.to_owned(), becomes);
}

/// A position as squares by name.
fn placed(fen: &str) -> BTreeMap<String, char> {
    let mut board = BTreeMap::new();
    for (rank, text) in (1..=8).rev().zip(fen.split(['/', ' '])) {
        let mut file = 0;
        for c in text.chars() {
            if let Some(empty) = c.to_digit(10) {
                file += empty as u8;
            } else {
                board.insert(format!("{}{rank}", char::from(b'a' + file)), c);
                file += 1;
            }
        }
    }
    board
}

#[test]
fn answers_are_those_of_a_slow_board_that_reads_the_text() {
    let kiwipete = "r3k2r/p1ppqpb1/bn2pnp1/3PN3/1p2P3/2N2Q1p/PPPBBPPP/R3K2R w KQkq - 0 1";
    let promotions = "n1n5/PPPk4/8/8/8/8/4Kppp/5N1N b - - 0 1";
    for fen in [fen::START, kiwipete, promotions, SHORT] {
        for asked in [false, true] {
            let problem = play(Notation::Uci, fen, asked);
            let first = placed(fen);
            for seed in 0..20 {
                let (input, answers) = drawn(&problem, seed, 150);
                let mut board = first.clone();
                for (&symbol, answer) in input.iter().zip(answers) {
                    let name = problem.alphabet()[symbol as usize].as_str();
                    let square = name.strip_prefix('?').unwrap_or("d2");
                    match name {
                        "new game" => board.clone_from(&first),
                        _ if name.starts_with('?') => {}
                        _ => slow(&mut board, name),
                    }
                    let held = board.get(square).copied();
                    if asked && !name.starts_with('?') {
                        assert_eq!(answer.label, UNANSWERED);
                        continue;
                    }
                    let label = &problem.labels()[answer.label as usize];
                    assert_eq!(*label, held.unwrap_or('.').to_string(), "{square} {fen}");
                    assert_eq!(answer.changed, held != first.get(square).copied());
                }
            }
        }
    }
}

#[test]
fn every_length_has_as_many_plies_and_no_more_symbols_than_promised() {
    let mut again = 0;
    for (notation, ask) in [(Notation::Uci, Ask::Square), (Notation::San, Ask::Board)] {
        for asked in [false, true] {
            let asks = if ask == Ask::Square { 3 } else { 1 };
            let config = config(SHORT, ask, asks);
            let problem = Play::of(notation, &config, asked);
            for length in (1..40).chain([300]) {
                let (input, answers) = drawn(&problem, length as u64, length);
                let of = |mark| answers.iter().filter(|a| a.mark == mark).count();
                assert_eq!(of(Mark::Operation), length);
                let questions = if ask == Ask::Square { 3 } else { 64 };
                assert_eq!(of(Mark::Query), if asked { questions } else { 0 });
                assert!(input.len() <= problem.longest(length));
                assert!(!asked || answers.last().unwrap().mark == Mark::Query);
                again += of(Mark::Inside);
            }
        }
    }
    assert!(again > 50, "games end and begin again");
}

#[test]
fn the_whole_board_is_asked_from_a8_to_h1() {
    let config = config(fen::START, Ask::Board, 1);
    let problem = Play::of(Notation::Uci, &config, true);
    let (input, answers) = drawn(&problem, 1, 2);
    let names: Vec<&str> = input[2..]
        .iter()
        .map(|&symbol| problem.alphabet()[symbol as usize].as_str())
        .collect();
    assert_eq!(names.len(), 64);
    assert_eq!(
        (names[0], names[7], names[8], names[63]),
        ("?a8", "?h8", "?a7", "?h1")
    );
    let labels = answers[2..]
        .iter()
        .map(|a| problem.labels()[a.label as usize].as_str());
    let board: String = labels.collect();
    let empty = board.chars().filter(|c| *c == '.').count();
    assert_eq!((board.len(), empty), (64, 32), "{board}");
}

#[test]
fn a_seed_plays_the_same_game_in_every_notation() {
    let labels = |notation| -> Vec<Answer> {
        let problem = play(notation, SHORT, true);
        let (_, answers) = drawn(&problem, 5, 200);
        answers
    };
    let uci = labels(Notation::Uci);
    for notation in [
        Notation::San,
        Notation::UciPiece,
        Notation::Source,
        Notation::TargetPiece,
    ] {
        assert_eq!(labels(notation), uci, "{notation:?}");
    }
}

#[test]
fn a_model_reads_only_what_the_notation_shows() {
    for encoding in [Encoding::Symbols, Encoding::Features] {
        let problem = Box::new(play(Notation::Target, fen::START, false));
        let encoded = Encoded::new(problem, encoding, Supervision::Prefix).unwrap();
        assert_eq!(encoded.vocabulary(), 65);
        let mut sequence = Sequence::default();
        encoded.draw(
            &mut stream(3, "train", 0),
            0,
            50,
            Wanted::Scored,
            &mut sequence,
        );
        let tokens = encoded.problem.tokens();
        for (&symbol, &token) in sequence.input.iter().zip(&sequence.tokens) {
            let name = &encoded.problem.alphabet()[symbol as usize];
            assert_eq!(tokens[token as usize], name[2..4]);
        }
        if let Some(features) = &encoded.features {
            assert_eq!(features.table.len(), 65 * features.names.len());
        }
    }
}

#[test]
fn text_is_a_row_of_moves_with_single_spaces() {
    let read = |notation, encoding| {
        let problem = Box::new(play(notation, fen::START, true));
        let encoded = Encoded::new(problem, encoding, Supervision::Query).unwrap();
        let mut sequence = Sequence::default();
        encoded.draw(
            &mut stream(1, "train", 0),
            0,
            12,
            Wanted::Scored,
            &mut sequence,
        );
        let spelling = encoded.problem.spelling();
        match encoding {
            Encoding::Words => {
                let words = sequence
                    .tokens
                    .iter()
                    .map(|&w| spelling.words()[w as usize].clone());
                words.collect::<Vec<_>>().join("|")
            }
            _ => spelling.read(&sequence.text.pieces),
        }
    };
    insta::assert_snapshot!(read(Notation::Uci, Encoding::Bytes), @"d2d3 e7e5 a2a3 c7c6 f2f3 d8b6 d1d2 ?h2 b6d4 ?f6 b2b3 d7d6 c2c4 c6c5 ?d2");
    insta::assert_snapshot!(read(Notation::Uci, Encoding::Words), @"d2|d3|e7|e5|a2|a3|c7|c6|f2|f3|d8|b6|d1|d2|?|h2|b6|d4|?|f6|b2|b3|d7|d6|c2|c4|c6|c5|?|d2");
    insta::assert_snapshot!(read(Notation::San, Encoding::Bytes), @"d3 e5 a3 c6 f3 Qb6 Qd2 ?h2 Qd4 ?f6 b3 d6 c4 c5 ?d2");
    insta::assert_snapshot!(read(Notation::San, Encoding::Words), @"d3|e5|a3|c6|f3|Q|b6|Q|d2|?|h2|Q|d4|?|f6|b3|d6|c4|c5|?|d2");
    insta::assert_snapshot!(read(Notation::TargetPiece, Encoding::Bytes), @"Pd3 Pe5 Pa3 Pc6 Pf3 Qb6 Qd2 ?h2 Qd4 ?f6 Pb3 Pd6 Pc4 Pc5 ?d2");
}

#[test]
fn only_source_and_target_from_the_usual_start_is_claimed_to_be_complete() {
    let class = |notation, fen| {
        let chess = ChessConfig {
            notation,
            gadget: None,
            play: Some(config(fen, Ask::Square, 1)),
        };
        let problem = chess.build(false).unwrap();
        problem.complexity().unwrap().to_string()
    };
    assert_eq!(class(Notation::Uci, fen::START), "NC1-complete");
    assert_eq!(class(Notation::Uci, SHORT), "in NC1");
    assert_eq!(class(Notation::San, fen::START), "in NC1");
    assert_eq!(class(Notation::Target, fen::START), "in NC1");
}
