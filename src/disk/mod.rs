//! Files that are there as a whole or not at all, and reading with a limit.
//!
//! What is written lies beside the file until it is complete, as `.NAME.tokenfare-PROCESS.tmp`. A
//! program that is killed meanwhile leaves that behind; whoever writes into the folder next takes
//! it away. The new file has the owner, mode and extended attributes of the old one. Where it
//! cannot have them, or the old one has several names, the old one is written over, and the complete
//! text lies beside it until that is done, as `.NAME.tokenfare-PROCESS.new`, which nobody takes away.
//!
//! Only files are replaced. Devices, pipes and sockets are written to where [`write()`] is asked to,
//! and never by [`replace`].

mod beside;
mod kind;
mod lock;
mod process;
mod read;
mod write;

pub(crate) use lock::{host_name, is_locked, lock};
pub(crate) use read::{Unreadable, open, read, read_text, text_of};
pub(crate) use write::{Access, make_private_folder, replace, write};
