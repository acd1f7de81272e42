//! Completions, man pages and suggestions.

use crate::{command, refused, said};

#[test]
fn shells_and_manuals_are_served() {
    let bash = said(&["completions", "bash"]);
    assert!(bash.contains("complete -F _tokenfare"), "{bash}");
    assert!(said(&["completions", "zsh"]).starts_with("#compdef tokenfare"));
    assert!(said(&["completions", "fish"]).contains("complete -c tokenfare"));
    assert!(said(&["completions", "powershell"]).contains("Register-ArgumentCompleter"));
    assert!(said(&["man"]).contains(".TH TOKENFARE 1"));
    let page = said(&["man", "rates", "import"]);
    assert!(page.contains(".TH TOKENFARE-RATES-IMPORT 1"), "{page}");
}

#[test]
fn bash_understands_its_completions() {
    let script = said(&["completions", "bash"]);
    let Ok(output) = std::process::Command::new("bash").args(["-n", "-c", &script]).output() else {
        return; // There is no bash here.
    };
    assert!(output.status.success(), "{output:?}");
}

#[test]
fn a_mistyped_theme_gets_a_suggestion() {
    assert_eq!(
        refused(&["themes", "show", "nrod"]),
        "there is no theme `nrod`; did you mean `nord`?"
    );
    let output = command(&["screenshot", "--theme", "drakula", "-o", "x.png"]).output().unwrap();
    assert_eq!(output.status.code(), Some(2));
    let told = String::from_utf8(output.stderr).unwrap();
    assert_eq!(told, "tokenfare: there is no theme `drakula`; did you mean `dracula`?\n");
}

#[test]
fn a_theme_is_shown_as_a_file_to_start_from() {
    let shown = said(&["themes", "show", "nord"]);
    let file = std::env::temp_dir().join(format!("tokenfare-theme-{}.toml", std::process::id()));
    std::fs::write(&file, &shown).unwrap();
    assert_eq!(said(&["themes", "show", file.to_str().unwrap()]), shown);
    std::fs::remove_file(file).unwrap();
}
