//! A second reading of the programs, for tests: the text itself is run, line by line, by what Python does with it.
//!
//! It knows nothing of operations, symbols or labels, and just enough Python for the texts that are written here.

use std::collections::BTreeMap;

/// Numbers, booleans as `True` and `False`.
#[derive(Clone, Copy, PartialEq)]
enum Value {
    Number(i64),
    Boolean(bool),
}

#[derive(Default)]
struct Interpreter<'t> {
    list: Vec<Value>,
    names: BTreeMap<&'t str, Value>,
    functions: BTreeMap<&'t str, Vec<&'t str>>,
    printed: Vec<String>,
}

/// What `program` prints.
pub(super) fn run(program: &str) -> Vec<String> {
    let mut interpreter = Interpreter::default();
    let lines: Vec<&str> = program.lines().collect();
    interpreter.block(&lines);
    interpreter.printed
}

impl<'t> Interpreter<'t> {
    fn block(&mut self, lines: &[&'t str]) {
        let mut at = 0;
        while at < lines.len() {
            let line = lines[at];
            at += 1;
            if let Some(header) = line.strip_suffix(':') {
                let inside = lines[at..].iter().take_while(|l| l.starts_with("    "));
                let body: Vec<&str> = inside.map(|l| &l[4..]).collect();
                at += body.len();
                if let Some(definition) = header.strip_prefix("def ") {
                    let (name, _) = definition.split_once('(').unwrap();
                    self.functions.insert(name, body);
                } else {
                    let condition = header.strip_prefix("if ").unwrap();
                    if self.value(condition) == Value::Boolean(true) {
                        self.block(&body);
                    }
                }
            } else {
                self.line(line);
            }
        }
    }

    fn line(&mut self, line: &'t str) {
        if let Some(asked) = line.strip_prefix("print(") {
            let text = self.text(asked.strip_suffix(')').unwrap());
            self.printed.push(text);
        } else if line == "x.append(x.pop(0))" {
            let first = self.list.remove(0);
            self.list.push(first);
        } else if let Some((targets, values)) = line.split_once(" = ") {
            if let Some(name) = values.strip_suffix(')').and_then(|v| v.split_once('('))
                && self.functions.contains_key(name.0)
            {
                assert_eq!(targets, name.1, "variables go in and come out");
                self.call(name.0);
            } else if targets == "x" {
                let inside = values.strip_prefix('[').unwrap().strip_suffix(']').unwrap();
                self.list = inside.split(", ").map(|v| self.value(v)).collect();
            } else {
                let values: Vec<Value> = values.split(", ").map(|v| self.value(v)).collect();
                let targets: Vec<&str> = targets.split(", ").collect();
                assert_eq!(targets.len(), values.len(), "{line}");
                targets
                    .into_iter()
                    .zip(values)
                    .for_each(|(t, v)| self.assign(t, v));
            }
        } else if let Some(returned) = line.strip_prefix("return ") {
            assert!(
                returned
                    .split(", ")
                    .all(|name| self.names.contains_key(name))
            );
        } else if !line.is_empty() {
            self.call(line.strip_suffix("(x)").unwrap());
        }
    }

    /// Arguments have the names of the variables outside, so that the body can be run where it is called.
    fn call(&mut self, name: &str) {
        let body = self.functions[name].clone();
        self.block(&body);
    }

    fn assign(&mut self, target: &'t str, value: Value) {
        match index(target) {
            Some(i) => self.list[i] = value,
            None => drop(self.names.insert(target, value)),
        }
    }

    fn value(&self, text: &str) -> Value {
        let number = |text| match self.value(text) {
            Value::Number(n) => n,
            Value::Boolean(b) => i64::from(b),
        };
        let truth = |text| self.value(text) == Value::Boolean(true);
        if let Some((a, m)) = text.split_once(" % ") {
            let inside = a.strip_prefix('(').unwrap().strip_suffix(')').unwrap();
            let (a, rest) = inside.split_once(' ').unwrap();
            let (sign, b) = rest.split_once(' ').unwrap();
            let result = match sign {
                "+" => number(a) + number(b),
                "-" => number(a) - number(b),
                "*" => number(a) * number(b),
                _ => panic!("{text}"),
            };
            return Value::Number(result.rem_euclid(number(m)));
        }
        if let Some((a, b)) = text.split_once(" == ") {
            return Value::Boolean(self.value(a) == self.value(b));
        }
        if let Some((a, b)) = text.split_once(" and ") {
            return Value::Boolean(truth(a) && truth(b));
        }
        if let Some((a, b)) = text.split_once(" or ") {
            return Value::Boolean(truth(a) || truth(b));
        }
        if let Some((a, b)) = text.split_once(" ^ ") {
            return Value::Boolean(truth(a) != truth(b));
        }
        if let Some(a) = text.strip_prefix("not ") {
            return Value::Boolean(!truth(a));
        }
        match text {
            "True" => Value::Boolean(true),
            "False" => Value::Boolean(false),
            _ => match (text.parse(), index(text)) {
                (Ok(number), _) => Value::Number(number),
                (_, Some(i)) => self.list[i],
                _ => self.names[text],
            },
        }
    }

    /// What Python prints of what is asked.
    fn text(&self, asked: &str) -> String {
        let shown = |value: &Value| match value {
            Value::Number(n) => n.to_string(),
            Value::Boolean(true) => "True".to_owned(),
            Value::Boolean(false) => "False".to_owned(),
        };
        let all = |values: &[Value]| values.iter().map(shown).collect::<Vec<_>>().join(", ");
        let several = |names: &str| names.split(", ").map(|n| self.value(n)).collect::<Vec<_>>();
        if let Some((list, value)) = asked.split_once(".index(") {
            let value = self.value(value.strip_suffix(')').unwrap());
            let values = match list.strip_prefix('[') {
                Some(names) => several(names.strip_suffix(']').unwrap()),
                None => self.list.clone(),
            };
            return values.iter().position(|v| *v == value).unwrap().to_string();
        }
        if let Some(names) = asked.strip_prefix('(') {
            return format!("({})", all(&several(names.strip_suffix(')').unwrap())));
        }
        if asked == "x" {
            return format!("[{}]", all(&self.list));
        }
        shown(&self.value(asked))
    }
}

/// The place in the list that is named.
fn index(name: &str) -> Option<usize> {
    name.strip_prefix("x[")?.strip_suffix(']')?.parse().ok()
}

#[test]
fn the_interpreter_runs_what_a_person_would_write() {
    let program = "def f1(x):\n    x[0], x[2] = x[2], x[0]\n    if x[1] == 4:\n        x[0], x[1] = x[1], x[0]\n\n\
                   x = [3, 4, 5]\nf1(x)\nprint(x)\nx[0] = (x[1] * x[2]) % 7\nprint(x[0])\nprint(x.index(3))\n";
    assert_eq!(run(program), ["[4, 5, 3]", "1", "2"]);
}
