//! The user's own files: rate cards, scenarios and their texts, settings and tokenizers, found by
//! what people call them, loaded, kept and watched.

mod config;
mod desk;
mod fault;
mod files;
pub(crate) mod find;
mod keep;
pub(crate) mod load;
mod recent;
pub(crate) mod settings;
mod watch;

pub use config::Config;
pub(crate) use config::Names;
pub(crate) use desk::{Desk, Refusal};
pub(crate) use fault::{Fault, MOST};
pub(crate) use files::state_folder;
pub(crate) use keep::Keeper;
pub use load::{LoadedScenario, LoadedText};
pub use settings::TokenizerFiles;
