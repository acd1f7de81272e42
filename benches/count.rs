//! Counting text: throughput on ordinary texts, hostile texts, edits, and loading.

use divan::{Bencher, black_box, counter::BytesCount};
use tokenfare::tokens::{Counter, Encoding, Estimate, Family, Vocabulary, detect, split};

const MB: usize = 1 << 20;

fn main() {
    // So that no measurement but `load` holds the loading.
    if !std::env::args().any(|arg| arg.starts_with("load")) {
        Encoding::ALL.into_iter().for_each(Encoding::load);
        Vocabulary::ALL.into_iter().for_each(Vocabulary::load);
    }
    divan::main();
}

/// One megabyte of sentences made of `words`, by a fixed generator.
fn megabyte(words: &[&str], between: &str, line: usize) -> String {
    let mut random = generator();
    let mut text = String::with_capacity(MB + 64);
    let mut in_line = 0;
    while text.len() < MB {
        text.push_str(words[random(words.len())]);
        in_line += 1;
        if in_line >= line && random(3) == 0 {
            text.push_str(".\n");
            in_line = 0;
        } else {
            text.push_str(between);
        }
    }
    text
}

fn generator() -> impl FnMut(usize) -> usize {
    let mut state = 7_u64;
    move |below| {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
        (state >> 33) as usize % below
    }
}

fn prose() -> String {
    const WORDS: &str = "the of and to in a that is was he for it with as his on be at by I this had not are but from or have an they which one you were all her she there would their we him been has when who will no more if out so up said what its about than into them can only other time new some could these two may first then do any like my now over such our man me even most made after also did many off before must well back through years much where your way down should because long each just state those people too mr how little good world make very year still see work life never between another know while last might us great old against unforgettable circumnavigation parliamentary whisper";
    megabyte(&WORDS.split(' ').collect::<Vec<_>>(), " ", 80)
}

fn code() -> String {
    let lines: Vec<&str> = include_str!("../src/tokens/split.rs").split_inclusive('\n').collect();
    megabyte(&lines, "", usize::MAX)
}

fn json() -> String {
    let mut random = generator();
    let mut text = String::from("[");
    while text.len() < MB {
        let (id, price, flag) = (random(1_000_000), random(100_000), random(2) == 0);
        text += &format!(
            "{{\"id\":{id},\"name\":\"item {id}\",\"price\":{price}.25,\"in_stock\":{flag},\"tags\":[\"a{}\",null]}},",
            random(100)
        );
    }
    text + "{}]"
}

fn chinese() -> String {
    let words = "人人生而自由 在尊严和权利上 一律平等 他们赋有 理性 和良心 并应以兄弟关系 的精神 相对待 世界 经济 发展 我们 认为 这个问题 非常 重要";
    megabyte(&words.split(' ').collect::<Vec<_>>(), "，", 30)
}

type Make = fn() -> String;

const TEXTS: [(&str, Make); 4] =
    [("prose", prose), ("code", code), ("json", json), ("chinese", chinese)];

fn text(name: &str) -> String {
    TEXTS.iter().find(|(known, _)| *known == name).map(|(_, make)| make()).unwrap_or_default()
}

#[divan::bench(args = TEXTS.map(|(name, _)| name), sample_count = 10)]
fn count_o200k(bencher: Bencher, name: &str) {
    let text = text(name);
    bencher
        .counter(BytesCount::of_str(&text))
        .bench_local(|| Counter::new().count(Encoding::O200kBase, black_box(&text)));
}

#[divan::bench(args = TEXTS.map(|(name, _)| name), sample_count = 10)]
fn count_cl100k(bencher: Bencher, name: &str) {
    let text = text(name);
    bencher
        .counter(BytesCount::of_str(&text))
        .bench_local(|| Counter::new().count(Encoding::Cl100kBase, black_box(&text)));
}

#[divan::bench(args = TEXTS.map(|(name, _)| name), sample_count = 10, consts = [0, 1, 2])]
fn count_vocabulary<const N: usize>(bencher: Bencher, name: &str) {
    let text = text(name);
    bencher
        .counter(BytesCount::of_str(&text))
        .bench_local(|| Vocabulary::ALL[N].count(black_box(&text)));
}

/// A key inside a text of 1 MB that was counted before.
#[divan::bench(args = TEXTS.map(|(name, _)| name), sample_count = 50)]
fn edit_in_1_mb(bencher: Bencher, name: &str) {
    let mut text = text(name);
    let mut counter = Counter::new();
    counter.count(Encoding::O200kBase, &text);
    let mut random = generator();
    bencher.bench_local(|| {
        let near = random(text.len());
        let at = (near..=text.len()).find(|&at| text.is_char_boundary(at)).unwrap_or(0);
        text.insert(at, 'x');
        counter.count(Encoding::O200kBase, black_box(&text))
    });
}

/// The split alone.
#[divan::bench(args = TEXTS.map(|(name, _)| name), sample_count = 50)]
fn split_1_mb(bencher: Bencher, name: &str) {
    let text = text(name);
    bencher.bench_local(|| split::blocks(black_box(&text)).count());
}

/// Telling the kinds alone.
#[divan::bench(args = TEXTS.map(|(name, _)| name), sample_count = 10)]
fn detect_1_mb(bencher: Bencher, name: &str) {
    let text = text(name);
    bencher.counter(BytesCount::of_str(&text)).bench_local(|| {
        split::blocks(black_box(&text)).map(detect).map(|kind| kind.index()).sum::<usize>()
    });
}

/// The estimates of all families from one count.
#[divan::bench]
fn estimate_every_family(bencher: Bencher) {
    let mut totals = Counter::new().count(Encoding::O200kBase, &prose());
    totals += Counter::new().count(Encoding::O200kBase, &json());
    bencher.bench_local(|| Family::ALL.map(|family| Estimate::of(family, black_box(&totals))));
}

const HOSTILE: [&str; 11] = [
    "spaces",
    "spaces then x",
    "tabs",
    "newlines",
    "a",
    "dots",
    "letters",
    "base64",
    "han",
    "emoji",
    "marks",
];

#[divan::bench(args = HOSTILE, sample_count = 3)]
fn count_hostile(bencher: Bencher, name: &str) {
    let mut random = generator();
    let mut drawn = |first: char, range: usize, count: usize| -> String {
        (0..count).filter_map(|_| char::from_u32(first as u32 + random(range) as u32)).collect()
    };
    let text = match name {
        "spaces" => " ".repeat(MB),
        "spaces then x" => " ".repeat(MB) + "x",
        "tabs" => "\t".repeat(MB),
        "newlines" => "\n".repeat(MB),
        "a" => "a".repeat(MB),
        "dots" => ".".repeat(MB),
        "letters" => drawn('a', 26, MB),
        "base64" => drawn('+', 80, MB),
        "han" => drawn('一', 0x5000, MB / 3),
        "emoji" => "👩\u{200d}👧".repeat(MB / 11),
        _ => "e\u{301}".repeat(MB / 3),
    };
    bencher
        .counter(BytesCount::of_str(&text))
        .bench_local(|| Encoding::O200kBase.count(black_box(&text)));
}

/// Loading happens once in a program, so run these alone: `cargo bench --bench count load`.
#[divan::bench(args = Encoding::ALL, sample_count = 1, sample_size = 1)]
fn load(encoding: Encoding) {
    encoding.load();
}

/// The same of the other vocabularies, one after another.
#[divan::bench(args = Vocabulary::ALL, sample_count = 1, sample_size = 1)]
fn load_vocabulary(vocabulary: Vocabulary) {
    vocabulary.load();
}
