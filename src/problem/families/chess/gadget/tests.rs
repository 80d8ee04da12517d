//! The board of the proof against the rules and against the products of its letters.

use cozy_chess::util::parse_uci_move;

use super::*;
use crate::base::rng::stream;
use crate::problem::answer::{Mark, Supervision};
use crate::problem::encoding::{Encoded, Encoding, Sequence, Wanted};
use crate::problem::question::Question;
use crate::problem::spelling::Text;
use crate::problem::{Known, Written};

const LETTERS: [Letters; 3] = [
    Letters::Transpositions,
    Letters::Generators,
    Letters::Elements,
];

fn drawn(problem: &Gadget, seed: u64, length: usize) -> (Vec<u32>, Vec<Answer>) {
    let (mut input, mut answers) = (Vec::new(), Vec::new());
    problem.draw(&mut stream(seed, "train", 0), length, &mut input);
    problem.solve(&input, &mut answers);
    (input, answers)
}

#[test]
fn the_monoid_is_s5_and_letters_are_its_elements() {
    for (letters, count) in LETTERS.into_iter().zip([10, 2, 120]) {
        let problem = Gadget::of(Notation::Uci, letters, Label::Rook).unwrap();
        assert_eq!(problem.monoid().unwrap().order(), 120);
        let distinct: std::collections::BTreeSet<_> = problem.letters().iter().collect();
        assert_eq!((problem.letters().len(), distinct.len()), (count, count));
        let plies = |operation: &Vec<usize>| operation.len() * PLIES;
        let plies: Vec<usize> = problem.operations.iter().map(plies).collect();
        match letters {
            Letters::Transpositions => assert!(plies.iter().all(|p| *p == 12)),
            Letters::Generators => assert_eq!(plies, [12, 48]),
            Letters::Elements => assert_eq!((plies[0], plies.iter().max()), (24, Some(&48))),
        }
    }
}

/// The text in UCI, played by the rules: every ply is legal, and the board says where the rook is.
#[test]
fn every_ply_is_legal_and_every_label_is_on_the_board() {
    for letters in LETTERS {
        for label in [Label::Rook, Label::Rank] {
            let problem = Gadget::of(Notation::Uci, letters, label).unwrap();
            let (input, answers) = drawn(&problem, 4, 60);
            let mut board = template::board(0).0;
            for (&symbol, answer) in input.iter().zip(&answers) {
                let name = problem.alphabet()[symbol as usize].trim_end_matches('.');
                let chosen = parse_uci_move(&board, name).unwrap();
                board.play(chosen);
                let said = &problem.labels()[answer.label as usize];
                let rook = board.pieces(cozy_chess::Piece::Rook).next_square().unwrap();
                let text = board.to_string();
                let there = match label {
                    Label::Rook => rook.to_string(),
                    Label::Rank => text.split('/').next().unwrap().to_owned(),
                };
                assert_eq!(*said, there);
                let first = if label == Label::Rook { "a8" } else { "rqqqq3" };
                assert_eq!(answer.changed, said != first);
                let ends = board.side_to_move() == cozy_chess::Color::Black
                    && board
                        .pieces(cozy_chess::Piece::Queen)
                        .iter()
                        .all(|s| s as u8 >= 56)
                    && rook as u8 >= 56
                    && name == "b1a1";
                if answer.mark == Mark::Operation {
                    assert!(ends && answer.label < POINTS as u32);
                }
            }
            let operations = answers.iter().filter(|a| a.mark == Mark::Operation);
            assert_eq!(operations.count(), 60);
            assert!(input.len() <= problem.longest(60));
        }
    }
}

/// What an operation does is its letter: the rook goes where the element takes it.
#[test]
fn the_rook_is_where_the_product_of_the_letters_takes_it() {
    for letters in LETTERS {
        let problem = Gadget::of(Notation::Uci, letters, Label::Rook).unwrap();
        for seed in 0..50 {
            let (_, answers) = drawn(&problem, seed, 30);
            // the same random numbers choose the same operations
            let mut rng = stream(seed, "train", 0);
            let mut product = 0;
            let operations = answers.iter().filter(|a| a.mark == Mark::Operation);
            for answer in operations {
                let operation = below(&mut rng, problem.letters().len() as u32);
                let letter = problem.letters()[operation as usize];
                product = problem.monoid().unwrap().product(product, letter);
                let image = problem.monoid().unwrap().element(product).images()[0];
                assert_eq!(answer.label, u32::from(image));
            }
        }
    }
}

