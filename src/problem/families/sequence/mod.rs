//! Transduction: read a sequence, then write what it becomes, one blank a letter.
//!
//! ```text
//! input    b  a  c  #  _  _  _          copy: b a c, reverse: c a b, sort: a b c
//! labels               b  a  c
//! ```
//!
//! An operation is a letter of the sequence; the answers stand at the blanks after `#`, and what a blank asks depends
//! on the whole sequence, so that an input is no answer to shorter ones. Labels are the letters, for `stack` also
//! `end`. The tasks are those of G. Delétang et al., "Neural Networks and the Chomsky Hierarchy" (2023),
//! arXiv:2207.02098, and the selective copying of A. Gu, T. Dao, "Mamba" (2023), arXiv:2312.00752; what each one
//! writes is in `tasks`.
//!
//! Leaves out reading the answers so far, as a language model does: drawing would then have to know them.

mod config;
mod tasks;

use crate::base::rng::{Stream, below};
use crate::problem::answer::{Answer, UNANSWERED};
use crate::problem::script::{Kept, Script, kept};
use crate::problem::{Asked, Written};

pub use config::SequenceConfig;
pub use tasks::Transduction;

/// A transduction, ready to draw and solve.
#[derive(Debug)]
struct SequenceProblem {
    task: Transduction,
    asked: bool,
    letters: usize,
    kept: Kept,
}

impl SequenceProblem {
    /// The problem of `config`, which has nothing wrong; if it is `asked`, blanks are questions and not operations.
    fn of(config: &SequenceConfig, asked: bool) -> Self {
        let task = config.task;
        let mut labels = config.names();
        let letters = labels.len();
        let signs = task.signs().iter().map(|&sign| sign.to_owned());
        let mut alphabet: Vec<String> = labels.iter().cloned().chain(signs).collect();
        let push = alphabet.len();
        let features = [&alphabet[..], &["push".to_owned()]].concat();
        if task == Transduction::Stack {
            alphabet.extend(labels.iter().map(|letter| format!("push {letter}")));
            labels.push(tasks::END.to_owned());
        }
        let symbols = (0..alphabet.len()).map(|symbol| match symbol.checked_sub(push) {
            Some(letter) => vec![letter, push],
            None => vec![symbol],
        });
        let script = Script::fitting(&alphabet).having(features, symbols);
        Self {
            task,
            asked,
            letters,
            kept: Kept::new(script, labels, task.complexity()),
        }
    }

    /// The symbol `#`, after which the blanks follow.
    fn stop(&self) -> u32 {
        self.letters as u32
    }

    /// The symbol `_`.
    fn blank(&self) -> u32 {
        self.stop() + 1
    }

    /// The symbol `.` of selective copying, `pop` of the stack.
    fn third(&self) -> u32 {
        self.stop() + 2
    }

    /// Blanks of an input of `length` letters.
    fn blanks(&self, length: usize) -> usize {
        match self.task {
            Transduction::Duplicate => 2 * length,
            Transduction::Stack => length + 1,
            _ => length,
        }
    }
}

impl Asked for SequenceProblem {
    fn draw(&self, rng: &mut Stream, length: usize, input: &mut Vec<u32>) {
        let letters = self.letters as u32;
        match self.task {
            Transduction::SelectiveCopy { slots } => {
                let mut wanted = length;
                for left in (1..=length * slots).rev() {
                    let taken = (below(rng, left as u32) as usize) < wanted;
                    wanted -= usize::from(taken);
                    input.push(if taken {
                        below(rng, letters)
                    } else {
                        self.third()
                    });
                }
            }
            Transduction::Stack => {
                let bottom = match length as u32 {
                    1 => 1,
                    length => 1 + below(rng, length - 1) as usize,
                };
                input.extend((0..bottom).map(|_| below(rng, letters)));
                let actions = bottom..length;
                input.extend(actions.map(|_| self.third() + below(rng, letters + 1)));
            }
            _ => input.extend((0..length).map(|_| below(rng, letters))),
        }
        input.push(self.stop());
        input.extend(std::iter::repeat_n(self.blank(), self.blanks(length)));
    }

    fn solve(&self, input: &[u32], answers: &mut Vec<Answer>) {
        let symbols = self.alphabet().len();
        let known = input.iter().all(|&s| (s as usize) < symbols);
        assert!(known, "symbols are letters");
        let stop = input.iter().position(|&s| s == self.stop());
        let stop = stop.expect("a sequence ends with `#`");
        let written = tasks::written(self.task, &input[..stop], self.letters);
        answers.clear();
        answers.resize(stop + 1, Answer::inside(UNANSWERED));
        let blanks = 0..input.len() - stop - 1;
        answers.extend(blanks.map(|place| match written.get(place) {
            Some(&letter) if self.asked => Answer::query(letter),
            Some(&letter) => Answer::operation(letter),
            None => Answer::inside(UNANSWERED),
        }));
    }

    fn longest(&self, length: usize) -> usize {
        let read = match self.task {
            Transduction::SelectiveCopy { slots } => length * slots,
            _ => length,
        };
        read + 1 + self.blanks(length)
    }

    fn streams(&self) -> bool {
        false
    }
}

kept!(SequenceProblem);

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::rng::stream;

    #[test]
    fn every_blank_is_answered_once_and_nothing_else_is() {
        for task in Transduction::ALL {
            for asked in [false, true] {
                let config = SequenceConfig {
                    task,
                    letters: Some(3),
                    names: None,
                };
                let problem = SequenceProblem::of(&config, asked);
                for length in [1, 2, 3, 17] {
                    let (mut input, mut answers) = (Vec::new(), Vec::new());
                    problem.draw(&mut stream(1, "train", 0), length, &mut input);
                    assert_eq!(input.len(), problem.longest(length));
                    problem.solve(&input, &mut answers);
                    let mark = Answer {
                        ..if asked {
                            Answer::query(0)
                        } else {
                            Answer::operation(0)
                        }
                    }
                    .mark;
                    let answered: Vec<usize> = (0..input.len())
                        .filter(|&i| answers[i].mark == mark)
                        .collect();
                    assert!(
                        answers
                            .iter()
                            .all(|a| (a.mark == mark) == (a.label != UNANSWERED))
                    );
                    assert!(
                        answered.iter().all(|&i| input[i] == problem.blank()),
                        "{task:?}"
                    );
                    if task != Transduction::Stack {
                        assert_eq!(answered.len(), problem.blanks(length), "{task:?}");
                    }
                    assert!(!answered.is_empty());
                }
            }
        }
    }

    #[test]
    fn selective_copying_draws_as_many_letters_as_it_says() {
        let config = toml::from_str("task = { selective-copy = {} }\nletters = 2");
        let problem = SequenceProblem::of(&config.unwrap(), false);
        let mut places = [0i32; 12];
        for index in 0..4000 {
            let mut input = Vec::new();
            problem.draw(&mut stream(1, "train", index), 3, &mut input);
            let letters = (0..12).filter(|&i| input[i] < 2);
            assert_eq!(letters.clone().count(), 3);
            letters.for_each(|place| places[place] += 1);
        }
        // every place is as likely as any other: 1000 each, five standard deviations are 137
        assert!(places.iter().all(|n| (n - 1000).abs() < 137), "{places:?}");
    }
}
