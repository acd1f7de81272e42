//! The boxes over the screen, each with its rows, and its keys from the table of keys.

use ratatui::layout::Rect;
use unicode_width::UnicodeWidthStr;

use super::pen::Pen;
use super::theme::Role;
use crate::app::action::Action;
use crate::app::columns::ColumnSpec;
use crate::app::token_view::ENCODING;
use crate::app::wrap::wrapped;
use crate::app::{
    CostlyRow, Entry, HELP_KEYS, HelpLine, NeedRow, OwnPrice, Popup, Source, State, Target, brief,
};
use crate::card::{Card, STALE_AFTER_DAYS};
use crate::money::{Currency, grouped, percent};
use crate::score::Scores;

/// The box over the screen, if one is open.
pub(super) fn draw(pen: &mut Pen<'_>, state: &State) {
    let Some(open) = state.popup() else {
        return;
    };
    let title = open.popup.title();
    match open.popup {
        Popup::Help => help(pen, state, open.row),
        Popup::Palette => palette(pen, state),
        Popup::Providers => {
            let rows = providers(state);
            let inner = list(pen, state, 44, title, &rows);
            keys(pen, state, inner, "");
        }
        Popup::Needs => {
            let rows = needs(state);
            let inner = list(pen, state, 66, title, &rows);
            keys(pen, state, inner, "");
        }
        Popup::Columns => {
            let rows = columns(state);
            let inner = list(pen, state, 72, title, &rows);
            keys(pen, state, inner, "");
        }
        Popup::Sort => {
            let rows = sorts(state);
            let inner = list(pen, state, 52, title, &rows);
            keys(pen, state, inner, "");
        }
        Popup::Themes => {
            let rows = themes(state);
            let inner = list(pen, state, 46, title, &rows);
            keys(pen, state, inner, "");
        }
        Popup::Cards => {
            let rows: Vec<_> = state.cards().map(|card| card_row(state, card)).collect();
            let inner = list(pen, state, 84, title, &rows);
            let own = state.key_of(Action::OwnPrices);
            let words = format!("{own} in the ranking types prices of your own");
            keys(pen, state, inner, &words);
        }
        Popup::Scores => scores(pen, state, title),
        Popup::Scenarios => scenarios(pen, state, title),
        Popup::Leave => leave(pen, state, title),
        Popup::TextFiles => text_files(pen, state, title),
        Popup::OwnPrices => own_prices(pen, state, title),
        Popup::Costly => costly(pen, state, title),
    }
}

/// Clears a box and gives it a border and a title; returns its inside.
fn frame(pen: &mut Pen<'_>, area: Rect, title: &str) -> Rect {
    pen.clear(area, pen.theme.raised());
    pen.border(area, true);
    let (room, style) = (area.width.saturating_sub(4), pen.theme.bold(Role::Focus));
    pen.text(area.x + 2, area.y, room, &format!(" {title} "), style);
    pen.hits.add(area, Target::Popup);
    let (width, height) = (area.width.saturating_sub(2), area.height.saturating_sub(2));
    Rect::new(area.x + 1, area.y + 1, width, height)
}

/// A box of at most `width` by `height` cells in the middle of the screen; returns its inside.
fn middle(pen: &mut Pen<'_>, width: u16, height: u16, title: &str) -> Rect {
    let all = pen.buffer.area;
    let (width, height) = (width.min(all.width), height.min(all.height));
    let area = Rect::new((all.width - width) / 2, (all.height - height) / 2, width, height);
    frame(pen, area, title)
}

/// The keys of the open box on its last row, and what else is to be said.
fn keys(pen: &mut Pen<'_>, state: &State, inner: Rect, more: &str) {
    let named = state.popup().map_or(Vec::new(), |open| state.keymap().box_keys(open.popup));
    let named = named.into_iter().map(|(key, words)| format!("{key} {words}"));
    let more = Some(more.to_owned()).filter(|more| !more.is_empty());
    let words: Vec<String> = named.chain(more).collect();
    let style = pen.theme.style(Role::Muted);
    let (y, width) = (inner.bottom().saturating_sub(1), inner.width.saturating_sub(1));
    pen.text(inner.x + 1, y, width, &words.join(" · "), style);
}

