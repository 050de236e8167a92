//! The thin binary: everything happens in the library; [`fanzha::cli`] alone prints and exits.

fn main() -> std::process::ExitCode {
    fanzha::cli::main()
}
