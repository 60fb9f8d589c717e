//! Measures what a save costs with a best state beside the last one: `cargo bench --bench saving -- [WORK...]`.
//!
//! Each work (default: char-lstm and large) makes three steps, of which the second state is kept as the best. Prints
//! the size of the file and the time of a save without a best state, of the first save with one, and of the later
//! ones, whose text of the best state is there already.

use std::sync::Arc;
use std::time::Instant;

use rnntui::bench::work;
use rnntui::data::{Data, TextReading};
use rnntui::nn::precision::Precision;
use rnntui::session::saver::SessionSaver;
use rnntui::session::source::Source;
use rnntui::session::store::Store;
use rnntui::task::Setup;
use rnntui::train::checkpoint::Checkpoint;
use rnntui::train::keyframe::Keyframe;
use rnntui::train::record::{BestMark, Measure};
use rnntui::train::worker::{Save, Target};

fn main() {
    let named: Vec<String> = std::env::args().skip(1).filter(|argument| argument != "--bench").collect();
    println!("{:<10}{:>24}{:>24}{:>24}", "work", "without a best", "first with one", "later");
    for work in work::all() {
        let wanted = if named.is_empty() {
            ["char-lstm", "large"].contains(&work.name)
        } else {
            named.iter().any(|name| name == work.name)
        };
        if wanted {
            measure(&work);
        }
    }
}

fn measure(work: &work::Work) {
    let (mut run, _) = work
        .trainer(std::thread::available_parallelism().map_or(1, usize::from), Precision::F32)
        .expect("it can be set up");
    run.set_tape(0);
    run.advance();
    let best = {
        let (state, record) = run.now();
        Arc::new(Keyframe::new(state, record))
    };
    run.advance();
    run.advance();
    let plain = Checkpoint { best: None, ..run.checkpoint() };
    let mut kept = Checkpoint { best: Some(best), ..run.checkpoint() };
    kept.record.best = Some(BestMark { step: 1, epoch: 0, loss: 1.0, measure: Measure::Training, measurement: 1 });
    let dir = tempfile::tempdir().expect("a directory");
    let data = Data::parse("some text that is not read again", &rnntui::data::Format::Text(TextReading::CHARACTERS))
        .expect("a text");
    let options = rnntui::config::Options::default();
    let setup = Setup::new(&options, rnntui::config::TaskKind::Text, data).expect("a run");
    let source = Source::new("text", &["text".into()], &setup).expect("a source");
    let mut saver = SessionSaver::new(Store::choose(dir.path(), "s"), source);
    let mut save = |checkpoint: &Checkpoint| {
        let started = Instant::now();
        let saved = saver.save(checkpoint, &[], Target::Own).expect("it can be saved");
        #[expect(clippy::cast_precision_loss, reason = "figures for people")]
        let size = saved.bytes as f64 / 1e6;
        format!("{size:.1} MB, {:.0} ms", started.elapsed().as_secs_f64() * 1e3)
    };
    save(&plain);
    let (without, first, later) = (save(&plain), save(&kept), save(&kept));
    println!("{:<10}{without:>24}{first:>24}{later:>24}", work.name);
}
