//! Threads that take documents through their stages, each at its own pace, and hand the results out in order.
//!
//! In: a stream of inputs, which a thread of its own reads. Out: one output an input, in the same order. The idea: an
//! input is opened into parts, the parts are worked on in batches by whichever thread is free, also parts of different
//! inputs together, and the thread that brings the last part closes the input. Threads take what is nearest to its end
//! first, so that little is held at any moment; the reader stops while too much is.

#[cfg(test)]
mod tests;

use std::{
    collections::{BTreeMap, VecDeque},
    sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError},
    thread::{self, JoinHandle},
};

/// What is done with an input.
pub trait Steps: Send + Sync + 'static {
    type Input: Send;
    type Job: Send + Sync;
    type Part: Send;
    type Output: Send;

    /// Makes a job of an input, and says how many parts it has.
    fn open(&self, worker: usize, input: Self::Input) -> (Self::Job, usize);
    /// Works on parts, each given by its job and number; one result each.
    fn work(&self, worker: usize, parts: &[(&Self::Job, usize)]) -> Vec<Self::Part>;
    /// Makes an output of a job and the results of all its parts.
    fn close(&self, worker: usize, job: Self::Job, parts: Vec<Self::Part>) -> Self::Output;
    /// The output that says that a thread broke off.
    fn broken(&self) -> Self::Output;
}

/// What the reader hands over.
pub enum Item<S: Steps> {
    /// With its size, in whatever the pool's limit counts.
    Input(S::Input, usize),
    /// Takes the place of an input that could not be read.
    Output(S::Output),
}

/// How much the pool does at a time.
#[derive(Debug, Clone, Copy)]
pub struct Sizes {
    pub workers: usize,
    /// Parts that a thread takes at a time, fewer when there are few.
    pub batch: usize,
    /// No more is read while inputs of this size together are held.
    pub limit: usize,
}

/// Outputs in the order of their inputs. Dropping it ends the threads.
pub struct Pool<S: Steps> {
    shared: Arc<Shared<S>>,
    workers: Vec<JoinHandle<()>>,
    next: usize,
}

struct Shared<S: Steps> {
    steps: Arc<S>,
    sizes: Sizes,
    state: Mutex<State<S>>,
    /// There may be work for a worker.
    work: Condvar,
    /// There may be an output, or room for an input.
    done: Condvar,
}

struct State<S: Steps> {
    inputs: VecDeque<(usize, S::Input)>,
    open: BTreeMap<usize, Open<S>>,
    /// Parts that nobody has taken yet: number of the input and of the part.
    parts: VecDeque<(usize, usize)>,
    /// Inputs of which all parts are there.
    complete: VecDeque<usize>,
    outputs: BTreeMap<usize, S::Output>,
    /// Sizes of the inputs whose output has not been taken, and their sum.
    sizes: BTreeMap<usize, usize>,
    held: usize,
    read: usize,
    all_read: bool,
    over: bool,
    broken: bool,
}

struct Open<S: Steps> {
    job: Arc<S::Job>,
    parts: Vec<Option<S::Part>>,
    left: usize,
}

enum Task<S: Steps> {
    Open(usize, S::Input),
    Work(Vec<(usize, usize, Arc<S::Job>)>),
    Close(usize, S::Job, Vec<S::Part>),
}

impl<S: Steps> Pool<S> {
    /// Starts the threads.
    pub fn new(steps: Arc<S>, items: impl Iterator<Item = Item<S>> + Send + 'static, sizes: Sizes) -> Self {
        let shared = Arc::new(Shared {
            steps,
            sizes,
            state: Mutex::new(State::new()),
            work: Condvar::new(),
            done: Condvar::new(),
        });
        let workers = (0..sizes.workers.max(1)).map(|worker| {
            let shared = Arc::clone(&shared);
            thread::spawn(move || Guard(&shared).work(worker))
        });
        let workers = workers.collect();
        // Nobody waits for the reader's end: it may sit on a pipe into which nothing is written any more.
        let reader = Arc::clone(&shared);
        thread::spawn(move || Guard(&reader).read(items));
        Self {
            shared,
            workers,
            next: 0,
        }
    }
}

impl<S: Steps> Iterator for Pool<S> {
    type Item = S::Output;

    fn next(&mut self) -> Option<S::Output> {
        let mut state = self.shared.lock();
        loop {
            if let Some(output) = state.outputs.remove(&self.next) {
                state.held -= state.sizes.remove(&self.next).unwrap_or(0);
                self.next += 1;
                self.shared.done.notify_all();
                return Some(output);
            }
            if state.over || (state.all_read && self.next == state.read) {
                return None;
            }
            if state.broken {
                state.over = true;
                return Some(self.shared.steps.broken());
            }
            state = wait(&self.shared.done, state);
        }
    }
}

impl<S: Steps> Drop for Pool<S> {
    fn drop(&mut self) {
        self.shared.lock().over = true;
        self.shared.work.notify_all();
        self.shared.done.notify_all();
        for worker in self.workers.drain(..) {
            // One that broke off has said so already.
            let _ = worker.join();
        }
    }
}

