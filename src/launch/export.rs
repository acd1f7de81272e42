//! What is open in the explorer, written to files and for the clipboard.

use std::path::Path;

use super::desk::{Desk, Refusal};
use super::{picture, theme};
use crate::app::{Export, FileAnswer, Form, brief};
use crate::cli;
use crate::disk::Access;
use crate::shot::described;
use crate::view::Depth;

/// Writes out what is open. Pictures are in the theme in use; `themes` holds the user's own.
pub(super) fn serve(
    desk: &mut Desk,
    export: Export,
    themes: Option<&Path>,
    depth: Depth,
) -> FileAnswer {
    let text = match export.form {
        Form::Svg => theme::load(export.state.theme(), themes)
            .map(|theme| {
                let picture = picture::drawn(&export.state, &theme, depth);
                described(&picture, &cli::basis(&export.state, cli::today()))
            })
            .map_err(theme::Unusable::sentence),
        form => cli::export(&export.state, form, cli::today()),
    };
    let text = match text {
        Ok(text) => text,
        Err(fault) => return FileAnswer::NotExported(format!("not exported: {fault}")),
    };
    let Some(file) = export.file else {
        return FileAnswer::Report(text);
    };
    match desk.write(&file, &text, Access::AsBefore, export.over) {
        Ok(()) => FileAnswer::Exported(file),
        Err(Refusal::InTheWay) => FileAnswer::Taken(file),
        Err(Refusal::Failed(why)) => {
            FileAnswer::NotExported(format!("not exported to {}: {why}", brief(&file)))
        }
    }
}
