//! The options that say what is trained and how, as a command line or a lesson writes them: clap's side of [`TABLE`].
//! Ranges and contradictions are not checked here, because a lesson's options are merged with the command line's first.

use clap::error::ErrorKind;
use clap::{Arg, ArgAction, ArgMatches, Args, Command, Error, FromArgMatches, Parser};

use crate::config::{Input, Options, Row, TABLE, may_change};

/// The model, the batches and the update.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ModelArgs {
    /// What was given.
    pub options: Options,
}

impl Args for ModelArgs {
    fn augment_args(command: Command) -> Command {
        command.args(TABLE.map(arg))
    }

    fn augment_args_for_update(command: Command) -> Command {
        Self::augment_args(command)
    }
}

/// What a branch changes. All options are taken, so that one that may not change is refused with a sentence; the help
/// shows those that may.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ChangeArgs {
    /// What was given.
    pub options: Options,
}

impl Args for ChangeArgs {
    fn augment_args(command: Command) -> Command {
        command.args(TABLE.map(|row| arg(row).hide(!may_change(row.name()))))
    }

    fn augment_args_for_update(command: Command) -> Command {
        Self::augment_args(command)
    }
}

impl FromArgMatches for ChangeArgs {
    fn from_arg_matches(matches: &ArgMatches) -> Result<Self, Error> {
        ModelArgs::from_arg_matches(matches).map(|ModelArgs { options }| Self { options })
    }

    fn update_from_arg_matches(&mut self, matches: &ArgMatches) -> Result<(), Error> {
        *self = Self::from_arg_matches(matches)?;
        Ok(())
    }
}

/// clap's argument for an option.
fn arg(row: &'static dyn Row) -> Arg {
    let arg = Arg::new(row.name()).long(row.name()).help(row.help());
    let read = move |text: &str| row.read(text);
    match row.input() {
        Input::Switch => arg.action(ArgAction::SetTrue),
        Input::Number => arg.value_name(row.value()).value_parser(read).allow_negative_numbers(true),
        Input::Text => arg.value_name(row.value()).value_parser(read),
        Input::Choice(choices) => {
            arg.value_name(row.value()).value_parser(clap::builder::PossibleValuesParser::new(choices))
        }
    }
}

impl FromArgMatches for ModelArgs {
    fn from_arg_matches(matches: &ArgMatches) -> Result<Self, Error> {
        let mut args = Self::default();
        args.update_from_arg_matches(matches)?;
        Ok(args)
    }

    fn update_from_arg_matches(&mut self, matches: &ArgMatches) -> Result<(), Error> {
        for row in TABLE {
            let given = match row.input() {
                Input::Switch => matches.get_flag(row.name()).then_some("true"),
                _ => matches.get_one::<String>(row.name()).map(String::as_str),
            };
            if let Some(text) = given {
                self.options.set(row.name(), text).map_err(|error| Error::raw(ErrorKind::ValueValidation, error))?;
            }
        }
        Ok(())
    }
}

/// Options as a lesson writes them.
#[derive(Debug, Parser)]
#[command(no_binary_name = true)]
struct OptionLine {
    #[command(flatten)]
    model: ModelArgs,
}

/// The options in a line of them.
///
/// # Errors
/// clap's explanation.
pub fn parse_options(line: &str) -> Result<Options, Error> {
    OptionLine::try_parse_from(line.split_whitespace()).map(|line| line.model.options)
}
