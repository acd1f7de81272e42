//! What commands read and write by name: files, and what only has a name like one.

use std::fs;
use std::path::Path;

use crate::usage::{gzip, log};
use crate::{in_new_folder, refused, run, said, stderr};

const SCENARIO: &str = "schema = 1\nname = \"Alpha\"\nrequests = 50000\n[prompt.user]\n\
    tokens = 100\n[answer]\ntokens = 50\n";

/// A file in a folder, with this text.
fn file(folder: &Path, name: &str, text: impl AsRef<[u8]>) -> String {
    let path = folder.join(name);
    fs::write(&path, text).unwrap();
    path.to_str().unwrap().to_owned()
}

#[test]
fn a_fit_is_not_written_over_a_file_unasked() {
    in_new_folder("fit-force", |folder| {
        let logs = file(folder, "log.jsonl", log(1, 50));
        let mine = file(folder, "mine.toml", "precious");
        let told = refused(&["usage", &logs, "--fit", &mine]);
        assert_eq!(told, format!("`{mine}` is there already; give --force to write over it"));
        assert_eq!(fs::read_to_string(&mine).unwrap(), "precious");
        said(&["usage", &logs, "--fit", &mine, "--force"]);
        assert!(fs::read_to_string(&mine).unwrap().contains("schema = 1"));
        // No folder is made.
        let missing = folder.join("none/x.toml");
        let failed = run(&["usage", &logs, "--fit", missing.to_str().unwrap()]);
        assert_eq!(failed.status.code(), Some(1));
        assert!(stderr(&failed).ends_with("there is no such folder; make it first\n"));
        assert!(!folder.join("none").exists());
    });
}

#[test]
fn results_go_to_stdout_by_its_names() {
    in_new_folder("stdout", |folder| {
        let logs = file(folder, "log.jsonl", log(2, 50));
        let list = format!("{}/tests/cards/import/litellm.json", env!("CARGO_MANIFEST_DIR"));
        let import = ["rates", "import", &list, "--as-of", "2026-11-22"];
        let card = run(&import).stdout;
        let names: &[&str] = if cfg!(unix) { &["-", "/dev/stdout"] } else { &["-"] };
        for name in names {
            let fitted = said(&["usage", &logs, "--fit", name]);
            assert!(fitted.starts_with("# A tokenfare scenario"), "{fitted}");
            let scenario = file(folder, "traffic.toml", &fitted);
            said(&["rank", &scenario]);
            assert!(run(&[&import[..], &["-o", name, "--force"]].concat()).stdout == card);
            let picture = said(&["screenshot", "-o", name]);
            assert!(picture.starts_with("<svg"), "{}", &picture[..40]);
        }
        assert!(run(&["screenshot", "-o", "png:-"]).stdout.starts_with(b"\x89PNG"));
        let both = refused(&["usage", &logs, "--fit", "-", "--histogram"]);
        assert!(both.contains("cannot both go to stdout"), "{both}");
        assert!(!Path::new("-").exists() && !Path::new("png:-").exists());
    });
}

#[cfg(unix)]
#[test]
fn pipes_devices_and_links_stay_what_they_are() {
    use std::os::unix::fs::{FileTypeExt, symlink};
    use std::process::Command;

    in_new_folder("special", |folder| {
        let logs = file(folder, "log.jsonl", log(3, 50));
        let kind = |name: &str| fs::symlink_metadata(folder.join(name)).unwrap().file_type();
        let path = |name: &str| folder.join(name).to_str().unwrap().to_owned();
        // Who reads a pipe gets what is written.
        assert!(Command::new("mkfifo").arg(path("p")).status().unwrap().success());
        for args in [&["usage", &logs, "--fit", &path("p")][..], &["screenshot", "-o", "p.svg"]] {
            if args[0] == "screenshot" {
                fs::rename(folder.join("p"), folder.join("p.svg")).unwrap();
            }
            let name = if args[0] == "usage" { "p" } else { "p.svg" };
            let pipe = folder.join(name);
            let reader = std::thread::spawn(move || fs::read(pipe).unwrap());
            let ended = crate::command(args).current_dir(folder).output().unwrap();
            assert_eq!(ended.status.code(), Some(0), "{}", stderr(&ended));
            let got = String::from_utf8(reader.join().unwrap()).unwrap();
            assert!(got.starts_with("# A tokenfare scenario") || got.starts_with("<svg"), "{got}");
            assert!(kind(name).is_fifo());
        }
        // A link to nothing is followed.
        symlink("there.toml", folder.join("link.toml")).unwrap();
        said(&["usage", &logs, "--fit", &path("link.toml")]);
        assert!(kind("link.toml").is_symlink() && kind("there.toml").is_file());
        let node = ["-m", "666", &path("null"), "c", "1", "3"];
        if !Command::new("mknod").args(node).status().is_ok_and(|made| made.success()) {
            eprintln!("skipped: only the superuser makes devices");
            return;
        }
        // Where the system lets nobody open it, it is told; it stays a device all the same.
        run(&["usage", &logs, "--fit", &path("null")]);
        let list = format!("{}/tests/cards/import/litellm.json", env!("CARGO_MANIFEST_DIR"));
        let import = ["rates", "import", &list, "--as-of", "2026-11-22", "-o", &path("null")];
        run(&[&import[..], &["--force"]].concat());
        assert!(kind("null").is_char_device());
    });
}

