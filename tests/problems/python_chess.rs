//! Chess against python-chess, an independent implementation of its rules and notations: it must find every move of
//! random games legal, write it as we do, and end with the same board. Skipped, with a message, where Python or its
//! package `chess` is not installed; the environment variable `BARRINGTON_PYTHON` names another Python.

use std::io::Write;
use std::process::{Command, Stdio};

use barrington::base::rng::stream;
use barrington::problem::answer::{Answer, Mark, Supervision};
use barrington::problem::encoding::Encoding;
use barrington::problem::families::chess::notation::Notation;
use barrington::problem::families::chess::{
    Ask, ChessConfig, GadgetConfig, Label, Letters, PlayConfig,
};
use barrington::problem::{Family, Problem, ProblemConfig};
use cozy_chess::Board;
use cozy_chess::util::parse_uci_move;

/// Reads lines `position TAB moves in UCI TAB moves in SAN TAB whether the game is over` and writes the position at
/// the end of each.
const SCRIPT: &str = r#"
import sys, chess
for line in sys.stdin:
    fen, ucis, sans, over = line.rstrip("\n").split("\t")
    board = chess.Board(fen)
    assert board.is_valid(), (fen, board.status())
    for uci, san in zip(ucis.split(" "), sans.split(" "), strict=True):
        move = chess.Move.from_uci(uci)
        assert move in board.legal_moves, (uci, board.fen())
        assert board.san(move) == san, (board.san(move), san, board.fen())
        assert board.parse_san(san) == move, (san, board.fen())
        board.push(move)
    assert (over == "over") == (not any(board.legal_moves)), board.fen()
    print(board.fen(en_passant="fen"))
"#;

/// The start; castling of every kind; promotions; queens and knights of which one must be told from three others.
const FENS: [&str; 5] = [
    "rnbqkbnr/pppppppp/8/8/8/8/PPPPPPPP/RNBQKBNR w KQkq - 0 1",
    "r3k2r/p1ppqpb1/bn2pnp1/3PN3/1p2P3/2N2Q1p/PPPBBPPP/R3K2R w KQkq - 0 1",
    "n1n5/PPPk4/8/8/8/8/4Kppp/5N1N b - - 0 1",
    "1k6/8/8/8/Q2Q4/8/8/Q2Q3K w - - 0 1",
    "k7/8/8/1N3N2/8/1N3N2/8/K7 w - - 0 1",
];

/// One game as python-chess is asked about it.
struct Game {
    fen: String,
    uci: Vec<String>,
    san: Vec<String>,
    over: bool,
}

/// The positions at the end of games, by python-chess; `None` if it is not installed.
fn positions(games: &[Game]) -> Option<Vec<String>> {
    let python = std::env::var("BARRINGTON_PYTHON").unwrap_or_else(|_| "python3".to_owned());
    let installed = Command::new(&python).args(["-c", "import chess"]).output();
    if !installed.is_ok_and(|out| out.status.success()) {
        println!("skipped: {python} with the package chess is not installed");
        return None;
    }
    let mut child = Command::new(&python)
        .args(["-c", SCRIPT])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut lines = String::new();
    for game in games {
        let (uci, san) = (game.uci.join(" "), game.san.join(" "));
        let over = if game.over { "over" } else { "" };
        lines += &format!("{}\t{uci}\t{san}\t{over}\n", game.fen);
    }
    let mut stdin = child.stdin.take().unwrap();
    // a pipe holds less than all games, so that the answers must be read while the questions are written
    let writer = std::thread::spawn(move || stdin.write_all(lines.as_bytes()));
    let out = child.wait_with_output().unwrap();
    // if Python stopped early its own message says more than the broken pipe
    let written = writer.join().unwrap();
    assert!(
        out.status.success(),
        "{}",
        String::from_utf8_lossy(&out.stderr)
    );
    written.unwrap();
    let text = String::from_utf8(out.stdout).unwrap();
    Some(text.lines().map(str::to_owned).collect())
}

fn build(chess: ChessConfig, supervision: Supervision) -> Box<dyn Problem> {
    let config = ProblemConfig {
        name: "chess".to_owned(),
        title: String::new(),
        family: Family::Chess(chess),
        encoding: Encoding::Symbols,
        supervision,
    };
    config.build().unwrap()
}

/// The names of the symbols of an input, and the answers.
fn drawn(problem: &dyn Problem, seed: u64, length: usize) -> (Vec<String>, Vec<Answer>) {
    let (mut input, mut answers) = (Vec::new(), Vec::new());
    problem.draw(&mut stream(seed, "python", 0), length, &mut input);
    problem.solve(&input, &mut answers);
    let name = |&symbol: &u32| problem.alphabet()[symbol as usize].clone();
    (input.iter().map(name).collect(), answers)
}

