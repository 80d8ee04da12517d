//! What the build knows and the source does not: the files inside the binary, and the code that is built.

#[path = "build/fingerprint.rs"]
mod fingerprint;
#[path = "build/library.rs"]
mod library;

fn main() -> std::io::Result<()> {
    fingerprint::emit();
    library::table("problems")?;
    library::table("experiments")
}
