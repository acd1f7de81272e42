use super::*;
use crate::billing::tests_support::{model, per_million};
use crate::tokens::{KindTotals, TextKind, factor};

fn sizing() -> Sizing {
    let text = KindTotals::of(TextKind::Prose, Tokens::new(1_000));
    Sizing::own(Workload::default(), &|piece: Piece, family: Family| {
        (piece == Piece::Prompt(Section::System)).then(|| Estimate::of(family, &text))
    })
}

fn on(family: &str) -> Model {
    let mut model = model("M", per_million("1", "1", None));
    model.tokenizer = family.to_owned();
    model
}

#[test]
fn a_text_has_its_own_count_on_each_model() {
    let sizing = sizing();
    let exact = sizing.of(&on("o200k"));
    assert_eq!(exact.expected.prompt.tokens(Section::System).get(), 1_000);
    assert_eq!(exact.range, None);
    let claude = on("claude-4.7");
    let sized = sizing.of(&claude);
    let tokens = |work: &Workload| work.prompt.tokens(Section::System).get();
    let (low, high) = sized.range.unwrap();
    assert!(tokens(low) < tokens(sized.expected) && tokens(sized.expected) < tokens(high));
    assert!((1_400..1_600).contains(&tokens(sized.expected)));
    // So have the 600 tokens that were typed for the user and the 400 for the answer, of the
    // reference beside a text: both are taken to be prompts and docs, since
    // nothing is said. 6 to 7 stand around the message.
    let [middle, least, most] = factor(Family::Claude47, TextKind::Docs);
    let docs = |tokens: u64, factor: u32| (tokens * u64::from(factor) + 5_000) / 10_000;
    let user = |work: &Workload| work.prompt.tokens(Section::User).get();
    assert_eq!(user(sized.expected), docs(600, middle));
    assert_eq!((user(low), user(high)), (docs(600, least), docs(600, most)));
    let around = |work: &Workload| work.prompt.around.request.get();
    assert_eq!((around(low), around(sized.expected), around(high)), (6, 6, 7));
    assert_eq!(sized.expected.answer.mean.get(), docs(400, middle));
    assert_eq!(exact.expected.answer.mean.get(), 400);
}

#[test]
fn tools_add_to_the_cached_prefix_where_their_size_is_known() {
    let work = Workload {
        prompt: crate::workload::Prompt::of(Tokens::new(1_000), Tokens::new(100)),
        tools: 2,
        ..Workload::default()
    };
    let sizing = Sizing::own(work, &|_: Piece, _: Family| None);
    let claude = on("claude-4.7");
    let sized = sizing.of(&claude);
    let prefix = |work: &Workload| work.prompt.prefix().get();
    // Any number of tools adds 299 to 367 tokens, 333 in the middle.
    assert_eq!(prefix(sized.expected), 1_333);
    let (low, high) = sized.range.unwrap();
    assert_eq!((prefix(low), prefix(high)), (1_299, 1_367));
    assert_eq!(sized.expected.prompt.tokens(Section::User).get(), 100);
    // Without a text nothing stands around the message but what was typed.
    assert_eq!(sized.expected.prompt.around, Around::default());
    // Another model of the tokenizer, and one of which it is not known.
    let opus = Model { id: "claude-opus-4-7".to_owned(), ..on("claude-4.7") };
    assert_eq!(prefix(sizing.of(&opus).expected), 1_450);
    let gemma = on("gemma");
    assert_eq!(prefix(sizing.of(&gemma).expected), 1_000);
    assert_eq!(sizing.of(&gemma).range, None);
}

#[test]
fn a_control_moves_each_model_from_its_own_size() {
    let sizing = sizing();
    let claude = on("claude-4.7");
    let system = |work: &Workload| work.prompt.tokens(Section::System).get();
    let before = system(sizing.of(&claude).expected);
    let with = |sizing: &Sizing, control: Control, value| {
        sizing.with(&claude, control, Some(value), Facts::default())
    };
    assert_eq!(with(&sizing, Control::Requests, 7).requests, 7);
    assert_eq!(system(&with(&sizing, Control::Requests, 7)), before);
    let tools = |work: &Workload| work.prompt.tokens(Section::Tools).get();
    assert_eq!(tools(&with(&sizing, Control::Tools, 1)), 333);
    assert_eq!(tools(&with(&sizing, Control::Tools, 0)), 0);
    let same = Sizing::same(Workload::default());
    assert_eq!(tools(&with(&same, Control::Tools, 1)), 0);
}

