//! What shells and manual readers want: completions and man pages, made from the definitions of the
//! command line.

use clap::CommandFactory;
use clap_complete::Shell;
use clap_mangen::Man;
use clap_mangen::roff::{Roff, bold, roman};

use super::commands::Args;
use super::error::{Error, Result};
use crate::document::printable;
use crate::library::find;

const NAME: &str = "tokenfare";

/// A script that completes the program's command line in a shell.
pub(super) fn completions(shell: Shell) -> String {
    let mut script = Vec::new();
    clap_complete::generate(shell, &mut Args::command(), NAME, &mut script);
    String::from_utf8_lossy(&script).into_owned()
}

/// The help of the program, or of one of its commands, such as `rates import`.
pub(super) fn help(path: &[String]) -> Result<String> {
    let mut root = Args::command();
    root.build();
    Ok(find_command(&root, path)?.clone().render_help().to_string())
}

/// The man page of the program, or of one of its commands, such as `rates import`.
pub(super) fn man(path: &[String]) -> Result<String> {
    let mut root = Args::command();
    root.build();
    page(find_command(&root, path)?)
        .map_err(|error| Error::Failure(format!("cannot make the man page: {error}")))
}

/// The command at the end of a path of names.
fn find_command<'c>(root: &'c clap::Command, path: &[String]) -> Result<&'c clap::Command> {
    let mut command = root;
    for typed in path {
        let names: Vec<&str> = command.get_subcommands().map(clap::Command::get_name).collect();
        command = command.find_subcommand(typed).ok_or_else(|| {
            let mend = find::near(typed, &names)
                .map_or_else(String::new, |near| format!("; did you mean `{near}`?"));
            Error::input(format!("there is no command `{}`{mend}", printable(typed)))
        })?;
    }
    Ok(command)
}

fn page(command: &clap::Command) -> std::io::Result<String> {
    let title = std::iter::once(NAME)
        .chain(
            command.get_display_name().and_then(|name| name.strip_prefix(NAME)?.strip_prefix('-')),
        )
        .collect::<Vec<_>>()
        .join("-");
    let man = Man::new(command.clone().display_name(&title))
        .title(title.to_uppercase())
        .source(concat!("tokenfare ", env!("CARGO_PKG_VERSION")));
    let mut out = Vec::new();
    man.render_title(&mut out)?;
    man.render_name_section(&mut out)?;
    man.render_synopsis_section(&mut out)?;
    man.render_description_section(&mut out)?;
    if command.get_opts().next().is_some() || command.get_positionals().next().is_some() {
        man.render_options_section(&mut out)?;
    }
    let mut roff = Roff::new();
    if command.has_subcommands() {
        roff.control("SH", ["COMMANDS"]);
        for sub in command.get_subcommands() {
            let about = sub.get_about().map(ToString::to_string);
            roff.control("TP", []);
            roff.text([bold(sub.get_name())]);
            roff.text([roman(about.unwrap_or_default())]);
        }
    }
    // Examples keep their lines.
    if let Some(after) = command.get_after_help() {
        roff.control("SH", ["NOTES"]);
        roff.control("nf", []);
        for line in after.to_string().lines() {
            roff.text([roman(line)]);
        }
        roff.control("fi", []);
    }
    roff.to_writer(&mut out)?;
    if command.get_version().is_some() {
        man.render_version_section(&mut out)?;
    }
    Ok(String::from_utf8_lossy(&out).into_owned())
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::ValueEnum;

    #[test]
    fn every_shell_completes_every_command() {
        for shell in Shell::value_variants() {
            let script = completions(*shell);
            for word in ["rank", "import", "overlay", "completions"] {
                assert!(script.contains(word), "{shell}: {word}");
            }
        }
    }

    #[test]
    fn every_command_has_a_page_and_examples() {
        fn check(command: &clap::Command, path: &mut Vec<String>) {
            let text = man(path).unwrap();
            assert!(text.contains(".SH NAME"), "{path:?}");
            assert!(text.contains(".SH SYNOPSIS"), "{path:?}");
            assert!(text.contains("Example"), "{path:?} has no examples");
            for sub in command.get_subcommands() {
                path.push(sub.get_name().to_owned());
                check(sub, path);
                path.pop();
            }
        }
        check(&Args::command(), &mut Vec::new());
    }

    #[test]
    fn a_mistyped_command_is_told() {
        let Err(Error::Input(said)) = man(&["rates".to_owned(), "imprt".to_owned()]) else {
            panic!("found");
        };
        assert_eq!(said, ["there is no command `imprt`; did you mean `import`?"]);
    }
}
