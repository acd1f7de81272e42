use super::*;
use crate::card::{Builtin, Card, Model, ModelKind};
use crate::controls::Facts;
use crate::explore::{Asked, Sizing};
use crate::score::Scores;
use crate::workload::{Mix, Workload};

const CARD: &str = "schema = 2\nname = 'X'\nas_of = 2026-11-22\nsource = 'test'\n\
    [availability]\nas_of = 2026-10-09\nsource = 'test'\nregions = 'us-east-1 eu-central-1'\n\
    [[model]]\nid = 'big'\nname = 'Big Reader'\nprovider = 'Mistral'\ncontext = 1_000_000\n\
    max_output = 64_000\nrates = { input = 2, output = 10, cache_read = 0.2, cache_write_5m = 2.5 }\n\
    batch = { input = 1, output = 5 }\ncan = ['image', 'tools']\ncannot = ['audio']\n\
    cache_min_tokens = 512\nthinks = 'off'\nstatus = 'active'\noffered.geography = 'us-east-1 eu-central-1'\n\
    [[model]]\nid = 'old'\nname = 'Old One'\nprovider = 'Vendor'\ncontext = 8_000\n\
    rates = { input = 0.5, output = 1.5 }\nflex = { input = 0.25, output = 0.75 }\n\
    can = ['tools']\ncannot = ['image']\nthinks = 'never'\nstatus = 'legacy'\n\
    end_of_life = 2027-03-30\noffered.region = 'us-east-1'\n\
    [[model]]\nid = 'new'\nname = 'New One'\nprovider = 'Vendor'\nrates = { input = 1, output = 3 }\n\
    [[model]]\nid = 'vec'\nname = 'Vectors'\nprovider = 'Vendor'\nkind = 'embedding'\n\
    rates = { input = 0.1, output = 0.1 }\n";

const SCORES: &str = "model,score\nbig,1300.5\nold,1290\n";

/// The ids that a query means, and those of which something is not known.
fn ids(text: &str) -> (Vec<String>, Vec<String>) {
    let card = Card::parse(CARD, "x.toml").unwrap();
    let (sizing, mix) = (Sizing::same(Workload::default()), Mix::default());
    let facts = Facts::default();
    let scores = Scores::parse(SCORES, "own.csv", |id| Ok(id.to_owned())).unwrap();
    let (scores, today) = (Some(&scores), card.as_of);
    let asked = Asked { card: &card, sizing: &sizing, mix: &mix, facts, scores, today };
    let query = Query::parse(text);
    assert_eq!(query.fault(), None, "{text}");
    let ranking = asked.rank(|model| model.is_listed(card.as_of) || query.asks_unlisted());
    let picked = asked.picked(&ranking, &query);
    let names = |rows: Vec<usize>| {
        let mut ids: Vec<String> = rows
            .into_iter()
            .map(|at| ranking.model(&card, &ranking.rows[at]).unwrap().id.clone())
            .collect();
        ids.sort_unstable();
        ids
    };
    (names(picked.rows), names(picked.unknown))
}

#[test]
fn what_is_asked_is_so_or_not_or_not_known() {
    for (query, meant, unknown) in [
        ("", "big new old", ""),
        ("one", "new old", ""),
        ("!mistral", "new old", ""),
        ("vendor !old", "new", ""),
        ("score>=1300", "big", "new"),
        ("score<1300.5", "old", "new"),
        ("!score>=1300", "old", "new"),
        ("by:vendor", "new old", ""),
        ("name:reader", "big", ""),
        // Nothing is known of the window of the new one.
        ("ctx>=200k", "big", "new"),
        ("CTX<200K", "old", "new"),
        ("!ctx<200k", "big", "new"),
        ("ctx>=200k !vendor", "big", ""),
        ("ctx=8000 out>=32k", "", "new old"),
        ("vision", "big", "new"),
        ("!vision", "old", "new"),
        ("tools", "big old", "new"),
        ("audio", "", "new old"),
        ("!audio", "big", "new old"),
        ("thinks", "big", "new"),
        ("thinks:no", "old", "new"),
        ("thinks:optional", "big", "new"),
        ("thinks:always", "", "new"),
        ("status:legacy", "old", "new"),
        // What is not on the card as a price is not offered.
        ("batch", "big", ""),
        ("flex", "old", ""),
        ("cache", "big", ""),
        ("min<=1024", "big", "new old"),
        // None is known before any day.
        ("ends>=2027-07", "big new", ""),
        ("ends>=2027", "big new old", ""),
        ("ends>2027-03", "big new", ""),
        ("ends<=2027-03", "old", ""),
        ("ends<2027-03-30", "", ""),
        ("!ends<2027-07", "big new", ""),
        ("ends:2027", "old", ""),
        ("from:eu-central-1", "big", "new"),
        ("from:us-east-1", "big old", "new"),
        ("from:ap-south-1", "", "big new old"),
        // 30M input and 20M output tokens: 260, 45 and 90 dollars; a request is 50,000th of it.
        ("cost<=90", "new old", ""),
        ("cost<$90", "old", ""),
        ("request<=0.001", "old", ""),
        ("input<=1", "new old", ""),
        ("output>1.5", "big new", ""),
        ("ratio<=3x", "new old", ""),
        ("kind:embedding", "vec", ""),
        ("kind:text", "big new old", ""),
    ] {
        let of = |ids: &str| ids.split_whitespace().map(str::to_owned).collect::<Vec<_>>();
        assert_eq!(ids(query), (of(meant), of(unknown)), "{query}");
    }
}

