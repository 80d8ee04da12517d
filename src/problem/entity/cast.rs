//! Who and what a narrative is about: names, words and labels.

use crate::problem::entity::config::{BoxAsk, Coins, CupAsk, EntityConfig};
use crate::problem::entity::words;

/// Names of people, places, things and adjectives.
pub(super) struct Cast {
    pub(super) people: Vec<String>,
    pub(super) places: Vec<String>,
    pub(super) things: Vec<String>,
    pub(super) adjectives: Vec<String>,
}

fn owned(list: &[&str]) -> Vec<String> {
    list.iter().map(|word| (*word).to_owned()).collect()
}

fn first(list: &[String], count: usize) -> Vec<String> {
    list.iter().take(count).cloned().collect()
}

impl Cast {
    /// As `config` says; lists that are too short stay so.
    pub(super) fn of(config: &EntityConfig) -> Self {
        let names = config.names.clone().unwrap_or_else(|| owned(&words::NAMES));
        let nouns = |usual: &[&str]| config.nouns.clone().unwrap_or_else(|| owned(usual));
        let none = Vec::new;
        // people of boxes and cups only look on
        let lookers = if config.distractors > 0.0 {
            names.clone()
        } else {
            none()
        };
        let mut cast = Self {
            people: names,
            places: none(),
            things: none(),
            adjectives: none(),
        };
        if let Some(coins) = &config.coins {
            cast.people.truncate(coins.people);
            if coins.coins == Coins::Distinct {
                cast.things = first(&nouns(&words::COINS), coins.people);
            }
        } else if let Some(boxes) = &config.boxes {
            cast.people = lookers;
            cast.places = (0..boxes.boxes).map(|k| format!("Box {k}")).collect();
            cast.things = first(&nouns(&words::NOUNS), boxes.nouns);
            if boxes.ambiguous {
                let given = boxes.adjectives.clone();
                cast.adjectives = given.unwrap_or_else(|| owned(&words::ADJECTIVES));
            }
        } else if let Some(cups) = &config.cups {
            cast.people = lookers;
            cast.places = (1..=cups.cups).map(|k| format!("cup {k}")).collect();
            cast.things = cups.balls.clone();
        } else if let Some(rooms) = &config.rooms {
            cast.people = rooms.people.clone();
            cast.places = rooms.rooms.clone();
            cast.things = rooms.objects.clone();
        }
        cast
    }

    /// The objects, a noun after the other.
    pub(super) fn objects(&self) -> Vec<String> {
        if self.adjectives.is_empty() {
            return self.things.clone();
        }
        let called = |noun: &String| {
            self.adjectives
                .iter()
                .map(move |adjective| format!("{adjective} {noun}"))
                .collect::<Vec<_>>()
        };
        self.things.iter().flat_map(called).collect()
    }

    /// What may be tracked.
    pub(super) fn tracked(&self, config: &EntityConfig) -> Vec<String> {
        if let Some(coins) = &config.coins {
            match coins.coins {
                Coins::Odd => Vec::new(),
                Coins::Distinct => self.people.clone(),
            }
        } else if let Some(boxes) = &config.boxes {
            match boxes.ask {
                BoxAsk::Object => self.objects(),
                BoxAsk::Contents | BoxAsk::Count | BoxAsk::Contains => self.places.clone(),
            }
        } else if let Some(cups) = &config.cups {
            match cups.ask {
                CupAsk::Ball => self.things.clone(),
                CupAsk::Lift => self.places.clone(),
            }
        } else {
            [self.people.as_slice(), &self.things].concat()
        }
    }

    /// The labels.
    pub(super) fn labels(&self, config: &EntityConfig) -> Vec<String> {
        let and = |list: Vec<String>, last: &str| [list, vec![last.to_owned()]].concat();
        if let Some(coins) = &config.coins {
            match coins.coins {
                Coins::Odd => self.people.clone(),
                Coins::Distinct => self.things.clone(),
            }
        } else if let Some(boxes) = &config.boxes {
            let full = if boxes.capacity == 0 {
                self.objects().len()
            } else {
                boxes.capacity
            };
            match boxes.ask {
                BoxAsk::Contents => and(self.objects(), "nothing"),
                BoxAsk::Object => and(self.places.clone(), "nowhere"),
                BoxAsk::Count => (0..=full).map(|count| count.to_string()).collect(),
                BoxAsk::Contains => owned(&["no", "yes"]),
            }
        } else if let Some(cups) = &config.cups {
            match cups.ask {
                CupAsk::Ball => self.places.clone(),
                CupAsk::Lift if self.things.len() < cups.cups => {
                    and(self.things.clone(), "nothing")
                }
                CupAsk::Lift => self.things.clone(),
            }
        } else {
            self.places.clone()
        }
    }

    /// The four lists by sort.
    pub(super) fn names(&self) -> [Vec<String>; 4] {
        [&self.people, &self.places, &self.things, &self.adjectives].map(Vec::clone)
    }
}
