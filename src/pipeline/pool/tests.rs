//! The pool over inputs that only count.

use std::sync::atomic::{AtomicUsize, Ordering};

use super::*;

/// An input is a number `n` with `n % 5` parts; the output is the sum of `n` and what the parts add, one each.
#[derive(Default)]
struct Adding {
    opened: AtomicUsize,
    closed: AtomicUsize,
    /// Most inputs that were open at a time.
    most: AtomicUsize,
}

impl Steps for Adding {
    type Input = usize;
    type Job = usize;
    type Part = usize;
    type Output = Result<usize, String>;

    fn open(&self, _: usize, input: usize) -> (usize, usize) {
        let opened = self.opened.fetch_add(1, Ordering::SeqCst) + 1;
        let now = opened.saturating_sub(self.closed.load(Ordering::SeqCst));
        self.most.fetch_max(now, Ordering::SeqCst);
        (input, input % 5)
    }

    fn work(&self, _: usize, parts: &[(&usize, usize)]) -> Vec<usize> {
        assert!(parts.iter().all(|(job, part)| *part < **job % 5));
        assert!(parts.iter().all(|(job, _)| **job != 1_001), "the bad input");
        vec![1; parts.len()]
    }

    fn close(&self, _: usize, job: usize, parts: Vec<usize>) -> Result<usize, String> {
        self.closed.fetch_add(1, Ordering::SeqCst);
        Ok(job + parts.iter().sum::<usize>())
    }

    fn broken(&self) -> Result<usize, String> {
        Err("broken".into())
    }
}

fn sizes(workers: usize, batch: usize, limit: usize) -> Sizes {
    Sizes {
        workers,
        batch,
        limit,
    }
}

#[test]
fn outputs_come_in_the_order_of_their_inputs() {
    for (workers, batch, limit) in [(1, 1, 1), (3, 4, 100), (8, 64, 20), (2, 0, 0)] {
        let items = (0..500).map(|n| match n % 7 {
            3 => Item::Output(Err(format!("{n} cannot be read"))),
            _ => Item::Input(n, 1),
        });
        let limit: usize = limit;
        let pool = Pool::new(
            Arc::new(Adding::default()),
            items,
            sizes(workers, batch, limit.max(1)),
        );
        let outputs: Vec<_> = pool.collect();
        assert_eq!(outputs.len(), 500);
        for (n, output) in outputs.into_iter().enumerate() {
            let wanted = match n % 7 {
                3 => Err(format!("{n} cannot be read")),
                _ => Ok(n + n % 5),
            };
            assert_eq!(output, wanted, "{workers} workers, batches of {batch}");
        }
    }
}

#[test]
fn no_more_is_read_than_the_limit_allows() {
    let steps = Arc::new(Adding::default());
    let items = (0..1_000).map(|n| Item::Input(n, 10));
    let pool = Pool::new(Arc::clone(&steps), items, sizes(4, 2, 55));
    assert_eq!(pool.count(), 1_000);
    // Six of ten are the first to be 55 or more.
    let most = steps.most.load(Ordering::SeqCst);
    assert!((1..=6).contains(&most), "{most}");
}

#[test]
fn a_thread_that_breaks_off_ends_the_stream_with_an_error() {
    let items = [5, 1_001, 6].into_iter().map(|n| Item::Input(n, 1));
    let outputs: Vec<_> = Pool::new(Arc::new(Adding::default()), items, sizes(2, 1, 10)).collect();
    assert!(outputs.contains(&Err("broken".into())), "{outputs:?}");
}

#[test]
fn nobody_waits_for_what_is_no_longer_wanted() {
    let endless = (0..).map(|n| Item::Input(n, 1));
    let pool = Pool::new(Arc::new(Adding::default()), endless, sizes(3, 2, 10));
    let some: Vec<_> = pool.take(5).collect();
    assert_eq!(some, [Ok(0), Ok(2), Ok(4), Ok(6), Ok(8)]);
}
