//! What is on the screen, saved and copied as the explorer does it, is what the commands make of it.

use std::collections::BTreeMap;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use serde_json::Value;
use tokenfare::app::{Effect, FileRequest, Key, KeyCode, Message, Opening, Start, State, update};
use tokenfare::card::Card;
use tokenfare::cli::{Outcome, Streams, run};
use tokenfare::money::Usd;
use tokenfare::scenario::Scenario;

/// Monthly costs by the model's id, each with its range.
type Costs = BTreeMap<String, Option<[String; 3]>>;

/// A folder for what the commands read, gone afterwards.
pub(crate) struct Room {
    folder: PathBuf,
    /// The card that lies there.
    card: Option<Card>,
}

impl Room {
    pub(crate) fn new() -> Self {
        static ROOMS: AtomicUsize = AtomicUsize::new(0);
        let room = ROOMS.fetch_add(1, Ordering::Relaxed);
        let name = format!("monkey-{}-{room}", std::process::id());
        Self { folder: Path::new(env!("CARGO_TARGET_TMPDIR")).join(name), card: None }
    }

    fn file(&self, name: &str) -> String {
        self.folder.join(name).display().to_string()
    }

    fn write(&self, name: &str, text: &str) {
        fs::create_dir_all(&self.folder).expect("a folder of its own");
        fs::write(self.file(name), text).expect("a file of its own");
    }

    /// Lays the open card out, under names that its reader lets through.
    fn lay_out(&mut self, card: &Card) {
        if self.card.as_ref() == Some(card) {
            return;
        }
        let mut plain = card.clone();
        (plain.name, plain.source) = ("The open card".to_owned(), "the monkey".to_owned());
        for model in &mut plain.models {
            (model.name, model.provider) = (model.id.clone(), "Some provider".to_owned());
        }
        self.write("card.toml", &plain.to_toml());
        self.card = Some(card.clone());
    }

    /// What `rank` says with these words behind it.
    fn rank(&self, words: &[&str]) -> Costs {
        let (mut out, mut err) = (Vec::new(), Vec::new());
        let streams = Streams {
            stdin: &mut io::empty(),
            stdout: &mut out,
            stderr: &mut err,
            stdin_is_terminal: false,
            stderr_is_terminal: false,
            explorable: false,
            today: None,
            config: None,
        };
        let first = ["tokenfare", "rank", "--format", "json"];
        let outcome = run([&first[..], words].concat(), streams);
        let said = String::from_utf8_lossy(&err);
        assert!(matches!(outcome, Outcome::Exit(0)), "rank {words:?}: {said}");
        let ranking: Value = serde_json::from_slice(&out).expect("JSON");
        let models = ranking["models"].as_array().expect("models").iter();
        let text = |value: &Value| value.as_str().map(str::to_owned);
        let costs = models.map(|model| {
            let usd = ["monthly_low_usd", "monthly_usd", "monthly_high_usd"];
            let [low, middle, high] = usd.map(|key| text(&model[key]));
            let cost = low.zip(middle).zip(high).map(|((low, middle), high)| [low, middle, high]);
            (text(&model["id"]).expect("an id"), cost)
        });
        costs.collect()
    }

    /// Saves what is on the screen with and without its texts, copies its command, and holds what
    /// `rank` says of each against the screen.
    pub(crate) fn compare(&mut self, state: &State) {
        let mut state = state.clone();
        let counts = state.prompts().ask_all();
        update(&mut state, counts.iter().filter_map(Effect::answered));
        keys(&mut state, [KeyCode::Esc; 8]);
        let prompts = state.prompts();
        self.lay_out(state.card());
        let card = self.file("card.toml");
        let (is_own, has_text) = (state.sizing().is_own(), prompts.has_text());
        let tokens: &[&str] = if is_own { &[] } else { &["--tokens", "same"] };
        let shown = shown(&state);

        self.write("saved.toml", &saved(&mut state, true));
        let saved_file = self.file("saved.toml");
        let words = [&[saved_file.as_str(), "--rates", &card], tokens].concat();
        same(&shown, &self.rank(&words), "the file with its texts");

        let counts_only = saved(&mut state, false);
        self.write("saved.toml", &counts_only);
        // Without texts, what each model counts of its own is lost; what is opened says so too.
        let (expected, words) = match is_own && has_text {
            true => (self::shown(&opened(&state, &counts_only)), &words[..3]),
            false => (shown.clone(), &words[..]),
        };
        same(&expected, &self.rank(words), "the file without its texts");

        let remarks = state.shared().command(None).remarks;
        let alike = |remark: &&str| !is_own && remark.starts_with("texts are");
        if !remarks.iter().all(alike) {
            return;
        }
        let line = copied(&mut state);
        let mut words: Vec<&str> = line.split(' ').skip(2).collect();
        if !line.contains(" --rates ") {
            words.extend(["--rates", &card]);
        }
        same(&shown, &self.rank(&words), &line);
    }
}

impl Drop for Room {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.folder);
    }
}

fn keys(state: &mut State, codes: impl IntoIterator<Item = KeyCode>) -> Vec<Effect> {
    let keys = codes.into_iter().map(|code| Message::Key(Key::plain(code)));
    keys.flat_map(|key| update(state, [key])).collect()
}

/// What the program writes for `W`, with texts or without.
fn saved(state: &mut State, with_text: bool) -> String {
    keys(state, [KeyCode::Char('W')]);
    if state.keeps_text() != with_text {
        keys(state, [KeyCode::F(2)]);
    }
    let name = "compared by the monkey".chars().map(KeyCode::Char);
    let effects = keys(state, name.chain([KeyCode::Enter]));
    let save = effects.into_iter().find_map(|effect| match effect {
        Effect::Files(FileRequest::Save(save)) => Some(save),
        _ => None,
    });
    save.expect("W saves").text
}

/// What `Y` copies: the command that ranks, rather than the one that opens.
fn copied(state: &mut State) -> String {
    for _ in 0..2 {
        let effects = keys(state, [KeyCode::Char('Y')]);
        if let Some(Effect::Copy(line)) = effects.into_iter().next()
            && line.starts_with("tokenfare rank")
        {
            return line;
        }
    }
    panic!("Y copies no command");
}

/// The explorer opened on a scenario of counts, on the card of another.
fn opened(state: &State, counts_only: &str) -> State {
    let scenario = Scenario::parse(counts_only, "saved.toml").expect("a scenario");
    let opening =
        Opening { name: scenario.name, workload: scenario.workload, ..Opening::default() };
    State::new(Start::new(vec![Arc::new(state.card().clone())], vec![opening], state.size())).0
}

/// What is on the screen, without what only the explorer was told to show.
fn shown(state: &State) -> Costs {
    let rows = state.ranking().rows.iter();
    let listed =
        rows.filter(|row| state.model_of(row).expect("its model").is_listed(state.today()));
    let costs = listed.map(|row| {
        let cost = row.total().map(|total| {
            let (low, high) = row.range.unwrap_or((total, total));
            [low, total, high].map(Usd::exact)
        });
        (state.model_of(row).expect("its model").id.clone(), cost)
    });
    costs.collect()
}

fn same(shown: &Costs, ranked: &Costs, what: &str) {
    for (model, cost) in shown {
        assert_eq!(Some(cost), ranked.get(model), "{model} by {what}");
    }
}
