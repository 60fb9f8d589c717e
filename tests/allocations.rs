//! A warm training step allocates nothing, whatever the task. Attention alone does: it multiplies by ndarray's product,
//! which lays out its matrices anew each time.

use std::alloc::{GlobalAlloc, Layout, System};
use std::cell::Cell;

use rnntui::bench::work;
use rnntui::cli::parse_options;
use rnntui::config::TaskKind;
use rnntui::data::Data;
use rnntui::nn::precision::Precision;
use rnntui::task::Setup;
use rnntui::train::trainer::{Advance, Trainer};

/// The system's allocator, which counts what the thread that tests asks it for.
struct Counting;

thread_local! {
    static ASKED: Cell<usize> = const { Cell::new(0) };
}

fn count() {
    // A thread that is ending has no counter any more.
    let _ = ASKED.try_with(|asked| asked.set(asked.get() + 1));
}

#[expect(unsafe_code, reason = "an allocator is unsafe by its nature; this one hands everything on")]
// SAFETY: every call is passed on to the system's allocator unchanged.
unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        count();
        // SAFETY: the caller of `alloc` promises what the system's allocator asks for.
        unsafe { System.alloc(layout) }
    }

    unsafe fn dealloc(&self, pointer: *mut u8, layout: Layout) {
        // SAFETY: the pointer came from the system's allocator, with this layout.
        unsafe { System.dealloc(pointer, layout) }
    }

    unsafe fn realloc(&self, pointer: *mut u8, layout: Layout, size: usize) -> *mut u8 {
        count();
        // SAFETY: the pointer came from the system's allocator, with this layout.
        unsafe { System.realloc(pointer, layout, size) }
    }
}

#[global_allocator]
static ALLOCATOR: Counting = Counting;

/// Allocations of training steps once buffers have grown; the history grows now and then, and at marked steps, twelve a
/// decade, the parameters are copied for the record: both are let off by taking the fewest of several rounds.
fn warm(trainer: &mut Trainer) -> usize {
    // Keyframes are copies by their nature. They are few.
    trainer.set_tape(0);
    let mut step = || while !matches!(trainer.advance(), Advance::Step(_)) {};
    (0..12).for_each(|_| step());
    let round = |step: &mut dyn FnMut()| {
        let before = ASKED.get();
        (0..3).for_each(|_| step());
        ASKED.get() - before
    };
    (0..8).map(|_| round(&mut step)).min().unwrap()
}

fn trainer(data: &str, task: TaskKind, options: &str) -> Trainer {
    let options = parse_options(options).unwrap();
    let data = Data::parse(data, &options.format(task)).unwrap();
    Trainer::new(Setup::new(&options, task, data).unwrap(), 1).unwrap()
}

#[test]
fn the_presets_steps_allocate_nothing() {
    // The largest takes long, and does what the smaller ones do.
    for work in work::all().into_iter().filter(|work| work.name != "large") {
        for precision in Precision::ALL {
            let (mut trainer, _) = work.trainer(1, precision).unwrap();
            assert_eq!(warm(&mut trainer), 0, "{} {precision:?}", work.about);
        }
    }
}

#[test]
fn steps_of_every_task_and_cell_allocate_nothing() {
    let pairs = "we see the sea\t우리는 바다를 봐요\nthe sea\t바다\nwe see\t봐요 우리는\n";
    let labelled = "a\tone two\nb\tthree\na\tfour five six\nb\tseven\n";
    for cell in ["rnn", "lstm", "gru"] {
        for (data, task, options) in [
            (pairs, TaskKind::Translate, "--bidirectional --layers 2 --dropout 0.2"),
            (labelled, TaskKind::Classify, "--bidirectional --batch 3"),
            (labelled, TaskKind::Classify, "--bidirectional --batch 3 --pool mean --tokens word --min-count 1"),
            (labelled, TaskKind::Classify, "--batch 3 --pool max --balance"),
            (labelled, TaskKind::Generate, "--embed 4 --batch 3"),
        ] {
            let mut trainer = trainer(data, task, &format!("{options} --cell {cell} --val-frac 0"));
            assert_eq!(warm(&mut trainer), 0, "{task:?} {cell} {options}");
        }
    }
}
