use super::*;
use crate::controls::tests_support::{any_values, with_values};
use crate::effort::Effort;
use crate::money::{Growth, Share, Usd};
use crate::place::{Origin, Residency};
use crate::tokens::Encoding;
use crate::tokens::Family;
use crate::workload::{
    Active, Answer, Batch, Caching, Credits, Lengths, Mix, MixRoute, Plans, Prompt, Ranges,
    Segments, ServiceTier, Spread, ThinkingAsk, ThinkingChoice, Ttl,
};
use proptest::prelude::*;

fn read(text: &str) -> Scenario {
    Scenario::parse(text, "s.toml").unwrap()
}

fn lengths(counts: &[(u64, u64)]) -> Option<Lengths> {
    let counts = counts.iter().map(|&(length, n)| (Tokens::new(length), n));
    Lengths::new(counts).ok()
}

fn route(model: &str, ppm: u32, answer: Option<u64>, cap: Option<u64>) -> MixRoute {
    MixRoute {
        model: model.into(),
        share: Share::from_ppm(ppm),
        answer: answer.map(Tokens::new),
        cap: cap.map(Tokens::new),
    }
}

fn faults(text: &str) -> String {
    Scenario::parse(text, "s.toml").unwrap_err().to_string()
}

#[test]
fn the_smallest_scenario_is_empty() {
    let scenario = read("schema = 1\nname = 'Small'");
    assert_eq!(scenario.name, "Small");
    assert_eq!(scenario.workload.requests, 50_000);
    assert_eq!(scenario.workload.tokens_per_request(), Tokens::ZERO);
    assert_eq!(scenario.workload.active, Active::ALWAYS);
    assert_eq!(scenario.texts().count(), 0);
}

#[test]
fn every_key_is_read() {
    let scenario = read(
        r#"
        schema = 1
        name = "All"
        tokens_of = "claude-3"
        notes = "one\ntwo"
        requests = "2.5M"
        sessions = 20
        turns = 10
        input_spread = 2.5
        tools = 4
        active_hours = 8
        active_days = 22
        range = { output = [200, 600], "batch-share" = [0.1, 0.5], turn-gap = ["90s", "5m"] }
        prompt.system = { text = "Be kind.", cached = true }
        prompt.context = { file = "docs/policy.md" }
        prompt.user = { tokens = "1k" }
        answer = { text = "Gladly.", spread = 2.5, cap = 1024, thinking = "low", thinking_tokens = 900, thinking_spread = 3, lengths = [[260, 9], ["120", 14]] }
        caching = { on = true, ttl = "1h", hit_rate = 0.9, prefixes = 200, turn_gap = "2m", burst = 40, history = false }
        batch = { on = true, share = 0.3 }
        price = { tier = "flex", region = "eu-central-1", residency = "region" }
        quota = "400k"
        budget = 5000.5
        success = 0.8
        cascade = true
        judge = 0.25
        credits = { pool = "25k", other = 500.5, growth = -0.05, expires_after = 12 }
        mix = [
            { model = "nova-lite", share = 0.7, answer = 300, cap = 512 },
            { model = "claude-sonnet", share = 0.3 },
        ]
        "#,
    );
    let mut prompt = Prompt::default();
    prompt.set_cached(Section::System, true);
    prompt.set_tokens(Section::User, Tokens::new(1_000));
    let mut mix = Mix::new(vec![
        route("nova-lite", 700_000, Some(300), Some(512)),
        route("claude-sonnet", 300_000, None, None),
    ]);
    mix.iter_mut().for_each(|mix| (mix.cascade, mix.judge) = (true, Usd::from_cents(25)));
    let mix = mix.unwrap();
    let expected = Workload {
        requests: 2_500_000,
        turns: 10,
        input_spread: Spread::from_permille(2_500),
        tools: 4,
        active: Active::new(8, Some(22)),
        prompt,
        answer: Answer {
            mean: Tokens::ZERO,
            of_sample: true,
            spread: Spread::from_permille(2_500),
            lengths: lengths(&[(120, 14), (260, 9)]),
            cap: Some(Tokens::new(1_024)),
        },
        counted_by: Some(Family::Claude3),
        thinking: ThinkingChoice {
            ask: ThinkingAsk::Effort(Effort::Low),
            tokens: Some(Tokens::new(900)),
            spread: Some(Spread::from_permille(3_000)),
            ..ThinkingChoice::default()
        },
        caching: Caching {
            on: true,
            ttl: Ttl::OneHour,
            hit_rate: Some(Share::from_ppm(900_000)),
            prefixes: 200,
            turn_gap: Some(120),
            burst: 40,
            history: false,
        },
        batch: Batch { on: true, share: Share::from_ppm(300_000) },
        tier: ServiceTier::Flex,
        origin: Origin { region: "eu-central-1".parse().ok(), residency: Residency::Region },
        plans: Plans {
            ranges: Ranges::default()
                .with("output", Some((200, 600)))
                .with("batch-share", Some((100_000, 500_000)))
                .with("turn-gap", Some((90, 300))),
            mix,
            success: Some(Share::from_ppm(800_000)),
            credits: Credits {
                pool: Usd::from_cents(2_500_000),
                other: Usd::from_cents(50_050),
                growth: Growth::from_factor_ppm(950_000),
                expires: Some(12),
            },
            quota: Some(Tokens::new(400_000)),
            budget: Some(Usd::from_cents(500_050)),
            sessions: Some(20),
        },
        segments: Segments::default(),
    };
    assert_eq!(scenario.workload, expected);
    assert_eq!(scenario.notes, "one\ntwo");
    let texts: Vec<_> = scenario.texts().collect();
    assert_eq!(
        texts,
        [
            (Part::Prompt(Section::System), &Text::Inline("Be kind.".to_owned())),
            (Part::Prompt(Section::Context), &Text::File("docs/policy.md".to_owned())),
            (Part::Answer, &Text::Inline("Gladly.".to_owned())),
        ]
    );
}

