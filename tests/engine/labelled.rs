//! Labelled texts through the trainer, to tell labels and to write texts: packing, threads and looking change no
//! number, and what is shown is what there is.

use crate::support::{assert_within, gradient, train_epochs};
use rnntui::config::{Batch, Options, TaskKind, rows};
use rnntui::data::Data;
use rnntui::nn::loss::LossSum;
use rnntui::nn::param::ParamSet;
use rnntui::task::{HeldOut, Moment, Position, Query, Setup, Task};
use rnntui::train::message::{ClassifyView, Examples, GenerateView, Part, Trace};
use rnntui::train::trainer::{Advance, Trainer};

const WORDS: &str = include_str!("../../src/lessons/packed/words.tsv");
const ANAGRAMS: &str = include_str!("../../src/lessons/intro/anagrams.tsv");
const TASKS: [TaskKind; 2] = [TaskKind::Classify, TaskKind::Generate];

/// Rows of very different lengths, whose label is their first character and the evenness of their length.
fn rows(count: usize) -> String {
    let row = |i: usize| {
        let text: String = "한a글bc".chars().cycle().skip(i % 5).take(1 + i * 7 % 13).collect();
        format!("{}{}\t{text}\n", text.chars().next().unwrap(), text.chars().count() % 2)
    };
    (0..count).map(row).collect()
}

fn labels(trainer: &mut Trainer) -> ClassifyView {
    let Examples::Classify(view) = trainer.view(Query::default()).examples else { panic!("no labels") };
    view
}

fn texts(trainer: &mut Trainer) -> GenerateView {
    let Examples::Generate(view) = trainer.view(Query::default()).examples else { panic!("no texts") };
    view
}

/// Every kind of net these tasks can have.
fn nets(task: TaskKind) -> Vec<Options> {
    let net = |line: &str| rnntui::cli::parse_options(&format!("{line} --val-frac 0")).unwrap();
    let mut nets =
        vec![net("--hidden 6"), net("--cell gru --layers 2 --embed 5 --hidden 6"), net("--cell rnn --no-linear")];
    if task == TaskKind::Classify {
        nets.push(net("--bidirectional --layers 2 --hidden 5"));
        nets.push(net("--bidirectional --hidden 5 --pool mean"));
        nets.push(net("--cell gru --hidden 5 --pool max"));
    }
    nets
}

/// A batch of texts of any lengths is its texts one by one: the same losses, the same right answers, and the mean
/// gradient. A label's loss is one of the batch's rows; a text has a loss for each character and its end.
#[test]
fn a_packed_batch_is_its_texts_one_by_one() {
    let content = rows(17);
    let all = content.lines().count();
    for task in TASKS {
        for options in nets(task) {
            let (whole_loss, whole) = gradient(task, &content, &options, all, 0);
            let mut mean = vec![0.0; whole.as_slice().len()];
            let (mut total, mut correct, mut count) = (0.0, 0, 0);
            for step in 0..all {
                let (loss, one) = gradient(task, &content, &options, 1, step as u64);
                let losses = content.lines().nth(step).unwrap().split('\t').nth(1).unwrap().chars().count() + 1;
                assert_eq!(loss.count, if task == TaskKind::Classify { 1 } else { losses }, "{task:?}");
                (total, correct, count) = (total + loss.total, correct + loss.correct, count + loss.count);
                let share =
                    f32::from(u8::try_from(loss.count).unwrap()) / f32::from(u8::try_from(whole_loss.count).unwrap());
                mean.iter_mut().zip(one.as_slice()).for_each(|(sum, g)| *sum += g * share);
            }
            assert_eq!((whole_loss.count, whole_loss.correct), (count, correct), "{task:?}, {options:?}");
            assert!((whole_loss.total - total).abs() < 1e-4 * total, "{task:?}: {} and {total}", whole_loss.total);
            assert_within(&format!("{task:?}, {options:?}"), whole.as_slice(), &mean, 1e-4, 1e-6);
        }
    }
}

