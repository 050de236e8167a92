//! The table of contents.

use serde::{Deserialize, Serialize};

/// A heading with those below it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Heading {
    /// 1 to 6.
    pub level: u8,
    /// Its id.
    pub id: String,
    /// Its text without markup.
    pub title: String,
    /// The headings below it.
    pub children: Vec<Heading>,
}

/// Nests a flat list: each heading goes below the nearest earlier one of a smaller level.
pub fn tree(flat: Vec<Heading>) -> Vec<Heading> {
    let mut roots: Vec<Heading> = Vec::new();
    for heading in flat {
        insert(&mut roots, heading);
    }
    roots
}

fn insert(siblings: &mut Vec<Heading>, heading: Heading) {
    match siblings.last_mut() {
        Some(last) if last.level < heading.level => insert(&mut last.children, heading),
        _ => siblings.push(heading),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn heading(level: u8, id: &str) -> Heading {
        Heading { level, id: id.into(), title: id.into(), children: Vec::new() }
    }

    #[test]
    fn messy_orders_nest() {
        let flat = [(3, "a"), (2, "b"), (4, "c"), (3, "d"), (2, "e")];
        let roots = tree(flat.iter().map(|(level, id)| heading(*level, id)).collect());
        let ids: Vec<&str> = roots.iter().map(|heading| heading.id.as_str()).collect();
        assert_eq!(ids, ["a", "b", "e"]);
        assert_eq!(roots[1].children.len(), 2);
    }
}
