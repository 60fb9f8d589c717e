//! `rnntui sample`: a trained net answers, each task in its own way.

mod classify;
mod drawing;
mod generate;
mod lines;
mod series;
mod text;
mod translate;

use crate::cli::{Sample, Which};
use crate::config::TaskKind;
use crate::exit::Failure;
use crate::session::again::Net;
use crate::session::format::Session;
use crate::task::Model;

/// Reads the session and lets its net answer on standard output.
///
/// # Errors
/// If an option or the session is refused, or stdout cannot be written.
pub fn run(args: &Sample) -> Result<(), Failure> {
    if let Some(temperature) = args.temperature.filter(|temperature| !(0.0..f64::INFINITY).contains(temperature)) {
        let sentence = format!("--temperature {temperature} is out of range: it must be 0 or more");
        return Err(Failure::Input(sentence));
    }
    let mut session = Session::read(&args.session).map_err(Failure::input)?;
    let net = args.at.map_or(if args.state == Which::Best { Net::Best } else { Net::Last }, Net::At);
    session.choose(net, &args.session, args.data.as_deref()).map_err(Failure::input)?;
    let task = session.checkpoint.config.task.kind();
    check(args, task)?;
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

/// Refuses options that the session's task does not have, because they would be ignored.
fn check(args: &Sample, task: TaskKind) -> Result<(), Failure> {
    use TaskKind::{Generate, Series, Text};
    let given: [(&str, bool, &[TaskKind]); 6] = [
        ("-n", args.n.is_some(), &[Text, Generate, Series]),
        ("--prime", args.prime.is_some(), &[Text]),
        ("--label", args.label.is_some(), &[Generate]),
        ("--temperature", args.temperature.is_some(), &[Text, Generate]),
        ("--seed", args.seed.is_some(), &[Text, Generate]),
        ("--data", args.data.is_some() && args.at.is_none(), &[Series]),
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
