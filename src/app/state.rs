//! Everything the explorer knows.

use std::borrow::Cow;
use std::sync::Arc;

use super::action::Keymap;
use super::boxes::{Boxes, Notice, OpenBox, Typing};
use super::columns::{ColumnSpec, Has};
use super::desk::Desk;
use super::figures::{Answer, Figures};
use super::files::Listed;
use super::message::Effect;
use super::motion::{Glide, Place};
use super::panes::Panes;
use super::pins::Pins;
use super::prices::Prices;
use super::prompts::Prompts;
use super::scoring::Scoring;
use super::screen::{Pane, Screen, Stage};
use super::start::Start;
use super::table::Table;
use super::token_view::TokenView;
use super::views::View;
use crate::billing::cache::hit_rate;
use crate::billing::{MonthBill, Unavailable};
use crate::card::{Card, Date, Model, Overlay};
use crate::controls::{Control, Facts};
use crate::explore::{Difference, Ranking, Row, Sizing};
use crate::money::{Amount, Currency, Usd};
use crate::score::Scores;
use crate::tokens::Tokenizers;
use crate::usage::Traffic;
use crate::workload::{Basis, Ttl, Workload};

/// The explorer's state. Only `update` changes it; views read it.
#[derive(Debug, Clone)]
pub struct State {
    pub(super) panes: Panes,
    pub(super) prices: Prices,
    pub(super) themes: Vec<String>,
    pub(super) theme: String,
    pub(super) desk: Desk,
    pub(super) own_tokens: bool,
    pub(super) corrections: Tokenizers,
    pub(super) figures: Figures,
    pub(super) table: Table,
    pub(super) pins: Pins,
    pub(super) scoring: Scoring,
    pub(super) traffic: Option<Traffic>,
    pub(super) boxes: Boxes,
    pub(super) keymap: Arc<Keymap>,
    pub(super) mouse: bool,
    pub(super) motion: bool,
    pub(super) glide: Option<Glide>,
    pub(super) today: Option<Date>,
    /// The currency that is not the dollar, and whether amounts are shown in it.
    pub(super) currency: (Currency, bool),
}

impl State {
    /// The first state, and what is to be done at once.
    ///
    /// # Panics
    /// When there is no card.
    pub fn new(start: Start) -> (Self, Vec<Effect>) {
        let desk = Desk::new(start.scenarios, start.keeps, start.keeps_prompts);
        let effects = desk.scene.prompts().ask_all();
        let view = if start.traffic.is_some() { View::Replay } else { View::default() };
        let mut state = Self {
            panes: Panes::new(start.size, start.present, view),
            prices: Prices::new(start.cards),
            themes: start.themes.0,
            theme: start.themes.1,
            figures: Figures::of(desk.scene.workload()),
            desk,
            own_tokens: true,
            corrections: start.corrections,
            table: Table::with_columns(start.columns),
            pins: Pins::default(),
            scoring: start.scores,
            traffic: start.traffic,
            boxes: Boxes::default(),
            keymap: Arc::new(start.keymap),
            mouse: start.mouse,
            motion: start.motion,
            glide: None,
            today: start.today,
            currency: (start.currency, true),
        };
        state.settle();
        state.select_telling_model();
        state.select_busiest();
        (state, effects)
    }

    /// A model's name; with the day beside it where it ends soon or has ended.
    pub fn name_of(&self, model: &Model) -> String {
        match model.life(self.today()).mark() {
            Some(mark) => format!("{} {mark}", model.name),
            None => model.name.clone(),
        }
    }

    /// The user's corrections of what families make of texts.
    pub const fn corrections(&self) -> &Tokenizers {
        &self.corrections
    }

    /// Columns and rows of the terminal.
    pub const fn size(&self) -> (u16, u16) {
        self.panes.size
    }

    /// Which of how many open scenarios is on the desk, from 0.
    pub fn scene(&self) -> (usize, usize) {
        self.desk.place()
    }

    /// The names of the open scenarios in order.
    pub fn scene_names(&self) -> Vec<&str> {
        self.desk.names()
    }

    /// Where everything is; none if the terminal is too small.
    pub fn screen(&self) -> Option<Screen> {
        self.panes.screen(self.pins.baseline().is_some())
    }

    /// Where things are on the screen of a meeting; none if the terminal is too small.
    pub fn stage(&self) -> Option<Stage> {
        self.panes.stage(self.pins.baseline().is_some())
    }

    /// The rows of models that are in sight.
    pub fn rows_in_sight(&self) -> usize {
        self.panes.rows_in_sight(self.pins.baseline().is_some())
    }

    /// The pane that has the keys.
    pub const fn focus(&self) -> Pane {
        self.panes.focus
    }

    /// Whether the open part of the prompt is edited, rather than only read.
    pub const fn is_editing(&self) -> bool {
        self.panes.editing
    }

