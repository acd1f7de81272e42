//! Ctrl-C while a log is read.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

/// A flag that the first Ctrl-C sets; a second one ends the program where it stands. When dropped,
/// Ctrl-C is left to others.
pub(in crate::cli) struct Stop {
    flag: Arc<AtomicBool>,
    #[cfg(unix)]
    handlers: Vec<signal_hook::SigId>,
}

impl Stop {
    /// Watches for Ctrl-C from now on. Where that fails, Ctrl-C ends the program at once.
    pub(in crate::cli) fn watch() -> Self {
        let flag = Arc::new(AtomicBool::new(false));
        #[cfg(unix)]
        let handlers = {
            use signal_hook::consts::SIGINT;
            use signal_hook::flag::{register, register_conditional_shutdown};
            let second = register_conditional_shutdown(SIGINT, 130, Arc::clone(&flag));
            let first = register(SIGINT, Arc::clone(&flag));
            [second, first].into_iter().flatten().collect()
        };
        Self {
            flag,
            #[cfg(unix)]
            handlers,
        }
    }

    pub(in crate::cli) fn flag(&self) -> &AtomicBool {
        &self.flag
    }

    pub(in crate::cli) fn is_set(&self) -> bool {
        self.flag.load(Ordering::Relaxed)
    }
}

#[cfg(unix)]
impl Drop for Stop {
    fn drop(&mut self) {
        for handler in self.handlers.drain(..) {
            signal_hook::low_level::unregister(handler);
        }
    }
}
