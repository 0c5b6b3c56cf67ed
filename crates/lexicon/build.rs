//! The rules are embedded; a file added to the folder is seen only when the crate is compiled again.

fn main() {
    println!("cargo::rerun-if-changed=build.rs");
    println!("cargo::rerun-if-changed=../../rules");
}
