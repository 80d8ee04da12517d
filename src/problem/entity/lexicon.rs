//! Which symbols a narrative has: one for each whole sentence, name and head, in this order.

use crate::problem::entity::prose::Prose;
use crate::problem::entity::script::{Clause, Form, Script, Symbol, Verb, Written};
use crate::problem::entity::template::{Slot, Sort, Template};

/// `(b)` for the second way to say something.
fn letter(form: usize) -> String {
    match form {
        0 => String::new(),
        _ => format!(
            " ({})",
            char::from(b'a' + (form % 26) as u8)
                .to_string()
                .repeat(1 + form / 26)
        ),
    }
}

impl Script {
    /// The language of `verbs` about `names`, which are called `phrases` in text. A blank is a symbol if asked for.
    pub(super) fn new(
        verbs: &[Verb],
        clauses: Vec<Clause>,
        names: &[Vec<String>; 4],
        phrases: &[Vec<String>; 4],
        blanks: bool,
    ) -> Self {
        let mut script = Self {
            alphabet: Vec::new(),
            prose: Prose::new(phrases),
            clauses,
            symbols: Vec::new(),
            tags: Vec::new(),
            forms_of: Vec::new(),
            forms: Vec::new(),
            wholes: vec![Vec::new(); verbs.len()],
            first: [0; 4],
            base: names[0].len().max(names[1].len()),
            blank: 0,
        };
        for (verb, kind) in verbs.iter().enumerate() {
            let start = script.forms.len();
            let opens = matches!(kind.written, Written::Opening);
            let stopped = kind.texts.first().filter(|_| opens).map(Template::stopped);
            for template in kind.texts.iter().chain(&stopped) {
                let form = script.prose.form(template, &kind.slots);
                if !matches!(kind.written, Written::Head(_)) {
                    script.prose.widen(form, 1, 1);
                }
                let order = template
                    .order()
                    .into_iter()
                    .map(|slot| kind.slots[slot])
                    .collect();
                script.forms.push(Form {
                    verb,
                    order,
                    head: 0,
                });
                debug_assert_eq!(form + 1, script.forms.len());
            }
            script.forms_of.push(start..script.forms.len());
        }
        for (verb, kind) in verbs.iter().enumerate() {
            if let Written::Whole(all) = &kind.written {
                script.add_wholes(verb, kind, all, names);
            }
        }
        for sort in Sort::ALL {
            script.first[sort as usize] = script.symbols.len() as u32;
            for (k, name) in names[sort as usize].iter().enumerate() {
                script.add(
                    Symbol::Name(sort, k as u16),
                    name.clone(),
                    vec![name.clone()],
                );
            }
        }
        for (verb, kind) in verbs.iter().enumerate() {
            if let Written::Head(most) = kind.written {
                script.add_heads(verb, kind, most);
            }
        }
        script.blank = script.symbols.len() as u32;
        if blanks {
            script.add(Symbol::Blank, "_".to_owned(), vec!["_".to_owned()]);
        }
        script
    }

    fn add(&mut self, symbol: Symbol, name: String, tags: Vec<String>) {
        self.symbols.push(symbol);
        self.alphabet.push(name);
        self.tags.push(tags);
    }

    fn add_wholes(&mut self, verb: usize, kind: &Verb, all: &[[u16; 3]], names: &[Vec<String>; 4]) {
        self.wholes[verb] = vec![u32::MAX; self.base.pow(3)];
        for &one in all {
            let place = self.whole(one);
            self.wholes[verb][place] = self.symbols.len() as u32;
            let name =
                |slot: &Slot| names[slot.sort as usize][usize::from(one[slot.index])].as_str();
            let said: Vec<&str> = kind.slots.iter().map(name).collect();
            // in a sentence of two, such as a trade, it does not matter who is named first
            let roles = said.len() > 2;
            let role = |(slot, name): (&Slot, &&str)| {
                if roles {
                    format!("{} {name}", slot.name)
                } else {
                    (*name).to_owned()
                }
            };
            for (k, form) in self.forms_of[verb].clone().enumerate() {
                let mut tags = vec![kind.key.to_owned(), format!("{}{}", kind.key, letter(k))];
                tags.dedup();
                tags.extend(kind.slots.iter().zip(&said).map(role));
                self.add(
                    Symbol::Whole { form, one },
                    format!("{} {}{}", kind.key, said.join(" "), letter(k)),
                    tags,
                );
            }
        }
    }

    fn add_heads(&mut self, verb: usize, kind: &Verb, most: usize) {
        for (k, form) in self.forms_of[verb].clone().enumerate() {
            self.forms[form].head = self.symbols.len() as u32;
            let listed = kind.slots.iter().any(|slot| slot.sort == Sort::Thing);
            for things in if listed { 1..=most } else { 0..=0 } {
                let count = if most > 1 && listed {
                    format!(" {things}")
                } else {
                    String::new()
                };
                let name = format!("{}{count}{}", kind.key, letter(k));
                let mut tags = vec![kind.key.to_owned(), format!("{}{}", kind.key, letter(k))];
                tags.dedup();
                tags.extend((!count.is_empty()).then(|| format!("{things} things")));
                self.add(Symbol::Head { form, things }, name, tags);
                // arguments are as many symbols as there are slots but for the list of things, plus the things
                let symbols = 1 + self.forms[form].order.len() + things.saturating_sub(1);
                self.prose.widen(form, symbols, things);
            }
        }
    }
}
