//! What a key of a configuration holds, asked of its type.
//!
//! A type that serde reads asks its reader for what it wants: a struct, a list, one of several names. [`kind`] is a
//! reader that follows one path of keys through these wishes and notes the last one, so that no list of keys has to be
//! kept beside the types.
//!
//! What it leaves out: structs of several fields without names, which no configuration has.

use std::fmt;

use serde::Deserialize;
use serde::de::value::{MapAccessDeserializer, MapDeserializer, SeqDeserializer};
use serde::de::{Deserializer, IntoDeserializer, Visitor};
use serde::forward_to_deserialize_any;

/// What stands at a key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// A list of values.
    List,
    /// A table of keys that can each be given or not.
    Table,
    /// One of these names, with a table below it or none: `"fixed"`, `doubling = { from = 4 }`.
    Choice(&'static [&'static str]),
    /// A number, a text, true or false.
    Value,
}

/// The step of a path from a list to its entries.
pub const ENTRY: &str = "*";

/// What `T` has at `path`; none if it knows no such key.
pub fn kind<'p, T: Deserialize<'p>>(path: &'p [&'p str]) -> Option<Kind> {
    T::deserialize(Probe { path })
        .err()
        .and_then(|found| found.0)
}

/// The reader: what is left of the path.
#[derive(Clone, Copy)]
struct Probe<'p> {
    path: &'p [&'p str],
}

/// How every reading ends: with the kind that was found, or with none.
#[derive(Debug, thiserror::Error)]
#[error("{0:?}")]
struct Found(Option<Kind>);

impl serde::de::Error for Found {
    fn custom<T: fmt::Display>(_: T) -> Self {
        Self(None)
    }
}

impl<'p> Probe<'p> {
    /// `kind` if the path ends here; otherwise its next step and the reader behind it.
    fn next(self, kind: Kind) -> Result<(&'p str, Self), Found> {
        match self.path.split_first() {
            None => Err(Found(Some(kind))),
            Some((first, path)) => Ok((first, Self { path })),
        }
    }
}

impl<'p> IntoDeserializer<'p, Found> for Probe<'p> {
    type Deserializer = Self;

    fn into_deserializer(self) -> Self {
        self
    }
}

impl<'p> Deserializer<'p> for Probe<'p> {
    type Error = Found;

    fn deserialize_any<V: Visitor<'p>>(self, _: V) -> Result<V::Value, Found> {
        Err(Found(self.path.is_empty().then_some(Kind::Value)))
    }

    fn deserialize_option<V: Visitor<'p>>(self, visitor: V) -> Result<V::Value, Found> {
        visitor.visit_some(self)
    }

    fn deserialize_newtype_struct<V: Visitor<'p>>(
        self,
        _: &'static str,
        visitor: V,
    ) -> Result<V::Value, Found> {
        visitor.visit_newtype_struct(self)
    }

    fn deserialize_seq<V: Visitor<'p>>(self, visitor: V) -> Result<V::Value, Found> {
        let (step, inside) = self.next(Kind::List)?;
        if step != ENTRY {
            return Err(Found(None));
        }
        visitor.visit_seq(SeqDeserializer::new(std::iter::once(inside)))
    }

    fn deserialize_tuple<V: Visitor<'p>>(self, _: usize, visitor: V) -> Result<V::Value, Found> {
        self.deserialize_seq(visitor)
    }

    fn deserialize_map<V: Visitor<'p>>(self, visitor: V) -> Result<V::Value, Found> {
        let entry = self.next(Kind::Table)?;
        visitor.visit_map(MapDeserializer::new(std::iter::once(entry)))
    }

    fn deserialize_struct<V: Visitor<'p>>(
        self,
        _: &'static str,
        _: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Found> {
        self.deserialize_map(visitor)
    }

    fn deserialize_enum<V: Visitor<'p>>(
        self,
        _: &'static str,
        names: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Found> {
        let entry = self.next(Kind::Choice(names))?;
        let map = MapDeserializer::new(std::iter::once(entry));
        visitor.visit_enum(MapAccessDeserializer::new(map))
    }

    forward_to_deserialize_any! {
        <V: Visitor<'p>>
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf unit
        unit_struct tuple_struct identifier ignored_any
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;

    #[derive(Deserialize)]
    #[serde(deny_unknown_fields)]
    #[expect(dead_code, reason = "only its shape is asked for")]
    struct Outer {
        width: Option<usize>,
        pair: [f64; 2],
        rows: Vec<Vec<u8>>,
        pick: Pick,
        inner: Inner,
        names: BTreeMap<String, Inner>,
    }

    #[derive(Deserialize)]
    #[expect(dead_code, reason = "only its shape is asked for")]
    struct Inner {
        text: String,
    }

    #[derive(Deserialize)]
    #[serde(rename_all = "kebab-case")]
    #[expect(dead_code, reason = "only its shape is asked for")]
    enum Pick {
        Plain,
        Named { most: u64 },
        Other(Inner),
    }

    #[test]
    fn the_kind_of_a_key_is_that_of_its_type() {
        for (path, expected) in [
            (&[][..], Some(Kind::Table)),
            (&["width"], Some(Kind::Value)),
            (&["width", "deeper"], None),
            (&["no"], None),
            (&["pair"], Some(Kind::List)),
            (&["pair", ENTRY], Some(Kind::Value)),
            (&["rows", ENTRY], Some(Kind::List)),
            (&["pick"], Some(Kind::Choice(&["plain", "named", "other"]))),
            (&["pick", "plain"], Some(Kind::Value)),
            (&["pick", "named"], Some(Kind::Table)),
            (&["pick", "named", "most"], Some(Kind::Value)),
            (&["pick", "other"], Some(Kind::Table)),
            (&["pick", "other", "text"], Some(Kind::Value)),
            (&["pick", "none"], None),
            (&["inner"], Some(Kind::Table)),
            (&["names", "any", "text"], Some(Kind::Value)),
        ] {
            assert_eq!(kind::<Outer>(path), expected, "{path:?}");
        }
    }
}
