//! Enums whose values are names in files.

/// An enum that reads and writes itself as one of some names, lists all its values and knows their names.
macro_rules! named {
    ($(#[$meta:meta])* $pub:vis enum $name:ident { $($(#[$doc:meta])* $value:ident = $text:literal),* $(,)? }) => {
        $(#[$meta])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize)]
        $pub enum $name {
            $($(#[$doc])* #[serde(rename = $text)] $value),*
        }

        impl $name {
            /// All of them, in the order of the documentation.
            pub const ALL: [Self; [$($text),*].len()] = [$(Self::$value),*];

            /// Its name in files.
            pub fn name(self) -> &'static str {
                match self {
                    $(Self::$value => $text),*
                }
            }
        }
    };
}
pub(crate) use named;