/// Shuffling, dropout, packing and validation depend neither on how many threads there are, nor on who looks at what.
#[test]
fn threads_and_looking_change_no_bit() {
    let content = rows(230);
    let nets = [
        (TaskKind::Classify, ""),
        (TaskKind::Classify, "--pool mean --balance --tokens word"),
        (TaskKind::Classify, "--pool max --balance --threshold 0.6"),
        (TaskKind::Generate, ""),
    ];
    for (task, more) in nets {
        let run = |threads, looking: bool| -> (Vec<Advance>, ParamSet) {
            let options = Options::default()
                .with(&rows::HIDDEN, 40)
                .with(&rows::LAYERS, 2)
                .with(&rows::DROPOUT, 0.3)
                .with(&rows::BIDIRECTIONAL, task == TaskKind::Classify)
                .with(&rows::BATCH, Batch::Rows(60))
                .with(&rows::VAL_FRAC, 0.4);
            let options = rnntui::cli::parse_options(more).unwrap().over(options);
            let mut trainer = crate::support::trainer(task, &content, &options, threads);
            let mut done = Vec::new();
            for step in 0..14 {
                if looking {
                    trainer.view(Query { example: step * 7, trace: step % 2 == 0, ..Query::default() });
                }
                done.push(trainer.advance());
            }
            (done, trainer.params().clone())
        };
        let one = run(1, false);
        let validated = one.0.iter().filter(|done| matches!(done, Advance::Validated { .. })).count();
        assert!(validated >= 2, "{:?}", one.0);
        for threads in [1, 2, 3] {
            assert!(one == run(threads, true), "{task:?} {more}, {threads} threads");
        }
    }
}

#[test]
fn labels_are_told_by_the_order_of_letters_and_the_view_says_so() {
    let options = Options::default().with(&rows::HIDDEN, 8).with(&rows::LR, 0.02).with(&rows::VAL_FRAC, 0.0);
    let mut trainer = crate::support::trainer(TaskKind::Classify, ANAGRAMS, &options, 1);
    let view = labels(&mut trainer);
    assert_eq!((view.answers.len(), view.training.answered, view.training.of), (18, 18, 18), "before the first step");
    assert!(view.training.right < 18 && view.answers.iter().all(|answer| answer.said.is_some()));
    train_epochs(&mut trainer, 1);
    let view = labels(&mut trainer);
    assert_eq!((view.training.answered, view.confusion.counts.sum(), view.reported), (18, 18, Part::Training));
    let right = view.answers.iter().filter(|answer| answer.right).count();
    assert_eq!(view.training.right, right);
    assert!(right < 18 && view.answers.is_sorted_by_key(|answer| answer.right), "the wrong ones first");
    train_epochs(&mut trainer, 150);
    let view = labels(&mut trainer);
    assert_eq!((view.training.right, view.confusion.counts.diag().sum()), (18, 18), "{:?}", view.answers);
    assert!(view.answers.iter().all(|answer| answer.said.as_ref().unwrap().1 > 0.5));
}

/// Probabilities are the softmax's: here of two labels and a net that cannot tell them apart yet.
#[test]
fn probabilities_are_the_nets() {
    let options = Options::default().with(&rows::LR, 1e-9).with(&rows::BATCH, Batch::Full).with(&rows::VAL_FRAC, 0.5);
    let mut trainer = crate::support::trainer(TaskKind::Classify, "a\tx\nb\tx\na\tx\nb\tx\n", &options, 1);
    train_epochs(&mut trainer, 1);
    let Trace { outputs, names, .. } =
        *trainer.view(Query { example: 0, trace: true, ..Query::default() }).trace.unwrap();
    let view = labels(&mut trainer);
    assert_eq!((view.validation.answered, view.training.answered, view.reported), (2, 2, Part::Validation));
    let said = view.answers[0].said.clone().unwrap();
    assert!(view.answers.iter().all(|answer| answer.said == Some(said.clone())), "{:?}", view.answers);
    let (likely, other) = if said.0 == names[0] { (0, 1) } else { (1, 0) };
    let probability = 1.0 / (1.0 + (outputs[[0, other]] - outputs[[0, likely]]).exp());
    assert!(probability > 0.5 && (said.1 - probability).abs() < 1e-5, "{said:?}, {probability}");
    assert_eq!(view.confusion.counts.sum(), 2, "those held out");
}

#[test]
fn many_labels_are_counted_together_and_many_rows_listed_in_part() {
    let rows: Vec<String> = (0..900).map(|i| format!("l{}\tt{}", i % 150, i % 150)).collect();
    let content = rows.join("\n");
    let options = Options::default().with(&rows::HIDDEN, 8).with(&rows::VAL_FRAC, 0.0);
    let mut trainer = crate::support::trainer(TaskKind::Classify, &content, &options, 1);
    train_epochs(&mut trainer, 1);
    let view = labels(&mut trainer);
    assert_eq!((view.answers.len(), view.training.answered), (200, 900));
    assert_eq!((view.confusion.labels.len(), view.confusion.others), (23, 127));
    assert_eq!((view.confusion.counts.dim(), view.confusion.counts.sum()), ((24, 24), 900));
    let mut trainer = crate::support::trainer(TaskKind::Generate, &content, &options, 1);
    let view = texts(&mut trainer);
    assert_eq!((view.labels, view.written[0].texts, view.written[0].label.as_str()), (150, 6, "l0"));
    assert_eq!(view.written.len(), 100);
}

