//! Panics of other people's code, turned into an answer.
//!
//! Catching one is everybody's; the process's hook, which prints them, is the program's alone.

use std::cell::Cell;
use std::panic::{self, AssertUnwindSafe, catch_unwind};

thread_local! {
    /// Whether a panic of this thread is caught and told otherwise.
    static CAUGHT: Cell<bool> = const { Cell::new(false) };
}

/// What `work` comes to; none if it panics, of which the program prints nothing. What a panic left
/// half done must not be used again.
pub(crate) fn caught<T>(work: impl FnOnce() -> T) -> Option<T> {
    let outer = CAUGHT.replace(true);
    let result = catch_unwind(AssertUnwindSafe(work)).ok();
    CAUGHT.set(outer);
    result
}

/// Whether a panic of this thread would be caught by [`caught`].
pub(crate) fn is_caught() -> bool {
    CAUGHT.get()
}

/// Lets the process print only panics that nobody catches with [`caught`]. For the program's start.
pub(crate) fn print_uncaught_only() {
    let print = panic::take_hook();
    panic::set_hook(Box::new(move |panic| {
        if !is_caught() {
            print(panic);
        }
    }));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_panic_is_an_answer() {
        assert_eq!(caught(|| 1), Some(1));
        let inner = caught(|| {
            assert_eq!(caught(|| -> u8 { panic!("expected by this test") }), None);
            is_caught()
        });
        assert_eq!(inner, Some(true));
        assert!(!is_caught());
    }
}
