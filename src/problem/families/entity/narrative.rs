//! A narrative: an opening, operations with distractors between them, questions; and its oracle.
//!
//! The same for all stories: a [`World`] says what is so at the beginning, what may happen next and what it does, what
//! is asked and what the answer is; the rest is here.
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

use std::iter::repeat_n;

use crate::base::rng::{Stream, below, uniform};
use crate::problem::Asked;
use crate::problem::answer::{Answer, Mark, UNANSWERED};
use crate::problem::families::entity::config::EntityConfig;
use crate::problem::families::entity::script::Script;
use crate::problem::families::entity::sentence::{Args, Sort};
use crate::problem::families::entity::{DISTRACTOR, OPENING, QUESTION, State, Story, World};
use crate::problem::knowledge::Knowledge;
use crate::problem::script::{Kept, kept};

/// A story in the making.
pub(super) struct Narrative {
    world: Box<dyn World>,
    kept: Kept<Script>,
    /// Questions of an input; none where the answer is wanted after every operation.
    asks: usize,
    /// What all questions are about, or the answers after operations.
    held: Option<Args>,
    /// How many distractors there are to an operation, below 1.
    distractors: f64,
    /// The kinds of sentences that are operations.
    operations: std::ops::Range<usize>,
}

impl Narrative {
    /// The narrative of a table without faults. If it is `asked`, its inputs hold questions.
    pub(super) fn new(config: &EntityConfig, asked: bool) -> Self {
        let (world, mut story) = Story::of(config);
        let mut sentences = story.sentences(config);
        if !asked {
            sentences[QUESTION].texts.clear();
            story.blanks = 0;
        }
        let script = Script::new(story, &sentences);
        let story = &script.story;
        // without questions and without a choice, the first that can be asked for
        let track = config.track.as_ref();
        let track = track.and_then(|track| story.tracked.iter().position(|name| name == track));
        let fixed = (!asked || story.tracked.is_empty()).then_some(story.first);
        let held = track.or(fixed);
        let subject = &story.subjects[held.unwrap_or(story.first)];
        let mut known = world.known(subject);
        if let Knowledge::Monoid(_, letters) = &mut known
            && !story.wholes.is_empty()
        {
            // an element for each way to say it
            let said = letters.iter().zip(&story.wholes);
            let ways = said.map(|(&x, whole)| repeat_n(x, script.forms_of[whole.0].len()));
            *letters = ways.flatten().collect();
        }
        let openings = sentences.iter().filter(|sentence| sentence.opens());
        let held = held.map(|held| story.subjects[held].clone());
        let labels = story.labels.clone();
        Self {
            asks: if asked { config.asks } else { 0 },
            distractors: config.distractors,
            operations: OPENING + openings.count()..sentences.len(),
            kept: Kept::new(script, labels, known),
            held,
            world,
        }
    }

    /// Draws two people to be in a sentence that changes nothing.
    fn two(&self, rng: &mut Stream) -> Args {
        let people = self.kept.script.story.names[Sort::Person as usize].len() as u32;
        if people < 2 {
            return Args::default();
        }
        let (one, step) = (below(rng, people), 1 + below(rng, people - 1));
        Args::about(one as usize).to(((one + step) % people) as u16)
    }

    /// Draws what is asked: about what is held if there is something, otherwise about some subject.
    fn question(&self, rng: &mut Stream, state: &State) -> Args {
        let held = self.held.as_ref();
        let story = &self.kept.script.story;
        let subjects = &story.subjects[story.first..];
        let own = self.world.question(rng, held, state);
        let mut any = || &subjects[below(rng, subjects.len() as u32) as usize];
        own.unwrap_or_else(|| held.unwrap_or_else(&mut any).clone())
    }

    /// The answer to a question about `args`, its part `slot`, and whether any part of it was another at the `start`.
    fn answer(&self, args: &Args, slot: usize, start: &State, now: &State) -> (u32, bool) {
        let answer = |slot, state| self.world.answer(args, slot, state);
        let differs = |slot| answer(slot, start) != answer(slot, now);
        let changed = (0..self.kept.script.story.blanks.max(1)).any(differs);
        (answer(slot, now), changed)
    }
}

impl Asked for Narrative {
    fn draw(&self, rng: &mut Stream, length: usize, input: &mut Vec<u32>) {
        let (world, script) = (&self.world, &self.kept.script);
        let mut state = world.blank();
        let opening = world.open(rng, self.held.as_ref());
        for (&(kind, _), args) in script.story.clauses.iter().zip(&opening) {
            script.write_slots(&script.opens, args, input);
            world.act(kind, args, &mut state);
        }
        let mut questions = Questions::of(self.asks, length);
        for _ in 0..length {
            if self.distractors > 0.0 && uniform(rng) < self.distractors {
                let args = self.two(rng);
                script.write(rng, DISTRACTOR, &args, input);
            }
            let (kind, args) = world.operation(rng, &state);
            script.write(rng, kind, &args, input);
            world.act(kind, &args, &mut state);
            for _ in 0..questions.next(rng) {
                let args = self.question(rng, &state);
                script.write(rng, QUESTION, &args, input);
            }
        }
    }