#[test]
fn notations_say_the_same_and_show_their_own_words() {
    let text = |notation| {
        let problem = Gadget::of(notation, Letters::Transpositions, Label::Rook).unwrap();
        let (input, answers) = drawn(&problem, 2, 40);
        let mut text = Text::default();
        problem.spell(&input[..4], &mut text);
        (problem.spelling().read(&text.pieces), answers)
    };
    let (uci, answers) = text(Notation::Uci);
    assert_eq!(uci, "b8b7 a1b1 c8c6 b1a1");
    for (notation, expected) in [
        (Notation::San, "Qbb7 Kb1 Qcc6 Ka1"),
        (Notation::UciPiece, "Qb8b7 Ka1b1 Qc8c6 Kb1a1"),
        (Notation::Source, "b8 a1 c8 b1"),
        (Notation::Target, "b7 b1 c6 a1"),
        (Notation::TargetPiece, "Qb7 Kb1 Qc6 Ka1"),
    ] {
        assert_eq!(text(notation), (expected.to_owned(), answers.clone()));
    }
}

#[test]
fn the_end_of_an_operation_is_not_shown_and_a_question_may_stand_behind_it() {
    let problem = Gadget::of(Notation::Uci, Letters::Generators, Label::Rank).unwrap();
    assert_eq!(problem.alphabet().len(), problem.tokens().len() + 1);
    let asked = Box::new(Question::at_the_end_of(Box::new(problem)));
    for encoding in Encoding::ALL {
        let asked = Question::at_the_end_of(Box::new(
            Gadget::of(Notation::Uci, Letters::Generators, Label::Rank).unwrap(),
        ));
        let encoded = Encoded::new(Box::new(asked), encoding, Supervision::Query).unwrap();
        let mut sequence = Sequence::default();
        encoded.draw(
            &mut stream(3, "train", 0),
            0,
            4,
            Wanted::Scored,
            &mut sequence,
        );
        let known = |t: &u32| (*t as usize) < encoded.vocabulary();
        assert!(sequence.tokens.iter().all(known), "{}", encoding.name());
        if let Some(features) = &encoded.features {
            assert_eq!(
                features.table.len(),
                encoded.vocabulary() * features.names.len()
            );
        }
        if encoding == Encoding::Bytes {
            let text = encoded.problem.spelling().read(&sequence.text.pieces);
            assert!(text.ends_with(" b1a1 ?"), "{text}");
        }
    }
    assert_eq!(
        asked.token(asked.alphabet().len() as u32 - 1),
        asked.tokens().len() as u32 - 1
    );
}

#[test]
fn full_ranks_are_the_first_labels() {
    let problem = Gadget::of(Notation::San, Letters::Generators, Label::Rank).unwrap();
    let full = ["rqqqq3", "qrqqq3", "qqrqq3", "qqqrq3", "qqqqr3"];
    assert_eq!(&problem.labels()[..5], full);
    assert!(
        problem.labels()[5..]
            .iter()
            .all(|text| text.len() != 6 || text.contains(['1', '2']))
    );
}

/// Both sides help each other. White's queen takes nine of Black's men, a pawn the tenth; Black's pawns h, e and f are
/// promoted, and Black takes all that White has to lose; then kings and queens walk home, White waiting on a1 and b1.
/// Written down by hand; python-chess finds every ply legal and the same position at the end.
const PROOF_GAME: &str = "\
    c2c3 h7h5 d1a4 h5h4 a4a7 h4h3 a7b7 h3g2 b7b8 g2h1q b8c8 h1g1 c8c7 g1f2 e1d1 f2f1 d1c2 f1e2 c7e5 f7f5 \
    e5g7 f5f4 g7h8 f4f3 h8g8 f3f2 g8f8 e8f8 c3c4 d7d5 c4d5 d8d5 h2h4 e7e5 h4h5 e2h5 b1a3 e5e4 a3b5 d5b5 \
    a1b1 e4e3 b1a1 e3d2 a1b1 b5d7 b1a1 h5e8 c2b3 d2c1q b3b4 c1a1 b4b3 a1h1 b3c2 f2f1q c2b3 h1h2 b3c3 h2b8 \
    c3c2 f1a6 c2b1 a6c8 b1a1 d7d8 a1b1 f8g7 b1a1 g7g6 a1b1 g6g5 b1a1 g5g4 a1b1 g4g3 b1a1 g3g2 a1b1 g2h1 \
    b1a1";

/// The paper says that the board can come about from the usual start; here is a game in which it does.
#[test]
fn the_board_is_reached_by_a_legal_game() {
    let mut board = cozy_chess::Board::default();
    for ply in PROOF_GAME.split(' ') {
        let chosen = parse_uci_move(&board, ply).unwrap();
        assert!(board.try_play(chosen).is_ok(), "{ply} on {board}");
    }
    let (gadget, _) = template::board(0);
    assert!(board.same_position(&gadget), "{board}");
    // placement, side to move, castling and en passant; the counters differ
    let position = board.to_string();
    let fields: Vec<&str> = position.split(' ').take(4).collect();
    assert_eq!(fields.join(" "), "rqqqq3/8/8/8/8/8/PP6/K6k b - -");
}
