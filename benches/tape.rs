//! Measures what the tape costs, and how soon it leads back: `cargo bench --bench tape -- [STEPS] [WORK...]`.
//!
//! Each work makes STEPS steps (default 2,000) with the tape as it is by default. Prints the time of a step, of a
//! keyframe, how many were taken, and their share of the run's time; then the time to the nearest keyframe and from
//! there to the exact step, for steps all over the run.

use std::time::{Duration, Instant};

use rnntui::bench::work;
use rnntui::nn::precision::Precision;
use rnntui::train::keyframe::Keyframe;
use rnntui::train::trainer::{Advance, Trainer};

/// Steps gone back to.
const VISITS: u64 = 20;

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).filter(|argument| argument != "--bench").collect();
    let steps: u64 = arguments.first().and_then(|steps| steps.parse().ok()).unwrap_or(2000);
    let threads = std::thread::available_parallelism().map_or(1, usize::from);
    let head = ["ms/step", "ms/keyframe", "taken", "share", "MB", "nearest, ms", "exact, ms", "slowest"];
    println!("{:<10} {}", "work", head.map(|word| format!("{word:>12}")).concat());
    for work in work::all() {
        let named = arguments.iter().skip(1).any(|name| name == work.name);
        if !named && arguments.len() > 1 {
            continue;
        }
        let (mut run, _) = work.trainer(threads, Precision::F32).expect("a work of the bench can be set up");
        let started = Instant::now();
        while run.position().step < steps {
            assert!(!matches!(run.advance(), Advance::Diverged(_)));
        }
        let trained = started.elapsed();
        let taken = taken(&mut run, steps);
        let copy = copy(&mut run);
        let (nearest, exact, slowest) = visits(&mut run, steps);
        let ms = |time: Duration| time.as_secs_f64() * 1e3;
        #[expect(clippy::cast_precision_loss, reason = "figures for people")]
        let share = 100.0 * copy.as_secs_f64() * taken as f64 / trained.as_secs_f64();
        #[expect(clippy::cast_precision_loss, reason = "figures for people")]
        let (step, size) = (ms(trained) / steps as f64, run.tape().bytes() as f64 / 1e6);
        println!(
            "{:<10} {step:>12.4}{:>12.4}{taken:>12}{share:>10.2} %{size:>12.1}{:>12.1}{:>12.1}{:>12.1}",
            work.name,
            ms(copy),
            ms(nearest),
            ms(exact),
            ms(slowest)
        );
    }
}

/// How many keyframes a run of so many steps takes: those that were thinned out again among them.
fn taken(run: &mut Trainer, steps: u64) -> usize {
    let mut tape = rnntui::train::tape::Tape::default();
    let (state, record) = run.now();
    let mut frame = Keyframe::new(state, record);
    let mut taken = 0;
    for step in 0..steps {
        if tape.wants(step) {
            frame.state.position.step = step;
            let kept = Keyframe { state: frame.state.clone(), record: frame.record.clone() };
            tape.keep(std::sync::Arc::new(kept));
            taken += 1;
        }
    }
    taken
}

/// The time of a keyframe.
fn copy(run: &mut Trainer) -> Duration {
    let (state, record) = run.now();
    let started = Instant::now();
    for _ in 0..20 {
        std::hint::black_box(Keyframe::new(state, record));
    }
    started.elapsed() / 20
}

/// The mean times to the nearest keyframe and to the exact step, and the slowest of the latter.
fn visits(run: &mut Trainer, steps: u64) -> (Duration, Duration, Duration) {
    let (mut nearest, mut exact, mut slowest) = (Duration::ZERO, Duration::ZERO, Duration::ZERO);
    for visit in 0..VISITS {
        // From the last step to the first, so that no visit lies on the way to the next.
        let step = (steps - 1) * (VISITS - 1 - visit) / (VISITS - 1);
        let started = Instant::now();
        run.seek(step).expect("it is a step of the run");
        nearest += started.elapsed();
        while !run.is_at(step) {
            run.replay();
        }
        let took = started.elapsed();
        exact += took;
        slowest = slowest.max(took);
    }
    let visits = u32::try_from(VISITS).unwrap_or(1);
    (nearest / visits, exact / visits, slowest)
}