/// One of the rows that a box has to choose from.
struct Row {
    /// Whether it is on, where it can be.
    on: Option<bool>,
    name: String,
    /// What stands at the right, and how.
    remark: (String, Role),
}

/// A box of rows; returns its inside, whose last row is free.
fn list(pen: &mut Pen<'_>, state: &State, width: u16, title: &str, rows: &[Row]) -> Rect {
    let height = (rows.len() as u16 + 4).min(pen.buffer.area.height.saturating_sub(2));
    let inner = middle(pen, width, height, title);
    let room = Rect { height: inner.height.saturating_sub(2), ..inner };
    in_rows(pen, state, room, rows);
    inner
}

/// Draws rows with the chosen one in sight.
fn in_rows(pen: &mut Pen<'_>, state: &State, area: Rect, rows: &[Row]) {
    let chosen = state.popup().map_or(0, |open| open.row);
    let skip = (chosen + 1).saturating_sub(usize::from(area.height));
    for ((at, row), y) in rows.iter().enumerate().skip(skip).zip(area.top()..area.bottom()) {
        let theme = pen.theme;
        let line = Rect { y, height: 1, ..area };
        let style = pen.list_row(line, at == chosen);
        let mut x = line.x + 2;
        if let Some(on) = row.on {
            let (mark, style) = match on {
                true => ("[x] ", theme.bold(Role::Good)),
                false => ("[ ] ", theme.style(Role::Muted)),
            };
            x = pen.text(x, y, 4, mark, style);
        }
        let (remark, role) = &row.remark;
        let end = line.right().saturating_sub(remark.chars().count() as u16 + 2);
        pen.text(x, y, end.saturating_sub(x), &row.name, style);
        pen.right(line.x, y, line.width - 1, remark, theme.style(*role));
        pen.hits.add(line, Target::PopupRow(at));
    }
}

/// Every key, from the table that dispatches them.
fn help(pen: &mut Pen<'_>, state: &State, scroll: usize) {
    let lines = state.help_lines();
    let shown = state.help_in_sight(lines.len());
    let named = state.keymap().box_keys(Popup::Help).into_iter();
    let title = named.fold(Popup::Help.title().to_owned(), |title, (key, words)| {
        format!("{title} · {key} {words}")
    });
    let (columns, width) = state.help_columns();
    let height = shown.div_ceil(usize::from(columns));
    let inner = middle(pen, columns * width + 2, height as u16 + 2, &title);
    let theme = pen.theme;
    for (at, line) in lines.iter().skip(scroll).take(shown).enumerate() {
        let (x, y) = (inner.x + (at / height) as u16 * width, inner.y + (at % height) as u16);
        match line {
            HelpLine::Heading(words) => {
                let style = theme.bold(Role::Text);
                pen.text(x + 1, y, width.saturating_sub(2), words, style);
            }
            HelpLine::Row(key, words) => {
                pen.text(x + 2, y, HELP_KEYS - 1, key, theme.bold(Role::Focus));
                let room = width.saturating_sub(HELP_KEYS + 2);
                pen.text(x + 2 + HELP_KEYS, y, room, words, theme.style(Role::Text));
            }
        }
    }
    let left = lines.len().saturating_sub(scroll + shown);
    if left > 0 {
        let words = format!(" ↓ {left} more ");
        let room = inner.width.saturating_sub(1);
        pen.right(inner.x, inner.bottom(), room, &words, theme.style(Role::Muted));
    }
}

/// Cells of what kind of thing a row of the palette is.
const KINDS: u16 = 9;