#[test]
fn words_are_written_to_their_ends_and_the_staircase_is_that_of_the_batch() {
    let options = Options::default().with(&rows::HIDDEN, 30).with(&rows::BATCH, Batch::Full).with(&rows::LR, 0.02);
    let mut trainer = crate::support::trainer(TaskKind::Generate, WORDS, &options, 1);
    let view = texts(&mut trainer);
    // A label and 11, 8, 11, 4 and 13 characters.
    assert_eq!(view.batch_sizes, [5, 5, 5, 5, 5, 4, 4, 4, 4, 3, 3, 3, 1, 1]);
    assert_eq!((view.padded, view.exact()), (14 * 5 - (12 + 9 + 12 + 5 + 14), 0));
    train_epochs(&mut trainer, 150);
    let view = texts(&mut trainer);
    let written: Vec<String> =
        view.written.iter().map(|written| format!("{}\t{}", written.label, written.text())).collect();
    assert_eq!(written, WORDS.lines().collect::<Vec<_>>());
    assert!(view.written.iter().all(|written| written.exact && written.ended && written.texts == 1));
    let Advance::Step(step) = trainer.advance() else { panic!("no step") };
    assert_eq!(step.tokens, 52, "a label's text and its end");
}

/// Of a label with several texts any of them will do, and none of them is the one that should be.
#[test]
fn a_label_with_several_texts_gives_one_of_them() {
    let content = "a\ttwo\na\tone\na\tone\nb\tthree\n";
    let options = Options::default().with(&rows::HIDDEN, 16).with(&rows::BATCH, Batch::Full);
    let mut trainer = crate::support::trainer(TaskKind::Generate, content, &options, 1);
    train_epochs(&mut trainer, 200);
    let view = texts(&mut trainer);
    assert_eq!((view.written.len(), view.exact()), (2, 2), "{:?}", view.written);
    assert_eq!((view.written[0].text(), view.written[0].texts), ("one".to_owned(), 3));
    assert!(view.written[0].text.iter().all(|letter| !letter.wrong));
}

#[test]
fn one_row_alone_is_learnt() {
    let options = Options::default().with(&rows::HIDDEN, 16).with(&rows::LR, 0.02);
    let mut trainer = crate::support::trainer(TaskKind::Generate, "인사\t안녕하세요, 여러분!", &options, 1);
    train_epochs(&mut trainer, 150);
    let view = texts(&mut trainer);
    assert_eq!((view.written[0].text().as_str(), view.labels, view.padded), ("안녕하세요, 여러분!", 1, 0));
}

/// The weight of a label is that of scikit-learn's `balanced`, and the mean divides by the weights of the batch, as
/// PyTorch's does: with 3 rows of a and 1 of b the weights are 2/3 and 2, and a balanced step is that of a file with
/// each label three times.
#[test]
fn a_balanced_loss_is_that_of_a_balanced_file() {
    let (uneven, even) = ("a\txy\na\tyx\na\txx\nb\tyy\n", "a\txy\na\tyx\na\txx\nb\tyy\nb\tyy\nb\tyy\n");
    let options = |balance: bool| {
        Options::default().with(&rows::HIDDEN, 5).with(&rows::VAL_FRAC, 0.0).with(&rows::BALANCE, balance)
    };
    let (balanced, grads) = gradient(TaskKind::Classify, uneven, &options(true), 4, 0);
    let (wanted, wanted_grads) = gradient(TaskKind::Classify, even, &options(false), 6, 0);
    assert_eq!((balanced.count, wanted.count), (4, 6));
    assert!((balanced.total / 4.0 - wanted.total / 6.0).abs() < 1e-6, "{balanced:?}, {wanted:?}");
    assert_within("gradient", grads.as_slice(), wanted_grads.as_slice(), 1e-5, 1e-7);
}

