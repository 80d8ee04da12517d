//! Words a narrative is told with where the problem file gives none of its own.
//!
//! Rooms and people of the rooms story are those of J. Weston et al., "Towards AI-complete question answering"
//! (2015), arXiv:1502.05698; the other lists are everyday words. Only Mary is in two lists.

/// People, one for each letter.
pub(super) const NAMES: [&str; 26] = [
    "Alice", "Bob", "Carl", "Dan", "Emma", "Frank", "Grace", "Henry", "Irene", "Jack", "Kate",
    "Leo", "Mary", "Noah", "Olivia", "Paul", "Quinn", "Rosa", "Sam", "Tina", "Uma", "Victor",
    "Wendy", "Xavier", "Yara", "Zoe",
];

/// People of the rooms story.
pub(super) const DWELLERS: [&str; 4] = ["Mary", "John", "Daniel", "Sandra"];

/// Rooms.
pub(super) const ROOMS: [&str; 6] = [
    "kitchen", "garden", "hallway", "office", "bathroom", "bedroom",
];

/// Coins, as many as names.
pub(super) const COINS: [&str; 26] = [
    "penny", "nickel", "dime", "quarter", "shilling", "florin", "crown", "guinea", "farthing",
    "groat", "ducat", "thaler", "guilder", "escudo", "peseta", "drachma", "lira", "franc", "mark",
    "rouble", "rupee", "peso", "dinar", "krona", "zloty", "forint",
];

/// What tells objects of one name apart.
pub(super) const ADJECTIVES: [&str; 8] = [
    "red", "green", "blue", "yellow", "black", "white", "brown", "purple",
];

/// Things that fit into a box.
pub(super) const NOUNS: [&str; 120] = [
    "apple", "bag", "ball", "bell", "belt", "bill", "blanket", "block", "bomb", "book", "boot",
    "bottle", "bowl", "bracelet", "bread", "brick", "brush", "bucket", "button", "cake", "camera",
    "candle", "cap", "card", "carpet", "cash", "chain", "chalk", "cheese", "clock", "cloth",
    "coat", "coffee", "comb", "cookie", "cork", "crayon", "cross", "cup", "dice", "dish", "doll",
    "dress", "drink", "drum", "egg", "engine", "eraser", "fan", "feather", "file", "flag",
    "flower", "flute", "fork", "game", "gift", "glass", "glove", "glue", "guitar", "hammer", "hat",
    "helmet", "hook", "horn", "ice", "iron", "jar", "jewel", "key", "kite", "knife", "lamp",
    "leaf", "letter", "lock", "magazine", "magnet", "map", "mask", "medal", "mirror", "mug",
    "nail", "needle", "note", "painting", "pan", "paper", "pen", "phone", "picture", "pillow",
    "pipe", "plane", "plant", "plate", "pot", "radio", "ribbon", "ring", "rock", "rope", "ruler",
    "scarf", "shell", "shirt", "shoe", "soap", "spoon", "stamp", "stone", "string", "suit", "tea",
    "ticket", "tie", "toy", "watch",
];

/// Sentences after which everything is where it was.
pub(super) const DISTRACTORS: [&str; 6] = [
    "The weather is fine.",
    "{person} smiles at {other}.",
    "A dog barks in the street.",
    "{person} looks out of the window.",
    "It is getting late.",
    "{person} tells {other} a joke.",
];