/// Everything that can be done, found by typing.
///
/// ```text
/// ╭ Find anything ──────────────────────────────╮
/// │ : cap▏                                      │
/// │ control  Max output cap · 1,024             │
/// │ action   prompt caching on or off         c │
/// ╰─────────────────────────────────────────────╯
/// ```
fn palette(pen: &mut Pen<'_>, state: &State) {
    let height = pen.buffer.area.height.saturating_sub(2).min(24);
    let inner = middle(pen, 92, height, Popup::Palette.title());
    let theme = pen.theme;
    let typed = state.typing().map_or("", |typing| typing.text.as_str());
    let room = inner.width.saturating_sub(2);
    pen.text(inner.x + 1, inner.y, room, &format!(": {typed}▏"), theme.bold(Role::Strong));
    let found = state.palette();
    let chosen = state.popup().map_or(0, |open| open.row);
    let area = Rect::new(inner.x, inner.y + 1, inner.width, inner.height.saturating_sub(2));
    let skip = (chosen + 1).saturating_sub(usize::from(area.height));
    for ((at, row), y) in found.iter().enumerate().skip(skip).zip(area.top()..area.bottom()) {
        let line = Rect { y, height: 1, ..area };
        let style = pen.list_row(line, at == chosen);
        pen.text(line.x + 2, y, KINDS, row.kind, pen.theme.style(Role::Muted));
        let keys = row.keys.width() as u16;
        let left = line.width.saturating_sub(KINDS + 4 + keys + u16::from(keys > 0));
        pen.text(line.x + 2 + KINDS, y, left, &row.name, style);
        pen.right(line.x, y, line.width - 1, &row.keys, pen.theme.bold(Role::Focus));
        pen.hits.add(line, Target::PopupRow(at));
    }
    if found.is_empty() {
        pen.text(area.x + 2, area.y, room, "Nothing is called that.", pen.theme.style(Role::Muted));
    }
    keys(pen, state, inner, &format!("{} found", found.len()));
}

/// The providers, with a mark for those that are shown.
fn providers(state: &State) -> Vec<Row> {
    let models = |name: &str| {
        let models = state.card().models.iter();
        models.filter(|model| model.provider == name).count()
    };
    let row = |name: &str| Row {
        on: Some(!state.table().choice.hidden.contains(name)),
        name: name.to_owned(),
        remark: (models(name).to_string(), Role::Muted),
    };
    state.providers().into_iter().map(row).collect()
}

/// What models must have, with what each asks for and leaves out, or what can be asked for.
fn needs(state: &State) -> Vec<Row> {
    let row = |need: NeedRow| {
        let NeedRow { spec, asked, values, out } = need;
        let (is_asked, value) = (asked.is_some(), asked.unwrap_or_default());
        let has_steps = values.iter().any(|it| !it.is_empty());
        let remark = match out {
            _ if !is_asked && has_steps => (values.join(" · "), Role::Muted),
            _ if !is_asked => (String::new(), Role::Muted),
            (out, 0) => (format!("leaves out {out}"), Role::Text),
            (out, unknown) => (format!("leaves out {out}, {unknown} not known"), Role::Text),
        };
        let name = format!("{}  {} {value}", spec.key, spec.label);
        Row { on: Some(is_asked), name, remark }
    };
    state.needs().into_iter().map(row).collect()
}

/// The columns, with a mark for those that are shown, and the names by which `rank` prints them.
fn columns(state: &State) -> Vec<Row> {
    let row = |(spec, is_shown): (&'static ColumnSpec, bool)| Row {
        on: Some(is_shown),
        name: if spec.heading.is_empty() { "the bar" } else { spec.heading }.to_owned(),
        remark: (spec.name.to_owned(), Role::Muted),
    };
    state.column_rows().into_iter().map(row).collect()
}

/// What the ranking can be sorted by, the first ten with their digits.
fn sorts(state: &State) -> Vec<Row> {
    let choice = &state.table().choice;
    let row = |(at, spec): (usize, &'static ColumnSpec)| {
        let digit = if at < 10 { format!("{}  ", (at + 1) % 10) } else { "   ".to_owned() };
        let remark = match (spec.column == choice.sort, choice.descending) {
            (false, _) => "",
            (true, false) => "least first",
            (true, true) => "most first",
        };
        let name = format!("{digit}{}", state.heading(spec));
        Row { on: None, name, remark: (remark.to_owned(), Role::Text) }
    };
    state.sort_rows().into_iter().enumerate().map(row).collect()
}

fn themes(state: &State) -> Vec<Row> {
    let in_use = |name: &String| if name == state.theme() { "in use" } else { "" };
    let row = |name: &String| Row {
        on: None,
        name: name.clone(),
        remark: (in_use(name).to_owned(), Role::Muted),
    };
    state.themes().iter().map(row).collect()
}

