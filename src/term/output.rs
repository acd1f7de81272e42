//! The bytes on their way to the terminal.

use std::io::{self, ErrorKind, Write};
use std::thread;
use std::time::Duration;

/// Gathers a frame until it is sent, so that it goes out as one write.
///
/// `flush` does nothing, since the drawing library flushes several times a frame. What was not sent
/// is dropped with it: after a panic no half frame follows the restored screen.
#[derive(Debug)]
pub(super) struct Output(Vec<u8>);

impl Output {
    /// An output without bytes.
    pub(super) fn new() -> Self {
        Self(Vec::with_capacity(64 * 1024))
    }

    /// Sends what was written since the last time, and forgets it even if that fails.
    pub(super) fn send_to(&mut self, to: &mut impl Write) -> io::Result<()> {
        let sent = send(to, &self.0);
        self.0.clear();
        sent
    }
}

impl Write for Output {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// Writes all of `bytes` and flushes.
///
/// A terminal set to non-blocking by another program that shares it refuses bytes while it is
/// full; they are offered again.
pub(super) fn send(to: &mut impl Write, mut bytes: &[u8]) -> io::Result<()> {
    loop {
        let step =
            if bytes.is_empty() { to.flush().map(|()| None) } else { to.write(bytes).map(Some) };
        match step {
            Ok(None) => return Ok(()),
            Ok(Some(0)) => return Err(ErrorKind::WriteZero.into()),
            Ok(Some(written)) => bytes = bytes.get(written..).unwrap_or_default(),
            Err(error) if error.kind() == ErrorKind::Interrupted => {}
            Err(error) if error.kind() == ErrorKind::WouldBlock => {
                thread::sleep(Duration::from_millis(1));
            }
            Err(error) => return Err(error),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Takes three bytes at a time and refuses every other call.
    #[derive(Default)]
    struct Slow {
        taken: Vec<u8>,
        writes: usize,
    }

    impl Write for Slow {
        fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
            self.writes += 1;
            if self.writes.is_multiple_of(2) {
                return Err(ErrorKind::WouldBlock.into());
            }
            let count = bytes.len().min(3);
            self.taken.extend_from_slice(&bytes[..count]);
            Ok(count)
        }

        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    #[test]
    fn a_slow_terminal_gets_every_byte() {
        let mut slow = Slow::default();
        send(&mut slow, b"twelve bytes").unwrap();
        assert_eq!(slow.taken, b"twelve bytes");
    }

    #[test]
    fn a_frame_stays_together_until_it_is_sent() {
        let mut output = Output::new();
        output.write_all(b"a fra").unwrap();
        output.flush().unwrap();
        output.write_all(b"me").unwrap();
        let mut sent = Vec::new();
        output.send_to(&mut sent).unwrap();
        output.send_to(&mut sent).unwrap();
        assert_eq!(sent, b"a frame");
    }
}
