//! Other processes of this machine.

/// Whether a process with this number runs. Where that cannot be told, it is taken to.
#[cfg(unix)]
pub(crate) fn is_running(process: u32) -> bool {
    use rustix::io::Errno;
    use rustix::process::{Pid, test_kill_process};

    let Some(pid) = i32::try_from(process).ok().and_then(Pid::from_raw) else {
        return false;
    };
    !matches!(test_kill_process(pid), Err(Errno::SRCH))
}

/// Whether a process with this number runs. Where that cannot be told, it is taken to.
#[cfg(not(unix))]
pub fn is_running(process: u32) -> bool {
    let _ = process;
    true
}

#[cfg(all(test, unix))]
mod tests {
    use super::*;

    #[test]
    fn this_one_runs_and_an_ended_one_does_not() {
        assert!(is_running(std::process::id()));
        let mut child = std::process::Command::new("true").spawn().unwrap();
        let ended = child.id();
        child.wait().unwrap();
        assert!(!is_running(ended));
        assert!(!is_running(0) && !is_running(u32::MAX));
    }
}