/// A rate card with the age of its prices.
fn card_row(state: &State, card: &Card) -> Row {
    let age = state.age_of(card).map_or(String::new(), |days| match days {
        1 => ", 1 day old".to_owned(),
        days => format!(", {days} days old"),
    });
    let old = state.age_of(card) > Some(STALE_AFTER_DAYS);
    let role = if old { Role::Warning } else { Role::Muted };
    let words = format!("{} models, {}{age}", card.models.len(), card.as_of);
    Row { on: None, name: card.name.clone(), remark: (words, role) }
}

/// Cells of the list of scores.
const SCORES: u16 = 72;

/// The scores to choose from, and whose the chosen ones are.
fn scores(pen: &mut Pen<'_>, state: &State, title: &str) {
    let rows = state.score_rows().into_iter().map(|(name, models, is_used)| Row {
        on: Some(is_used),
        name,
        remark: (models.map_or(String::new(), |it| format!("{it} models")), Role::Muted),
    });
    let rows: Vec<Row> = rows.collect();
    let said = state.scores().map_or_else(
        || "Scores of your own come first: start with --scores FILE.".to_owned(),
        Scores::notice,
    );
    // As many for all, so that the box keeps its place.
    let height = rows.len() as u16 + NOTICE + 5;
    let inner = middle(pen, SCORES, height, title);
    let list = inner.height.saturating_sub(NOTICE + 3);
    in_rows(pen, state, Rect { height: list, ..inner }, &rows);
    let said = wrapped(&said, usize::from(inner.width.saturating_sub(2)));
    for (line, y) in said.iter().zip(inner.y + list + 1..inner.bottom() - 1) {
        pen.text(inner.x + 1, y, inner.width - 2, line, pen.theme.style(Role::Text));
    }
    keys(pen, state, inner, "");
}

/// Rows of the sentence below the scores.
const NOTICE: u16 = 5;

/// Cells of the list of scenarios.
const SCENARIOS: u16 = 46;

/// The scenarios at the left, so that the ranking of the chosen one stays in sight.
fn scenarios(pen: &mut Pen<'_>, state: &State, title: &str) {
    let all = pen.buffer.area;
    let width = SCENARIOS.min(all.width);
    let tall = all.height.saturating_sub(2);
    let room = usize::from(width.saturating_sub(4));
    let notes: Vec<String> =
        state.notes().split("\n\n").flat_map(|paragraph| wrapped(paragraph, room)).collect();
    let wanted = state.listed().len().max(1) as u16 + notes.len() as u16 + 5;
    let low = all.width < 110;
    // A narrow screen has the ranking above.
    let height = if low { tall.min(wanted).min(14) } else { tall.min(wanted) };
    let y = if low { all.height.saturating_sub(height + 1) } else { 1 };
    let inner = frame(pen, Rect::new(0, y, width, height), title);
    let muted = pen.theme.style(Role::Muted);
    let rows: Vec<Row> = state
        .listed()
        .iter()
        .map(|listed| {
            let kind = match listed.source {
                Source::Builtin(_) => "built in",
                Source::File(_) => "file",
                Source::Kept(_) | Source::Elsewhere(_) => "unsaved",
            };
            let remark = (kind.to_owned(), Role::Muted);
            Row { on: None, name: listed.title.clone(), remark }
        })
        .collect();
    if rows.is_empty() {
        pen.text(inner.x + 1, inner.y, inner.width, "Looking for scenarios", muted);
    }
    let room = inner.height.saturating_sub(2).max(3);
    let area = Rect { height: room.min(rows.len() as u16), ..inner };
    in_rows(pen, state, area, &rows);
    for (line, y) in notes.iter().zip(area.bottom() + 1..inner.bottom().saturating_sub(1)) {
        pen.text(inner.x + 1, y, inner.width - 2, line, muted);
    }
    keys(pen, state, inner, "");
}

