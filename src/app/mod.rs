//! The explorer without a terminal: its state, what can happen to it, and what it asks of the
//! world. Knows no terminal, thread, file or clock.
//!
//! An event becomes a [`Message`]; `update` is the only place where [`State`] changes; what must
//! happen outside comes back as [`Effect`]s. The state is made of parts that do not know it. The tables of
//! [`controls`](crate::controls), [`columns`] and [`action`]s drive keys, mouse, help, drawing and tests alike.

pub mod action;
mod answers;
mod boxes;
pub mod columns;
mod costly;
mod desk;
pub mod editor;
mod explain;
mod figures;
mod files;
mod frontier;
mod help;
mod history;
pub mod keys;
pub mod message;
mod motion;
mod needs;
mod opening;
mod own;
mod palette;
mod panes;
mod pins;
mod prices;
pub mod prompts;
mod scene;
mod scoring;
pub mod screen;
mod signs;
mod start;
mod state;
pub mod table;
pub mod token_view;
mod update;
mod views;
mod weights;
pub mod wrap;

pub use boxes::{Entry, Notice, OpenBox, Popup, Preview, Typing};
pub use costly::{Costly, CostlyRow};
pub use explain::Explanation;
pub use figures::{Answer, BreakEvenAnswer, CapAnswer, MAX_LINES, WhatIfAnswer};
pub use files::{
    Export, Exported, FileAnswer, FileRequest, Form, InTheWay, Listed, Moment, Save, SceneId,
    Source, TextFile, Unsaved, Work, brief,
};
pub use help::{HELP_KEYS, HelpLine};
pub use keys::{Key, KeyCode, Keys};
pub use message::{Counted, Effect, Message, Pointer, PointerKind, Target, Whole};
pub use motion::Place;
pub use needs::{NEEDS, Need, NeedRow, NeedSpec};
pub use opening::Opening;
pub use own::OwnPrice;
pub use palette::PaletteRow;
pub use pins::{MAX_PINS, Pin, Pins};
pub use scoring::{OwnScores, Scoring};
pub use signs::{RowSign, SIGNS, Sign};
pub use start::Start;
pub use state::State;
pub use token_view::Tokenized;
pub use update::update;
pub use views::View;
pub use weights::Weighed;

pub use crate::usage::{ReplayedModel, Traffic};
