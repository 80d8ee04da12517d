//! The binary: hands the command line to [`barrington::cli`].

fn main() -> std::process::ExitCode {
    barrington::cli::main()
}
