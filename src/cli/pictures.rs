//! The pictures of an algebra as files: its D-classes as egg boxes, and its Cayley graph.

use std::path::{Path, PathBuf};

use anyhow::Result;

use crate::algebra::monoid::Monoid;
use crate::algebra::subject::Subject;
use crate::base::files::write_atomic;
use crate::cli::explain;
use crate::cli::places::refused;
use crate::figure::{Drawing, cayley_graph, egg_box};

/// Writes the pictures of `subject`, called `name`, into the directory `to`, and says in lines which ones.
pub fn write(subject: &Subject<'_>, name: &str, title: &str, to: &Path) -> Result<Vec<String>> {
    let advice = "give a directory that can be written to";
    std::fs::create_dir_all(to).map_err(refused(to, advice))?;
    let save = |what: &str, drawing: &Drawing| -> Result<String> {
        let path: PathBuf = to.join(format!("{name}-{what}.svg"));
        let advice = "check its directory and the space on the disk";
        write_atomic(&path, drawing.svg.as_bytes()).map_err(refused(&path, advice))?;
        Ok(path.display().to_string())
    };
    let mut lines = Vec::new();
    if let Some(picture) = explain::egg_box(subject, egg_box::EXTENT) {
        lines.push(save("egg-box", &egg_box::draw(title, &picture)?)?);
    }
    let letters = subject.names();
    let graph = if subject.facts.order > cayley_graph::LIMIT as u128 {
        None
    } else if let Some(monoid) = subject.monoid {
        cayley_graph::draw(title, monoid, &letters)?
    } else {
        // a group whose facts needed no list
        let monoid = Monoid::from_generators(subject.generators, cayley_graph::LIMIT)?;
        cayley_graph::draw(title, &monoid, &letters)?
    };
    lines.push(match graph {
        Some(drawing) => save("cayley", &drawing)?,
        None => format!(
            "no Cayley graph: more than {} elements cannot be told apart in a picture",
            cayley_graph::LIMIT
        ),
    });
    Ok(lines)
}