#[test]
fn the_scope_of_older_files_is_a_residency() {
    let of = |price: &str| read(&format!("schema = 1\nname = 'x'\nprice.{price}")).workload.origin;
    let [global, regional] = ["scope = 'global'", "scope = 'regional'"].map(of);
    assert_eq!((global, regional.residency), (Origin::default(), Residency::Geography));
    // A file that is saved anew keeps its own line beside the new one, which holds.
    let both = of("scope = 'regional'\nprice.residency = 'anywhere'");
    assert_eq!(both, Origin::default());
}

#[test]
fn counts_go_where_the_text_is() {
    let mut scenario =
        read("schema = 1\nname = 'x'\nprompt.context.text = 'a b'\nanswer.text = 'c'");
    for (part, tokens) in [(Part::Prompt(Section::Context), 2), (Part::Answer, 1)] {
        scenario.set_tokens(part, Tokens::new(tokens));
        assert_eq!(scenario.tokens(part).get(), tokens);
    }
    assert_eq!(scenario.workload.prompt.input().get(), 2);
    assert_eq!(scenario.workload.answer.mean.get(), 1);
    scenario.set_tokens(Part::Answer, Tokens::MAX);
    assert_eq!(scenario.workload.answer.mean.get(), MAX_SECTION_TOKENS);
}

#[test]
fn a_sample_answer_may_have_a_mean_beside_it() {
    let answer = |lines: &str| format!("schema = 1\nname = 'x'\n[answer]\n{lines}");
    let sample = read(&answer("file = 'a.txt'"));
    assert!(sample.workload.answer.of_sample);
    let mut set = read(&answer("file = 'a.txt'\ntokens = 50"));
    assert!(!set.workload.answer.of_sample);
    assert_eq!(set.tokens(Part::Answer).get(), 50);
    assert_eq!(set.text(Part::Answer), sample.text(Part::Answer));
    assert!(!read(&answer("tokens = 50")).workload.answer.of_sample);
    assert_eq!(
        faults(&answer("file = 'a.txt'\ntext = 'a'\ntokens = 50")).to_string().trim_end(),
        "s.toml:4:8: answer.file is one too many: give one of text and file"
    );
    // Among lines of the user's.
    let mine = answer("# Long.\nfile = 'a.txt' # of May\nspread = 2.0\n");
    set.workload.answer.spread = Spread::from_permille(2_000);
    let saved = set.to_toml_in(&mine);
    assert_eq!(read(&saved), set);
    assert!(saved.contains("file = 'a.txt' # of May\n"), "{saved}");
    set.workload.answer.of_sample = true;
    set.set_tokens(Part::Answer, Tokens::ZERO);
    assert_eq!(set.to_toml_in(&saved), mine);
}

