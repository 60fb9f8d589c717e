//! `rnntui sample`: a trained net answers, each task in its own way.

mod classify;
mod drawing;
mod generate;
mod lines;
mod series;
mod stop;
mod text;
mod translate;

use crate::cli::{Sample, Which};
use crate::config::TaskKind;
use crate::exit::Failure;
use crate::exit::unread::unread;
use crate::session::again::Net;
use crate::session::format::Session;
use crate::task::Model;

/// Reads the session and lets its net answer on standard output.
///
/// # Errors
/// If an option or the session is refused, or stdout cannot be written.
pub fn run(args: &Sample) -> Result<(), Failure> {
    check_ranges(args)?;
    let path = &args.net.session;
    let mut session = Session::read(path).map_err(Failure::input)?;
    let net = args.net.at.map_or(if args.net.state == Which::Best { Net::Best } else { Net::Last }, Net::At);
    session.choose(net, path, args.net.data.as_deref()).map_err(Failure::input)?;
    let task = session.checkpoint.config.task.kind();
    check(args, task)?;
    match task {
        TaskKind::Text if args.prime_file.as_deref().is_none_or(|file| file != "-") => {
            unread("a text goes on from --prime TEXT, or from it with --prime-file -");
        }
        TaskKind::Generate => unread("a text is written for a --label"),
        TaskKind::Series => unread("a series goes on after the last row of its data"),
        TaskKind::Text | TaskKind::Classify | TaskKind::Translate => {}
    }
    match Model::new(&session.checkpoint.config, &session.source.size) {
        Model::Network(network) => match task {
            TaskKind::Series => series::run(args, &session, &network),
            TaskKind::Classify => classify::run(&session, &network),
            TaskKind::Generate => generate::run(args, &session, &network),
            TaskKind::Text | TaskKind::Translate => text::run(args, &session, &network),
        },
        Model::Translator(translator) => translate::run(&session, &translator),
    }
}

/// Refuses values that mean nothing.
fn check_ranges(args: &Sample) -> Result<(), Failure> {
    let refused = |sentence: String| Err(Failure::Input(sentence));
    if let Some(temperature) = args.temperature.filter(|temperature| !(0.0..f64::INFINITY).contains(temperature)) {
        return refused(format!("--temperature {temperature} is out of range: it must be 0 or more"));
    }
    if args.top_k == Some(0) {
        return refused("--top-k 0 is out of range: it must be at least 1".to_owned());
    }
    if args.stop.as_deref() == Some("") {
        return refused("--stop is empty: give the text to stop before".to_owned());
    }
    match args.count {
        Some(0) => refused("--count 0 is out of range: it must be at least 1".to_owned()),
        Some(count @ 2..) if args.temperature == Some(0.0) => {
            refused(format!("--temperature 0 writes the same text each time: leave out --count {count}"))
        }
        _ => Ok(()),
    }
}

/// Refuses options that the session's task does not have, because they would be ignored.
fn check(args: &Sample, task: TaskKind) -> Result<(), Failure> {
    use TaskKind::{Generate, Series, Text};
    let given: [(&str, bool, &[TaskKind]); 10] = [
        ("-n", args.n.is_some(), &[Text, Generate, Series]),
        ("--prime", args.prime.is_some(), &[Text]),
        ("--prime-file", args.prime_file.is_some(), &[Text]),
        ("--label", args.label.is_some(), &[Generate]),
        ("--temperature", args.temperature.is_some(), &[Text, Generate]),
        ("--seed", args.seed.is_some(), &[Text, Generate]),
        ("--top-k", args.top_k.is_some(), &[Text, Generate]),
        ("--stop", args.stop.is_some(), &[Text, Generate]),
        ("--count", args.count.is_some(), &[Text, Generate]),
        ("--data", args.net.data.is_some() && args.net.at.is_none(), &[Series]),
    ];
    for (option, given, tasks) in given {
        if given && !tasks.contains(&task) {
            let homes: Vec<_> = tasks.iter().map(|task| task.name()).collect();
            let (homes, task) = (homes.join(" or "), task.name());
            let sentence = format!("{option} belongs to a session of {homes}, and this one is of {task}: leave it out");
            return Err(Failure::Input(sentence));
        }
    }
    Ok(())
}
