//! `tokenfare rates import`.

use std::fs;
use std::path::PathBuf;

use crate::{in_new_folder, refused, run, said, with_text};

fn fixture(name: &str) -> String {
    format!("{}/tests/cards/import/{name}", env!("CARGO_MANIFEST_DIR"))
}

fn text(bytes: Vec<u8>) -> String {
    String::from_utf8(bytes).unwrap()
}

#[test]
fn a_price_list_becomes_a_card_that_can_be_used() {
    in_new_folder("import", |folder| {
        let path: PathBuf = folder.join("card.toml");
        let card = path.to_str().unwrap();
        let args =
            ["rates", "import", &fixture("litellm.json"), "--as-of", "2026-11-22", "-o", card];
        let output = run(&args);
        let stderr = text(output.stderr);
        assert_eq!(output.status.code(), Some(0), "{stderr}");
        assert_eq!(
            text(output.stdout),
            format!("{card}: Bedrock by LiteLLM price map, 7 models as of 2026-11-22.\n")
        );
        assert!(stderr.contains("tokenfare: left out 1 not on Bedrock: gpt-4o\n"), "{stderr}");
        assert!(said(&["rates", "check", card]).ends_with("7 models, no faults.\n"));
        // 30M tokens in at $0.035 and 20M out at $0.14: 1.05 + 2.80.
        let ranking = said(&["rank", "assistant-mix", "--rates", card]);
        assert!(ranking.contains("$3.85"), "{ranking}");
        // Never over a file that is there, unless asked.
        fs::write(&path, "mine").unwrap();
        let told = refused(&args);
        assert_eq!(told, format!("`{card}` is there already; give --force to write over it"));
        assert_eq!(fs::read_to_string(&path).unwrap(), "mine");
        let forced = run(&[&args[..], &["--force"]].concat());
        assert_eq!(forced.status.code(), Some(0));
        assert!(fs::read_to_string(&path).unwrap().starts_with("# A tokenfare rate card"));
        assert_eq!(fs::read_dir(folder).unwrap().count(), 1);
        let missing = folder.join("missing").join("card.toml");
        let failed = run(&[&args[..6], &[missing.to_str().unwrap()]].concat());
        assert_eq!(failed.status.code(), Some(1));
        assert!(text(failed.stderr).starts_with("tokenfare: cannot write `"));
    });
}

#[test]
fn a_card_goes_to_stdout_and_a_list_comes_from_stdin() {
    let list = fs::read(fixture("aws-foundation-models.json")).unwrap();
    let args = ["rates", "import", "-", "--name", "Ours"];
    let output = with_text(&args, &list);
    assert_eq!(output.status.code(), Some(0));
    let card = text(output.stdout);
    assert!(card.contains("name = \"Ours\"\nas_of = 2026-11-20\n"), "{card}");
    assert!(card.contains("source = \"AWS price list, file stdin\""), "{card}");
    // Ireland has no price for output.
    let told = text(output.stderr);
    assert!(told.contains("both input and output tokens: Claude Haiku 4.5 in eu-west-1"), "{told}");
}

#[test]
fn several_files_make_one_card() {
    let (models, query) = (fixture("aws-foundation-models.json"), fixture("aws-query.json"));
    let output = run(&["rates", "import", &models, &query]);
    let (card, told) = (text(output.stdout), text(output.stderr));
    assert_eq!(output.status.code(), Some(0), "{told}");
    assert!(
        card.contains(
            "source = \"AWS price list, files aws-foundation-models.json and aws-query.json\""
        ),
        "{card}"
    );
    assert!(told.contains("tokenfare: aws-foundation-models.json: left out "), "{told}");
    let litellm = fixture("litellm.json");
    let told = refused(&["rates", "import", &models, &litellm]);
    assert_eq!(
        told,
        format!(
            "`{litellm}` is of another kind (LiteLLM price map) than the file before it (AWS price \
             list); import them one by one"
        )
    );
}