/// The question on leaving with unsaved changes.
fn leave(pen: &mut Pen<'_>, state: &State, title: &str) {
    let name = if state.is_changed() { state.scenario() } else { "another open scenario" };
    let inner = middle(pen, 58, 6, title);
    let theme = pen.theme;
    let room = inner.width.saturating_sub(2);
    let asked = format!("The changes of {name} are not saved.");
    pen.text(inner.x + 1, inner.y, room, &asked, theme.style(Role::Text));
    let mut x = inner.x + 1;
    for (key, words) in state.keymap().box_keys(Popup::Leave) {
        let words = format!(" {words}   ");
        let parts = [(&*key, theme.bold(Role::Focus)), (&words, theme.style(Role::Text))];
        x = pen.spans(x, inner.y + 2, inner.right().saturating_sub(x + 1), &parts);
    }
}

/// The question what becomes of edits of texts that came from text files.
fn text_files(pen: &mut Pen<'_>, state: &State, title: &str) {
    let edited = state.edited_text_files();
    let asked = match edited[..] {
        [one] => format!("The text of {} was edited.", brief(one)),
        _ => format!("The texts of {} files were edited.", edited.len()),
    };
    let inner = middle(pen, 58, 9, title);
    let theme = pen.theme;
    let room = inner.width.saturating_sub(2);
    pen.text(inner.x + 1, inner.y, room, &asked, theme.style(Role::Text));
    for ((key, words), y) in
        state.keymap().box_keys(Popup::TextFiles).into_iter().zip(inner.y + 2..)
    {
        let words = format!(" {words}");
        let parts = [(&*key, theme.bold(Role::Focus)), (&words, theme.style(Role::Text))];
        pen.spans(inner.x + 1, y, room, &parts);
    }
}

/// The prices of the selected model, on the card, typed and in use.
fn own_prices(pen: &mut Pen<'_>, state: &State, title: &str) {
    let Some((selected, _)) = state.selected() else {
        return;
    };
    let base = state.base_card();
    let model = base.models.iter().find(|model| model.id == selected.id);
    let Some(model) = model else { return };
    let rows = OwnPrice::of(model).count() as u16;
    let inner = middle(pen, 76, rows + 6, &format!("{title} · {}", model.name));
    let theme = pen.theme;
    let muted = theme.style(Role::Muted);
    let chosen = state.popup().map_or(0, |open| open.row);
    let columns = [inner.x + 26, inner.x + 41, inner.x + 56];
    for (x, head) in columns.into_iter().zip(["on the card", "yours", "in use"]) {
        pen.right(x, inner.y, 13, head, muted);
    }
    for (at, price) in OwnPrice::of(model).enumerate() {
        let row = Rect::new(inner.x, inner.y + 1 + at as u16, inner.width, 1);
        let name = pen.list_row(row, at == chosen);
        let offered = price.is_offered(model);
        let style = if offered || at == chosen { name } else { muted };
        pen.text(row.x + 2, row.y, 22, &price.label(), style);
        pen.hits.add(row, Target::PopupRow(at));
        let listed = price.listed(model);
        let words = match (listed, offered) {
            (Some(rate), _) => rate.per_million(),
            (None, true) => String::new(),
            (None, false) => "not offered".to_owned(),
        };
        pen.right(columns[0], row.y, 13, &words, muted);
        let typing = state.typing().filter(|typing| typing.entry == Entry::OwnPrice(at));
        let (words, style) = match typing {
            Some(typing) => (format!("{}▏", typing.text), theme.bold(Role::Focus)),
            None => (
                price.typed(state.own_prices(), &model.id).unwrap_or_default(),
                theme.bold(Role::Strong),
            ),
        };
        pen.right(columns[1], row.y, 13, &words, style);
        let used = price.listed(selected);
        let role = if used == listed { Role::Muted } else { Role::Good };
        let words = used.map_or(String::new(), |rate| rate.per_million());
        pen.right(columns[2], row.y, 13, &words, theme.style(role));
    }
    let y = inner.bottom().saturating_sub(2);
    let words = "USD per 1M tokens, global price; discounts such as 12%";
    pen.text(inner.x + 1, y, inner.width - 1, words, muted);
    keys(pen, state, inner, "");
}

/// Where each column of what costs most ends, or the last one begins, from the left of the list.
const TOKENS: u16 = 12;
const SHARE: u16 = 22;
const SAVES: u16 = 36;
const PART: u16 = 38;
const TEXT: u16 = 54;