#[cfg(unix)]
#[test]
fn what_has_no_end_is_not_read() {
    use std::process::Command;

    in_new_folder("endless", |folder| {
        let pipe = folder.join("p").to_str().unwrap().to_owned();
        assert!(Command::new("mkfifo").arg(&pipe).status().unwrap().success());
        let text = SCENARIO.replace("tokens = 100", "file = \"/dev/zero\"");
        let scenario = file(folder, "a.toml", text);
        for (args, kind) in [
            (&["rank", &pipe][..], "pipe"),
            (&["rank", "/dev/zero"], "device"),
            (&["rank", &scenario], "device"),
            (&["rank", "--rates", "/dev/zero"], "device"),
            (&["rank", "--rates", &pipe], "pipe"),
            (&["rank", "--overlay", "/dev/zero"], "device"),
            (&["rates", "check", &pipe], "pipe"),
            (&["rates", "import", "/dev/zero"], "device"),
            (&["screenshot", "--theme", "/dev/zero", "-o", "x.svg"], "device"),
            (&["count", "--tokenizer", "qwen=/dev/zero", &scenario], "device"),
        ] {
            let told = refused(args);
            assert!(told.contains(&format!("is a {kind}")), "{args:?}: {told}");
        }
        // A pipe that the shell has opened has an end.
        let scenario = file(folder, "b.toml", SCENARIO);
        let line = format!("{} rank <(cat {scenario})", env!("CARGO_BIN_EXE_tokenfare"));
        let Ok(output) = Command::new("bash").args(["-c", &line]).output() else {
            return; // There is no bash here.
        };
        assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
    });
}

#[test]
fn long_toml_is_refused_before_it_is_parsed() {
    in_new_folder("long", |folder| {
        let long = file(folder, "long.toml", "\n".repeat((16 << 20) + 1));
        for args in [
            &["rank", &long][..],
            &["rank", "--rates", &long],
            &["rank", "--overlay", &long],
            &["rates", "check", &long],
            &["themes", "show", &long],
        ] {
            let told = refused(args);
            assert!(told.contains("longer than 16 MB"), "{args:?}: {told}");
        }
        let mut settings = crate::command(&["count", "Cargo.toml"]);
        let output = settings.env("TOKENFARE_CONFIG", &long).output().unwrap();
        assert_eq!(output.status.code(), Some(2));
        assert!(stderr(&output).contains("longer than 16 MB"), "{}", stderr(&output));
    });
}

#[test]
fn twenty_faults_are_told_and_the_others_counted() {
    in_new_folder("faults", |folder| {
        let keys: String = (0..100_000).map(|at| format!("x{at} = 1\n")).collect();
        let many = file(folder, "many.toml", keys);
        let files = [&["rank", &many][..], &["rates", "check", &many], &["themes", "show", &many]];
        let mut told: Vec<_> = files.iter().map(|args| run(args)).collect();
        let mut settings = crate::command(&["count", "Cargo.toml"]);
        told.push(settings.env("TOKENFARE_CONFIG", &many).output().unwrap());
        for output in told {
            let said = stderr(&output);
            assert_eq!(output.status.code(), Some(2), "{said}");
            assert_eq!(said.matches("many.toml:").count(), 21, "{said}");
            assert!(said.contains("many.toml:1:1: ") && said.contains(" more faults"), "{said}");
        }
    });
}

