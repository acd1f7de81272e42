use std::io::Write;

use super::*;
use clap::CommandFactory;
use proptest::prelude::*;

/// What a run wrote and came to.
pub(super) struct Ran {
    pub(super) outcome: Outcome,
    pub(super) stdout: String,
    pub(super) stderr: String,
}

pub(super) fn ran(args: &[&str], terminal: bool, today: Option<Date>) -> Ran {
    let (mut stdout, mut stderr) = (Vec::new(), Vec::new());
    let outcome = run(
        [&["tokenfare"], args].concat(),
        Streams {
            stdin: &mut io::empty(),
            stdout: &mut stdout,
            stderr: &mut stderr,
            stdin_is_terminal: terminal,
            explorable: terminal,
            today,
            stderr_is_terminal: false,
            config: None,
        },
    );
    let text = |bytes| String::from_utf8(bytes).unwrap();
    Ran { outcome, stdout: text(stdout), stderr: text(stderr) }
}

fn explored(args: &[&str]) -> ExplorerRequest {
    match ran(args, true, None).outcome {
        Outcome::Explore(explore) => *explore,
        other => panic!("{args:?} gives {other:?}"),
    }
}

#[test]
fn a_terminal_gets_the_explorer() {
    let first = explored(&[]);
    assert_eq!(first.scenarios[0].scenario.name, "Support assistant");
    assert_eq!(first.scenarios[0].path, None);
    assert_eq!(first.scenarios[0].texts.len(), 2);
    assert!(first.card.models.len() > 90);
    assert!(!first.no_color && !first.no_mouse && first.theme.is_none());
    let asked = explored(&[
        "scenarios/assistant-mix.toml",
        "--rates",
        "bedrock-2026-representative",
        "--theme",
        "paper",
        "--no-color",
        "--no-mouse",
    ]);
    assert_eq!(
        asked.scenarios[0].path.clone().unwrap().to_str(),
        Some("scenarios/assistant-mix.toml")
    );
    assert_eq!(asked.card.models.len(), 14);
    assert_eq!(asked.theme.as_deref(), Some("paper".as_ref()));
    assert!(asked.no_color && asked.no_mouse && asked.scenarios[0].texts.is_empty());
}

#[test]
fn nothing_is_counted_from_a_terminal() {
    let ran = ran(&["count"], true, None);
    assert!(matches!(ran.outcome, Outcome::Exit(2)));
    assert!(ran.stderr.contains("name a file, or pipe text in"));
}

#[test]
fn old_prices_are_flagged_under_tables_only() {
    let year_later = Date::new(2027, 11, 22);
    let table = ran(&["rank"], false, year_later).stdout;
    assert!(table.contains("365 days old"), "{table}");
    let csv = ran(&["rank", "--format", "csv"], false, year_later).stdout;
    assert!(!csv.contains("days old"));
}

#[test]
fn writing_fails_as_the_stream_does() {
    struct Broken(io::ErrorKind);
    impl Write for Broken {
        fn write(&mut self, _: &[u8]) -> io::Result<usize> {
            Err(self.0.into())
        }
        fn flush(&mut self) -> io::Result<()> {
            Err(self.0.into())
        }
    }
    for (kind, code) in [(io::ErrorKind::BrokenPipe, 0), (io::ErrorKind::StorageFull, 1)] {
        for args in [["tokenfare", "rank"], ["tokenfare", "--help"]] {
            let mut stderr = Vec::new();
            let streams = Streams {
                stdin: &mut io::empty(),
                stdout: &mut Broken(kind),
                stderr: &mut stderr,
                stdin_is_terminal: false,
                explorable: false,
                today: None,
                stderr_is_terminal: false,
                config: None,
            };
            let Outcome::Exit(exit) = run(args, streams) else {
                panic!("explores");
            };
            assert_eq!((exit, stderr.is_empty()), (code, code == 0));
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(128))]

    #[test]
    fn any_arguments_give_a_result_or_a_sentence(
        command in prop_oneof![
            Just(vec!["rank"]),
            Just(vec!["rank", "assistant-mix"]),
            Just(vec!["price", "nova-micro", "--input", "1", "--output", "1"]),
            Just(vec!["price", "claude-sonnet-4-5"]),
            Just(vec!["rates", "show"]),
            Just(vec!["cap", "nova-pro"]),
            Just(vec!["sweep", "nova-pro", "claude-sonnet-4-5", "--over", "tokens"]),
            Just(vec!["breakeven", "nova-pro", "claude-sonnet-4-5"]),
            Just(vec!["breakeven", "nova-pro", "--caching"]),
            Just(vec!["levers", "claude-sonnet-4-5"]),
            Just(vec!["mix", "nova-pro=70%", "claude-sonnet-4-5=30%"]),
            Just(vec!["credits", "nova-pro"]),
            Just(vec![]),
        ],
        flags in proptest::collection::vec((
            prop_oneof![
                Just("--requests"), Just("--input"), Just("--output"), Just("--cap"),
                Just("--spread"), Just("--turns"), Just("--system"), Just("--caching"),
                Just("--ttl"), Just("--hit-rate"), Just("--cache-history"), Just("--batch"),
                Just("--regional"), Just("--active-hours"), Just("--active-days"),
                Just("--models"), Just("--format"), Just("--rates"), Just("--cache-read"),
                Just("--cache-write-1h"), Just("--tools"), Just("--caps"), Just("--quota"),
                Just("--over"), Just("--from"), Just("--to"), Just("--points"), Just("--pool"),
                Just("--other"), Just("--growth"), Just("--expires-after"), Just("--months"),
                Just("--scenario"),
            ],
            prop_oneof![
                Just(""), Just("0"), Just("1"), Just("20"), Just("-1"), Just("1e30"), Just("0.5"),
                Just("10M"), Just("1B"), Just("auto"), Just("none"), Just("on"), Just("1h"),
                Just("nova-micro"), Just("csv"), Just("json"), Just("nan"), Just("\u{1b}[2J"),
                Just("é"), Just("9999999999999999999999"), Just("--"),
            ],
        ), 0..6),
    ) {
        let flags: Vec<&str> = flags.iter().flat_map(|(flag, value)| [*flag, *value]).collect();
        let args = [command, flags].concat();
        let Ran { outcome, stdout, stderr } = ran(&args, false, None);
        let Outcome::Exit(code) = outcome else { panic!("explores without a terminal") };
        let steers = stdout.chars().chain(stderr.chars()).any(|c| c.is_control() && c != '\n');
        prop_assert!(!steers, "{:?}", args);
        match code {
            0 => prop_assert!(stderr.is_empty() && !stdout.is_empty()),
            2 => {
                prop_assert!(stdout.is_empty() && stderr.starts_with("tokenfare: "), "{:?}", args);
                prop_assert_eq!(stderr.lines().count(), 1, "{:?}: {}", args, stderr);
            }
            code => prop_assert!(false, "{:?} exits with {}: {}", args, code, stderr),
        }
    }
}

#[test]
fn the_definitions_are_sound() {
    Args::command().debug_assert();
}

#[test]
fn help_names_what_is_built_in() {
    let help = Args::command().render_long_help().to_string();
    for name in crate::scenario::Builtin::ALL.map(crate::scenario::Builtin::name) {
        assert!(help.contains(name), "{name}");
    }
    for name in crate::card::Builtin::ALL.map(crate::card::Builtin::name) {
        assert!(help.contains(name), "{name}");
    }
    for name in crate::view::Theme::names() {
        assert!(help.contains(name), "{name}");
    }
}
