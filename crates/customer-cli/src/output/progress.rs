//! The progress bar of a long listing, on standard error.

use std::io::{IsTerminal, stderr, stdout};
use std::time::{Duration, Instant};

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use crate::args::Format;

/// How long a listing takes before the bar is shown.
const DELAY: Duration = Duration::from_secs(1);
/// The maximum number of redraws per second.
const REDRAWS: u8 = 10;

/// Counts the customers of a listing, and shows a bar after a while: only on a terminal, and not if lines of data are
/// printed to the same terminal.
#[derive(Debug)]
pub(crate) struct Progress {
    started: Instant,
    count: u64,
    bar: Option<ProgressBar>,
    allowed: bool,
    limit: Option<u64>,
}

impl Progress {
    /// A progress towards `limit`, if there is one.
    pub(crate) fn new(format: Format, limit: Option<u64>) -> Self {
        Self {
            started: Instant::now(),
            count: 0,
            bar: None,
            allowed: is_allowed(stderr().is_terminal(), stdout().is_terminal(), format),
            limit,
        }
    }

    /// Counts one more customer.
    pub(crate) fn count(&mut self) {
        self.count += 1;
        if let Some(bar) = &self.bar {
            bar.set_position(self.count);
        } else if self.allowed && self.started.elapsed() > DELAY {
            let target = ProgressDrawTarget::stderr_with_hz(REDRAWS);
            let bar = ProgressBar::with_draw_target(self.limit, target)
                .with_style(style(self.limit.is_some()))
                .with_elapsed(self.started.elapsed())
                .with_position(self.count);
            self.bar = Some(bar);
        }
    }

    /// Hides the bar while `print` runs.
    pub(crate) fn suspend<T>(&self, print: impl FnOnce() -> T) -> T {
        match &self.bar {
            Some(bar) => bar.suspend(print),
            None => print(),
        }
    }

    /// Removes the bar.
    pub(crate) fn finish(self) {
        if let Some(bar) = self.bar {
            bar.finish_and_clear();
        }
    }
}

fn is_allowed(stderr_is_terminal: bool, stdout_is_terminal: bool, format: Format) -> bool {
    stderr_is_terminal && (!stdout_is_terminal || format == Format::Table)
}

fn style(bounded: bool) -> ProgressStyle {
    let template = if bounded {
        "{wide_bar} {human_pos} of {human_len} customers, {eta} to go"
    } else {
        "{spinner} {human_pos} customers in {elapsed}"
    };
    // The templates are valid; the default only avoids a panic.
    ProgressStyle::with_template(template).unwrap_or_else(|_| ProgressStyle::default_bar())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_bar_is_shown_only_on_a_terminal_and_never_between_lines_of_data() {
        for (stderr, stdout, format, allowed) in [
            (true, false, Format::Ndjson, true),
            (true, false, Format::Json, true),
            (true, false, Format::Table, true),
            (true, true, Format::Table, true),
            (true, true, Format::Ndjson, false),
            (true, true, Format::Json, false),
            (false, false, Format::Ndjson, false),
            (false, true, Format::Table, false),
        ] {
            assert_eq!(is_allowed(stderr, stdout, format), allowed);
        }
    }
}