#[test]
fn every_fault_is_placed() {
    let said = faults(
        "schema = 1\n\
         nmae = 'x'\n\
         requests = -5\n\
         turns = 0\n\
         active_hours = 25\n\
         active_days = 2.5\n\
         notes = \"a\\u001Bb\"\n\
         [prompt.system]\n\
         text = 'a'\n\
         tokens = 5\n\
         [prompt.usr]\n\
         tokens = 5\n\
         [answer]\n\
         tokens = 1e30\n\
         spread = 0.5\n\
         cap = 0\n\
         [caching]\n\
         on = 'yes'\n\
         ttl = '5min'\n\
         hit_rate = 1.2\n\
         [batch]\n\
         share = 'half'\n\
         [price]\n\
         scope = 'local'\n",
    );
    let expected = "\
        s.toml:1:1: name is missing\n\
        s.toml:2:1: unknown key `nmae`; did you mean `name`?\n\
        s.toml:3:12: requests must not be negative\n\
        s.toml:4:9: turns must be from 1 to 100\n\
        s.toml:5:16: active_hours must be from 1 to 24\n\
        s.toml:6:15: active_days must be a whole number\n\
        s.toml:7:9: notes holds the hidden character U+001B; remove it\n\
        s.toml:10:10: prompt.system.tokens is one too many: give one of text, file and tokens\n\
        s.toml:11:9: unknown key `prompt.usr`; did you mean `user`?\n\
        s.toml:14:10: answer.tokens must be at most 10,000,000\n\
        s.toml:15:10: answer.spread must be a number from 1 (every answer alike) to 20, such as 2 or 2.5\n\
        s.toml:16:7: answer.cap must be at least 1\n\
        s.toml:18:6: caching.on must be true or false, not text in quotes\n\
        s.toml:19:7: caching.ttl must be \"5m\" or \"1h\"\n\
        s.toml:20:12: caching.hit_rate must be from 0 to 1 (or 0% to 100%)\n\
        s.toml:22:9: batch.share must be a number, not text in quotes\n\
        s.toml:24:9: price.scope must be \"global\" or \"regional\"";
    assert_eq!(said, expected);
}

#[test]
fn every_fault_of_plans_is_placed() {
    let said = faults(
        "schema = 1\n\
         name = 'x'\n\
         [credits]\n\
         pool = -1\n\
         other = 2e9\n\
         growth = 'fast'\n\
         expires_after = 0\n\
         [[mix]]\n\
         model = 'a'\n\
         share = 0.5\n\
         [[mix]]\n\
         model = 'b'\n\
         share = 0.6\n\
         cpa = 3\n",
    );
    let expected = "\
        s.toml:4:8: credits.pool must not be negative\n\
        s.toml:5:9: credits.other must be at most $1,000,000,000\n\
        s.toml:6:10: credits.growth must be a number, not text in quotes\n\
        s.toml:7:17: credits.expires_after must be from 1 to 120\n\
        s.toml:8:1: mix must have shares that add up to 100%, not 110%\n\
        s.toml:14:1: unknown key `cpa`; did you mean `cap`?";
    assert_eq!(said, expected);
}

#[test]
fn lengths_bring_their_mean_unless_one_is_given() {
    let mean = |answer: &str| {
        let text = format!("schema = 1\nname = 'x'\n[answer]\n{answer}");
        read(&text).workload.answer.mean.get()
    };
    assert_eq!(mean("lengths = [[100, 3], [300, 1]]"), 150);
    assert_eq!(mean("lengths = [[100, 3], [300, 1]]\ntokens = 90"), 90);
    let said =
        |lengths: &str| faults(&format!("schema = 1\nname = 'x'\nanswer.lengths = {lengths}"));
    for (lengths, fault) in [
        (
            "[[100, 3], 5]",
            "3:29: answer.lengths must hold pairs of tokens and answers, as in [120, 14]",
        ),
        (
            "[[1, 2, 3]]",
            "3:19: answer.lengths must hold pairs of tokens and answers, as in [120, 14]",
        ),
        ("[[1, -2]]", "3:23: answer.lengths must not be negative"),
        ("[]", "3:18: answer.lengths must count at least one answer that is not empty"),
        ("3", "3:18: answer.lengths must be a list, not a number"),
    ] {
        assert_eq!(said(lengths), format!("s.toml:{fault}"));
    }
}

