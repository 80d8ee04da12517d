//! The algebra against GAP, an independent system: every problem of the repository, and groups and monoids drawn
//! at random. Skipped, with a message, where `gap` is not installed.

use std::fs;
use std::path::Path;
use std::process::Command;

use barrington::algebra::facts::Facts;
use barrington::algebra::monoid::Monoid;
use barrington::algebra::permutation::PermutationGroup;
use barrington::algebra::transformation::Transformation;
use barrington::base::rng::{Stream, below, stream};
use barrington::problem::{list, load};

/// What GAP is asked of a group: order, commutes, nilpotent, solvable, derived length or -1, exponent, classes. The
/// last as orbits, because its own function asks for a package that a small installation does not have.
const GROUP: &str = "Ask := function(g) local l; l := -1; if IsSolvableGroup(g) then \
    l := Length(DerivedSeriesOfGroup(g)) - 1; fi; Print(Size(g), \" \", IsAbelian(g), \" \", \
    IsNilpotentGroup(g), \" \", IsSolvableGroup(g), \" \", l, \" \", Exponent(g), \" \", \
    Length(Orbits(g, AsList(g), OnPoints)), \"\\n\"); end;;\n";

/// And of a monoid: order, idempotents, classes of D, R and L.
const MONOID: &str = "AskMonoid := function(m) local e; e := AsList(m); Print(Size(m), \" \", \
    Number(e, x -> x*x = x), \" \", Length(GreensDClasses(m)), \" \", Length(GreensRClasses(m)), \" \", \
    Length(GreensLClasses(m)), \"\\n\"); end;;\n";

/// Runs a GAP program; `None` if GAP is not installed.
fn gap(program: &str) -> Option<String> {
    let dir = tempfile::tempdir().unwrap();
    let file = dir.path().join("program.g");
    fs::write(&file, format!("{GROUP}{MONOID}{program}\nQUIT;\n")).unwrap();
    let out = match Command::new("gap").args(["-q", "-A"]).arg(&file).output() {
        Ok(out) => out,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return None,
        Err(error) => panic!("gap does not start: {error}"),
    };
    Some(String::from_utf8(out.stdout).unwrap())
}

/// The generators as a GAP list.
fn gap_list(generators: &[Transformation], constructor: &str) -> String {
    let lists: Vec<String> = generators
        .iter()
        .map(|g| {
            let images: Vec<String> = g.images().iter().map(|i| (i + 1).to_string()).collect();
            format!("{constructor}([{}])", images.join(","))
        })
        .collect();
    format!("[{}]", lists.join(","))
}

/// The line with which GAP should answer.
fn expected(facts: &Facts) -> String {
    let Some(group) = facts.as_group() else {
        let [d, r, l, _] = facts.classes;
        return format!("{} {} {d} {r} {l}", facts.order, facts.idempotents);
    };
    let length = group.derived_length.map_or(-1, |length| length as i64);
    format!(
        "{} {} {} {} {length} {} {}",
        facts.order,
        group.abelian,
        group.nilpotent,
        group.solvable,
        group.exponent.unwrap(),
        group.conjugacy_classes.unwrap()
    )
}

/// The question about what `generators` generate.
fn question(generators: &[Transformation], facts: &Facts) -> String {
    if facts.group {
        let list = gap_list(generators, "PermList");
        format!("Ask(Group({list}));\n")
    } else {
        let list = gap_list(generators, "Transformation");
        format!("AskMonoid(Monoid({list}));\n")
    }
}

/// Asks about all of them at once and compares line by line.
fn compare(cases: &[(String, Vec<Transformation>, Facts)]) {
    let program: String = cases
        .iter()
        .map(|(_, g, facts)| question(g, facts))
        .collect();
    let Some(output) = gap(&program) else {
        println!("skipped: gap is not installed");
        return;
    };
    let answers: Vec<&str> = output.lines().collect();
    assert_eq!(answers.len(), cases.len(), "{output}");
    for ((name, _, facts), answer) in cases.iter().zip(answers) {
        assert_eq!(expected(facts), answer, "{name}");
    }
}

#[test]
fn gap_agrees_on_every_problem() {
    let folder = Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/problems"));
    let case = |name: String| {
        let problem = load(folder, &name).unwrap().config.build().unwrap();
        let monoid = problem.monoid()?;
        Some((name, monoid.generators().to_vec(), Facts::of(monoid)))
    };
    let cases: Vec<_> = list(folder).unwrap().into_iter().filter_map(case).collect();
    assert!(cases.len() >= 110);
    compare(&cases);
}

fn permutation(rng: &mut Stream, points: u32) -> Transformation {
    let mut images: Vec<u16> = (0..points as u16).collect();
    for i in (1..points).rev() {
        images.swap(i as usize, below(rng, i + 1) as usize);
    }
    Transformation::from_images(&images).unwrap()
}

/// Powers of random permutations of few points: small groups of many kinds, not only symmetric ones.
#[test]
fn gap_agrees_on_groups_drawn_at_random() {
    let case = |k: u64| {
        let mut rng = stream(22, "groups", k);
        let points = 4 + below(&mut rng, 6);
        let count = 1 + below(&mut rng, 3);
        let generators: Vec<Transformation> = (0..count)
            .map(|_| {
                let p = permutation(&mut rng, points);
                let power = 1 + below(&mut rng, 4);
                (1..power).fold(p.clone(), |product, _| &product * &p)
            })
            .collect();
        let group = PermutationGroup::from_generators(&generators).unwrap();
        let facts = Facts::of_group(&group);
        (format!("group {k}"), generators, facts)
    };
    let cases: Vec<_> = (0..250)
        .map(case)
        .filter(|(_, _, facts)| facts.order <= 6_000)
        .collect();
    assert!(cases.len() >= 100, "{}", cases.len());
    compare(&cases);
}

#[test]
fn gap_agrees_on_transformation_monoids_drawn_at_random() {
    let case = |k: u64| {
        let mut rng = stream(20, "monoids", k);
        let points = 3 + below(&mut rng, 2);
        let count = 2 + below(&mut rng, 2);
        let generators: Vec<Transformation> = (0..count)
            .map(|_| {
                let images: Vec<u16> = (0..points)
                    .map(|_| below(&mut rng, points) as u16)
                    .collect();
                Transformation::from_images(&images).unwrap()
            })
            .collect();
        let monoid = Monoid::from_generators(&generators, 10_000).unwrap();
        let facts = Facts::of(&monoid);
        (format!("monoid {k}"), generators, facts)
    };
    let cases: Vec<_> = (0..120)
        .map(case)
        .filter(|(_, generators, _)| !generators.iter().all(Transformation::is_permutation))
        .collect();
    assert!(cases.len() >= 100, "{}", cases.len());
    compare(&cases);
}

#[test]
fn gap_multiplies_in_the_same_order() {
    let mut rng = stream(21, "products", 0);
    let (p, q) = (permutation(&mut rng, 7), permutation(&mut rng, 7));
    let lists = gap_list(&[p.clone(), q.clone()], "PermList");
    let program = format!("l := {lists};; Print(ListPerm(l[1]*l[2], 7), \"\\n\");");
    let images: Vec<String> = (&p * &q)
        .images()
        .iter()
        .map(|i| (i + 1).to_string())
        .collect();
    match gap(&program) {
        None => println!("skipped: gap is not installed"),
        Some(output) => assert_eq!(output.trim(), format!("[ {} ]", images.join(", "))),
    }
}
