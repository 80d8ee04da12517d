//! Made at build time: the tables of files that are inside the binary.

#[path = "build/library.rs"]
mod library;

fn main() -> std::io::Result<()> {
    library::table("problems")?;
    library::table("experiments")
}
