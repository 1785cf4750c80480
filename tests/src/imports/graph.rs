use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::fmt;

/// One file imports another.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Import {
    /// The file that mentions names.
    pub from: String,
    /// The file that defines them.
    pub to: String,
    /// The names.
    pub names: BTreeSet<String>,
}

/// Files that import each other: each import begins where the one before ends, and the last ends where the first begins.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Circle(pub Vec<Import>);

impl fmt::Display for Circle {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for Import { from, to, names } in &self.0 {
            let names: Vec<&str> = names.iter().map(String::as_str).collect();
            writeln!(f, "{from} -> {to} ({})", names.join(", "))?;
        }
        Ok(())
    }
}

/// Which file imports which, and by which names.
#[derive(Debug, Default)]
pub(super) struct Graph(BTreeMap<String, BTreeMap<String, BTreeSet<String>>>);

impl Graph {
    pub(super) fn add(&mut self, import: Import) {
        let Import { from, to, names } = import;
        let tos = self.0.entry(from).or_default();
        tos.entry(to).or_default().extend(names);
    }

    /// For each import the shortest circle that it is part of, each circle once.
    pub(super) fn circles(&self) -> Vec<Circle> {
        let mut found: BTreeMap<Vec<&str>, Circle> = BTreeMap::new();
        for (from, tos) in &self.0 {
            for to in tos.keys() {
                let Some(mut files) = self.shortest_way(to, from) else {
                    continue;
                };
                // A circle has no beginning: it is told from its first file in the alphabet.
                let first = (0..files.len()).min_by_key(|&index| files[index]);
                files.rotate_left(first.unwrap_or_default());
                let circle = self.circle(&files);
                found.entry(files).or_insert(circle);
            }
        }
        let mut circles: Vec<Circle> = found.into_values().collect();
        circles.sort_by_key(|circle| circle.0.len());
        circles
    }

    fn circle(&self, files: &[&str]) -> Circle {
        let next = files.iter().cycle().skip(1);
        let imports = files.iter().zip(next).map(|(&from, &to)| Import {
            from: from.to_owned(),
            to: to.to_owned(),
            names: self.0[from][to].clone(),
        });
        Circle(imports.collect())
    }

    /// The files on the shortest way from one file to another, both included.
    fn shortest_way<'a>(&'a self, from: &'a str, to: &'a str) -> Option<Vec<&'a str>> {
        let mut came_from: BTreeMap<&str, &str> = BTreeMap::new();
        let mut queue = VecDeque::from([from]);
        while let Some(at) = queue.pop_front() {
            if at == to {
                let mut way = vec![to];
                while let Some(&before) = way.last().and_then(|last| came_from.get(last)) {
                    way.push(before);
                }
                way.reverse();
                return Some(way);
            }
            for next in self.0.get(at).into_iter().flat_map(BTreeMap::keys) {
                if next != from && !came_from.contains_key(&**next) {
                    came_from.insert(next, at);
                    queue.push_back(next);
                }
            }
        }
        None
    }
}
