//! The canonical form of a configuration, of which ids are made.
//!
//! It is JSON without the keys that can go: those that reading puts back as they were, because they have their default.
//! So a key that is added later changes the id of nothing that does not use it, and a key that is typed at its default
//! is as good as none. Which keys can go is tried, not listed.

use serde_json::{Map, Value};

/// `full` without the keys that `reads_back` can do without, tried from the outside in, in alphabetical order.
pub fn canonical(full: Value, reads_back: impl Fn(&Value) -> bool) -> Value {
    let mut value = full;
    thin(&mut value, "", &reads_back);
    value
}

/// Takes keys out of the value that the JSON pointer `path` leads to.
fn thin(root: &mut Value, path: &str, reads_back: &dyn Fn(&Value) -> bool) {
    let steps: Vec<String> = match root.pointer(path) {
        Some(Value::Object(map)) => map.keys().cloned().collect(),
        Some(Value::Array(items)) if items.iter().any(|i| i.is_object() || i.is_array()) => {
            (0..items.len()).map(|i| i.to_string()).collect()
        }
        _ => Vec::new(),
    };
    for step in steps {
        if let Some(taken) = table(root, path).and_then(|map| map.remove(&step)) {
            if reads_back(root) {
                continue;
            }
            table(root, path).map(|map| map.insert(step.clone(), taken));
        }
        let below = step.replace('~', "~0").replace('/', "~1");
        thin(root, &format!("{path}/{below}"), reads_back);
    }
}

fn table<'v>(root: &'v mut Value, path: &str) -> Option<&'v mut Map<String, Value>> {
    root.pointer_mut(path)?.as_object_mut()
}

#[cfg(test)]
mod tests {
    use serde::{Deserialize, Serialize};
    use serde_json::json;

    use super::*;

    #[derive(PartialEq, Serialize, Deserialize)]
    #[serde(default)]
    struct Old {
        steps: u64,
        rate: f64,
        parts: Vec<Part>,
    }

    #[derive(PartialEq, Serialize, Deserialize)]
    #[serde(default)]
    struct New {
        added: Option<String>,
        more: Inner,
        steps: u64,
        rate: f64,
        parts: Vec<Part>,
    }

    #[derive(PartialEq, Default, Serialize, Deserialize)]
    #[serde(default)]
    struct Inner {
        width: usize,
        depth: usize,
    }

    #[derive(PartialEq, Serialize, Deserialize)]
    struct Part {
        name: String,
        #[serde(default)]
        size: usize,
    }

    impl Default for Old {
        fn default() -> Self {
            let (steps, rate, parts) = (100, 1e-3, Vec::new());
            Self { steps, rate, parts }
        }
    }

    impl Default for New {
        fn default() -> Self {
            let Old { steps, rate, parts } = Old::default();
            let (added, more) = (Some("usual".to_owned()), Inner::default());
            Self {
                added,
                more,
                steps,
                rate,
                parts,
            }
        }
    }

    fn form<T: PartialEq + Serialize + for<'de> Deserialize<'de>>(value: &T) -> Value {
        canonical(serde_json::to_value(value).unwrap(), |thin| {
            T::deserialize(thin).is_ok_and(|read| read == *value)
        })
    }

    fn parts() -> Vec<Part> {
        let part = |name: &str, size| Part {
            name: name.to_owned(),
            size,
        };
        vec![part("a", 0), part("b", 2)]
    }

    #[test]
    fn a_key_that_is_added_later_changes_no_form_while_it_has_its_default() {
        let (steps, parts) = (7, parts);
        let old = Old {
            steps,
            parts: parts(),
            ..Old::default()
        };
        let new = New {
            steps,
            parts: parts(),
            ..New::default()
        };
        let expected = json!({"parts": [{"name": "a"}, {"name": "b", "size": 2}], "steps": 7});
        assert_eq!(form(&old), expected);
        assert_eq!(form(&new), expected);
    }

    #[test]
    fn what_differs_from_its_default_stays_with_nothing_beside_it() {
        let new = New {
            more: Inner { width: 3, depth: 0 },
            ..New::default()
        };
        assert_eq!(form(&new), json!({"more": {"width": 3}}));
        assert_eq!(form(&New::default()), json!({}));
    }
}
