//! Where the time goes: CPU seconds of every stage, added up over all threads.
//!
//! In: what each stage runs, wrapped in [`Timings::time`]. Out: a [`Share`] a stage. CPU time of the thread is counted and
//! not time on the clock, so that waiting is nobody's cost, and the parts of a run on several threads can be added.

use std::{
    sync::atomic::{AtomicU64, Ordering},
    time::Duration,
};

/// A step of the way from a file to facts, in order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Stage {
    /// The model and the rules are loaded.
    Load,
    /// Documents are read.
    Read,
    /// Text becomes sentences and tokens.
    Segment,
    /// Sentences become windows of wordpieces.
    Windows,
    /// The transformer pass.
    Encode,
    /// What the heads say becomes tags, parts of speech and trees.
    Decode,
    /// Sentence graphs.
    Syntax,
    /// Mentions of entities.
    Mention,
    /// Coreference chains.
    Coref,
    /// What the rules match.
    Rules,
    /// Time expressions and their values.
    Times,
    /// Events with their arguments.
    Events,
    /// Relations.
    Relations,
    /// Keys, attributes and places of entities.
    Identity,
    /// All of it becomes the output.
    Facts,
    /// Facts are written.
    Write,
}

impl Stage {
    /// All stages, in order.
    pub const ALL: [Stage; 16] = [
        Stage::Load,
        Stage::Read,
        Stage::Segment,
        Stage::Windows,
        Stage::Encode,
        Stage::Decode,
        Stage::Syntax,
        Stage::Mention,
        Stage::Coref,
        Stage::Rules,
        Stage::Times,
        Stage::Events,
        Stage::Relations,
        Stage::Identity,
        Stage::Facts,
        Stage::Write,
    ];

    /// One word for a table.
    pub fn name(self) -> &'static str {
        match self {
            Stage::Load => "load",
            Stage::Read => "read",
            Stage::Segment => "segment",
            Stage::Windows => "windows",
            Stage::Encode => "encode",
            Stage::Decode => "decode",
            Stage::Syntax => "syntax",
            Stage::Mention => "mention",
            Stage::Coref => "coref",
            Stage::Rules => "rules",
            Stage::Times => "times",
            Stage::Events => "events",
            Stage::Relations => "relations",
            Stage::Identity => "identity",
            Stage::Facts => "facts",
            Stage::Write => "write",
        }
    }
}

/// What one stage took of all that was measured.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Share {
    /// The stage.
    pub stage: Stage,
    /// CPU time of all threads.
    pub cpu: Duration,
    /// Between 0 and 1.
    pub part: f64,
}

/// CPU time by stage. Threads may add to it at the same time.
#[derive(Debug, Default)]
pub struct Timings {
    nanoseconds: [AtomicU64; Stage::ALL.len()],
}

impl Timings {
    /// Runs `work`, which must stay on this thread, and counts what it takes.
    pub fn time<T>(&self, stage: Stage, work: impl FnOnce() -> T) -> T {
        let (result, took) = measure(work);
        self.add(stage, took);
        result
    }

    /// Counts what was measured elsewhere.
    pub fn add(&self, stage: Stage, took: Duration) {
        self.nanoseconds[stage as usize].fetch_add(took.as_nanos() as u64, Ordering::Relaxed);
    }

    /// The stages in order, with their part of the sum.
    pub fn shares(&self) -> Vec<Share> {
        let cpu =
            |stage: Stage| Duration::from_nanos(self.nanoseconds[stage as usize].load(Ordering::Relaxed));
        let sum: f64 = Stage::ALL.iter().map(|&stage| cpu(stage).as_secs_f64()).sum();
        let share = |&stage: &Stage| Share {
            stage,
            cpu: cpu(stage),
            part: if sum > 0.0 {
                cpu(stage).as_secs_f64() / sum
            } else {
                0.0
            },
        };
        Stage::ALL.iter().map(share).collect()
    }
}

/// Runs `work` and says how much CPU time of this thread it took.
pub fn measure<T>(work: impl FnOnce() -> T) -> (T, Duration) {
    let before = thread_cpu();
    let result = work();
    (result, thread_cpu().saturating_sub(before))
}

/// CPU time of the calling thread since it began; only differences mean anything.
#[cfg(unix)]
fn thread_cpu() -> Duration {
    let mut time = libc::timespec {
        tv_sec: 0,
        tv_nsec: 0,
    };
    // SAFETY: the call writes one timespec, which is ours.
    let status = unsafe { libc::clock_gettime(libc::CLOCK_THREAD_CPUTIME_ID, &raw mut time) };
    if status != 0 {
        return Duration::ZERO;
    }
    Duration::new(time.tv_sec as u64, time.tv_nsec as u32)
}

/// Elsewhere time on the clock has to do.
#[cfg(not(unix))]
fn thread_cpu() -> Duration {
    use std::{sync::OnceLock, time::Instant};
    static START: OnceLock<Instant> = OnceLock::new();
    START.get_or_init(Instant::now).elapsed()
}

/// The most memory that the process ever held, in bytes; `None` where the system does not tell.
pub fn peak_memory() -> Option<u64> {
    #[cfg(unix)]
    {
        let mut usage = std::mem::MaybeUninit::<libc::rusage>::zeroed();
        // SAFETY: the call fills one rusage, for which all zeros are a value, too.
        let (status, usage) = unsafe {
            let status = libc::getrusage(libc::RUSAGE_SELF, usage.as_mut_ptr());
            (status, usage.assume_init())
        };
        // Linux counts in KiB, macOS in bytes.
        let unit = if cfg!(target_os = "macos") { 1 } else { 1024 };
        (status == 0).then(|| usage.ru_maxrss as u64 * unit)
    }
    #[cfg(not(unix))]
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_stage_has_its_share_and_all_make_one() {
        let timings = Timings::default();
        assert!(timings.shares().iter().all(|share| share.part == 0.0));
        let busy = || (0..3_000_000u64).fold(0, |sum, n| std::hint::black_box(sum ^ n));
        timings.time(Stage::Encode, busy);
        timings.time(Stage::Coref, busy);
        let shares = timings.shares();
        assert_eq!(shares.len(), Stage::ALL.len());
        assert!((shares.iter().map(|share| share.part).sum::<f64>() - 1.0).abs() < 1e-9);
        for share in shares {
            let used = matches!(share.stage, Stage::Encode | Stage::Coref);
            assert_eq!(share.cpu > Duration::ZERO, used, "{}", share.stage.name());
        }
    }

    #[test]
    fn memory_is_more_than_nothing() {
        assert!(peak_memory().is_none_or(|bytes| bytes > 1 << 20));
    }
}
