//! What is open in the explorer, written to files.

use std::path::Path;

use super::desk::{Desk, Refusal};
use super::{picture, theme};
use crate::app::{Export, Exported, FileAnswer, brief};
use crate::disk::Access;
use crate::shot::described;
use crate::view::Depth;

/// Writes out what is open. Pictures are in the theme in use; `themes` holds the user's own.
pub(super) fn serve(
    desk: &mut Desk,
    Export { what, file, over }: Export,
    themes: Option<&Path>,
    depth: Depth,
) -> FileAnswer {
    let text = match what {
        Exported::Text(text) => text,
        Exported::Picture(state, about) => match theme::load(state.theme(), themes) {
            Ok(theme) => described(&picture::drawn(&state, &theme, depth), &about),
            Err(unusable) => {
                let fault = unusable.sentence();
                return FileAnswer::NotExported(format!("not exported: {fault}"));
            }
        },
    };
    match desk.write(&file, &text, Access::AsBefore, over) {
        Ok(()) => FileAnswer::Exported(file),
        Err(Refusal::InTheWay) => FileAnswer::Taken(file),
        Err(Refusal::Failed(why)) => {
            FileAnswer::NotExported(format!("not exported to {}: {why}", brief(&file)))
        }
    }
}