#[test]
fn a_tokenizer_nobody_knows_is_unknown() {
    let sizing = sizing();
    assert_eq!(sizing.of(&on("no such family")), sizing.of(&on("unknown")));
}

#[test]
fn the_same_tokens_for_all() {
    let same = Sizing::same(Workload::default());
    assert_eq!(same.of(&on("claude-4.7")), same.of(&on("o200k")));
    assert!(!same.is_own());
}

#[test]
fn tokens_of_a_log_are_those_of_its_tokenizer() {
    let work = Workload { counted_by: Some(Family::Claude47), ..Workload::default() };
    let sizing = Sizing::own(work.clone(), &|_: Piece, _: Family| None);
    let claude = on("claude-4.7");
    // What it counted itself stands.
    assert_eq!((sizing.of(&claude).expected, sizing.of(&claude).range), (&work, None));
    // Divided by the factor of prompts and docs on the reference.
    let reference = on("o200k");
    let sized = sizing.of(&reference);
    let [middle, ..] = factor(Family::Claude47, TextKind::Docs);
    let user = |work: &Workload| work.prompt.tokens(Section::User).get();
    let expected = (600.0 / f64::from(middle) * 10_000.0).round() as u64;
    assert_eq!(user(sized.expected), expected);
    let (low, high) = sized.range.unwrap();
    assert!(user(low) < expected && expected < user(high));
    // Without a text and a word on whose tokens they are, they are the same for all.
    let plain = Sizing::own(Workload::default(), &|_: Piece, _: Family| None);
    assert_eq!(plain.of(&claude).expected, &Workload::default());
    assert_eq!(plain.of(&reference).range, None);
}

#[test]
fn an_answer_is_of_the_kind_that_is_said_of_it() {
    struct German;
    impl Texts for German {
        fn estimate(&self, piece: Piece, family: Family) -> Option<Estimate> {
            let text = KindTotals::of(TextKind::Code, Tokens::new(1_000));
            (piece == Piece::Prompt(Section::System)).then(|| Estimate::of(family, &text))
        }

        fn kinds(&self, piece: Piece) -> Option<KindTotals> {
            let kind = match piece {
                Piece::Prompt(Section::System) => TextKind::Code,
                Piece::Answer => TextKind::German,
                Piece::Prompt(_) => return None,
            };
            Some(KindTotals::of(kind, Tokens::new(1)))
        }
    }
    let sizing = Sizing::own(Workload::default(), &German);
    let claude = on("claude-3");
    let work = sizing.of(&claude).expected;
    let of = |tokens: u64, kind| {
        let [middle, ..] = factor(Family::Claude3, kind);
        (tokens * u64::from(middle) + 5_000) / 10_000
    };
    assert_eq!(work.answer.mean.get(), of(400, TextKind::German));
    // The user's message, of which nothing is said, is like all that is known: half of each.
    let both = (of(300_000, TextKind::German) + of(300_000, TextKind::Code) + 500) / 1_000;
    assert!(work.prompt.tokens(Section::User).get().abs_diff(both) <= 1);
}

#[test]
fn what_was_typed_is_rounded_once() {
    let whole = Workload { counted_by: Some(Family::O200k), ..Workload::default() };
    let mut parts = whole.clone();
    for (section, tokens) in Section::ALL.into_iter().skip(1).zip([201, 101, 298]) {
        parts.prompt.set_tokens(section, Tokens::new(tokens));
    }
    for model in ["claude-3", "claude-4.7", "nova", "gemma"].map(on) {
        let input = |work: &Workload| {
            let sizing = Sizing::own(work.clone(), &|_: Piece, _: Family| None);
            let sized = sizing.of(&model);
            sized.range.map(|(low, high)| [low, sized.expected, high].map(|it| it.prompt.input()))
        };
        assert_eq!(input(&parts), input(&whole));
    }
}

