//! The facts of a monoid as lines for a reader and as JSON.

use serde_json::{Value, json};

use crate::algebra::facts::Facts;
use crate::algebra::permutation::facts::GroupFacts;

/// Name and value of each fact.
pub fn lines(facts: &Facts) -> Vec<(&'static str, String)> {
    let yes = |b: bool| if b { "yes" } else { "no" }.to_owned();
    let holds = &facts.identities;
    let mut lines = vec![
        ("elements", facts.order.to_string()),
        ("idempotents", facts.idempotents.to_string()),
        ("group", yes(facts.group)),
        ("aperiodic", yes(holds.aperiodic)),
        ("commutes", yes(holds.commutative)),
        ("solvable", yes(facts.solvable())),
    ];
    if let Some(group) = facts.as_group() {
        lines.extend(of_group(group));
    } else {
        let [d, r, l, h] = facts.classes;
        lines.push((
            "Green's classes",
            format!("{d} of D, {r} of R, {l} of L, {h} of H"),
        ));
        let groups = facts.subgroups.iter().filter(|group| group.order > 1);
        let groups: Vec<String> = groups.map(|group| group.order.to_string()).collect();
        if !groups.is_empty() {
            lines.push(("groups inside", format!("of order {}", groups.join(", "))));
        }
        lines.push(("varieties", varieties(facts)));
    }
    lines.push(("word problem", facts.word_problem.to_string()));
    lines
}

fn of_group(group: &GroupFacts) -> Vec<(&'static str, String)> {
    let list = |items: Vec<String>, between: &str| items.join(between);
    let series = group.derived_series.iter().map(u128::to_string).collect();
    let mut lines = vec![
        (
            "nilpotent",
            if group.nilpotent { "yes" } else { "no" }.to_owned(),
        ),
        ("derived series", list(series, " > ")),
    ];
    lines.extend(group.composition_factors.as_ref().map(|factors| {
        let factors = factors.clone();
        ("composition factors", list(factors, ", "))
    }));
    lines.extend(group.element_orders.as_ref().map(|orders| {
        let of = |(order, count): &(u64, usize)| format!("{count} of order {order}");
        ("its elements", list(orders.iter().map(of).collect(), ", "))
    }));
    lines.extend(group.exponent.map(|n| ("exponent", n.to_string())));
    lines.extend(
        group
            .conjugacy_classes
            .map(|n| ("conjugacy classes", n.to_string())),
    );
    lines.extend(group.centre.map(|n| ("centre", format!("of order {n}"))));
    lines.extend(
        group
            .signed_layers
            .map(|n| ("signed length", n.to_string())),
    );
    lines.extend(
        group
            .householders
            .map(|n| ("Householder factors", n.to_string())),
    );
    lines
}

/// The classes of monoids that it belongs to, the smallest of a chain first.
fn varieties(facts: &Facts) -> String {
    let holds = &facts.identities;
    let names = [
        ("J-trivial", holds.j_trivial),
        ("R-trivial", holds.r_trivial),
        ("L-trivial", holds.l_trivial),
        ("DA", holds.da),
        ("C-RASP", facts.counters == Some(true)),
        ("R^ω", holds.r_omega),
        ("aperiodic", holds.aperiodic),
        ("2-groups inside", holds.two_groups),
        ("block group", holds.block_group),
        ("inverse monoid", holds.inverse),
    ];
    let found: Vec<&str> = names.iter().filter(|n| n.1).map(|n| n.0).collect();
    if found.is_empty() {
        "none of those with a name here".to_owned()
    } else {
        found.join(", ")
    }
}

/// All facts. Names are those of the published interface; what does not apply or is not computed is null.
pub fn as_json(facts: &Facts) -> Value {
    let [d, r, l, h] = facts.classes;
    let group = facts.as_group();
    let holds = &facts.identities;
    json!({
        "order": number(facts.order),
        "idempotents": facts.idempotents,
        "group": facts.group,
        "aperiodic": holds.aperiodic,
        "abelian": holds.commutative,
        "solvable": facts.solvable(),
        "derived_length": facts.derived_length(),
        "derived_series": group.map(|g| g.derived_series.iter().map(|&n| number(n)).collect::<Vec<_>>()),
        "nilpotent": group.map(|g| g.nilpotent),
        "composition_factors": group.and_then(|g| g.composition_factors.clone()),
        "element_orders": group.and_then(|g| g.element_orders.as_ref()).map(|orders| {
            orders.iter().map(|(order, count)| (order.to_string(), json!(count))).collect::<serde_json::Map<_, _>>()
        }),
        "exponent": group.and_then(|g| g.exponent),
        "conjugacy_classes": group.and_then(|g| g.conjugacy_classes),
        "centre": group.and_then(|g| g.centre).map(number),
        "signed_length": facts.signed_length(),
        "householders": group.and_then(|g| g.householders),
        "d_classes": d,
        "r_classes": r,
        "l_classes": l,
        "h_classes": h,
        "maximal_subgroups": facts.subgroups.iter().map(|g| number(g.order)).collect::<Vec<_>>(),
        "j_trivial": holds.j_trivial,
        "r_trivial": holds.r_trivial,
        "l_trivial": holds.l_trivial,
        "da": holds.da,
        "r_omega": holds.r_omega,
        "c_rasp": facts.counters,
        "two_groups": holds.two_groups,
        "word_problem": facts.word_problem.to_string(),
    })
}

/// A JSON number, or its digits as text beyond 2^64.
pub fn number(n: u128) -> Value {
    u64::try_from(n).map_or_else(|_| json!(n.to_string()), |n| json!(n))
}
