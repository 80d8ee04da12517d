//! `barrington list`: what there is.

use anyhow::Result;
use clap::ValueEnum;

use crate::cli::places::{Part, experiments, problems};
use crate::cli::say;
use crate::cli::table::{table, text};
use crate::experiment::library;
use crate::figure::{FIGURES, Figure};
use crate::model::config::Activation;
use crate::model::layer::{feed_forward::FeedForward, linear};
use crate::model::mixers::Architecture;
use crate::model::{ARCHITECTURES, Parameters, Place};
use crate::problem;

/// Name the problems, architectures, experiments and figures there are
#[derive(Debug, clap::Args)]
#[command(after_help = "Example:\n  barrington list architectures")]
pub struct Options {
    /// What to list; everything if left out
    what: Option<What>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum What {
    Problems,
    Architectures,
    Experiments,
    Figures,
}

/// Lists names, each with a line about it.
pub fn list(options: &Options) -> Result<()> {
    let all = What::value_variants().iter().copied();
    let wanted = all.filter(|what| options.what.is_none_or(|wanted| wanted == *what));
    let parts = wanted.map(|what| {
        let (heading, rows) = rows(what)?;
        let mut table = table(&[heading, "what it is"], false);
        table.add_rows(rows.into_iter().map(|(name, about)| [name, about]));
        Ok(text(&table))
    });
    say(&parts.collect::<Result<Vec<_>>>()?.join("\n\n"))
}

/// What is said of a layer, with the names of its linear maps.
fn with_maps(about: &str, made: &Parameters) -> String {
    let maps: Vec<&str> = made.maps().into_iter().collect();
    match maps.is_empty() {
        true => about.to_owned(),
        false => format!("{about}; maps: {}", maps.join(", ")),
    }
}

/// What one of them is called, and names, each with a line about it. A faulty file is listed with its fault: the others
/// are still there.
fn rows(what: What) -> Result<(&'static str, Vec<(String, String)>)> {
    let problem = |name: String| {
        let about = match problem::load(problems(), &name) {
            Ok(file) => file.config.title,
            Err(error) => format!("cannot be read: {error}"),
        };
        (name, about)
    };
    let architecture = |a: &Architecture| {
        let named = || format!("<{}>", a.name);
        let symbol = a.letter.map_or_else(named, String::from);
        let mut made = Parameters::new(0);
        let (d_model, layers) = (64, 1);
        (a.default)().build::<f32>(Place { d_model, layers }, &mut made)?;
        let about = format!("{} ({symbol} in patterns)", a.about);
        Ok((a.name.to_owned(), with_maps(&about, &made)))
    };
    let experiment = |name: String| {
        let about = match Part::default().plan(&name) {
            Ok(plan) => format!("{} ({} runs)", plan.title, plan.runs.len()),
            Err(error) => format!("cannot be read: {error:#}"),
        };
        (name, about)
    };
    let figure = |f: &Figure| (f.name.to_owned(), f.about.to_owned());
    Ok(match what {
        What::Problems => {
            let names = problem::list(problems())?.into_iter();
            ("problem", names.map(problem).collect())
        }
        What::Architectures => {
            let rows = ARCHITECTURES.iter().map(architecture);
            let mut rows = rows.collect::<Result<Vec<_>>>()?;
            let mut made = Parameters::new(0);
            FeedForward::new(&mut made, [1, 1], Activation::Gelu)?;
            let about = with_maps("feed-forward network (- in patterns)", &made);
            rows.push(("-".to_owned(), about));
            rows.extend(linear::ABOUT.iter().map(|(kind, about)| {
                let about =
                    format!("{about}, of the linear map NAME: one of the maps, head or all");
                (format!("linear.NAME.{kind}"), about)
            }));
            ("architecture", rows)
        }
        What::Experiments => {
            let names = library::list(experiments())?.into_iter();
            ("experiment", names.map(experiment).collect())
        }
        What::Figures => ("figure", FIGURES.iter().map(figure).collect()),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn feed_forward_networks_and_kinds_of_linear_maps_are_listed_and_maps_named() {
        let (_, rows) = rows(What::Architectures).unwrap();
        let rows = rows.iter().map(|(name, about)| format!("{name}: {about}"));
        insta::assert_snapshot!(rows.collect::<Vec<_>>().join("\n"), @"
    rnn: Elman network, tanh or relu (R in patterns); maps: input
    gru: gated recurrent unit (G in patterns); maps: input
    lstm: long short-term memory (L in patterns); maps: input
    ids4: dense linear recurrence with an input-dependent transition matrix (I in patterns); maps: a, b, c, d
    s4d: time-invariant diagonal state-space model with a gated linear map (S in patterns); maps: out
    mamba: selective diagonal state-space model with convolution and gate (M in patterns); maps: b, c, delta, in_u, in_z, out, step
    attention: causal multi-head attention (* in patterns); maps: in_proj, out_proj
    -: feed-forward network (- in patterns); maps: feed_forward.down, feed_forward.up
    linear.NAME.dense: any matrix, of the linear map NAME: one of the maps, head or all
    ");
    }
}
