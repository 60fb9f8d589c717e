//! `rnntui bench`: how fast this machine trains, on the works that the README compares with PyTorch.
//!
//! Times whole steps of the [`Trainer`], as a run makes them; only the data is made up.

mod product;
pub mod work;

use std::io::Write as _;
use std::time::{Duration, Instant};

use serde::Serialize;

use crate::cli::Bench;
use crate::config::DataSize;
use crate::exit::Failure;
use crate::figures::figure;
use crate::nn::decode::{Continue as _, Writer, draw};
use crate::nn::machine::kernels;
use crate::nn::network::Prepared;
use crate::nn::precision::Precision;
use crate::nn::random::uniform;
use crate::task::Model;
use crate::train::trainer::{Advance, Trainer};
use work::{WRITES, Work};

/// Steps before the clock starts: buffers grow, caches fill.
const WARM: usize = 3;
/// Fewest steps that are timed, however long one takes.
const FEWEST: usize = 5;

/// What was measured.
#[derive(Debug, Serialize)]
struct BenchReport {
    version: &'static str,
    kernels: &'static str,
    threads: usize,
    precision: &'static str,
    /// The machine's best matrix product, 10^9 operations a second.
    product_gflops: f64,
    works: Vec<Timed>,
}

/// A work's figures.
#[derive(Debug, Serialize)]
struct Timed {
    name: &'static str,
    about: &'static str,
    /// The median time of a step.
    ms: f64,
    /// The shortest time of one.
    best_ms: f64,
    steps: usize,
    tokens_per_second: f64,
    /// Operations of a step's matrix products, 10^9.
    gflop: f64,
    /// The same a second, and as a share of the machine's best.
    gflops: f64,
    share: f64,
    /// Characters a second that the net writes one by one; of one work only.
    #[serde(skip_serializing_if = "Option::is_none")]
    sampled_per_second: Option<f64>,
}

/// Times the works named, or all of them.
///
/// # Errors
/// If there is no such work, an option is out of range, or stdout cannot be written.
pub fn run(args: &Bench) -> Result<(), Failure> {
    let seconds = Duration::try_from_secs_f64(args.seconds)
        .map_err(|_| Failure::Input(format!("--seconds {} is out of range: it must be 0 or more", args.seconds)))?;
    let works = chosen(&args.works)?;
    let threads = match args.threads {
        Some(0) => return Err(Failure::input("--threads 0 is out of range: it must be at least 1")),
        Some(threads) => threads,
        None => std::thread::available_parallelism().map_or(1, usize::from),
    };
    let product_gflops = product::best_gflops(threads, args.precision);
    let mut report = BenchReport {
        version: env!("CARGO_PKG_VERSION"),
        kernels: kernels().name(),
        threads,
        precision: args.precision.name(),
        product_gflops,
        works: Vec::new(),
    };
    let mut out = std::io::stdout().lock();
    if !args.json {
        writeln!(out, "rnntui {}, kernels {}, {threads} threads", report.version, report.kernels)
            .map_err(Failure::unwritable)?;
        writeln!(out, "best {} matrix product {product_gflops:.0} GFLOP/s\n", report.precision)
            .map_err(Failure::unwritable)?;
        let head = ["", "ms a step", "tokens/s", "GFLOP/s", "of the best"];
        writeln!(out, "{:<46}{:>11}{:>13}{:>10}{:>13}", head[0], head[1], head[2], head[3], head[4])
            .map_err(Failure::unwritable)?;
    }
    for work in works {
        let timed = time(work, threads, args.precision, seconds, product_gflops)?;
        if !args.json {
            let share = format!("{:.0} %", 100.0 * timed.share);
            writeln!(
                out,
                "{:<46}{:>11}{:>13.0}{:>10.1}{share:>13}",
                timed.about,
                figure(timed.ms),
                timed.tokens_per_second,
                timed.gflops
            )
            .map_err(Failure::unwritable)?;
            if let Some(characters) = timed.sampled_per_second {
                writeln!(out, "{:<46}{:>11}{characters:>13.0}", "  its net writing, one by one", "")
                    .map_err(Failure::unwritable)?;
            }
        }
        report.works.push(timed);
    }
    if args.json {
        let json = serde_json::to_string_pretty(&report).expect("a report of numbers and names is JSON");
        writeln!(out, "{json}").map_err(Failure::unwritable)?;
    }
    Ok(())
}

/// The works of these names; all of them if none is named.
fn chosen(names: &[String]) -> Result<Vec<Work>, Failure> {
    let known: Vec<_> = work::all().iter().map(|work| work.name).collect();
    if let Some(unknown) = names.iter().find(|name| !known.contains(&name.as_str())) {
        let sentence = format!("there is nothing called {unknown:?} to time: it is one of {}", known.join(", "));
        return Err(Failure::Input(sentence));
    }
    let wanted = |work: &Work| names.is_empty() || names.iter().any(|name| name == work.name);
    Ok(work::all().into_iter().filter(wanted).collect())
}

#[expect(clippy::cast_precision_loss, reason = "figures for people")]
fn time(
    work: Work,
    threads: usize,
    precision: Precision,
    seconds: Duration,
    product_gflops: f64,
) -> Result<Timed, Failure> {
    let (mut trainer, size) = work.trainer(threads, precision)?;
    let mut losses = 0;
    // A validation between two steps is no part of either.
    let mut step = |trainer: &mut Trainer| loop {
        let begun = Instant::now();
        if let Advance::Step(record) = trainer.advance() {
            losses = record.tokens;
            return begun.elapsed().as_secs_f64();
        }
    };
    for _ in 0..WARM {
        step(&mut trainer);
    }
    let mut times = Vec::new();
    let started = Instant::now();
    while started.elapsed() < seconds || times.len() < FEWEST {
        times.push(step(&mut trainer));
    }
    times.sort_by(f64::total_cmp);
    let median = times[times.len() / 2];
    let gflop = work.gflop(trainer.params().table(), losses);
    Ok(Timed {
        name: work.name,
        about: work.about,
        ms: median * 1e3,
        best_ms: times[0] * 1e3,
        steps: times.len(),
        tokens_per_second: work.tokens as f64 / median,
        gflop,
        gflops: gflop / median,
        share: gflop / median / product_gflops,
        sampled_per_second: (work.name == WRITES).then(|| write(&trainer, &size, seconds)),
    })
}

/// Characters a second that the trainer's net writes, one by one.
fn write(trainer: &Trainer, size: &DataSize, seconds: Duration) -> f64 {
    let Model::Network(network) = Model::new(trainer.config(), size) else {
        unreachable!("a text is learnt by a network")
    };
    let mut prepared = Prepared::default();
    let mut writer = Writer::new(&network, network.prepare(trainer.params(), &mut prepared), 1);
    let mut noise = work::noise();
    let mut uniform = || uniform(&mut noise);
    let (started, mut token, mut written) = (Instant::now(), 0, 0_u32);
    while started.elapsed() < seconds || written < 1000 {
        let logits = writer.read(&[token]);
        token = draw(logits.as_slice().expect("a matrix of one row is contiguous"), 1.0, &mut uniform);
        written += 1;
    }
    f64::from(written) / started.elapsed().as_secs_f64()
}