    /// The control that digits and `+` and `-` are about: in a view the one that it is about, in a part of
    /// the prompt without text its size, elsewhere the one chosen in the workload.
    pub fn control_in_hand(&self) -> Control {
        let open = self.prompts().open;
        match (self.panes.focus, open.section()) {
            _ if self.panes.presenting => self.panes.control,
            (Pane::Prompts, Some(section)) if self.prompts().text(open).editor.is_empty() => {
                Control::size(section)
            }
            (Pane::Detail, _) => self.view_control().unwrap_or(self.panes.control),
            _ => self.panes.control,
        }
    }

    /// The open rate card.
    pub fn card(&self) -> &Card {
        self.prices.card()
    }

    /// The scenario's name.
    pub fn scenario(&self) -> &str {
        &self.desk.scene.name
    }

    /// Whether the scenario has been changed since the start.
    pub fn is_changed(&self) -> bool {
        !self.desk.scene.is_saved()
    }

    /// The workload.
    pub const fn workload(&self) -> &Workload {
        self.desk.scene.workload()
    }

    /// The texts.
    pub const fn prompts(&self) -> &Prompts {
        self.desk.scene.prompts()
    }

    /// The tokens of the open text.
    pub const fn token_view(&self) -> &TokenView {
        &self.desk.token_view
    }

    /// The workload as each model sees it.
    pub const fn sizing(&self) -> &Sizing {
        &self.figures.sizing
    }

    /// The models by cost.
    pub const fn ranking(&self) -> &Ranking {
        &self.figures.ranking
    }

    /// What the open view answers.
    pub const fn answer(&self) -> &Answer {
        &self.figures.answer
    }

    /// Where the models shown shall stand, in their order: the row of the ranking and the id of each.
    pub(super) fn goals(&self) -> impl Iterator<Item = (usize, &str, Place)> {
        self.table.rows().iter().enumerate().filter_map(|(place, &at)| {
            let dollars = self.ranking().rows.get(at)?.total().map_or(0.0, Usd::approx);
            Some((at, self.id_at(at)?, Place { row: place as f64, dollars }))
        })
    }

    /// Where they stand: on the way, between where they stood and where they shall.
    pub fn places(&self) -> Vec<(usize, Place)> {
        let now = |id: &str, goal| match &self.glide {
            Some(glide) => glide.on_the_way(id, goal),
            None => goal,
        };
        self.goals().map(|(at, id, goal)| (at, now(id, goal))).collect()
    }

    /// The id of the model in a row of the ranking.
    pub(super) fn id_at(&self, at: usize) -> Option<&str> {
        let row = self.ranking().rows.get(at)?;
        Some(&self.model_of(row)?.id)
    }

    /// Whether something on the screen moves by itself, so that it wants ticks.
    pub const fn is_moving(&self) -> bool {
        self.glide.is_some()
    }

    /// What the ranking shows.
    pub const fn table(&self) -> &Table {
        &self.table
    }

    /// The control that has the keys when the workload has.
    pub const fn control(&self) -> Control {
        self.panes.control
    }

    /// How far the detail pane is scrolled, in rows.
    pub const fn detail_scroll(&self) -> u16 {
        self.panes.detail_scroll
    }

    /// The value being typed.
    pub const fn typing(&self) -> Option<&Typing> {
        self.boxes.typing.as_ref()
    }

    /// The open box.
    pub const fn popup(&self) -> Option<OpenBox> {
        self.boxes.popup
    }

    /// The line for the user.
    pub const fn notice(&self) -> Option<&Notice> {
        self.boxes.notice.as_ref()
    }

    /// Whether the mouse is to be reported.
    pub const fn mouse_wanted(&self) -> bool {
        self.mouse
    }

    /// The title for the terminal's window.
    pub fn title(&self) -> String {
        format!("tokenfare · {}", self.desk.scene.name)
    }

    /// Today; where that is not known, the day of the open card.
    pub fn today(&self) -> Date {
        self.today.unwrap_or(self.card().as_of)
    }

    /// The age of the open card in days, where today is known.
    pub fn card_age(&self) -> Option<i64> {
        self.age_of(self.card())
    }

    /// What a reader should know of the scenario.
    pub fn notes(&self) -> &str {
        &self.desk.scene.notes
    }

    /// The file the scenario came from; none for a built-in one.
    pub fn file(&self) -> Option<&str> {
        self.desk.scene.file.as_deref()
    }

    /// The scenarios in the list of those that can be opened.
    pub fn listed(&self) -> &[Listed] {
        &self.boxes.listed
    }

    /// How good models are; none where no scores are in use.
    pub fn scores(&self) -> Option<&Scores> {
        self.scoring.used().map(Arc::as_ref)
    }

    /// The scores that can be chosen: each with its name, how many models have one, and whether it is in
    /// use.
    pub fn score_rows(&self) -> Vec<(String, Option<usize>, bool)> {
        self.scoring.rows()
    }

    /// What some columns are about.
    pub fn has(&self) -> Has {
        Has {
            pin: self.pins.baseline().is_some(),
            scores: self.scoring.used().is_some(),
            ranges: !self.workload().plans.ranges.is_empty(),
        }
    }

    /// Names of the themes that can be chosen.
    pub fn themes(&self) -> &[String] {
        &self.themes
    }

