use std::collections::HashSet;

use super::graph::Import;
use super::module::Tree;
use super::paths::Used;

/// Where something is defined, and its name in the path that led there.
#[derive(Debug)]
struct Definition {
    file: String,
    name: String,
}

/// What is looked for: a module and an item may have one name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
enum Wanted {
    Module,
    Item,
}

/// All imports of one file by another, each with the name that was used.
pub(super) fn imports(tree: &Tree) -> Vec<Import> {
    let mut imports = Vec::new();
    for (id, module) in tree.modules() {
        // The root and the files of modules with child files are the doors of what is below.
        let is_door =
            module.parent.is_none() || module.has_child_files || module.file.ends_with("/mod.rs");
        let in_uses = module
            .uses
            .iter()
            .filter(|(_, exported)| !(*exported && is_door))
            .map(|(used, _)| used)
            .chain(&module.mentioned.uses)
            .filter(|used| !used.glob)
            .map(|used| &used.path);
        for path in in_uses.chain(&module.mentioned.paths) {
            let Some(Definition { file, name }) = Resolver::new(tree).item(id, path) else {
                continue;
            };
            if file != module.file {
                imports.push(Import {
                    from: module.file.clone(),
                    to: file,
                    names: [name].into(),
                });
            }
        }
    }
    imports
}

struct Resolver<'a> {
    tree: &'a Tree,
    /// What is being looked up: re-exports may lead back.
    seen: HashSet<(usize, String, Wanted)>,
}

impl<'a> Resolver<'a> {
    fn new(tree: &'a Tree) -> Self {
        Self {
            tree,
            seen: HashSet::new(),
        }
    }

    /// The definition of what a path in a module names; none where it names a module or something of another crate.
    fn item(&mut self, module: usize, path: &[String]) -> Option<Definition> {
        let (mut at, names, explicit) = self.start(module, path)?;
        for (index, name) in names.iter().enumerate() {
            let is_last = index + 1 == names.len();
            let next = if is_last {
                None
            } else {
                self.lookup_module(at, name)
            };
            if let Some(next) = next {
                at = next;
                continue;
            }
            let definition = |file| Definition {
                file,
                name: name.clone(),
            };
            if let Some(file) = self.lookup_item(at, name) {
                return Some(definition(file));
            }
            if self.lookup_module(at, name).is_some() || (index == 0 && !explicit) {
                return None;
            }
            // What a macro defines is not seen; the module is known.
            return Some(definition(self.tree.module(at).file.clone()));
        }
        None
    }

    /// The module that a path names.
    fn submodule(&mut self, module: usize, path: &[String]) -> Option<usize> {
        let (at, names, _) = self.start(module, path)?;
        names
            .iter()
            .try_fold(at, |at, name| self.lookup_module(at, name))
    }

    /// Where a path begins, what follows, and whether `crate`, `self` or `super` said where.
    fn start<'p>(&self, module: usize, path: &'p [String]) -> Option<(usize, &'p [String], bool)> {
        let mut at = module;
        let mut rest = path;
        let mut explicit = false;
        while let Some((first, after)) = rest.split_first() {
            match &**first {
                "crate" => at = 0,
                "self" => {}
                "super" => at = self.tree.module(at).parent?,
                _ => break,
            }
            explicit = true;
            rest = after;
        }
        Some((at, rest, explicit))
    }

    fn lookup_module(&mut self, at: usize, name: &str) -> Option<usize> {
        if let Some(&child) = self.tree.module(at).children.get(name) {
            return Some(child);
        }
        self.through_uses(at, name, Wanted::Module, |resolver, path, name| {
            let mut path = path.to_vec();
            path.extend(name.map(str::to_owned));
            resolver.submodule(at, &path)
        })
    }

    fn lookup_item(&mut self, at: usize, name: &str) -> Option<String> {
        let module = self.tree.module(at);
        if module.items.contains(name) {
            return Some(module.file.clone());
        }
        if let Some(file) = module.exported_macros.get(name) {
            return Some(file.clone());
        }
        self.through_uses(at, name, Wanted::Item, |resolver, path, name| match name {
            None => resolver.item(at, path).map(|definition| definition.file),
            Some(name) => {
                let from = resolver.submodule(at, path)?;
                resolver.lookup_item(from, name)
            }
        })
    }

    /// Looks a name up in the `use` items of a module: by its name, then in the globs.
    fn through_uses<T>(
        &mut self,
        at: usize,
        name: &str,
        wanted: Wanted,
        mut follow: impl FnMut(&mut Self, &[String], Option<&str>) -> Option<T>,
    ) -> Option<T> {
        if !self.seen.insert((at, name.to_owned(), wanted)) {
            return None;
        }
        let module = self.tree.module(at);
        let uses = || {
            module
                .uses
                .iter()
                .map(|(used, _)| used)
                .chain(&module.mentioned.uses)
        };
        let named = |used: &&Used| used.name.as_deref() == Some(name);
        let found = uses()
            .filter(named)
            .find_map(|used| follow(self, &used.path, None))
            .or_else(|| {
                uses()
                    .filter(|used| used.glob)
                    .find_map(|used| follow(self, &used.path, Some(name)))
            });
        self.seen.remove(&(at, name.to_owned(), wanted));
        found
    }
}
