//! The program from outside. (With a test of its own here, `cargo test` builds it, and `triplewire eval` finds it.)

use std::process::Command;

#[test]
fn help_has_examples_and_a_wrong_call_one_line() {
    let call = |args: &[&str]| {
        let mut program = Command::new(env!("CARGO_BIN_EXE_triplewire-eval"));
        program.args(args).output().unwrap()
    };
    let help = call(&["--help"]);
    assert!(help.status.success());
    let said = String::from_utf8(help.stdout).unwrap();
    assert!(said.contains("Examples:\n  triplewire-eval "), "{said}");
    let wrong = call(&["ner"]);
    assert_eq!(wrong.status.code(), Some(2));
    let said = String::from_utf8(wrong.stderr).unwrap();
    assert_eq!(said.lines().count(), 1, "{said}");
}
