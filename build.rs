//! Writes libtorch's folder into the program, the tests and the benches as a run path, so that they start without
//! `LD_LIBRARY_PATH`. The folder comes from `.cargo/config.toml`, or from a `LIBTORCH` in the environment.

use std::env;
use std::path::Path;

const HINT: &str =
    "run scripts/libtorch.sh (or `make demo`), or set LIBTORCH to a folder with libtorch 2.4.0";

fn main() {
    println!("cargo::rerun-if-changed=build.rs");
    println!("cargo::rerun-if-env-changed=LIBTORCH");
    if env::var_os("CARGO_FEATURE_TORCH").is_none() {
        return;
    }
    let Some(root) = env::var_os("LIBTORCH") else {
        println!("cargo::error=LIBTORCH is not set and .cargo/config.toml was not read: {HINT}");
        return;
    };
    let lib = Path::new(&root).join("lib");
    println!("cargo::rerun-if-changed={}", lib.display());
    match lib.canonicalize() {
        Ok(lib) => println!("cargo::rustc-link-arg=-Wl,-rpath,{}", lib.display()),
        Err(error) => println!("cargo::error=no libtorch in {} ({error}): {HINT}", lib.display()),
    }
}
