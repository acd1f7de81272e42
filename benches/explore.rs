//! What the questions cost that are asked anew on every key.
//!
//! ```text
//! cargo bench --bench explore
//! ```

use std::hint::black_box;

use divan::Bencher;
use tokenfare::billing::Answers;
use tokenfare::card::{self, Card, Model};
use tokenfare::controls::{Control, Facts};
use tokenfare::explore::{
    Asked, Sizing, Sweep, axis, break_even, cap_tuning, levers, mix_bill, rank, runway, sweep,
};
use tokenfare::money::{Share, Tokens, Usd};
use tokenfare::score::Builtin;
use tokenfare::workload::{Credits, Mix, MixRoute, Prompt, Spread, Workload};

/// Points of a curve: as many as a wide chart has columns.
const POINTS: usize = 120;
const MARKED: [&str; 5] =
    ["nova-lite", "nova-pro", "claude-haiku-4-5", "claude-sonnet-4-5", "claude-sonnet-5-5"];

fn main() {
    divan::main();
}

fn list() -> Card {
    card::Builtin::List.parse().expect("the built-in card is sound")
}

fn marked(card: &Card) -> Vec<&Model> {
    MARKED.iter().map(|id| card.model(id).expect("the model is on the list")).collect()
}

/// Cached prompts and answers of unequal length under a cap: nothing is left out of the bill.
fn workload() -> Workload {
    let mut work = Workload {
        prompt: Prompt::of(Tokens::new(2_000), Tokens::new(200)),
        ..Workload::default()
    };
    work.caching.on = true;
    work.answer.spread = Spread::from_permille(2_500);
    work.answer.cap = Some(Tokens::new(2_048));
    work
}

/// Five models along a control, with their crossings.
fn bench_sweep(bencher: Bencher<'_, '_>, control: Control) {
    let card = list();
    let models = marked(&card);
    let sizing = Sizing::same(workload());
    let axis = axis(control, None, None, POINTS).expect("the control has numbers");
    bencher.bench(|| -> Sweep {
        sweep(control, Facts::default(), &models, black_box(&sizing), &axis)
    });
}

#[divan::bench]
fn sweep_requests(bencher: Bencher<'_, '_>) {
    bench_sweep(bencher, Control::Requests);
}

#[divan::bench]
fn sweep_input_share(bencher: Bencher<'_, '_>) {
    bench_sweep(bencher, Control::InputShare);
}

#[divan::bench]
fn sweep_answer_length(bencher: Bencher<'_, '_>) {
    bench_sweep(bencher, Control::AnswerLength);
}

/// The curve of five models and their smallest caps.
#[divan::bench]
fn cap_tuning_of_five(bencher: Bencher<'_, '_>) {
    let card = list();
    let models = marked(&card);
    let sizing = Sizing::same(workload());
    let scale = Control::Cap.scale().expect("the cap has numbers");
    let caps = scale.spaced(scale.least(), scale.most(), POINTS);
    let caps: Vec<Tokens> = caps.into_iter().map(Tokens::new).collect();
    bencher.bench(|| {
        let mut answers = Answers::default();
        for model in &models {
            let _ = black_box(cap_tuning(model, black_box(&sizing), &caps, &mut answers));
        }
    });
}

#[divan::bench]
fn break_even_of_two(bencher: Bencher<'_, '_>) {
    let card = list();
    let models = marked(&card);
    let work = workload();
    bencher.bench(|| {
        let (a, b) = ((models[1], &work), (models[2], &work));
        break_even(a, b, &mut Answers::default())
    });
}

#[divan::bench]
fn levers_of_a_model(bencher: Bencher<'_, '_>) {
    let card = list();
    let sizing = Sizing::same(workload());
    let ranking = rank(&card, &sizing, |_| true);
    let place = card.models.iter().position(|model| model.id == MARKED[4]);
    bencher.bench(|| levers(&card, black_box(&sizing), &ranking, place.unwrap_or(0), card.as_of));
}

/// The models that none beats, of a ranking that is there; and with each billed at the effort that it was
/// rated at.
#[divan::bench(args = [false, true])]
fn frontier_of_all(bencher: Bencher<'_, '_>, efforts: bool) {
    let card = list();
    let sizing = Sizing::same(workload());
    let mix = Mix::default();
    let scores = Builtin::all().next().expect("there are ratings").scores();
    let (scores, facts, today) = (Some(&scores), Facts::default(), card.as_of);
    let asked = Asked { card: &card, sizing: &sizing, mix: &mix, facts, scores, today };
    let ranking = asked.rank(|_| true);
    let rows: Vec<usize> = (0..ranking.rows.len()).collect();
    bencher.bench(|| black_box(&asked).frontier(&ranking, &rows, efforts).is_ok());
}

fn five_routes() -> Mix {
    let route = |id: &&str| MixRoute {
        model: (*id).into(),
        share: Share::from_ppm(200_000),
        answer: None,
        cap: None,
    };
    Mix::new(MARKED.iter().map(route).collect()).expect("the shares add up")
}

#[divan::bench]
fn mix_of_five(bencher: Bencher<'_, '_>) {
    let card = list();
    let sizing = Sizing::same(workload());
    let mix = five_routes();
    bencher.bench(|| mix_bill(&card, black_box(&sizing), &mix, &mut Answers::default()).is_ok());
}

/// Ten years of a mix on credits that never run out.
#[divan::bench]
fn runway_of_120_months(bencher: Bencher<'_, '_>) {
    let card = list();
    let sizing = Sizing::same(workload());
    let mix = five_routes();
    let credits = Credits { pool: Usd::from_cents(100_000_000_000), ..Credits::default() };
    bencher.bench(|| {
        runway(black_box(&credits), 50_000, None, |requests| {
            let mut answers = Answers::default();
            tokenfare::explore::mix_total(&card, &sizing, &mix, requests, &mut answers)
        })
    });
}