#[test]
fn what_ended_at_a_cap_stands_beside_the_lengths() {
    let text = "schema = 1\nname = 'x'\n[answer]\nlengths = [[100, 3], [300, 1]]\n";
    let answer = read(&format!("{text}ended_at_cap = [[300, 1]]")).workload.answer;
    assert_eq!(answer.unknown_under(None), 0.25);
    assert_eq!(answer.unknown_under(Some(Tokens::new(300))), 0.0);
    // An older file says nothing of it.
    assert_eq!(read(text).workload.answer.unknown_under(None), 0.0);
    for (file, fault) in [
        (
            format!("{text}ended_at_cap = [[300, 5]]"),
            "5:16: answer.ended_at_cap must not count more answers than the lengths do",
        ),
        (
            "schema = 1\nname = 'x'\n[answer]\nended_at_cap = [[300, 1]]".to_owned(),
            "4:16: answer.ended_at_cap stands beside lengths only",
        ),
    ] {
        assert_eq!(faults(&file), format!("s.toml:{fault}"));
    }
}

#[test]
fn another_schema_is_refused_at_once() {
    let said = faults("schema = 2\ntitle = 'x'");
    assert_eq!(said, "s.toml:1:10: schema must be 1, the only one this version reads");
}

#[test]
fn the_builtin_scenarios_are_written_as_the_program_writes_them() {
    for builtin in Builtin::ALL {
        assert_eq!(Builtin::named(builtin.name()), Some(builtin));
        let scenario = builtin.parse().unwrap();
        assert_eq!(scenario.to_toml(), builtin.text(), "{}", builtin.name());
    }
    assert_eq!(Builtin::named("nothing"), None);
}

#[test]
fn short_forms_are_stable_and_short() {
    // Words that were handed on must always open the same scenario.
    let agent = Builtin::ToolAgent.parse().unwrap();
    let word = "tf1.ARBBZ2VudCB3aXRoIHRvb2xzAsCpBwMMBA8FCgYWB7gXANgECcgBCsQTC6AfDQUmnRMow";
    assert_eq!(agent.to_short(), word);
    assert_eq!(Scenario::from_short(word).unwrap().workload, agent.workload);
    for builtin in Builtin::ALL {
        let length = builtin.parse().unwrap().to_short().len();
        assert!(length <= 160, "{}: {length}", builtin.name());
    }
}

#[test]
fn broken_short_forms_are_told_apart() {
    let fault = |word: &str| Scenario::from_short(word).unwrap_err();
    assert_eq!(fault("support-assistant"), ShortFault::NotShort);
    assert_eq!(fault("tf.x"), ShortFault::NotShort);
    assert_eq!(fault("tf2.AAAAAAAA"), ShortFault::Later);
    assert_eq!(fault("tf1."), ShortFault::Damaged);
    assert_eq!(fault("tf1.é"), ShortFault::Damaged);
    // A tag of a later version; tags that do not rise; a number out of range; a name that is cut.
    assert_eq!(fault(&short::sealed(&[99, 1])), ShortFault::Later);
    assert_eq!(fault(&short::sealed(&[3, 2, 3, 2])), ShortFault::Damaged);
    assert_eq!(fault(&short::sealed(&[3, 101])), ShortFault::Damaged);
    assert_eq!(fault(&short::sealed(&[1, 9, b'a'])), ShortFault::Damaged);
    assert!(Scenario::from_short(&short::sealed(&[3, 100])).is_ok());
}

#[test]
fn the_mix_is_where_everything_starts() {
    let mix = Builtin::AssistantMix.parse().unwrap();
    assert_eq!(mix.workload, Workload::default());
}

