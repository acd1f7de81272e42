//! What is open in the explorer, written to files.

use super::picture;
use super::theme::Called;
use crate::app::{Export, Exported, FileAnswer, State, brief};
use crate::disk::Access;
use crate::library::{Desk, Refusal};
use crate::shot::described;
use crate::view::Depth;

/// Writes out what is open. Pictures are of the explorer as it stands, in the theme in use; found among `themes`.
pub(super) fn serve(
    desk: &mut Desk,
    Export { of, what, file, over }: Export,
    state: &State,
    themes: &Called,
    depth: Depth,
) -> FileAnswer {
    let (text, access) = match what {
        Exported::Text(text) => (text, Access::AsBefore),
        Exported::Picture { with_text } => match themes.load(state.theme()) {
            Ok(theme) => {
                let (picture, access) = picture::drawn(state, &theme, depth, with_text);
                (described(&picture, &state.rests_on()), access)
            }
            Err(unusable) => {
                let fault = unusable.sentence();
                return FileAnswer::NotExported(format!("not exported: {fault}"));
            }
        },
    };
    match desk.write(&file, &text, access, over) {
        Ok(()) => FileAnswer::Exported(file),
        Err(Refusal::InTheWay) => FileAnswer::Taken(of, file),
        Err(Refusal::Failed(why)) => {
            FileAnswer::NotExported(format!("not exported to {}: {why}", brief(&file)))
        }
    }
}

#[cfg(test)]
mod tests;