impl<S: Steps> Shared<S> {
    fn lock(&self) -> MutexGuard<'_, State<S>> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn wait<'a, T>(signal: &Condvar, state: MutexGuard<'a, T>) -> MutexGuard<'a, T> {
    signal.wait(state).unwrap_or_else(PoisonError::into_inner)
}

/// One thread's hold on the pool. If the thread breaks off, nobody waits for it in vain.
struct Guard<'a, S: Steps>(&'a Shared<S>);

impl<S: Steps> Drop for Guard<'_, S> {
    fn drop(&mut self) {
        if thread::panicking() {
            self.0.lock().broken = true;
            self.0.done.notify_all();
        }
    }
}

impl<S: Steps> Guard<'_, S> {
    fn read(self, items: impl Iterator<Item = Item<S>>) {
        for item in items {
            let mut state = self.0.lock();
            while state.held >= self.0.sizes.limit && !state.over {
                state = wait(&self.0.done, state);
            }
            if state.over {
                return;
            }
            let number = state.read;
            state.read += 1;
            match item {
                Item::Input(input, size) => {
                    state.sizes.insert(number, size);
                    state.held += size;
                    state.inputs.push_back((number, input));
                    self.0.work.notify_one();
                }
                Item::Output(output) => {
                    state.outputs.insert(number, output);
                    self.0.done.notify_all();
                }
            }
        }
        self.0.lock().all_read = true;
        self.0.done.notify_all();
    }

    fn work(self, worker: usize) {
        let steps = &*self.0.steps;
        while let Some(task) = self.take() {
            match task {
                Task::Open(number, input) => {
                    let (job, parts) = steps.open(worker, input);
                    self.0.lock().opened(number, job, parts);
                    self.0.work.notify_all();
                }
                Task::Work(taken) => {
                    let parts: Vec<(&S::Job, usize)> =
                        taken.iter().map(|(_, part, job)| (&**job, *part)).collect();
                    let found = steps.work(worker, &parts);
                    let mut state = self.0.lock();
                    for ((number, part, job), found) in taken.into_iter().zip(found) {
                        // The last holder of a job must be the state, which hands it on whole.
                        drop(job);
                        state.found(number, part, found);
                    }
                    if !state.complete.is_empty() {
                        self.0.work.notify_all();
                    }
                }
                Task::Close(number, job, parts) => {
                    let output = steps.close(worker, job, parts);
                    self.0.lock().outputs.insert(number, output);
                    self.0.done.notify_all();
                }
            }
        }
    }

    /// The next task; `None` when there will be none.
    fn take(&self) -> Option<Task<S>> {
        let mut state = self.0.lock();
        loop {
            if state.over {
                return None;
            }
            if let Some(task) = state.task(self.0.sizes) {
                return Some(task);
            }
            state = wait(&self.0.work, state);
        }
    }
}

impl<S: Steps> State<S> {
    fn new() -> Self {
        Self {
            inputs: VecDeque::new(),
            open: BTreeMap::new(),
            parts: VecDeque::new(),
            complete: VecDeque::new(),
            outputs: BTreeMap::new(),
            sizes: BTreeMap::new(),
            held: 0,
            read: 0,
            all_read: false,
            over: false,
            broken: false,
        }
    }

    fn opened(&mut self, number: usize, job: S::Job, parts: usize) {
        let open = Open {
            job: Arc::new(job),
            parts: (0..parts).map(|_| None).collect(),
            left: parts,
        };
        self.open.insert(number, open);
        self.parts.extend((0..parts).map(|part| (number, part)));
        if parts == 0 {
            self.complete.push_back(number);
        }
    }

    fn found(&mut self, number: usize, part: usize, found: S::Part) {
        if let Some(open) = self.open.get_mut(&number) {
            open.parts[part] = Some(found);
            open.left -= 1;
            if open.left == 0 {
                self.complete.push_back(number);
            }
        }
    }

    fn task(&mut self, sizes: Sizes) -> Option<Task<S>> {
        if let Some(number) = self.complete.pop_front() {
            let open = self.open.remove(&number)?;
            let job = Arc::into_inner(open.job)?;
            return Some(Task::Close(
                number,
                job,
                open.parts.into_iter().flatten().collect(),
            ));
        }
        let batch = sizes.batch.max(1);
        // Full batches if there are inputs to fill them with.
        if self.parts.len() < batch
            && let Some((number, input)) = self.inputs.pop_front()
        {
            return Some(Task::Open(number, input));
        }
        let fair = self.parts.len().div_ceil(sizes.workers.max(1));
        let taken = self.parts.drain(..fair.min(batch));
        let open = &self.open;
        let taken: Vec<_> = taken
            .filter_map(|(number, part)| Some((number, part, Arc::clone(&open.get(&number)?.job))))
            .collect();
        (!taken.is_empty()).then_some(Task::Work(taken))
    }
}