/// The parts of the prompt, then its lines, costliest first.
///
/// ```text
/// ╭ Costliest first ───────────────────────────────────────────────────────╮
/// │   Tokens  Of input  Saves/month  on Claude Sonnet 5.5                   │
/// │ ▸     90      8.7%        $9.00  User        Where is my order?         │
/// │      812       78%        $4.06  System      You are the support …      │
/// │                                                                         │
/// │      112       11%        $0.56  System:12   If the customer asks …     │
/// │                                                                         │
/// │ Enter goes there · Esc closes                                           │
/// ╰─────────────────────────────────────────────────────────────────────────╯
/// ```
fn costly(pen: &mut Pen<'_>, state: &State, title: &str) {
    let list = state.costly();
    let chosen = state.popup().map_or(0, |open| open.row);
    let gap = usize::from(list.rows.len() > list.parts);
    let height = (list.rows.len() + gap + 5).min(200) as u16;
    let height = height.clamp(8, pen.buffer.area.height.saturating_sub(2).max(8));
    let inner = middle(pen, 110, height, title);
    let theme = pen.theme;
    let width = inner.width.saturating_sub(1);
    let muted = theme.style(Role::Muted);
    for (end, words) in [(TOKENS, "Tokens"), (SHARE, "Of input"), (SAVES, "Saves/month")] {
        pen.right(inner.x, inner.y, end, words, muted);
    }
    if let Some((model, _)) = state.selected() {
        let words = format!("on {}", model.name);
        let room = width.saturating_sub(SAVES + 1);
        pen.text(inner.x + SAVES + 2, inner.y, room, &words, muted);
    }

    // The rows in sight, an empty one between parts and lines.
    let at = |row: usize| row + if row < list.parts { 0 } else { gap };
    let rows = usize::from(inner.height.saturating_sub(3));
    let skip = (at(chosen) + 1).saturating_sub(rows);
    for (index, row) in list.rows.iter().enumerate() {
        let Some(place) = at(index).checked_sub(skip).filter(|&place| place < rows) else {
            continue;
        };
        let line = Rect::new(inner.x, inner.y + 1 + place as u16, inner.width, 1);
        costly_row(pen, state.currency(), row, list.estimated, (line, index == chosen));
        pen.hits.add(line, Target::PopupRow(index));
    }
    if list.rows.is_empty() {
        let words = "The prompt is empty.";
        pen.text(inner.x + 2, inner.y + 1, width, words, theme.style(Role::Text));
    }
    match list.weighed {
        Some(done) => {
            let (y, words) = (inner.bottom().saturating_sub(1), format!("weighing lines {done}% "));
            pen.text(inner.x + 1, y, width, &words, theme.style(Role::Warning));
        }
        None => {
            let words = format!("{} tokens · saved when left out", ENCODING.name());
            keys(pen, state, inner, &words);
        }
    }
}

/// One row of what costs most.
fn costly_row(
    pen: &mut Pen<'_>,
    currency: Currency,
    row: &CostlyRow,
    estimated: bool,
    (line, chosen): (Rect, bool),
) {
    let theme = pen.theme;
    let (x, y) = (line.x, line.y);
    let name = pen.list_row(line, chosen);
    let strong = theme.bold(Role::Strong);
    let (text, muted) = (theme.style(Role::Text), theme.style(Role::Muted));
    pen.right(x, y, TOKENS, &grouped(row.tokens.get()), strong);
    pen.right(x, y, SHARE, &percent(row.share), text);
    let near = if estimated { "≈" } else { "" };
    let saves = row.saves.map_or("-".to_owned(), |usd| format!("{near}{}", currency.amount(usd)));
    pen.right(x, y, SAVES, &saves, strong);
    let end = pen.text(x + PART, y, 8, row.part.label(), name);
    if let Some(at) = row.line {
        let words = format!(":{}", grouped(at as u64 + 1));
        pen.text(end, y, (x + TEXT).saturating_sub(end + 1), &words, text);
    }
    let room = line.width.saturating_sub(TEXT + 1);
    if !pen.hides_text {
        pen.text(x + TEXT, y, room, &row.text, muted);
    }
}
