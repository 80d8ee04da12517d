//! A narrative: an opening, operations with distractors between them, questions; and its oracle.
//!
//! The same for all stories. A [`Story`] says what is so at the beginning, what may happen next and what it does,
//! what is asked and what the answer is; the rest is here.
//!
//! ```text
//! symbol of                     mark           label
//! the opening                   Inside         none
//! a distractor                  Inside         as before
//! an operation, but the last    Inside         as before
//! an operation, the last        Operation      of what is tracked; none if there are questions
//! a question, the last          Query          the answer; with blanks, one to each blank
//! ```
//!
//! [`Answer::changed`] is false where the answer is that of the beginning, however it came about.

use crate::algebra::monoid::Monoid;
use crate::base::rng::{Stream, below, uniform};
use crate::problem::Problem;
use crate::problem::answer::{Answer, Mark, UNANSWERED};
use crate::problem::complexity::Complexity;
use crate::problem::entity::prose::{Args, deal};
use crate::problem::entity::script::Script;
use crate::problem::entity::{DISTRACTOR, QUESTION};
use crate::problem::features::Features;
use crate::problem::spelling::{Spelling, Text};

/// What happens in a narrative.
pub(super) trait Story: Send + Sync {
    /// Who is where and has what.
    type Scene: Clone;

    /// Before the opening.
    fn blank(&self) -> Self::Scene;
    /// Draws the beginning. `held` is what all questions are about, if they are.
    fn open(&self, rng: &mut Stream, held: Option<&Args>, scene: &mut Self::Scene);
    /// What clause `number` of the opening says of a scene that is drawn; `args` has what the clause always says.
    fn clause(&self, number: usize, scene: &Self::Scene, args: &mut Args);
    /// Lets clause `number` be true.
    fn told(&self, number: usize, args: &Args, scene: &mut Self::Scene);
    /// Draws what happens next, of what can happen; the kind of sentence that says it.
    fn operation(&self, rng: &mut Stream, scene: &Self::Scene, args: &mut Args) -> usize;
    /// Lets it happen.
    fn act(&self, verb: usize, args: &Args, scene: &mut Self::Scene);
    /// Draws what is asked, about what is `held` if there is something.
    fn question(&self, rng: &mut Stream, held: Option<&Args>, scene: &Self::Scene, args: &mut Args);
    /// The answer to a question, its part `slot` if it has several.
    fn answer(&self, args: &Args, slot: usize, scene: &Self::Scene) -> u32;
}

/// A story and how it is told.
pub(super) struct Narrative<S> {
    pub(super) name: String,
    pub(super) story: S,
    pub(super) script: Script,
    pub(super) labels: Vec<String>,
    /// Questions of an input; none where the answer is wanted after every operation.
    pub(super) asks: usize,
    /// What all questions are about, or the answers after operations.
    pub(super) held: Option<Args>,
    /// Blanks of a question; none if it is answered at its end.
    pub(super) blanks: usize,
    /// How many distractors there are to an operation, below 1.
    pub(super) distractors: f64,
    /// People of distractors.
    pub(super) people: usize,
    /// Symbols for the things of one sentence, and of the opening, at most.
    pub(super) things: [usize; 2],
    /// Kinds of sentences that are operations.
    pub(super) operations: std::ops::Range<usize>,
    pub(super) algebra: Option<(Monoid, Vec<u32>)>,
    pub(super) complexity: Option<Complexity>,
}

impl<S: Story> Narrative<S> {
    fn distract(&self, rng: &mut Stream, args: &mut Args, input: &mut Vec<u32>) {
        let people = self.people as u32;
        args.set([0; 3]);
        if people > 1 {
            let (one, step) = (below(rng, people), 1 + below(rng, people - 1));
            args.one = [one as u16, ((one + step) % people) as u16, 0];
        }
        self.script.write(rng, DISTRACTOR, args, input);
    }

    /// Reads `input` and calls `say` for every sentence behind the opening.
    fn tell(&self, input: &[u32], mut say: impl FnMut(&Told<'_, S::Scene>)) {
        let mut args = Args::default();
        let mut now = self.story.blank();
        let mut at = 0;
        for number in 0..self.script.clauses.len() {
            let sentence = self.script.read_clause(number, input, at, &mut args);
            self.story.told(number, &args, &mut now);
            at += sentence.symbols;
        }
        let start = now.clone();
        while at < input.len() {
            let sentence = self.script.read(input, at, &mut args);
            if self.operations.contains(&sentence.verb) {
                self.story.act(sentence.verb, &args, &mut now);
            }
            let verb = sentence.verb;
            at += sentence.symbols;
            let ends = at;
            if verb == QUESTION {
                at += self.blanks;
            }
            let (args, start, now) = (&args, &start, &now);
            say(&Told {
                verb,
                args,
                ends,
                start,
                now,
            });
        }
    }

    fn differs(&self, args: &Args, told: &Told<'_, S::Scene>) -> bool {
        let answer = |slot, scene| self.story.answer(args, slot, scene);
        (0..self.blanks.max(1)).any(|slot| answer(slot, told.start) != answer(slot, told.now))
    }
}

/// A sentence behind the opening.
struct Told<'a, Scene> {
    verb: usize,
    args: &'a Args,
    /// Where it ends, but for blanks.
    ends: usize,
    start: &'a Scene,
    now: &'a Scene,
}

impl<S: Story> Problem for Narrative<S> {
    fn name(&self) -> &str {
        &self.name
    }

    fn alphabet(&self) -> &[String] {
        &self.script.alphabet
    }

    fn labels(&self) -> &[String] {
        &self.labels
    }