#[cfg(target_os = "linux")]
#[test]
fn names_that_are_not_utf8_are_names() {
    use std::ffi::{OsStr, OsString};
    use std::os::unix::ffi::OsStrExt;

    in_new_folder("bytes", |folder| {
        let name = |ending: &str| {
            let mut name = folder.join("caf").into_os_string();
            name.push(OsStr::from_bytes(b"\xe9"));
            name.push(ending);
            name
        };
        let (theme, tokenizer) = (name("-theme.toml"), name(".tiktoken"));
        fs::write(&theme, run(&["themes", "show", "nord"]).stdout).unwrap();
        let gpt2 = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/fixtures/tokenizers/gpt2.tiktoken");
        fs::copy(gpt2, &tokenizer).unwrap();
        let mut named = OsString::from("llama-3=");
        named.push(&tokenizer);
        let (scenario, logs, card) = (name(".toml"), name(".jsonl"), name("-card.toml"));
        fs::write(&scenario, SCENARIO).unwrap();
        fs::write(&logs, log(4, 20)).unwrap();
        fs::write(&card, run(&["rates", "import", &import_list(), "--name", "X"]).stdout).unwrap();
        let list = name(".json");
        fs::copy(import_list(), &list).unwrap();
        let run = |args: &[&OsStr]| {
            let args: Vec<OsString> = args.iter().map(Into::into).collect();
            let output = crate::command(&[]).args(args).output().unwrap();
            assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
            output.stdout
        };
        let word = OsStr::new;
        for args in [
            &[word("rank"), &scenario][..],
            &[word("rank"), word("--rates"), &card],
            &[word("compare"), &scenario, &scenario],
            &[word("levers"), word("nova-pro"), word("--scenario"), &scenario],
            &[word("count"), &scenario],
            &[word("usage"), &logs],
            &[word("usage"), &logs, word("--fit"), &name("-fit.toml")],
            &[word("rates"), word("check"), &card],
            &[word("rates"), word("show"), &card],
            &[word("rates"), word("diff"), &card, &card],
            &[word("rates"), word("import"), &list, word("--name"), word("X")],
            &[word("screenshot"), &scenario, word("-o"), &name(".svg")],
            &[word("themes"), word("show"), &theme],
            &[word("screenshot"), word("--theme"), &theme, word("-o"), &name("-theme.svg")],
            &[word("count"), word("--tokenizer"), &named, &scenario],
            &[&scenario],
        ] {
            assert!(!run(args).is_empty() || args[0] == "screenshot", "{args:?}");
        }
        assert!(Path::new(&name("-fit.toml")).exists() && Path::new(&name(".svg")).exists());
    });
}

#[cfg(target_os = "linux")]
fn import_list() -> String {
    format!("{}/tests/cards/import/aws-foundation-models.json", env!("CARGO_MANIFEST_DIR"))
}

#[test]
fn pictures_leave_own_texts_out_unless_asked() {
    in_new_folder("picture", |folder| {
        let text = SCENARIO.replace("tokens = 100", "text = \"SECRETPROMPT and more\"");
        let scenario = file(folder, "a.toml", text);
        let picture = folder.join("x.svg").to_str().unwrap().to_owned();
        let shot = |more: &[&str]| {
            let args = [&["screenshot", &scenario, "--force", "-o", &picture], more].concat();
            said(&args);
            fs::read_to_string(&picture).unwrap()
        };
        // The keys open the part, show its tokens, and list what costs most.
        for keys in ["e Alt-Right Alt-Right", "e Alt-Right Alt-Right F3", "e F4"] {
            let drawn = shot(&["--keys", keys]);
            // The cursor stands on the first letter.
            assert!(!drawn.contains("ECRET"), "{keys}");
        }
        assert!(shot(&["--keys", "e Alt-Right Alt-Right"]).contains("The text is left out"));
        let again = refused(&["screenshot", &scenario, "-o", &picture]);
        assert!(again.contains("there already; give --force"), "{again}");
        fs::remove_file(&picture).unwrap();
        let drawn = shot(&["--with-text", "--keys", "e Alt-Right Alt-Right"]);
        assert!(drawn.contains("ECRETPROMPT"));
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt;
            let mode = fs::metadata(&picture).unwrap().permissions().mode();
            assert_eq!(mode & 0o777, 0o600);
        }
        // What is inside the program is no secret.
        assert!(!said(&["screenshot", "-o", "-"]).contains("The text is left out"));
    });
}

#[test]
fn letters_that_are_not_seen_are_faults_in_names() {
    in_new_folder("unseen", |folder| {
        for code in ["200B", "FEFF", "00AD", "3164", "115F", "000E0041"] {
            let start = if code.len() > 4 { "\\U" } else { "\\u" };
            let text = SCENARIO.replace("Alpha", &format!("Al{start}{code}pha"));
            let told = refused(&["rank", &file(folder, "a.toml", text)]);
            let code = code.trim_start_matches("000");
            assert!(told.contains("hidden character U+"), "{told}");
            assert!(told.contains(code), "{told}");
        }
    });
}

#[test]
fn gzip_that_is_cut_is_a_failure() {
    in_new_folder("cut", |folder| {
        let zipped = gzip(&log(5, 50));
        let whole = file(folder, "a.gz", &zipped);
        assert_eq!(run(&["usage", &whole]).status.code(), Some(0));
        for left in [20, zipped.len() / 2, zipped.len() - 4] {
            let cut = file(folder, "b.gz", &zipped[..left]);
            assert_eq!(run(&["usage", &cut]).status.code(), Some(1), "{left}");
        }
    });
}

#[test]
fn help_is_a_command() {
    assert_eq!(said(&["help"]), said(&["--help"]));
    assert_eq!(said(&["help", "rates", "import"]), said(&["rates", "import", "--help"]));
    let told = refused(&["help", "rnak"]);
    assert_eq!(told, "there is no command `rnak`; did you mean `rank`?");
}
