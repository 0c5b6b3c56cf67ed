//! Writes libtorch's folder into the tests as a run path, so that they start without `LD_LIBRARY_PATH`.

use std::{env, path::Path};

fn main() {
    println!("cargo::rerun-if-changed=build.rs");
    println!("cargo::rerun-if-env-changed=LIBTORCH");
    if env::var_os("CARGO_FEATURE_TORCH").is_none() {
        return;
    }
    // Whether it is there, the encoder's own build says.
    let lib = env::var_os("LIBTORCH").map(|root| Path::new(&root).join("lib"));
    if let Some(lib) = lib.and_then(|lib| lib.canonicalize().ok()) {
        println!("cargo::rustc-link-arg=-Wl,-rpath,{}", lib.display());
    }
}