#[test]
fn what_cannot_be_read_is_said_and_left_out() {
    for (text, fault) in [
        ("ctx", "`ctx` needs a value, such as ctx>=200k"),
        ("ctx>=many", "`ctx` takes a number of tokens, such as ctx>=200k"),
        ("ends>=soon", "`ends` takes a year, a month or a day, such as ends>=2027-07"),
        ("ends>=2027-13", "`ends` takes a year"),
        ("ends>=20é7", "`ends` takes a year"),
        ("cost<=much", "`cost` takes an amount in USD, such as cost<=500"),
        ("ratio<=inf", "`ratio` takes a multiple"),
        ("vision>=2", "`vision` takes no value; !vision leaves out what has it"),
        ("kind:song", "`kind:` takes one of text, speech, safety, embedding, rerank"),
        ("thinks>=no", "`thinks:` takes one of no, yes"),
        ("form:eu-west-1", "`form` cannot be asked for; did you mean `from`?"),
        (
            "colour:red",
            "`colour` cannot be asked for; ctx, out, ends, cost, request and others can",
        ),
        ("from:", "`from` takes a word, such as from:eu-central-1"),
        ("from:eu-central-9", "there is no region `eu-central-9`; did you mean `eu-central-1`?"),
        (">=", "`` cannot be asked for"),
    ] {
        let query = Query::parse(&format!("one {text} !old"));
        assert!(query.fault().unwrap().starts_with(fault), "{text}: {:?}", query.fault());
        assert_eq!(query.terms.len(), 2, "{text}");
    }
}

#[test]
fn words_are_completed() {
    for (text, completed) in [
        ("ct", "ctx>="),
        ("one VI", "one vision|one video"),
        ("!str", "!structured"),
        ("thinks:o", "thinks:optional|thinks:off|thinks:on"),
        ("kind:e", "kind:embedding"),
        ("from:eu-c", "from:eu-central-1|from:eu-central-2"),
        ("fr", "from:"),
        ("en", "ends>="),
        ("nova", ""),
        ("tools ", ""),
        ("", ""),
        ("tools", ""),
    ] {
        assert_eq!(Query::completions(text).join("|"), completed, "{text}");
    }
}

#[test]
fn every_example_is_read_and_every_name_differs() {
    let mut names = names();
    for example in MEASURES.iter().map(|spec| spec.example).chain(OTHERS.map(|(_, it)| it)) {
        assert_eq!(Query::parse(example).fault(), None, "{example}");
    }
    for spec in MEASURES {
        assert!(spec.example.starts_with(spec.name));
        assert!(MeasureSpec::named(spec.name).is_some_and(|it| it.measure == spec.measure));
    }
    let all = names.len();
    names.sort_unstable();
    names.dedup();
    assert_eq!(names.len(), all);
}

#[test]
fn the_built_in_list_knows_what_is_asked_of_it() {
    let card = Builtin::List.parse().unwrap();
    let sizing = Sizing::same(Workload::default());
    let is_generative =
        |model: &Model| !matches!(model.kind, ModelKind::Embedding | ModelKind::Rerank);
    let ranking = crate::explore::rank(&card, &sizing, is_generative);
    let count = |text: &str| {
        let query = Query::parse(text);
        let seen = ranking.rows.iter().map(|row| {
            let model = ranking.model(&card, row).unwrap();
            Seen { model, row, work: sizing.of(model).expected, scores: None }
        });
        let mut counts = [0; 2];
        for admitted in seen.map(|seen| query.admits(&seen)) {
            match admitted {
                Some(true) => counts[0] += 1,
                None => counts[1] += 1,
                Some(false) => {}
            }
        }
        counts
    };
    // As the table of facts that the list was made of has them.
    assert_eq!(count("vision"), [60, 0]);
    assert_eq!(count("pdf"), [24, 13]);
    assert_eq!(count("tools"), [94, 2]);
    assert_eq!(count("structured"), [61, 39]);
    assert_eq!(count("thinks:no"), [38, 0]);
    assert_eq!(count("status:active"), [51, 13]);
    assert_eq!(count("ends<2028"), [33, 0]);
}

proptest::proptest! {
    #[test]
    fn any_text_is_a_query(text in "[!a-z0-9<>=:.$€é\u{2003} -]{0,40}") {
        let query = Query::parse(&text);
        proptest::prop_assert_eq!(query.text(), &text);
        for completed in Query::completions(&text) {
            proptest::prop_assert!(completed.len() > text.len().min(1));
        }
    }
}
