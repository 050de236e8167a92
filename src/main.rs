//! The thin binary: everything happens in the library; [`fanzha::cli`] alone prints and exits.

#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> std::process::ExitCode {
    fanzha::cli::main()
}