    fn draw(&self, rng: &mut Stream, length: usize, input: &mut Vec<u32>) {
        let mut args = Args::default();
        let mut scene = self.story.blank();
        self.story.open(rng, self.held.as_ref(), &mut scene);
        for (number, clause) in self.script.clauses.iter().enumerate() {
            args.clone_from(&clause.args);
            self.story.clause(number, &scene, &mut args);
            self.script.write_clause(number, &args, input);
        }
        let mut questions = Questions::of(self.asks, length);
        for _ in 0..length {
            if self.distractors > 0.0 && uniform(rng) < self.distractors {
                self.distract(rng, &mut args, input);
            }
            let verb = self.story.operation(rng, &scene, &mut args);
            self.script.write(rng, verb, &args, input);
            self.story.act(verb, &args, &mut scene);
            for _ in 0..questions.next(rng) {
                self.story
                    .question(rng, self.held.as_ref(), &scene, &mut args);
                self.script.write(rng, QUESTION, &args, input);
                self.script.write_blanks(self.blanks, input);
            }
        }
    }

    fn solve(&self, input: &[u32], answers: &mut Vec<Answer>) {
        answers.clear();
        let mut before = Answer::inside(UNANSWERED);
        self.tell(input, |told| {
            // all symbols but the last, and the opening if this is the first sentence behind it
            answers.resize(told.ends - 1, before);
            if told.verb == QUESTION {
                let changed = self.differs(told.args, told);
                let answer = |slot| {
                    Answer::query(self.story.answer(told.args, slot, told.now)).when(changed)
                };
                if self.blanks == 0 {
                    answers.push(answer(0));
                } else {
                    answers.push(before);
                    answers.extend((0..self.blanks).map(answer));
                }
            } else if self.operations.contains(&told.verb) {
                before = match &self.held {
                    Some(held) if self.asks == 0 => {
                        let label = self.story.answer(held, 0, told.now);
                        Answer::inside(label).when(self.differs(held, told))
                    }
                    _ => before,
                };
                let mark = Mark::Operation;
                answers.push(Answer { mark, ..before });
            } else {
                answers.push(before);
            }
        });
        answers.resize(input.len(), before);
    }

    fn longest(&self, length: usize) -> usize {
        let [said, opened] = self.things;
        let sentence = |verb| self.script.longest(verb, said);
        let operation = self.operations.clone().map(sentence).max().unwrap_or(0);
        let opening = self.script.clauses.len() + opened;
        let question = sentence(QUESTION) + self.blanks;
        opening + length * (operation + sentence(DISTRACTOR)) + self.asks * question
    }

    fn spelling(&self) -> &Spelling {
        self.script.prose.spelling()
    }

    fn spell(&self, input: &[u32], text: &mut Text) {
        let mut args = Args::default();
        let mut at = 0;
        for number in 0..self.script.clauses.len() {
            let sentence = self.script.read_clause(number, input, at, &mut args);
            let from = text.pieces.len();
            self.script
                .prose
                .write(sentence.form, &args, number == 0, &mut text.pieces);
            deal(from, sentence.symbols, text);
            at += sentence.symbols;
        }
        while at < input.len() {
            let sentence = self.script.read(input, at, &mut args);
            let from = text.pieces.len();
            self.script
                .prose
                .write(sentence.form, &args, false, &mut text.pieces);
            deal(from, sentence.symbols, text);
            at += sentence.symbols;
            if sentence.verb == QUESTION && self.blanks > 0 {
                self.script.prose.blanks(self.blanks, text);
                at += self.blanks;
            }
        }
    }

    fn features(&self) -> Features {
        self.script.features()
    }

    fn monoid(&self) -> Option<&Monoid> {
        self.algebra.as_ref().map(|(monoid, _)| monoid)
    }

    fn letters(&self) -> &[u32] {
        self.algebra.as_ref().map_or(&[], |(_, letters)| letters)
    }

    fn complexity(&self) -> Option<Complexity> {
        self.complexity
    }
}

/// Where questions stand: the last at the end, the others after operations chosen at random, as evenly as can be.
struct Questions {
    /// After every operation but the last.
    each: usize,
    /// Of the operations that are left but for the last, how many are followed by one question more.
    more: u32,
    left: u32,
    at_end: usize,
}

impl Questions {
    fn of(asks: usize, length: usize) -> Self {
        let (others, places) = (asks.saturating_sub(1), length.saturating_sub(1));
        let each = others.checked_div(places).unwrap_or(0);
        let more = others - each * places;
        let spread = if places > 0 { more } else { 0 };
        Self {
            each,
            more: spread as u32,
            left: places as u32,
            at_end: asks.min(1) + more - spread,
        }
    }

    /// How many questions follow the next operation.
    fn next(&mut self, rng: &mut Stream) -> usize {
        if self.left == 0 {
            return self.at_end;
        }
        let one = self.more > 0 && below(rng, self.left) < self.more;
        self.left -= 1;
        self.more -= u32::from(one);
        self.each + usize::from(one)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::rng::stream;

    #[test]
    fn there_are_as_many_questions_as_asked_for_and_one_at_the_end() {
        let mut rng = stream(1, "test", 0);
        for asks in 0..9 {
            for length in 1..12 {
                let mut questions = Questions::of(asks, length);
                let counts: Vec<usize> = (0..length).map(|_| questions.next(&mut rng)).collect();
                assert_eq!(counts.iter().sum::<usize>(), asks);
                assert!(asks == 0 || counts[length - 1] > 0);
                if asks <= length {
                    assert!(counts.iter().all(|&count| count <= 1));
                }
            }
        }
    }
}