/// The position after moves in UCI, by the crate whose rules we use.
fn after(fen: &str, uci: &[String]) -> String {
    let mut board: Board = fen.parse().unwrap();
    for text in uci {
        board.play(parse_uci_move(&board, text).unwrap());
    }
    board.to_string()
}

/// A position whose halfmove clock stops at 100, as that of the crate does.
fn up_to_100(position: &str) -> String {
    let mut fields: Vec<&str> = position.split(' ').collect();
    if fields[4].parse::<u32>().unwrap() > 100 {
        fields[4] = "100";
    }
    fields.join(" ")
}

/// The 64 squares of a position, a8 first.
fn squares(fen: &str) -> String {
    let placement = fen.split(' ').next().unwrap();
    let square = |c: char| match c.to_digit(10) {
        Some(empty) => ".".repeat(empty as usize),
        None => c.to_string(),
    };
    placement
        .chars()
        .filter(|c| *c != '/')
        .map(square)
        .collect()
}

#[test]
fn python_plays_random_games_to_the_same_board() {
    let (mut games, mut boards) = (Vec::new(), Vec::new());
    for fen in FENS {
        let [uci, san] = [Notation::Uci, Notation::San].map(|notation| {
            let play = PlayConfig {
                fen: fen.to_owned(),
                track: "e4".to_owned(),
                ask: Ask::Board,
                asks: 1,
            };
            let chess = ChessConfig {
                notation,
                gadget: None,
                play: Some(play),
            };
            build(chess, Supervision::Query)
        });
        for seed in 0..8 {
            let (uci_names, answers) = drawn(&*uci, seed, 250);
            let (san_names, same_answers) = drawn(&*san, seed, 250);
            assert_eq!(answers, same_answers, "both notations have the same board");
            let plies = answers.iter().take_while(|a| a.mark != Mark::Query).count();
            let label = |a: &Answer| uci.labels()[a.label as usize].clone();
            let board: String = answers[plies..].iter().map(label).collect();
            let split = |names: &[String]| -> Vec<Vec<String>> {
                let games = names[..plies].split(|name| name == "new game");
                games.map(<[String]>::to_vec).collect()
            };
            let (ucis, sans) = (split(&uci_names), split(&san_names));
            for (k, (uci, san)) in ucis.iter().zip(sans).enumerate() {
                let last = k + 1 == ucis.len();
                let end: Board = after(fen, uci).parse().unwrap();
                let over = !end.generate_moves(|_| true);
                assert!(over || last, "a new game begins when one is over");
                let fen = fen.to_owned();
                games.push(Game {
                    fen,
                    uci: uci.clone(),
                    san,
                    over,
                });
                boards.push(last.then(|| board.clone()));
            }
        }
    }
    let Some(positions) = positions(&games) else {
        return;
    };
    assert_eq!(positions.len(), games.len());
    for ((game, board), position) in games.iter().zip(boards).zip(positions) {
        assert_eq!(after(&game.fen, &game.uci), up_to_100(&position));
        if let Some(board) = board {
            assert_eq!(squares(&position), board);
        }
    }
}

#[test]
fn python_finds_the_rook_where_the_labels_say() {
    let fen = "rqqqq3/8/8/8/8/8/PP6/K6k b - - 0 1";
    let (mut games, mut ranks) = (Vec::new(), Vec::new());
    for letters in [
        Letters::Transpositions,
        Letters::Generators,
        Letters::Elements,
    ] {
        let [uci, san] = [Notation::Uci, Notation::San].map(|notation| {
            let label = Label::Rank;
            let chess = ChessConfig {
                notation,
                gadget: Some(GadgetConfig { letters, label }),
                play: None,
            };
            build(chess, Supervision::Prefix)
        });
        for seed in 0..10 {
            let plain = |names: Vec<String>| -> Vec<String> {
                let bare = |name: String| name.trim_end_matches('.').to_owned();
                names.into_iter().map(bare).collect()
            };
            let (names, answers) = drawn(&*uci, seed, 12);
            let game = Game {
                fen: fen.to_owned(),
                uci: plain(names),
                san: plain(drawn(&*san, seed, 12).0),
                over: false,
            };
            games.push(game);
            ranks.push(uci.labels()[answers.last().unwrap().label as usize].clone());
        }
    }
    let Some(positions) = positions(&games) else {
        return;
    };
    assert_eq!(positions.len(), games.len());
    for (position, rank) in positions.iter().zip(ranks) {
        let expected = format!("{rank}/8/8/8/8/8/PP6/K6k b");
        assert!(position.starts_with(&expected), "{position} {expected}");
    }
}