    fn solve(&self, input: &[u32], answers: &mut Vec<Answer>) {
        answers.clear();
        let mut before = Answer::inside(UNANSWERED);
        let world = &self.world;
        let mut start = world.blank();
        let mut now = None;
        self.kept.script.read(input, |form, symbols, args| {
            if (OPENING..self.operations.start).contains(&form.kind) {
                return world.act(form.kind, args, &mut start);
            }
            let now = now.get_or_insert_with(|| start.clone());
            // all symbols but the last, and the opening if this is the first sentence behind it
            answers.resize(symbols.end - 1, before);
            if self.operations.contains(&form.kind) {
                world.act(form.kind, args, now);
                if let Some(held) = &self.held
                    && self.asks == 0
                {
                    let (label, changed) = self.answer(held, 0, &start, now);
                    before = Answer::inside(label).when(changed);
                }
                let mark = Mark::Operation;
                answers.push(Answer { mark, ..before });
                return;
            }
            let blanks = self.kept.script.story.blanks;
            if form.kind == DISTRACTOR || blanks > 0 {
                answers.push(before);
            }
            if form.kind == QUESTION {
                answers.extend((0..blanks.max(1)).map(|slot| {
                    let (label, changed) = self.answer(args, slot, &start, now);
                    Answer::query(label).when(changed)
                }));
            }
        });
        answers.resize(input.len(), before);
    }

    fn longest(&self, length: usize) -> usize {
        let script = &self.kept.script;
        let story = &script.story;
        let adjectives = usize::from(!story.names[Sort::Adjective as usize].is_empty());
        let symbols = |things: usize| things.saturating_mul(1 + adjectives);
        let sentence = |kind| script.longest(kind, symbols(1.max(story.most)));
        let operation = self.operations.clone().map(sentence).max().unwrap_or(0);
        let opening = story.clauses.len() + symbols(story.opened);
        let question = sentence(QUESTION) + story.blanks;
        opening + length * (operation + sentence(DISTRACTOR)) + self.asks * question
    }
}

kept!(Narrative);

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
        Self {
            each: others.checked_div(places).unwrap_or(0),
            more: others.checked_rem(places).unwrap_or(0) as u32,
            left: places as u32,
            at_end: if places > 0 { asks.min(1) } else { asks },
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
    use crate::problem::families::entity::tests::{built, drawn};

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

    fn text(config: &str, asked: bool, length: usize) -> String {
        let problem = built(config, asked);
        problem
            .spelling()
            .read(&drawn(&*problem, 7, length).2.pieces)
    }

    #[test]
    fn texts_are_what_a_person_writes() {
        insta::assert_snapshot!(text("coins = { people = 5 }", true, 3), @"Alice, Bob, Carl, Dan, and Emma each have a coin. All are dimes except Emma's, which is a penny. Carl and Dan trade coins. Carl and Emma trade coins. Alice and Dan trade coins. Who has the penny?");
        insta::assert_snapshot!(text("coins = { people = 3, coins = 'distinct', passes = true }\ndistractors = 0.5", true, 4), @"Alice has the penny. Bob has the nickel. Carl has the dime. Bob looks out of the window. Alice and Carl trade coins. Alice and Bob trade coins. Bob looks out of the window. Bob and Carl trade coins. Alice and Carl trade coins. Which coin does Alice have?");
        insta::assert_snapshot!(text("boxes = { nouns = 10 }", true, 4), @"Box 0 contains nothing, Box 1 contains the blanket, Box 2 contains the bell and the bomb and the block, Box 3 contains the bill and the belt and the apple, Box 4 contains nothing, Box 5 contains the ball and the book, Box 6 contains the bag. Move the blanket from Box 1 to Box 6. Remove the book from Box 5. Remove the ball from Box 5. Put the ball into Box 6. Box 0 contains _, _, _.");
        insta::assert_snapshot!(text("boxes = { nouns = 10, boxes = 4, alt_forms = true, ask = 'count' }\nasks = 2", true, 5), @"In Box 0 one finds the ball and the bag. In Box 1 one finds the bill and the bell. In Box 2 one finds the blanket. In Box 3 one finds the bomb. Place the block inside Box 1. Carry the ball and the bag over to Box 2, leaving Box 0. Open Box 3 and drop the apple and the book in. How many things are in Box 0? Place the belt inside Box 0. Remove the block and the bell from Box 1. How many things are in Box 0?");
        insta::assert_snapshot!(text("boxes = { nouns = 2, boxes = 4, ambiguous = true, ask = 'object' }", true, 6), @"Box 0 contains the brown bag, Box 1 contains the green bag and the black apple and the black bag, Box 2 contains the yellow apple, Box 3 contains the white apple and the blue apple and the red apple. Move the apple from Box 2 to Box 0. Remove the red apple from Box 3. Move the apple from Box 0 to Box 3. Put the blue bag and the yellow bag and the purple bag into Box 2. Put the brown apple into Box 0. Remove the apple and the black bag from Box 1. Where is the yellow apple?");
        insta::assert_snapshot!(text("boxes = { boxes = 6, capacity = 0, verbs = ['move-contents'], merge = 0.0, ask = 'object' }", true, 4), @"Box 0 contains nothing, Box 1 contains nothing, Box 2 contains the guitar and the chalk and the mug and the glue, Box 3 contains the camera and the brick and the cake and the fan, Box 4 contains nothing, Box 5 contains the plane and the bell. Move the contents of Box 2 to Box 4. Move the contents of Box 5 to Box 1. Move the contents of Box 1 to Box 2. Move the contents of Box 2 to Box 0. Where is the guitar?");
        insta::assert_snapshot!(text("cups = { balls = ['red ball', 'blue ball'], ask = 'lift' }", true, 3), @"The red ball is under cup 3. The blue ball is under cup 1. Swap cup 2 and cup 3. Swap cup 1 and cup 2. Swap cup 2 and cup 3. Lift cup 3. What is under it?");
        insta::assert_snapshot!(text("rooms = { objects = ['milk'] }", true, 6), @"Mary is in the garden. John is in the bedroom. Daniel is in the garden. Sandra is in the bathroom. The milk is in the bedroom. Daniel went to the bedroom. Daniel went to the office. Sandra went to the hallway. Mary went to the bathroom. Sandra went to the garden. Daniel went to the bathroom. Where is the milk?");
    }
}