#[test]
fn the_first_scenario_has_a_policy_worth_caching() {
    let mut assistant = Builtin::SupportAssistant.parse().unwrap();
    let texts: Vec<_> = assistant.texts().map(|(part, text)| (part, text.clone())).collect();
    for (part, text) in texts {
        let Text::Inline(text) = text else { panic!("{part:?} is not in the scenario") };
        assistant.set_tokens(part, Encoding::O200kBase.count(&text));
    }
    let work = &assistant.workload;
    assert!((1_024..=1_400).contains(&work.prompt.prefix().get()), "{}", work.prompt.prefix());
    assert!((20..=100).contains(&work.prompt.tokens(Section::User).get()));
    assert!(work.caching.on);
}

fn any_text() -> impl Strategy<Value = Text> {
    let tricky = prop_oneof![
        Just("\""),
        Just("\"\"\""),
        Just("\\"),
        Just("\n"),
        Just("\r\n"),
        Just("\t"),
        Just("'"),
        Just("'''"),
        Just("\u{0}"),
        Just("\u{1b}"),
        Just("\u{7f}"),
        Just("\u{202e}"),
        Just("é"),
        Just("🫖"),
        Just(" "),
        Just("#"),
        Just("a"),
    ];
    let content = prop_oneof![
        proptest::collection::vec(tricky, 0..20).prop_map(|pieces| pieces.concat()),
        any::<String>(),
    ];
    prop_oneof![
        Just(Text::None),
        content.prop_map(Text::Inline),
        "[a-z/]{1,9}\\.txt".prop_map(Text::File),
    ]
}

prop_compose! {
    fn any_mix()(
        cuts in proptest::collection::vec(0..=1_000_000u32, 0..5),
        answers in proptest::array::uniform3(proptest::option::of(0..=MAX_SECTION_TOKENS)),
        caps in proptest::option::of(1..=MAX_SECTION_TOKENS),
        split in any::<bool>(),
    ) -> Mix {
        let mut ends = cuts;
        ends.push(1_000_000);
        ends.sort_unstable();
        let mut start = 0;
        let routes = ends.iter().enumerate().map(|(at, end)| {
            let share = end - std::mem::replace(&mut start, *end);
            route(&format!("m{at}\"é"), share, answers[at % 3], caps)
        });
        let routes = routes.collect();
        if split { Mix::new(routes).unwrap() } else { Mix::default() }
    }
}

prop_compose! {
    fn any_scenario()(
        name in "[ -~é🫖]{0,20}[!-~]",
        notes in "([ -~é🫖]|\n){0,40}",
        texts in [any_text(), any_text(), any_text(), any_text()],
        is_set in any::<bool>(),
        tokens in [0..=MAX_SECTION_TOKENS, 0..=1_000u64, 0..=1_000u64, 0..=MAX_SECTION_TOKENS],
        cached in any::<[bool; 3]>(),
        values in any_values(|field| field.filed.is_some()),
        mix in any_mix(),
        seen in proptest::collection::vec((1..=MAX_SECTION_TOKENS, 1..=1_000_000u64), 0..40),
    ) -> Scenario {
        let mut workload = with_values(Workload::default(), &values);
        workload.prompt = Prompt::default();
        workload.answer.mean = Tokens::ZERO;
        workload.answer.lengths = lengths(&seen).map(|all| {
            let ended = all.counts().step_by(3).map(|(length, answers)| (length, answers / 2));
            all.with_ended(ended).unwrap()
        });
        workload.plans.mix = mix;
        let mut scenario = Scenario { name, notes, workload, ..Scenario::default() };
        for (section, cached) in Section::ALL.into_iter().zip(cached) {
            scenario.workload.prompt.set_cached(section, cached);
        }
        for ((part, text), tokens) in Part::ALL.into_iter().zip(texts).zip(tokens) {
            let is_sample = part == Part::Answer && text != Text::None;
            scenario.workload.answer.of_sample = is_sample && !is_set;
            if text == Text::None || is_sample && is_set {
                scenario.set_tokens(part, Tokens::new(tokens));
            }
            scenario.set_text(part, text);
        }
        scenario
    }
}