    /// The name of the theme in use.
    pub fn theme(&self) -> &str {
        &self.theme
    }

    /// The rate cards that can be chosen, without own prices.
    pub fn cards(&self) -> impl Iterator<Item = &Card> {
        self.prices.cards()
    }

    /// The open rate card without own prices.
    pub fn base_card(&self) -> &Card {
        self.prices.base()
    }

    /// Prices of the user's own.
    pub const fn own_prices(&self) -> &Overlay {
        self.prices.own()
    }

    /// The days since a card's prices were looked up; none where today is not known.
    pub fn age_of(&self, card: &Card) -> Option<i64> {
        self.today.map(|today| card.as_of.days_until(today))
    }

    /// Whether saving writes the texts of the prompts.
    pub const fn keeps_text(&self) -> bool {
        self.desk.scene.keeps_text
    }

    /// Whether the screen is that of a meeting: large figures, no prompts.
    pub const fn is_presenting(&self) -> bool {
        self.panes.presenting
    }

    /// The pinned scenarios.
    pub const fn pins(&self) -> &Pins {
        &self.pins
    }

    /// The place of the pin that is chosen in the view of the pins.
    pub const fn pin_at(&self) -> usize {
        self.panes.pin_at
    }

    /// What the requests of a log cost, where one was read.
    pub const fn traffic(&self) -> Option<&Traffic> {
        self.traffic.as_ref()
    }

    /// The views that there are.
    pub fn views(&self) -> Vec<View> {
        View::offered(self.traffic.is_some())
    }

    /// The view beside the ranking.
    pub const fn view(&self) -> View {
        self.panes.view
    }

    /// The difference of a row's cost to the pinned one, each by the basis of the ranking.
    pub fn difference(&self, row: &Row) -> Option<Difference> {
        let model = self.model_of(row)?;
        self.pins.difference(&model.id, row.total()?, (self.basis(), self.workload()))
    }

    /// The model of a row of the ranking, or what stands for the mix.
    pub fn model_of(&self, row: &Row) -> Option<&Model> {
        self.ranking().model(self.card(), row)
    }

    /// The selected model's row of the ranking.
    pub fn selected_row(&self) -> Option<&Row> {
        let id = self.table.selected.as_deref()?;
        self.ranking().rows.iter().find(|row| self.model_of(row).is_some_and(|it| it.id == id))
    }

    /// The selected model, with its bill or why it has none.
    pub fn selected(&self) -> Option<(&Model, Result<&MonthBill, &Unavailable>)> {
        let row = self.selected_row()?;
        Some((self.model_of(row)?, row.bill.as_ref()))
    }

    /// The providers of the open card, in order of name.
    pub fn providers(&self) -> Vec<&str> {
        let mut names: Vec<&str> =
            self.card().models.iter().map(|model| model.provider.as_str()).collect();
        names.sort_unstable();
        names.dedup();
        names
    }

    /// What controls depend on beside the workload.
    pub fn facts(&self) -> Facts {
        self.desk.scene.facts()
    }

    /// The number behind a control's automatic value: the hit rate that traffic and TTL give.
    pub fn automatic(&self, control: Control) -> Option<u64> {
        if control != Control::HitRate {
            return None;
        }
        let selected = self.selected().and_then(|(_, bill)| bill.ok());
        let billed = selected.and_then(|bill| bill.cache.hit_rate());
        let rate = billed.unwrap_or_else(|| {
            let minutes = match self.workload().caching.ttl {
                Ttl::FiveMinutes => 5.0,
                Ttl::OneHour => 60.0,
            };
            hit_rate(self.workload(), self.workload().routes().1, minutes)
        });
        Some((rate * 1e6).round() as u64)
    }

    /// Shows amounts in a currency.
    #[cfg(test)]
    pub(crate) fn show_in(&mut self, currency: Currency) {
        self.currency = (currency, true);
    }

    /// What amounts are shown in.
    pub const fn currency(&self) -> Currency {
        match self.currency {
            (currency, true) => currency,
            (_, false) => Currency::DOLLARS,
        }
    }

    /// For how much of the work the ranking shows amounts.
    pub fn basis(&self) -> Basis {
        self.table.choice.basis.in_workload(self.workload())
    }

    /// What an amount of the month is by that.
    pub fn part(&self, month: Usd) -> Usd {
        self.basis().of(month, self.workload())
    }

    /// A monthly amount as the ranking shows it.
    pub fn amount(&self, month: Usd) -> Amount {
        self.currency().amount(self.part(month))
    }

    /// The same in words, with as many decimals as its basis needs.
    pub fn amount_words(&self, month: Usd) -> String {
        let amount = self.amount(month);
        amount.with_places(amount.places().max(self.basis().spec().places.0))
    }

    /// The heading of a column of the ranking.
    pub fn heading(&self, spec: &ColumnSpec) -> Cow<'static, str> {
        spec.heading_in(self.currency(), self.basis())
    }

    /// Every key, and what it does.
    pub fn keymap(&self) -> &Keymap {
        &self.keymap
    }
}
