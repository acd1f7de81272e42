use super::*;

fn faults(text: &str, read: impl FnOnce(&Table<'_>)) -> String {
    let document = Document::parse(text, "x.toml");
    let root = document.root();
    read(&root);
    root.finish();
    document.into_faults().to_string()
}

#[test]
fn every_fault_is_found_and_sorted_by_place() {
    let text = "b = 1\na = 'x'\n[t]\nc = [1, 'y', 2.5]\n";
    let said = faults(text, |root| {
        let table = root.value("t").table().unwrap();
        for item in table.value("c").items().unwrap() {
            item.integer();
        }
        table.required("d");
        table.finish();
        root.value("a").boolean();
        root.value("b").string();
    });
    assert_eq!(
        said,
        "x.toml:1:5: b must be text in quotes, not a number\n\
         x.toml:2:5: a must be true or false, not text in quotes\n\
         x.toml:3:1: t.d is missing\n\
         x.toml:4:9: t.c must be a whole number, not text in quotes\n\
         x.toml:4:14: t.c must be a whole number"
    );
}

#[test]
fn columns_count_characters() {
    let said = faults("s = 'žluťoučký' # ok\nt = { 'kůn' = 1 , b = -1 }", |root| {
        root.value("s").text();
        let table = root.value("t").table().unwrap();
        table.value("b").integer();
        table.value("kun");
        table.finish();
    });
    assert_eq!(
        said,
        "x.toml:2:7: unknown key `t.kůn`; did you mean `kun`?\n\
         x.toml:2:23: t.b must not be negative"
    );
}

#[test]
fn numbers_keep_their_exact_text() {
    let document = Document::parse("a = 0.1000\nb = 1_000\nc = 1e-3\nd = nan\ne = 0x10", "x");
    let root = document.root();
    let text = |key| root.value(key).decimal(|text| Ok::<_, String>(text.to_owned()));
    assert_eq!(text("a").as_deref(), Some("0.1000"));
    assert_eq!(text("b").as_deref(), Some("1000"));
    assert_eq!(text("c").as_deref(), Some("1e-3"));
    assert_eq!(text("d").as_deref(), Some("nan"));
    assert_eq!(text("e").as_deref(), Some("16"));
    assert_eq!(root.value("e").integer(), Some(16));
}

#[test]
fn numbers_out_of_range_are_faults() {
    let said = faults("a = -0\nb = 18446744073709551616\nc = -1\nd = 1.0", |root| {
        assert_eq!(root.value("a").integer(), Some(0));
        root.value("b").integer();
        root.value("c").integer();
        root.value("d").integer();
    });
    assert_eq!(
        said,
        "x.toml:2:5: b is too large\nx.toml:3:5: c must not be negative\n\
         x.toml:4:5: d must be a whole number"
    );
}

#[test]
fn quotes_that_are_too_much_are_named() {
    let said = faults("a = '2.5'\nb = 'true'\nc = '2026-11-22'", |root| {
        root.value("a").decimal(str::parse::<f64>);
        root.value("b").boolean();
        root.value("c").date();
    });
    assert_eq!(
        said,
        "x.toml:1:5: a must be a number; write 2.5 without quotes\n\
         x.toml:2:5: b must be true or false; write true without quotes\n\
         x.toml:3:5: c must be a date such as 2026-11-22; write 2026-11-22 without quotes"
    );
}

#[test]
fn dates_have_no_time() {
    let said = faults("a = 2026-11-22\nb = 2026-11-22T10:00:00Z\nc = 10:00:00", |root| {
        assert_eq!(root.value("a").date(), Some((2026, 11, 22)));
        root.value("b").date();
        root.value("c").date();
    });
    assert_eq!(
        said,
        "x.toml:2:5: b must be a date alone, such as 2026-11-22\n\
         x.toml:3:5: c must be a date alone, such as 2026-11-22"
    );
}

#[test]
fn hidden_characters_are_refused_and_never_repeated() {
    for hidden in ["\\u0000", "\\u001b", "\\u007f", "\\u009b", "\\u2028", "\\u202e", "\\u2066"] {
        let text = format!("a = \"x{hidden}y\"\n\"k{hidden}\" = 1\n");
        let said = faults(&text, |root| {
            assert_eq!(root.value("a").text(), None);
        });
        let code = hidden.trim_start_matches("\\u").to_uppercase();
        assert!(said.contains(&format!("a holds the hidden character U+{code}")), "{said}");
        assert_eq!(said.lines().count(), 2);
        assert!(said.chars().all(|c| c == '\n' || !is_hidden(c)), "{said:?}");
    }
}

#[test]
fn blank_text_is_refused() {
    let said = faults("a = ' '\nb = 'emoji 👩‍🔬 and é are plain'", |root| {
        assert_eq!(root.value("a").text(), None);
        assert!(root.value("b").text().is_some());
    });
    assert_eq!(said, "x.toml:1:5: a must not be empty");
}

#[test]
fn broken_syntax_is_placed_and_told_once() {
    let said = faults("a = 1\nb = oops\n\n[t]\nc = -1\nc = 2", |root| {
        root.required("b").integer();
        root.required("gone");
        root.value("a").string();
        let table = root.value("t").table().unwrap();
        table.value("c").integer();
        table.finish();
    });
    assert_eq!(
        said,
        "x.toml:1:5: a must be text in quotes, not a number\n\
         x.toml:2:5: is not TOML: text must be in quotes, as in \"oops\"\n\
         x.toml:5:5: t.c must not be negative\n\
         x.toml:6:1: the key `c` is here a second time; keep one of them"
    );
}

#[test]
fn a_place_is_always_inside_the_text() {
    for text in ["", "\n", "a = [", "a = \"", "[[", "a = 1\n[", "\u{feff}a = ", "a =\r\n", "é"] {
        let document = Document::parse(text, "x");
        let root = document.root();
        root.required("z");
        root.finish();
        let faults = document.into_faults();
        assert!(!faults.is_empty(), "{text:?}");
        for fault in faults.iter() {
            let line = text.split('\n').nth(fault.line - 1);
            assert!(line.is_some_and(|line| fault.column <= line.chars().count() + 1), "{fault}");
        }
    }
}

#[test]
fn names_are_read_in_the_order_of_the_text() {
    let document = Document::parse("[z]\nz = 1\na = 2\nm = 3", "x");
    let root = document.root();
    let table = root.value("z").table().unwrap();
    let keys: Vec<_> = table.entries().iter().map(|(key, _)| *key).collect();
    assert_eq!(keys, ["z", "a", "m"]);
    assert_eq!(table.entries()[1].1.line(), 3);
    table.finish();
    root.finish();
    assert_eq!(document.conclude(Some(7)), Ok(7));
}

#[test]
fn nothing_read_is_an_error() {
    let faults = Document::parse("", "x").conclude(None::<()>).unwrap_err();
    assert_eq!(faults.to_string(), "x:1:1: is not complete");
}

#[test]
fn deep_nesting_is_a_fault() {
    let dotted = vec!["a"; 79].join(".");
    let opened = format!("{{{dotted} = ").repeat(79);
    for text in [format!("x = {opened}1{}", "}".repeat(79)), format!("x = {}", "[".repeat(100_000))]
    {
        let faults = Document::parse(&text, "x").into_faults().to_string();
        assert!(faults.ends_with("nests deeper than 200 levels"), "{faults}");
    }
    let allowed = format!("x = {}{}", "[".repeat(79), "]".repeat(79));
    assert!(Document::parse(&allowed, "x").into_faults().is_empty());
}