/// The scenario's file with lines of the user's wherever they change nothing.
fn commented(scenario: &Scenario, places: &[prop::sample::Index]) -> (String, Vec<String>) {
    let (mut text, mut comments) = (scenario.to_toml(), Vec::new());
    for (number, place) in places.iter().enumerate() {
        let comment = format!("# mine {number}");
        let starts: Vec<usize> = text.match_indices('\n').map(|(at, _)| at + 1).collect();
        let mut with = text.clone();
        with.insert_str(*place.get(&starts), &format!("{comment}\n"));
        // Inside a text, it would be text.
        if Scenario::parse(&with, "s.toml").as_ref() == Ok(scenario) {
            comments.push(comment);
            text = with;
        }
    }
    (text, comments)
}

#[test]
fn a_file_is_changed_where_it_must_be() {
    let mine = "\
# Agreed with legal.
name = 'Mine' # for now
schema = 1
requests = \"50k\"      # a guess

[answer]
tokens = 400
# Not more than this.
cap = 1024
# Or less.
spread = 2.0
[prompt.user] # short
tokens = 1e3
";
    let mut scenario = Scenario::parse(mine, "s.toml").unwrap();
    assert_eq!(scenario.to_toml_in(mine), mine);
    scenario.workload.answer.cap = None;
    scenario.workload.turns = 3;
    scenario.set_tokens(Part::USER, Tokens::new(1_500));
    let changed = mine.replace("cap = 1024\n", "").replace("1e3", "1_500").replace(
        "# a guess\n",
        "# a guess\nturns = 3                # turns in a conversation; each is one request\n",
    );
    assert_eq!(scenario.to_toml_in(mine), changed);
    // What is no scenario has nothing to keep.
    assert_eq!(scenario.to_toml_in("# mine\n"), scenario.to_toml());
}

proptest! {
    #[test]
    fn the_users_comments_stay_in_a_file(
        before in any_scenario(),
        other in any_scenario(),
        little in any::<bool>(),
        places in proptest::collection::vec(any::<prop::sample::Index>(), 0..8),
    ) {
        let (mine, comments) = commented(&before, &places);
        let after = if little {
            let mut after = before;
            // By one user, where people make them.
            let (each, now) = (after.workload.people().map_or(1, |it| it.each), after.workload.requests);
            after.workload.requests = if now < each { now + each } else { now - each };
            after
        } else {
            other
        };
        let text = after.to_toml_in(&mine);
        prop_assert_eq!(Scenario::parse(&text, "s.toml"), Ok(after), "{}\n->\n{}", mine, text);
        for comment in comments {
            let kept = text.lines().any(|line| line.trim() == comment);
            prop_assert!(kept, "{comment}: {mine}\n->\n{text}");
        }
        if little {
            let same = mine.lines().zip(text.lines()).filter(|(a, b)| a == b).count();
            prop_assert_eq!(same + 1, mine.lines().count(), "{}", text);
        }
    }

    #[test]
    fn what_is_written_is_read_back(scenario in any_scenario()) {
        let toml = scenario.to_toml();
        prop_assert_eq!(Scenario::parse(&toml, "s.toml"), Ok(scenario), "{}", toml);
    }

    #[test]
    fn the_short_form_is_read_back(mut scenario in any_scenario()) {
        let word = scenario.to_short();
        prop_assert!(word.bytes().all(|c| c.is_ascii_alphanumeric() || b"-_.".contains(&c)));
        // Counts stay, texts and notes do not.
        for part in Part::ALL {
            scenario.set_text(part, Text::None);
        }
        scenario.workload.answer.of_sample = false;
        scenario.notes.clear();
        prop_assert_eq!(Scenario::from_short(&word), Ok(scenario), "{}", word);
    }

    #[test]
    fn a_changed_letter_shows(scenario in any_scenario(), at in any::<prop::sample::Index>(), to in "[A-Za-z0-9_.-]") {
        let word = scenario.to_short();
        let at = at.index(word.len());
        prop_assume!(word[at..=at] != to);
        let changed = format!("{}{to}{}", &word[..at], &word[at + 1..]);
        prop_assert!(Scenario::from_short(&changed).is_err(), "{}", changed);
        prop_assert!(Scenario::from_short(&word[..at]).is_err());
    }

    #[test]
    fn no_word_is_too_strange(bytes in proptest::collection::vec(any::<u8>(), 0..60), text in any::<String>()) {
        // Whatever the fields are: no panic.
        let _ = Scenario::from_short(&short::sealed(&bytes));
        let _ = Scenario::from_short(&text);
        let _ = Scenario::from_short(&format!("tf1.{text}"));
    }

    #[test]
    fn no_text_is_too_strange_to_read(text in any::<String>()) {
        // Whether it is a scenario or not: no panic.
        let _ = Scenario::parse(&text, "s.toml");
        let _ = Scenario::parse(&format!("schema = 1\nname = 'x'\n{text}"), "s.toml");
    }
}