#[test]
fn a_guess_is_told() {
    let sizing = sizing();
    assert!(!sizing.is_guessed(&on("o200k")) && !sizing.is_guessed(&on("nova")));
    assert!(sizing.is_guessed(&on("gpt-5")) && sizing.is_guessed(&on("no such family")));
    assert!(!Sizing::same(Workload::default()).is_guessed(&on("gpt-5")), "nothing to guess");
}

#[test]
fn each_model_bills_what_stands_around_its_messages() {
    let sizing = sizing();
    let on = |id: &str, family: &str| Model { id: id.to_owned(), ..on(family) };
    let around = |model: &Model| {
        let sized = sizing.of(model);
        let of =
            |work: &Workload| (work.prompt.around.request.get(), work.prompt.around.turn.get());
        let input = |work: &Workload| work.prompt.input().get();
        let range = sized.range.map_or([of(sized.expected); 2], |(low, high)| [of(low), of(high)]);
        (of(sized.expected), range, input(sized.expected))
    };
    // 1,000 tokens of the system prompt and 600 of the user, counted exactly, and 73.
    let (oss, range, input) = around(&on("gpt-oss-20b", "o200k"));
    assert_eq!((oss, range, input), ((73, 0), [(73, 0); 2], 1_673));
    // Nothing is known of another model with the same tokenizer.
    assert_eq!(around(&on("gpt-6-sol", "o200k")).2, 1_600);
    let (claude, range, _) = around(&on("claude-haiku-4-5", "claude-3"));
    assert_eq!((claude, range), ((7, 6), [(7, 6), (8, 6)]));
    // One record is an estimate with a wide range.
    let (r1, range, _) = around(&on("deepseek-r1", "deepseek"));
    assert_eq!((r1, range), ((5, 0), [(0, 0), (10, 0)]));
}

#[test]
fn tools_are_their_json_and_what_the_model_adds() {
    let json = KindTotals::of(TextKind::Json, Tokens::new(1_000));
    let sizing = Sizing::own(Workload::default(), &|piece: Piece, family: Family| {
        (piece == Piece::Prompt(Section::Tools)).then(|| Estimate::of(family, &json))
    });
    let sides = |id: &str, family: &str| {
        let model = Model { id: id.to_owned(), ..on(family) };
        let sized = sizing.of(&model);
        let of = |work: &Workload| work.prompt.tokens(Section::Tools).get();
        let (low, high) = sized.range.unwrap_or((sized.expected, sized.expected));
        [low, sized.expected, high].map(of)
    };
    // 26 to 36, 31 in the middle, beside what is counted exactly.
    assert_eq!(sides("gpt-oss-20b", "o200k"), [1_026, 1_031, 1_036]);
    // What is not known is not added, and what is not billed is taken off.
    assert_eq!(sides("gpt-6-sol", "o200k"), [1_000; 3]);
    assert_eq!(sides("command-r", "command-r"), [0; 3]);
    // The system prompt's cache point covers what is sent before it.
    let oss = Model { id: "gpt-oss-20b".to_owned(), ..on("o200k") };
    assert_eq!(sizing.of(&oss).expected.prompt.prefix().get(), 1_031);
}

#[test]
fn further_turns_have_what_stands_around_their_messages() {
    use crate::billing::{Answers, month};
    // 3 turns of 10 and 20 tokens, 7 around the first message and 6 more a turn: the requests have
    // 10 + 7, 10 + 7 + (30 + 6) and 10 + 7 + 2 x (30 + 6) tokens.
    let mut work = Workload { requests: 3, turns: 3, ..Workload::default() };
    work.prompt = crate::workload::Prompt::of(Tokens::ZERO, Tokens::new(10));
    work.prompt.around = Around { request: Tokens::new(7), turn: Tokens::new(6) };
    work.answer.set_mean(Tokens::new(20));
    let model = on("unknown");
    let bill = month(&model, &work, &mut Answers::default()).unwrap();
    let input: u64 =
        bill.lines.iter().map(|line| line.tokens[crate::card::Bucket::Fresh].get()).sum();
    assert_eq!(input, 17 + 53 + 89);
}