/// With weights too, the sum over all chunks of a part has the part's mean, however it is cut; and the test is measured
/// as the validation is, on rows of its own.
#[test]
fn each_part_is_measured_whole_and_by_itself() {
    let content = rows(900);
    for more in ["", "--balance --tokens word --pool max"] {
        let options = rnntui::cli::parse_options(&format!("--hidden 6 --val-frac 0.3 --test-frac 0.2 {more}")).unwrap();
        let (_, Task { mut learn, show }) =
            crate::support::setup(TaskKind::Classify, &content, &options).into_task(1).unwrap();
        let params = learn.initial(3);
        let (mut validation, mut test) = (LossSum::default(), LossSum::default());
        assert!(learn.chunks(HeldOut::Validation) > 1 && learn.chunks(HeldOut::Test) > 1);
        (0..learn.chunks(HeldOut::Validation))
            .for_each(|chunk| validation += learn.measure(&params, HeldOut::Validation, chunk));
        (0..learn.chunks(HeldOut::Test)).for_each(|chunk| test += learn.measure(&params, HeldOut::Test, chunk));
        assert_eq!((validation.count, test.count), (270, 180));
        let moment = Moment { position: Position::default(), params: &params, carried: None };
        let view = show.view(moment, Query { work: Query::STARE, ..Query::default() });
        let Examples::Classify(view) = view.examples else { panic!("no labels") };
        assert_eq!((view.validation.right, view.test.right), (validation.correct, test.correct), "{more}");
        assert_eq!((view.training.of, view.reported, view.confusion.counts.sum()), (450, Part::Test, 180));
        // Of rows of ten labels the mean of the weighted losses is near that of a net that knows nothing.
        assert!((validation.total / 270.0 - test.total / 180.0).abs() < 0.1, "{validation:?} {test:?}");
    }
}

#[test]
fn words_are_known_from_the_rows_trained_on() {
    let row = |i: usize| format!("{}\tthe {} runs, w{i}!\n", ["cat", "dog"][i % 2], ["cat", "dog"][i % 2]);
    let content: String = (0..60).map(row).collect();
    let options = rnntui::cli::parse_options("--tokens word --min-count 2 --hidden 6 --val-frac 0.2").unwrap();
    let mut trainer = crate::support::trainer(TaskKind::Classify, &content, &options, 1);
    // the, cat, dog, runs and two marks, beside the three special ones.
    assert_eq!(trainer.params().table().specs()[0].shape[0], 9);
    assert_eq!(
        trainer.show().notes(),
        [
            "Read by words, 6 of them known; --tokens char reads characters.",
            "12 words of the held-out rows are unknown to the net, and <UNK>."
        ]
    );
    let view = trainer.view(Query::default());
    let mut steps = view.hidden.steps;
    steps[1].clear();
    assert_eq!(steps, ["the", "", "runs", ",", "<UNK>", "!"]);
    train_epochs(&mut trainer, 30);
    let view = labels(&mut trainer);
    assert_eq!((view.validation.right, view.validation.of, view.labels.macro_f1()), (12, 12, Some(1.0)));
    let said = Setup::new(
        &options.with(&rows::MIN_COUNT, 99),
        TaskKind::Classify,
        Data::parse(&content, &rnntui::data::Format::Classes([None, None])).unwrap(),
    );
    assert!(said.unwrap_err().to_string().starts_with("--min-count 99 leaves no word to know"));
}

/// What is less likely than the threshold is no answer: it is neither right nor given to a label, and a label's recall
/// counts it.
#[test]
fn below_the_threshold_there_is_no_answer() {
    let content = "a\tx\nb\tx\na\tx\nb\ty\n";
    let options = rnntui::cli::parse_options("--hidden 12 --lr 0.05 --val-frac 0 --threshold 0.9").unwrap();
    let mut trainer = crate::support::trainer(TaskKind::Classify, content, &options, 1);
    train_epochs(&mut trainer, 100);
    let view = labels(&mut trainer);
    // x is a twice and b once; y is b.
    assert_eq!((view.training.right, view.training.answered, view.training.unsure), (1, 1, 3));
    let said: Vec<&str> = view.answers.iter().map(|answer| answer.said.as_ref().unwrap().0.as_str()).collect();
    assert_eq!(said, ["?", "?", "?", "b"]);
    assert_eq!(view.confusion.counts.sum(), 1);
    let scores: Vec<_> = view.labels.labels.iter().map(|label| (label.said, label.rows, label.right)).collect();
    assert_eq!(scores, [(0, 2, 0), (1, 2, 1)]);
    let summary = trainer.view(Query::default()).examples.summary();
    assert_eq!(summary[0], "training rows: 1 of 1 right, 100.0%, 3 without an answer");
}
