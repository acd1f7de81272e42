//! `tokenfare rates`.

use std::fs;

use crate::{in_new_folder, json, said};

#[test]
fn every_model_of_a_card_is_shown() {
    assert!(said(&["rates", "show", "bedrock-list", "--format", "csv"]).lines().count() > 90);
}

#[test]
fn what_models_cost_before_is_shown_and_compared() {
    const HEAD: &str = "schema = 2\nname = 'Dated'\nas_of = 2026-11-22\nsource = 'a test'\n\
                        [[model]]\nid = 'm'\nname = 'M'\nprovider = 'P'\n\
                        rates = { input = 4, output = 20 }\n";
    in_new_folder("rates-past", |folder| {
        let at = |name: &str, past: &str| {
            let path = folder.join(name);
            fs::write(&path, format!("{HEAD}{past}")).unwrap();
            path.to_str().unwrap().to_owned()
        };
        let past = "[[model.past]]\nuntil = 2026-09-30\nrates = { input = 5, output = 25 }\n";
        let (plain, dated) = (at("plain.toml", ""), at("dated.toml", past));
        assert!(said(&["rates", "check", &dated]).contains("dated.toml"));
        let shown = said(&["rates", "show", &dated]);
        assert!(shown.contains("all until 2026-09-30"), "{shown}");
        let model = json(&["rates", "show", "m", "--rates", &dated]);
        assert_eq!(model["past"][0]["until"], "2026-09-30");
        assert_eq!(model["past"][0]["prices"][0]["input"], "5");
        let diff = said(&["rates", "diff", &plain, &dated, "--format", "csv"]);
        assert!(diff.contains("all until 2026-09-30"), "{diff}");
    });
}