#[test]
fn users_say_how_many_requests_there_are() {
    let read = |text: &str| Scenario::parse(&format!("schema = 1\nname = \"x\"\n{text}"), "s.toml");
    let scenario = read("turns = 3\nusers = 1_200\nsessions = 20\n").unwrap();
    assert_eq!(scenario.workload.requests, 72_000);
    let written = scenario.to_toml();
    assert!(written.contains("users = 1_200") && !written.contains("requests ="), "{written}");
    assert_eq!(Scenario::parse(&written, ""), Ok(scenario.clone()));
    // What is no multiple of a user's 60 requests is written as requests.
    let mut other = scenario.clone();
    other.workload.requests = 50_000;
    let changed = other.to_toml_in(&written);
    assert!(changed.contains("requests = 50_000") && !changed.contains("users ="), "{changed}");
    assert_eq!(Scenario::parse(&changed, ""), Ok(other.clone()));
    assert_eq!(Scenario::parse(&scenario.to_toml_in(&changed), ""), Ok(scenario.clone()));
    for (scenario, command) in [
        (&scenario, "tokenfare rank --requests 72k --sessions 20"),
        (&other, "tokenfare rank --sessions 20"),
    ] {
        let said = scenario.command(None).line;
        assert!(said.starts_with(command), "{said}");
        assert_eq!(Scenario::from_short(&scenario.to_short()).unwrap().workload, scenario.workload);
    }
    let faults = |text| read(text).unwrap_err().to_string();
    assert_eq!(
        faults("users = 5\n"),
        "s.toml:3:9: users needs sessions beside it, how many a month each has"
    );
    assert_eq!(
        faults("users = 5\nsessions = 2\nrequests = 10\n"),
        "s.toml:3:9: users and requests both say how many requests there are; leave one out"
    );
}

#[test]
fn ranges_at_fault_are_told() {
    let told = |range: &str| faults(&format!("schema = 1\nname = 'R'\n[range]\n{range}"));
    for (range, fault) in [
        ("output = [600, 300]", "must be a low and a higher high, as in [300, 600]"),
        ("output = [300]", "must be a low and a higher high, as in [300, 600]"),
        ("output = 300", "must be a list"),
        ("output = [300, -1]", "must not be negative"),
        ("otput = [1, 2]", "is no field that may have a range; did you mean `output`?"),
        ("caching = [0, 1]", "is no field that may have a range"),
    ] {
        assert!(told(range).contains(fault), "{range}: {}", told(range));
    }
}

proptest! {
    /// Files, short forms and commands have the ranges that a scenario has.
    #[test]
    fn ranges_go_with_a_scenario(
        ends in prop::collection::vec((0..100_usize, 0..1_000_u64, 1..1_000_u64), 0..6),
    ) {
        let fields: Vec<Control> =
            Control::ALL.iter().copied().filter(|control| control.may_range()).collect();
        let mut work = Workload::default();
        for (at, low, more) in ends {
            let control = fields[at % fields.len()];
            let (least, most) = control.field().range();
            let low = (least + low).min(most - 1);
            work = control.with_range(&work, Some((low, (low + more).min(most))));
        }
        let scenario = Scenario::new("Ranged", work.clone());
        let filed = read(&scenario.to_toml());
        prop_assert_eq!(&filed.workload.plans.ranges, &work.plans.ranges, "{}", scenario.to_toml());
        let before = Scenario::new("Ranged", Workload::default()).to_toml();
        let patched = read(&scenario.to_toml_in(&before));
        prop_assert_eq!(&patched.workload.plans.ranges, &work.plans.ranges);
        let short = Scenario::from_short(&scenario.to_short()).unwrap();
        prop_assert_eq!(&short.workload.plans.ranges, &work.plans.ranges);
        let flags = scenario.command(None).line.matches("--range ").count();
        prop_assert_eq!(flags, work.plans.ranges.all().len());
    }
}
